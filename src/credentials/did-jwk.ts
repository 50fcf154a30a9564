import { createPublicKey } from 'node:crypto'
import type { JWK } from 'jose'
import { DID_V1 } from './contexts.ts'
import type { DidDocument } from './did-document.ts'
import { isObject } from './json.ts'

/** What defines `JsonWebKey2020`, the type that the method prescribes. */
const JWS_2020_V1 = 'https://w3id.org/security/suites/jws-2020/v1'

/** The kinds of keys that sign (RFC 7518, section 6; RFC 8037). */
const KINDS = new Set(['OKP Ed25519', 'EC P-256', 'EC P-384', 'RSA '])

/** Members of private keys: who publishes one of them lets anybody sign. */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** The JWK inside a did:jwk, a public key that signs; null when there is none. */
function jwkIn(did: string): JWK | null {
  const text = /^did:jwk:([\w-]+)$/.exec(did)?.[1] ?? ''
  const bytes = Buffer.from(text, 'base64url')
  // One DID for one key: no second spelling of the same bytes.
  if (bytes.toString('base64url') !== text) return null
  try {
    const jwk: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (!isObject(jwk) || PRIVATE.some((member) => Object.hasOwn(jwk, member))) return null
    if (!KINDS.has(`${jwk.kty} ${jwk.crv ?? ''}`)) return null
    createPublicKey({ key: jwk, format: 'jwk' })
    return jwk
  } catch {
    return null
  }
}

/**
 * The DID document of a did:jwk (did:jwk method, Read) of an Ed25519, P-256, P-384 or RSA key: computed
 * from the DID itself, nothing is fetched. A key for encryption (`use` `enc`) may assert nothing.
 * Null when `did` is malformed, or holds another kind of key or a private one.
 */
export function didJwkDocument(did: string): DidDocument | null {
  const publicKeyJwk = jwkIn(did)
  if (publicKeyJwk === null) return null
  const id = `${did}#0`
  return {
    '@context': [DID_V1, JWS_2020_V1],
    id: did,
    verificationMethod: [{ id, type: 'JsonWebKey2020', controller: did, publicKeyJwk }],
    assertionMethod: publicKeyJwk.use === 'enc' ? [] : [id],
    authentication: publicKeyJwk.use === 'enc' ? [] : [id],
  }
}
