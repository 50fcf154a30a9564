/** A DID document, or why there is none: the other side did not answer, or what it said is no DID document. */
export type DidResolution = { document: unknown } | { unavailable: string } | { invalid: string }

/** A status list credential, or why there is none. */
export type StatusListLoad = { credential: unknown } | { unavailable: string } | { invalid: string }

/** All that a verification needs from outside. Both functions may be slow, neither should reject. */
export type VerificationEnvironment = {
  now: Date
  /** Resolves a DID other than did:key, which needs nobody. */
  resolveDid(did: string): Promise<DidResolution>
  /** Loads the credential at the `statusListCredential` URL of a status entry. */
  loadStatusList(url: string): Promise<StatusListLoad>
}
