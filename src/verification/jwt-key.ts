import { type JsonObject, jwkOf } from '../credentials/index.ts'
import type { Resolver } from './dids.ts'
import type { VerificationEnvironment } from './environment.ts'
import { issuerIdOf } from './issuer.ts'
import { issuerProblem } from './issuer-keys.ts'
import { keysNamed, listedKeys, notTheIssuers } from './named-keys.ts'
import { type CheckResult, failed, inconclusive, passed } from './report.ts'

/** A key that a token may have been signed with, and whether the issuer vouches for it. */
export type JwtKey = { jwk: unknown; binding: CheckResult }

type Context = {
  now: Date
  resolve: Resolver
  environment: VerificationEnvironment
}

/** More keys than an issuer has reason to publish are not tried out. */
const MAX_KEYS = 10

const bound = passed('The key that signed the document belongs to the issuer.')
const revoked = failed('key-revoked', 'The issuer has revoked the key that signed this document.')
const notFound = failed('key-not-found', 'The key that the token names does not exist (any more).')
const unavailable = inconclusive(
  'did-unavailable',
  'The key of the token could not be fetched, so the signature could not be checked.',
)

/**
 * The keys that a VC-JWT may have been signed with, found from the issuer's side (Open Badges 3.0,
 * section 8.2.5): one that the verifier keeps itself under this `kid`, else those that the issuer
 * lists, or the DID of the `kid`. A `jwk` in the header, or what lies at a `kid` that is some web
 * address, proves nothing about the issuer.
 *
 * @returns the keys, at least one; or the outcome of the check of the signature without any
 */
export async function jwtKeys(
  token: { header: JsonObject; credential: JsonObject },
  context: Context,
): Promise<JwtKey[] | CheckResult> {
  const { kid } = token.header
  const issuer = issuerIdOf(token.credential)
  if (typeof kid === 'string') {
    const ask = async () => context.environment.ownJwtKey?.(kid) ?? null
    const own = await ask().catch(() => unavailable)
    if (own !== null && 'outcome' in own) return own
    if (own !== null) {
      const known = typeof issuer === 'string' && own.issuerDids.includes(issuer)
      return [{ jwk: own.jwk, binding: own.revoked ? revoked : known ? bound : notTheIssuers }]
    }
  }
  if (kid !== undefined && typeof kid !== 'string') return notFound
  // Without a name of its key and with an issuer that cannot have any, it is signed by nobody.
  if (kid === undefined && issuerProblem(issuer)) return notFound
  const keys = await keysNamed(kid, issuer, context)
  if ('outcome' in keys) {
    const listed = await listedKeys(kid, issuer, context)
    // Whoever else it belongs to need not answer: a token has no other signer than its issuer.
    return 'outcome' in listed ? keys : notTheIssuers
  }
  const usable = keys
    .map(({ method, binding }) => ({ jwk: jwkOf(method), binding }))
    .filter(({ jwk }) => jwk !== null)
    .slice(0, MAX_KEYS)
  if (usable.length > 0) return usable
  return notFound
}
