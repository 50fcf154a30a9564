import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { JsonObject } from '../../../src/credentials/index.ts'
import {
  type CheckName,
  type PresentedBadge,
  type VerificationEnvironment,
  type VerificationOptions,
  verifyBadge,
} from '../../../src/verification/index.ts'

// Somebody else's platform for badges of version 2.0 and before: what it serves, path by path.

export const CONTEXT = 'https://w3id.org/openbadges/v2'
export const EMAIL = 'ada@example.org'

/** `from` is where it comes from in the end, when that is elsewhere. */
export type Answer = { status?: number; body: string; from?: string }

export type Site = {
  origin: string
  answers: Map<string, Answer>
  /** Publishes a document; returns its address. */
  put(path: string, document: unknown, status?: number): string
  /** An award of the site's one badge, published with all that belongs to it. */
  assertion: JsonObject
  badgeClass: JsonObject
  issuer: JsonObject
}

const sha256 = 'sha256$b5a4ce3bbb46ba8a0ec2d5ec96e1e3b2d4c5d4e1d5f8d3f2c1b0a99887766554'

/** A platform that has published one badge. */
export function makeSite(origin = 'https://issuer.example'): Site {
  const answers = new Map<string, Answer>()
  const put: Site['put'] = (path, document, status = 200) => {
    const body = typeof document === 'string' ? document : JSON.stringify(document)
    answers.set(path, { status, body })
    return `${origin}${path}`
  }
  const issuer = {
    '@context': CONTEXT,
    id: `${origin}/issuer`,
    type: 'Issuer',
    name: 'Harbour School',
    url: 'https://harbour.example',
    email: 'badges@harbour.example',
  }
  const badgeClass = {
    '@context': CONTEXT,
    id: `${origin}/badge`,
    type: 'BadgeClass',
    name: 'Night Sailor',
    description: 'Sailed through a night.',
    image: `${origin}/badge.png`,
    criteria: { narrative: 'Sail from dusk to dawn.' },
    issuer: issuer.id,
    alignment: [{ targetName: 'Seamanship', targetUrl: 'https://frameworks.example/1' }],
    tags: ['sea', 'night'],
  }
  const assertion = {
    '@context': CONTEXT,
    id: `${origin}/assertions/1`,
    type: 'Assertion',
    recipient: { type: 'email', hashed: true, salt: 'sea', identity: sha256 },
    badge: badgeClass.id,
    verification: { type: 'HostedBadge' },
    issuedOn: '2025-06-01T12:00:00+00:00',
    evidence: 'https://harbour.example/logbook',
    narrative: 'At the helm from two to four.',
  }
  put('/issuer', issuer)
  put('/badge', badgeClass)
  put('/assertions/1', assertion)
  return { origin, answers, put, assertion, badgeClass, issuer }
}

/** Without some of its members. */
export function without(object: JsonObject, ...names: string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))
}

/** A world in which only these sites answer; what was asked for is kept. */
export function worldOf(...sites: Site[]): VerificationEnvironment & { asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    now: new Date('2026-03-01T12:00:00Z'),
    resolveDid: async () => ({ unavailable: 'no answer' }),
    async load(url) {
      asked.push(url)
      const { origin, pathname } = new URL(url)
      const site = sites.find((one) => one.origin === origin)
      if (site === undefined) return { unavailable: 'no answer' }
      const answer: Answer = site.answers.get(pathname) ?? { status: 404, body: '' }
      const { status = 200, body, from = url } = answer
      return { status, mediaType: 'application/json', bytes: Buffer.from(body), url: from }
    },
  }
}

/** How each check of a verification ended, with its code where it has one, and the verdict. */
export async function outcomes(
  presented: PresentedBadge,
  world: VerificationEnvironment,
  options?: VerificationOptions,
): Promise<{ verdict: string } & { [name in CheckName]?: string }> {
  const { report } = await verifyBadge(presented, world, options)
  const checks = report.checks
    .filter(({ outcome }) => outcome !== 'skipped')
    .map((check) => [check.name, 'code' in check ? check.code : check.outcome])
  return { verdict: report.verdict, ...Object.fromEntries(checks) }
}

export type Keys = { publicKeyPem: string; privateKey: KeyObject }

let first: Keys | undefined

/** A new RSA key pair, or the one that all tests of a file may share. */
export function rsaKeys(fresh = false): Keys {
  if (!fresh && first !== undefined) return first
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  first ??= { publicKeyPem, privateKey }
  return { publicKeyPem, privateKey }
}

/** A compact JWS of any payload, by RS256. */
export function jwsOf(payload: unknown, privateKey: KeyObject): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${part({ alg: 'RS256' })}.${part(payload)}`
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`
}

/** Makes a site sign: publishes its key and a list of withdrawn badges, and an award to be signed. */
export function withSigning(site: Site, { publicKeyPem }: Keys = rsaKeys()): JsonObject {
  const { origin, put } = site
  const key = { '@context': CONTEXT, id: `${origin}/key`, type: 'CryptographicKey' }
  put('/key', { ...key, owner: site.issuer.id, publicKeyPem })
  const list = { '@context': CONTEXT, id: `${origin}/revocations`, type: 'RevocationList' }
  put('/revocations', { ...list, revokedAssertions: [] })
  put('/issuer', { ...site.issuer, publicKey: key.id, revocationList: list.id })
  return {
    ...site.assertion,
    id: 'urn:uuid:a953081a-4bbd-4927-9653-7219bca00e3b',
    verification: { type: 'SignedBadge', creator: key.id },
  }
}
