import { driver } from '@digitalbazaar/did-method-key'
import { from } from '@digitalbazaar/ed25519-multikey'
import type { DidDocument } from './did-document.ts'
import { isEd25519Multikey } from './keys.ts'

const methodKey = driver()
methodKey.use({ multibaseMultikeyHeader: 'z6Mk', fromMultibase: from })

/**
 * The did:key of an Ed25519 public key, and the one verification method that such a DID has.
 *
 * @param publicKeyMultibase `z6Mk...`
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
 * The DID document of an Ed25519 did:key (did:key method, section 3.1.2): computed from the DID
 * itself, nothing is fetched. Null when `did` is malformed or holds another kind of key.
 */
export async function didKeyDocument(did: string): Promise<DidDocument | null> {
  if (publicKeyOfDidKey(did) === null) return null
  return (await methodKey.get({ did })) as DidDocument
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
