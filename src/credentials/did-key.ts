import { driver } from '@digitalbazaar/did-method-key'
import { from } from '@digitalbazaar/ed25519-multikey'
import { DID_V1, MULTIKEY_V1 } from './contexts.ts'
import type { DidDocument } from './did-document.ts'
import { isEd25519Multikey } from './keys.ts'
import { publicKeyOf } from './verification-key.ts'

const methodKey = driver()
methodKey.use({ multibaseMultikeyHeader: 'z6Mk', fromMultibase: from })

/**
 * The did:key of a public key, and the one verification method that such a DID has.
 *
 * @param publicKeyMultibase `z6Mk...` of an Ed25519 key
 */
export function didKey(publicKeyMultibase: string): { did: string; verificationMethod: string } {
  const did = `did:key:${publicKeyMultibase}`
  return { did, verificationMethod: `${did}#${publicKeyMultibase}` }
}

/** The Multikey inside an Ed25519 did:key; null when `did` is not one. */
export function publicKeyOfDidKey(did: string): string | null {
  const key = did.startsWith('did:key:') ? did.slice('did:key:'.length) : ''
  return isEd25519Multikey(key) ? key : null
}

/**
 * The DID document of a did:key (did:key method, section 3.1.2) of an Ed25519, P-256 or P-384 key:
 * computed from the DID itself, nothing is fetched. Null when `did` is malformed or holds another
 * kind of key.
 */
export async function didKeyDocument(did: string): Promise<DidDocument | null> {
  if (publicKeyOfDidKey(did) !== null) return (await methodKey.get({ did })) as DidDocument
  const publicKeyMultibase = did.startsWith('did:key:') ? did.slice('did:key:'.length) : ''
  const key = { type: 'Multikey', publicKeyMultibase }
  if (publicKeyOf(key) === null) return null
  const { verificationMethod: id } = didKey(publicKeyMultibase)
  return {
    '@context': [DID_V1, MULTIKEY_V1],
    id: did,
    verificationMethod: [{ id, controller: did, ...key }],
    assertionMethod: [id],
    authentication: [id],
  }
}

/**
 * The DID document of a did:key whose owner has said that its key is compromised. The method itself
 * knows no such thing: only who is told can write it. The key stays listed, with the date, and may
 * do nothing.
 *
 * @param revoked A document time.
 */
export async function revokedDidKeyDocument(
  did: string,
  revoked: string,
): Promise<DidDocument | null> {
  const document = await didKeyDocument(did)
  if (document === null) return null
  return {
    '@context': document['@context'],
    id: did,
    verificationMethod: document.verificationMethod.map((method) => ({ ...method, revoked })),
    assertionMethod: [],
  }
}
