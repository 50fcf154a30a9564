import type { JsonLdProcessor } from '../credentials/index.ts'

/** A DID document, or why there is none: the other side did not answer, or what it said is no DID document. */
export type DidResolution = { document: unknown } | { unavailable: string } | { invalid: string }

/** What is read from an URL: it decides how it is asked for and how large it may be. */
export type DocumentKind =
  | 'did-document'
  | 'key'
  | 'issuer'
  | 'status-list'
  | 'credential'
  | 'open-badges-2'
  | 'evidence'
  | 'resource'

/**
 * What was answered, whatever its status, and by which URL in the end, when that is not the one that
 * was asked; or why nothing was: a sentence without its full stop, and whether it was that there is
 * more than is read.
 */
export type DocumentLoad =
  | { status: number; mediaType: string | null; bytes: Uint8Array; url?: string }
  | { unavailable: string; tooLarge?: boolean }

/** A key for VC-JWTs that the verifier itself keeps: whose it is, and whether it may be believed. */
export type KnownJwtKey = { jwk: unknown; issuerDids: readonly string[]; revoked: boolean }

/** Where an issuer is listed: in which registry, and under which name. */
export type IssuerListing = { registry: string; name: string }

/** What the registries of issuers say about one issuer. */
export type IssuerListings = {
  listings: readonly IssuerListing[]
  /** The names of those that could not be read. */
  unread: readonly string[]
  /** Whether the operator wants every issuer to be listed. */
  required: boolean
}

/** All that a verification needs from outside. Its functions may be slow, none should reject. */
export type VerificationEnvironment = {
  now: Date
  /**
   * The DID document of an identity that the verifier itself keeps the keys of, did:key included:
   * a compromised did:key can be told from its owner's records alone. Null for all others.
   */
  resolveOwnDid?(did: string): Promise<DidResolution | null>
  /** The key behind a `kid` that the verifier itself keeps. Null for all others. */
  ownJwtKey?(kid: string): Promise<KnownJwtKey | null>
  /** Resolves any other DID but did:key, which needs nobody. */
  resolveDid(did: string): Promise<DidResolution>
  /**
   * Whether what stands at a place of a list of suspensions is revoked, for lists that the verifier
   * itself keeps: the bit alone cannot tell it from a suspension. False for all others.
   */
  isRevokedHere?(statusListCredential: string, index: number): Promise<boolean>
  /**
   * Loads what lies at an URL, the verifier's own documents as they stand now. An own URL where
   * nothing lies is answered with 404, as everywhere.
   */
  load(url: string, kind: DocumentKind): Promise<DocumentLoad>
  /** Looks an issuer up in the registries that the operator relies on. Null when there are none. */
  findIssuer?(issuer: string): Promise<IssuerListings | null>
  /** Does the JSON-LD work, which is most of the work: in this thread when it is left out. */
  jsonLd?: JsonLdProcessor
}
