import { DID_V1, ED25519_2020, MULTIKEY_V1 } from './contexts.ts'

/** A verification method of a DID document (Controlled Identifiers 1.0, section 2.2). */
export type VerificationMethod = {
  id: string
  type: string
  controller: string
  publicKeyMultibase?: string
  revoked?: string
  expires?: string
}

/** A DID document (DID Core 1.0, section 5), with the members that we write. */
export type DidDocument = {
  '@context': string[]
  id: string
  verificationMethod: VerificationMethod[]
  assertionMethod: (string | VerificationMethod)[]
}

/** One key of an issuer: `fragment` without the `#`; `revoked` a document time, if it was. */
export type IssuerKey = { fragment: string; publicKeyMultibase: string; revoked?: string }

/** The fragment under which the key `fragment` stands once more for `Ed25519Signature2020`. */
export function ed25519Fragment(fragment: string): string {
  return `${fragment}-ed25519-2020`
}

/**
 * The DID document of an issuer. Every key is a Multikey and, for an issuer that makes
 * `Ed25519Signature2020` proofs, once more an Ed25519VerificationKey2020 under a fragment of its
 * own ({@link ed25519Fragment}), because older wallets know only that type.
 *
 * `assertionMethod` holds absolute DID URL strings and each `controller` is the DID itself:
 * validators in wide use compare these literally. A revoked key stays listed with its `revoked`
 * date, but not under `assertionMethod`.
 */
export function didDocument(input: {
  did: string
  keys: IssuerKey[]
  ed25519Signature2020: boolean
}): DidDocument {
  const methods: VerificationMethod[] = []
  for (const { fragment, publicKeyMultibase, revoked } of input.keys) {
    const rest = {
      controller: input.did,
      publicKeyMultibase,
      ...(revoked === undefined ? {} : { revoked }),
    }
    methods.push({ id: `${input.did}#${fragment}`, type: 'Multikey', ...rest })
    if (input.ed25519Signature2020) {
      const id = `${input.did}#${ed25519Fragment(fragment)}`
      methods.push({ id, type: 'Ed25519VerificationKey2020', ...rest })
    }
  }
  return {
    '@context': [DID_V1, MULTIKEY_V1, ...(input.ed25519Signature2020 ? [ED25519_2020] : [])],
    id: input.did,
    verificationMethod: methods,
    assertionMethod: methods.filter((method) => !method.revoked).map((method) => method.id),
  }
}
