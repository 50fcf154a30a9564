import { isObject, type JsonObject, jwkOf, valuesOf } from '../credentials/index.ts'
import { absolute, didOfMethod, findMethod, isDid, type Resolver } from './dids.ts'
import type { VerificationEnvironment } from './environment.ts'
import { issuerIdOf } from './issuer.ts'
import { standingProblem } from './key-standing.ts'
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
const notTheIssuers = failed(
  'key-not-issuers',
  'The document was signed with a key that the issuer it names does not acknowledge.',
)
const revoked = failed('key-revoked', 'The issuer has revoked the key that signed this document.')
const unavailable = inconclusive(
  'did-unavailable',
  'The key of the token could not be fetched, so the signature could not be checked.',
)

/**
 * The keys that a VC-JWT may have been signed with, found from the issuer's side (Open Badges 3.0,
 * section 8.2.5): one that the verifier keeps itself under this `kid`, else those of the DID document
 * of the `kid` or of the issuer. A `jwk` in the header, or a `kid` that is some web address, proves
 * nothing about the issuer.
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
  const named = typeof kid === 'string' ? didOfMethod(kid) : null
  const did = named ?? (typeof issuer === 'string' && isDid(issuer) ? issuer : null)
  if (did === null) {
    const detail =
      'The token names a key that is not part of a DID; this verifier cannot look it up.'
    return inconclusive('key-not-resolvable', detail)
  }
  const resolution = await context.resolve(did)
  if ('unavailable' in resolution) return unavailable
  if ('invalid' in resolution) {
    return failed(
      'did-invalid',
      'The identifier that the key of the token belongs to leads nowhere.',
    )
  }
  const keys = methodsFor(resolution.document, kid)
    .slice(0, MAX_KEYS)
    .map((method) => ({ jwk: jwkOf(method), binding: bindingOf(method) }))
  if (keys.length > 0) return keys
  return failed('key-not-found', 'The key that the token names does not exist (any more).')

  function bindingOf(method: JsonObject): CheckResult {
    if (did !== issuer || method.controller !== issuer) return notTheIssuers
    const problem = standingProblem(method, context.now)
    if (problem) return problem
    const url = String(absolute(did as string, method.id))
    const found = 'document' in resolution ? findMethod(resolution.document, url) : null
    return found?.mayAssert ? bound : notTheIssuers
  }
}

/** The methods with a key that `kid` names, by the method's id or the JWK's own; all without a `kid`. */
function methodsFor(document: JsonObject, kid: unknown): JsonObject[] {
  const did = String(document.id)
  const listed = [...valuesOf(document.verificationMethod), ...valuesOf(document.assertionMethod)]
  return listed.filter((method): method is JsonObject => {
    if (!isObject(method) || jwkOf(method) === null) return false
    if (kid === undefined) return true
    const inner = isObject(method.publicKeyJwk) ? method.publicKeyJwk.kid : undefined
    const id = absolute(did, method.id)
    return id === kid || inner === kid || id === `${did}#${kid}`
  })
}
