import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { decodeProtectedHeader, type JWK, jwtVerify } from 'jose'
import { didJwkDocument, isObject, publicKeyOf } from '../credentials/index.ts'
import { PROOF_ALGORITHMS } from './metadata.ts'

/** How far a wallet's clock may be ahead, and how long a proof is good for. */
const SKEW_SECONDS = 60
const LONGEST_SECONDS = 600

/** Why a key proof is none; the code is that of the standard. */
export type ProofProblem = { error: 'invalid_proof' | 'invalid_nonce'; detail: string }

const problem = (detail: string): ProofProblem => ({ error: 'invalid_proof', detail })

/**
 * Holds a key proof (OpenID4VCI 1.0, appendix F.1) against what was asked for: signed by the key that
 * its header names, made for us, now, over a nonce of ours.
 *
 * @returns null when it is good
 */
export async function keyProofProblem(
  jwt: string,
  asked: { audience: string; now: Date; isNonce: (nonce: string) => boolean },
): Promise<ProofProblem | null> {
  try {
    const header = decodeProtectedHeader(jwt)
    const key = keyOf(header)
    if (key === null) return problem('The header of the proof names no public key that is known.')
    const { payload } = await jwtVerify(jwt, key, {
      algorithms: PROOF_ALGORITHMS,
      typ: 'openid4vci-proof+jwt',
      audience: asked.audience,
      currentDate: asked.now,
      clockTolerance: SKEW_SECONDS,
      maxTokenAge: LONGEST_SECONDS,
    })
    if (typeof payload.nonce === 'string' && asked.isNonce(payload.nonce)) return null
    return { error: 'invalid_nonce', detail: 'The nonce is missing, not ours, or out of time.' }
  } catch {
    return problem('The proof is not signed by its key, or was not made for this issuer now.')
  }
}

/** The key that a header names: by exactly one of `jwk` and `kid`, a DID that carries its key. */
function keyOf({ jwk, kid }: { jwk?: unknown; kid?: unknown }): KeyObject | null {
  if ((jwk === undefined) === (kid === undefined)) return null
  if (isObject(jwk)) return 'd' in jwk ? null : keyOfJwk(jwk as JWK)
  const [did = '', fragment] = String(kid).split('#')
  if (did.startsWith('did:jwk:') && (fragment === undefined || fragment === '0')) {
    const [method] = didJwkDocument(did)?.verificationMethod ?? []
    return method !== undefined && 'publicKeyJwk' in method
      ? keyOfJwk(method.publicKeyJwk as JWK)
      : null
  }
  const multibase = did.startsWith('did:key:') ? did.slice('did:key:'.length) : ''
  if (fragment !== undefined && fragment !== multibase) return null
  return publicKeyOf({ type: 'Multikey', publicKeyMultibase: multibase })?.key ?? null
}

function keyOfJwk(jwk: JWK): KeyObject {
  return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })
}
