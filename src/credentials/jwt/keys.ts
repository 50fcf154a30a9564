import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { isObject } from '../json.ts'

/** The algorithms that we sign VC-JWTs with: those that public validators accept. */
export type JwtSigningAlgorithm = 'RS256' | 'ES256'

/** The algorithms that we verify. */
export type JwtAlgorithm = JwtSigningAlgorithm | 'EdDSA'

/** A key for VC-JWTs as JWKs with `alg`: `privateJwk` is the secret, encrypt it at rest. */
export type GeneratedJwtKey = { privateJwk: JWK; publicJwk: JWK }

/** A new key: RSA of 2048 bits for RS256, P-256 for ES256. The JWKs have no `kid` yet. */
export async function generateJwtKey(alg: JwtSigningAlgorithm): Promise<GeneratedJwtKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, {
    extractable: true,
    modulusLength: 2048,
  })
  const [privateJwk, publicJwk] = await Promise.all([exportJWK(privateKey), exportJWK(publicKey)])
  return { privateJwk: { ...privateJwk, alg }, publicJwk: { ...publicJwk, alg } }
}

const kinds: { [alg in JwtAlgorithm]: { kty: string; crv?: string; members: string[] } } = {
  RS256: { kty: 'RSA', members: ['n', 'e'] },
  ES256: { kty: 'EC', crv: 'P-256', members: ['x', 'y'] },
  EdDSA: { kty: 'OKP', crv: 'Ed25519', members: ['x'] },
}

/** Whether `alg` is an algorithm that we verify; `none` and those with shared secrets are not. */
export function isJwtAlgorithm(alg: unknown): alg is JwtAlgorithm {
  return typeof alg === 'string' && Object.hasOwn(kinds, alg)
}

const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

const LEAST_RSA_BITS = 2048
const MOST_RSA_BITS = 8192

function rsaProblem(jwk: JWK): string | null {
  const bits = (member: string | undefined) => {
    const bytes = Buffer.from(member ?? '', 'base64url')
    const from = bytes.findIndex((byte) => byte !== 0)
    return from < 0 ? 0 : (bytes.length - from) * 8 - Math.clz32(bytes[from] ?? 0) + 24
  }
  const modulus = bits(jwk.n)
  if (modulus < LEAST_RSA_BITS) return `The RSA key is weaker than ${LEAST_RSA_BITS} bits.`
  if (modulus > MOST_RSA_BITS) return `The RSA key has more than ${MOST_RSA_BITS} bits.`
  const exponent = Buffer.from(jwk.e ?? '', 'base64url')
  const odd = ((exponent.at(-1) ?? 0) & 1) === 1
  if (bits(jwk.e) < 2 || bits(jwk.e) > 64 || !odd) return 'The RSA key has an unsafe exponent.'
  return null
}

/**
 * Why a JWK (RFC 7517) must not verify signatures of `alg`: another type of key or curve, meant for
 * another algorithm or use, not public, or weak. A sentence, or null when it may.
 */
export function jwkProblem(jwk: unknown, alg: JwtAlgorithm): string | null {
  if (!isObject(jwk)) return 'The key is not a JWK.'
  const { kty, crv, members } = kinds[alg]
  if (jwk.kty !== kty || jwk.crv !== crv) return `The key is not one for ${alg}.`
  if (members.some((name) => typeof jwk[name] !== 'string')) return 'The key is incomplete.'
  if (jwk.alg !== undefined && jwk.alg !== alg) return 'The key is meant for another algorithm.'
  if (jwk.use !== undefined && jwk.use !== 'sig') return 'The key is not meant for signatures.'
  const { key_ops: operations } = jwk
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) {
    return 'The key is not meant to verify signatures.'
  }
  if (secretMembers.some((name) => Object.hasOwn(jwk, name))) {
    return 'The private half of the key is published, so its signatures prove nothing.'
  }
  return kty === 'RSA' ? rsaProblem(jwk) : null
}
