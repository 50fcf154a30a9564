import {
  type BadgeClassName,
  type BadgeVersion,
  badgeObjectProblems,
  badgeVersionOf,
  isObject,
  type JsonObject,
  readBadgeObject,
  upgradedBadgeObject,
  valuesOf,
} from '../../credentials/index.ts'
import { malformed } from '../check-shape.ts'
import type { VerificationEnvironment } from '../environment.ts'
import { loadText } from '../loading.ts'
import { failed, inconclusive } from '../report.ts'
import { badgeContextProblem } from './check-context.ts'
import { type Ending, isEnding } from './findings.ts'

/** A badge object in the form of 2.0, and the version that it was written in. */
export type BadgeObject = { object: JsonObject; version: BadgeVersion }

/** Whatever is wrong with each value is put into words before the first of it is shown. */
const MAX_VALUES = 5_000
/** A list has one for every badge that its issuer has withdrawn, or several. */
const MAX_VALUES_OF_LIST = 100_000

/** What each class is called in a sentence. */
const nouns: { [className in BadgeClassName]: string } = {
  Assertion: 'badge',
  BadgeClass: 'description of the badge',
  Issuer: 'profile of the issuer',
  CryptographicKey: 'key of the issuer',
  RevocationList: 'list of withdrawn badges',
}

/**
 * Reads a badge object of any version: contexts, upgrade to 2.0, shape.
 *
 * @param options.version That of the document which it stands in.
 * @param options.url Where it was found.
 */
export function badgeObject(
  value: unknown,
  className: BadgeClassName,
  options: { version?: BadgeVersion; url?: string | undefined } = {},
): BadgeObject | Ending {
  const isList = className === 'RevocationList'
  const read = readBadgeObject(value, isList ? MAX_VALUES_OF_LIST : MAX_VALUES)
  const noun = nouns[className]
  if ('problem' in read) return { check: 'shape', result: malformed([read.problem], noun) }
  const { version = badgeVersionOf(read.object), url } = options
  // Keys and lists say too little for a context to matter: issuers write them in several.
  const isPlain = className === 'CryptographicKey' || isList
  const context = isPlain ? null : badgeContextProblem(read.object)
  if (context) return { check: 'context', result: context }
  const object = isPlain
    ? read.object
    : upgradedBadgeObject(read.object, className, { version, url })
  const problems = badgeObjectProblems(object, className, { upgraded: version !== '2.0' })
  if (problems.length > 0) return { check: 'shape', result: malformed(problems, noun) }
  return { object, version }
}

/** Whether an assertion is to be believed by its signature instead of its address. */
export function isSigned({ object: { verification } }: BadgeObject): boolean {
  return isObject(verification) && valuesOf(verification.type).includes('SignedBadge')
}

/**
 * What lies at an address, and at which in the end, after redirects; `gone` when its server says that
 * it was there once.
 */
export type Loaded =
  | { json: unknown; gone: boolean; url: string }
  | { absent: true }
  | { unavailable: true }

/** Loads JSON; null stands for whatever is none. */
export async function loadJson(url: string, environment: VerificationEnvironment): Promise<Loaded> {
  const loaded = await loadText(environment, url, 'open-badges-2')
  if ('malformed' in loaded) return { json: null, gone: false, url }
  if (!('text' in loaded)) return loaded
  return { json: jsonOf(loaded.text), gone: loaded.status === 410, url: loaded.url }
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Whether two addresses are the same. */
export function isSameUrl(one: unknown, other: unknown): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return false
  return one === other || (URL.parse(one)?.href ?? one) === (URL.parse(other)?.href ?? other)
}

/** Whether a value is the address of something that can be looked up. */
export function isWebAddress(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value)
}

/** Whether two addresses are on the same host, port included. */
export function isSameHost(one: unknown, other: unknown): boolean {
  return isWebAddress(one) && isWebAddress(other) && new URL(one).host === new URL(other).host
}

/**
 * The result for what a redirect has brought from another host. Redirects are allowed, but many
 * servers redirect to wherever a stranger wants: it does not show whose it is.
 */
export const redirected = inconclusive(
  'redirected-elsewhere',
  'An address of the issuer leads on to another server, which does not show that it is the issuer’s.',
)

/** How often an object may send on to the address that it names as its own. */
const MAX_MOVES = 2

/**
 * What a badge object refers to: an object that is embedded, or the one that lies at an address.
 * What has an address is believed as it lies there, not as somebody embedded it, for anybody can
 * embed anything under an address of somebody else.
 *
 * @param reference An IRI or an object.
 * @param options.version That of the referring document.
 * @param options.embedded Whether what is embedded goes before what lies at its address: in a signed
 *   badge it is what the issuer claimed then.
 */
export async function referredTo(
  reference: unknown,
  className: 'BadgeClass' | 'Issuer',
  options: { version: BadgeVersion; embedded?: boolean; environment: VerificationEnvironment },
): Promise<BadgeObject | Ending> {
  const { version, embedded = false, environment } = options
  const id = isObject(reference) ? reference.id : reference
  if (isObject(reference) && (embedded || !isWebAddress(id))) {
    return badgeObject(reference, className, { version })
  }
  return isWebAddress(id)
    ? published(id, className, environment)
    : { check: 'issuer-key', result: unavailable(className) }
}

async function published(
  address: string,
  className: 'BadgeClass' | 'Issuer',
  environment: VerificationEnvironment,
): Promise<BadgeObject | Ending> {
  let url = address
  for (let moves = 0; moves <= MAX_MOVES; moves += 1) {
    const loaded = await loadJson(url, environment)
    if ('unavailable' in loaded) return { check: 'issuer-key', result: unavailable(className) }
    if ('absent' in loaded || loaded.gone) {
      const detail = `The badge names a ${nouns[className]} that is not there.`
      return { check: 'issuer-key', result: failed('not-found', detail) }
    }
    if (!isSameHost(loaded.url, url)) return { check: 'issuer-key', result: redirected }
    const found = badgeObject(loaded.json, className, { url })
    if (isEnding(found)) return found
    const { id } = found.object
    if (isSameUrl(id, url)) return found
    if (!isWebAddress(id)) break
    url = id
  }
  const detail = `The ${nouns[className]} names another address as its own than the one it lies at.`
  return { check: 'issuer-key', result: failed('differs', detail) }
}

function unavailable(className: 'BadgeClass' | 'Issuer') {
  return className === 'Issuer'
    ? inconclusive('issuer-unavailable', 'The profile of the issuer could not be fetched.')
    : inconclusive('badge-class-unavailable', 'The description of the badge could not be fetched.')
}
