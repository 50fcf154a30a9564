import {
  type DidDocument,
  didDocument,
  didKey,
  didKeyDocument,
  didWebFor,
  documentTime,
  ed25519Fragment,
  publicKeyOfDidKey,
  revokedDidKeyDocument,
  usesDidWeb,
} from '../credentials/index.ts'
import type { Queries } from '../db/index.ts'
import { type IssuerKeyRow, keysOfDid } from './key-store.ts'
import { issuerById } from './store.ts'

/**
 * The identity that an issuer has from this service: a did:web under PUBLIC_URL, the same for all its
 * keys, or where that cannot be, the did:key of the key.
 */
export function ownDid(publicUrl: string, issuerId: string, publicKeyMultibase: string): string {
  return hostedDid(publicUrl, issuerId) ?? didKey(publicKeyMultibase).did
}

/** The did:web that this service serves the document of; null where issuers have a did:key. */
export function hostedDid(publicUrl: string, issuerId: string): string | null {
  return usesDidWeb(publicUrl) ? didWebFor(publicUrl, ['issuers', issuerId]) : null
}

/** Whether an identity of an issuer is a domain of its own, whose document somebody else serves. */
export function isOwnDomain(publicUrl: string, issuerId: string, did: string): boolean {
  return did.startsWith('did:web:') && did !== hostedDid(publicUrl, issuerId)
}

/** The names under which a key stands in DID documents: absolute DID URLs, none for a JWK of a did:key. */
export function verificationMethods(key: IssuerKeyRow): [main?: string, ed25519?: string] {
  const { did } = key
  if (publicKeyOfDidKey(did) !== null) {
    return key.publicKeyMultibase === null ? [] : [`${did}#${key.publicKeyMultibase}`]
  }
  const main = `${did}#${fragment(key)}`
  return key.publicKeyMultibase === null
    ? [main]
    : [main, `${did}#${ed25519Fragment(fragment(key))}`]
}

/**
 * The DID document of an identity that an issuer here has or had, from the database; undefined for
 * all others. Compromised keys stand in it as revoked, did:key or not.
 */
export async function ownDidDocument(db: Queries, did: string): Promise<DidDocument | undefined> {
  const keys = await keysOfDid(db, did)
  if (keys.length === 0) return undefined
  const itsKey = publicKeyOfDidKey(did)
  if (itsKey !== null) {
    const revoked = keys.find(
      ({ publicKeyMultibase }) => publicKeyMultibase === itsKey,
    )?.compromisedAt
    const document = revoked
      ? await revokedDidKeyDocument(did, documentTime(revoked))
      : await didKeyDocument(did)
    return document ?? undefined
  }
  return documentOfKeys(did, keys)
}

/** The DID document of a did:web with these keys, the compromised ones marked as revoked. */
export function documentOfKeys(did: string, keys: IssuerKeyRow[]): DidDocument {
  return didDocument({
    did,
    keys: keys.map((key) => ({
      fragment: fragment(key),
      ...(key.compromisedAt !== null && { revoked: documentTime(key.compromisedAt) }),
      ...(key.publicKeyMultibase === null
        ? { publicKeyJwk: key.publicJwk as Record<string, unknown> }
        : { publicKeyMultibase: key.publicKeyMultibase }),
    })),
    // A proof of this suite that was made once must be verifiable for good, so the keys stay
    // listed for it even when the issuer no longer makes such proofs.
    ed25519Signature2020: true,
  })
}

/** The DID document that is served for an issuer; undefined when there is none. */
export async function issuerDidDocument(
  db: Queries,
  publicUrl: string,
  issuerId: string,
): Promise<DidDocument | undefined> {
  const issuer = await issuerById(db, issuerId)
  return issuer && ownDidDocument(db, hostedDid(publicUrl, issuerId) ?? issuer.did)
}

function fragment(key: IssuerKeyRow): string {
  return `key-${key.number}`
}
