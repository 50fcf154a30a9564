import { isObject, type JsonObject, jwkOfPem, valuesOf } from '../../credentials/index.ts'
import type { VerificationEnvironment } from '../environment.ts'
import { loadText } from '../loading.ts'
import { type CheckResult, failed, inconclusive } from '../report.ts'
import type { Ending } from './findings.ts'
import { badgeObject, isSameHost, isSameUrl, isWebAddress, jsonOf } from './objects.ts'

/** More keys than an issuer has reason to publish are not tried out. */
const MAX_KEYS = 5

const notTheIssuers: Ending = {
  check: 'issuer-key',
  result: failed(
    'key-not-issuers',
    'The badge was signed with a key that the issuer it names does not acknowledge.',
  ),
}

/** The keys that a badge may have been signed with, as JWKs, and why there are not more of them. */
export type SigningKeys = { jwks: unknown[]; missing: CheckResult | null }

/**
 * The keys that a signed badge may be believed with (Open Badges 2.0, "SignedBadge Verification" and
 * CryptographicKey): those that the issuer's own profile lists under `publicKey`; of these the one
 * that the badge names as `creator`, if it names one. A key document that names an `owner` has to name
 * the issuer. Nothing is fetched from an address that only the badge names.
 *
 * A profile of 1.x lists no keys. There the key that the badge names is believed if it lies on the
 * issuer's own host, as a hosted badge would be.
 *
 * @param issuer The profile as it lies at its address.
 */
export async function signingKeys(
  assertion: JsonObject,
  issuer: JsonObject,
  options: { isLegacy: boolean; environment: VerificationEnvironment },
): Promise<SigningKeys | Ending> {
  const { verification } = assertion
  const { creator } = isObject(verification) ? verification : {}
  const named = isObject(creator) ? creator.id : creator
  const listed = valuesOf(issuer.publicKey)
  const candidates = listed.filter((key) => named === undefined || isSameUrl(idOf(key), named))
  if (candidates.length === 0) {
    const isOwn = options.isLegacy && listed.length === 0 && isSameHost(named, issuer.id)
    if (!isOwn) return notTheIssuers
    candidates.push(named)
  }
  const keys = await Promise.all(
    candidates.slice(0, MAX_KEYS).map((key) => keyOf(key, issuer.id, options.environment)),
  )
  const jwks = keys.filter((key) => !isResult(key))
  return { jwks, missing: keys.find(isResult) ?? null }
}

const idOf = (key: unknown) => (isObject(key) ? key.id : key)

function isResult(key: unknown): key is CheckResult {
  return isObject(key) && 'outcome' in key
}

const notFound = failed(
  'key-not-found',
  'The key that the issuer names for its badges does not exist (any more).',
)
const unusable = failed('unusable-key', 'The key that the issuer names for its badges is unusable.')

async function keyOf(
  key: unknown,
  issuer: unknown,
  environment: VerificationEnvironment,
): Promise<unknown> {
  // The profile came from the issuer, so a key inside it did too.
  if (isObject(key) && typeof key.publicKeyPem === 'string') return jwkFrom(key, issuer)
  const url = idOf(key)
  if (!isWebAddress(url)) return notFound
  const loaded = await loadText(environment, url, 'open-badges-2')
  if ('unavailable' in loaded) {
    return inconclusive('key-unavailable', 'The key of the issuer could not be fetched.')
  }
  if (!('text' in loaded) || loaded.status !== 200) return notFound
  if (loaded.text.trimStart().startsWith('-----BEGIN ')) return jwkOfPem(loaded.text) ?? unusable
  const found = badgeObject(jsonOf(loaded.text), 'CryptographicKey')
  if ('check' in found) return unusable
  const { id = url } = found.object
  return isSameUrl(id, url) ? jwkFrom(found.object, issuer) : notFound
}

function jwkFrom({ owner = null, publicKeyPem }: JsonObject, issuer: unknown): unknown {
  if (owner !== null && !isSameUrl(owner, issuer)) return notTheIssuers.result
  return jwkOfPem(String(publicKeyPem)) ?? unusable
}
