import { isObject, type JsonObject } from '../json.ts'
import { isJwtAlgorithm, type JwtAlgorithm } from './keys.ts'

/** A token taken apart. Nothing of it is verified: whoever wrote it chose every part. */
type DecodedJwt = {
  alg: JwtAlgorithm
  /** The protected header; a `jwk` in it proves nothing. */
  header: JsonObject
  /** The whole payload. */
  claims: JsonObject
}

/** A VC-JWT taken apart, with the credential, without the claims that only repeat it. */
export type DecodedCredentialJwt = DecodedJwt & { credential: JsonObject }

/** A presentation as a token, taken apart in the same way. */
export type DecodedPresentationJwt = DecodedJwt & { presentation: JsonObject }

/** Why a token is not taken: a code for programs, a sentence for people. */
export type JwtProblem = {
  problem:
    | 'too-large'
    | 'malformed-jwt'
    | 'unsupported-algorithm'
    | 'critical-header'
    | 'unexpected-type'
  detail: string
}

const MAX_CHARACTERS = 1024 * 1024

const problem = (code: JwtProblem['problem'], detail: string): JwtProblem => ({
  problem: code,
  detail,
})

// JWT as Open Badges 3.0 writes it; the others are of VC-JOSE-COSE and its drafts. A token of
// another kind (an access token, say) must not pass for a credential (RFC 8725, section 3.11).
const types = {
  vc: ['jwt', 'vc+jwt', 'vc+ld+jwt', 'vc+ld+json+jwt', 'vc-ld+jwt'],
  vp: ['jwt', 'vp+jwt', 'vp+ld+jwt', 'vp+ld+json+jwt', 'vp-ld+jwt'],
}
/** What the payload may be said to be. */
const contents = {
  vc: ['vc', 'vc+ld+json', 'vc+json', 'ld+json', 'json'],
  vp: ['vp', 'vp+ld+json', 'vp+json', 'ld+json', 'json'],
}

function bytesOf(part: string): Buffer | null {
  const bytes = Buffer.from(part, 'base64url')
  // A canonical encoding only, so that one token has one spelling.
  return part !== '' && bytes.toString('base64url') === part ? bytes : null
}

function objectOf(part: string): JsonObject | null {
  try {
    const bytes = bytesOf(part)
    const value: unknown =
      bytes && JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function headerProblem(header: JsonObject, kind: 'vc' | 'vp'): JwtProblem | null {
  if (!isJwtAlgorithm(header.alg)) {
    const detail = 'The token is signed with an algorithm that is not accepted for credentials.'
    return problem('unsupported-algorithm', detail)
  }
  if ('crit' in header || 'b64' in header) {
    return problem('critical-header', 'The token demands extensions that are not supported.')
  }
  const isOf = (type: unknown, names: string[]) =>
    typeof type === 'string' && names.includes(type.toLowerCase().replace(/^application\//, ''))
  const { typ = 'jwt', cty = kind } = header
  if (isOf(typ, types[kind]) && isOf(cty, contents[kind])) return null
  const expected = kind === 'vc' ? 'credential' : 'presentation'
  return problem('unexpected-type', `The token says that it is something else than a ${expected}.`)
}

/** VCDM 1.1, section 6.3.1: the claim `vc`, with what claims say where it says nothing itself. */
function fromVcClaim(vc: JsonObject, claims: JsonObject): JsonObject {
  const { issuer, credentialSubject: subject } = vc
  const time = (claim: unknown) => {
    const date = typeof claim === 'number' ? new Date(claim * 1000) : null
    const valid = date && !Number.isNaN(date.getTime())
    return valid ? date.toISOString().replace('.000Z', 'Z') : undefined
  }
  return withoutUndefined({
    ...vc,
    id: vc.id ?? claims.jti,
    issuer: isObject(issuer)
      ? withoutUndefined({ ...issuer, id: issuer.id ?? claims.iss })
      : (issuer ?? claims.iss),
    credentialSubject: isObject(subject)
      ? withoutUndefined({ ...subject, id: subject.id ?? claims.sub })
      : subject,
    ...(vc.validFrom === undefined ? { issuanceDate: vc.issuanceDate ?? time(claims.nbf) } : {}),
    ...(vc.validUntil === undefined
      ? { expirationDate: vc.expirationDate ?? time(claims.exp) }
      : {}),
  })
}

function withoutUndefined(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
}

function credentialOf(claims: JsonObject): JsonObject {
  if (isObject(claims.vc)) return fromVcClaim(claims.vc, claims)
  const { iss, sub, aud, exp, nbf, iat, jti, cnf, ...credential } = claims
  return credential
}

/** The same for the claim `vp` (VCDM 1.1, section 6.3.1) and the presentation that is the payload. */
function presentationOf(claims: JsonObject): JsonObject {
  const { iss, sub, aud, exp, nbf, iat, jti, cnf, nonce, vp, ...payload } = claims
  if (!isObject(vp)) return payload
  return withoutUndefined({ ...vp, id: vp.id ?? jti, holder: vp.holder ?? iss })
}

function decoded(jwt: string, kind: 'vc' | 'vp'): DecodedJwt | JwtProblem {
  if (jwt.length > MAX_CHARACTERS) {
    return problem('too-large', `The token has more than ${MAX_CHARACTERS} characters.`)
  }
  const [first = '', second = '', third, ...more] = jwt.split('.', 5)
  const header = objectOf(first)
  if (!header || third === undefined || more.length > 0) {
    return problem('malformed-jwt', 'The text is not a signed token.')
  }
  const refusal = headerProblem(header, kind)
  if (refusal) return refusal
  const claims = objectOf(second)
  if (!claims || !bytesOf(third)) return problem('malformed-jwt', 'The text is not a signed token.')
  return { alg: header.alg as JwtAlgorithm, header, claims }
}

/**
 * Takes a VC-JWT apart (Open Badges 3.0, section 8.2; VC-JOSE-COSE; the claim `vc` of VCDM 1.1 too)
 * without trusting any of it. Refused at once, whatever the key, are: more than a million
 * characters, anything but a compact JWS of two JSON objects, the algorithms `none`, those with
 * shared secrets and unknown ones, `crit`, and tokens that say they are something else.
 *
 * Never throws.
 */
export function decodeCredentialJwt(jwt: string): DecodedCredentialJwt | JwtProblem {
  const token = decoded(jwt, 'vc')
  return 'problem' in token ? token : { ...token, credential: credentialOf(token.claims) }
}

/**
 * Takes a presentation apart that is secured as a JWT (VC-JOSE-COSE, `typ` `vp+jwt`; the claim `vp` of
 * VCDM 1.1), as {@link decodeCredentialJwt} does a credential.
 */
export function decodePresentationJwt(jwt: string): DecodedPresentationJwt | JwtProblem {
  const token = decoded(jwt, 'vp')
  return 'problem' in token ? token : { ...token, presentation: presentationOf(token.claims) }
}
