import type { JWK } from 'jose'
import { DID_V1, ED25519_2020, MULTIKEY_V1 } from './contexts.ts'

/** What defines `JsonWebKey` and `publicKeyJwk` (VC JOSE COSE 1.0, Controlled Identifiers 1.0). */
const JWK_V1 = 'https://w3id.org/security/jwk/v1'

/** A verification method of a DID document (Controlled Identifiers 1.0, section 2.2). */
export type VerificationMethod = {
  id: string
  type: string
  controller: string
  publicKeyMultibase?: string
  publicKeyJwk?: JWK
  revoked?: string
  expires?: string
}

/** A DID document (DID Core 1.0, section 5), with the members that we write. */
export type DidDocument = {
  '@context': string[]
  id: string
  verificationMethod: VerificationMethod[]
  assertionMethod: (string | VerificationMethod)[]
  authentication?: string[]
}

/**
 * One key of an issuer: an Ed25519 key for proofs, or a key for VC-JWTs as a public JWK, with the
 * `kid` of those. `fragment` without the `#`; `revoked` a document time, if it was.
 */
export type IssuerKey = { fragment: string; revoked?: string } & (
  | { publicKeyMultibase: string }
  | { publicKeyJwk: JWK }
)

/** The fragment under which the key `fragment` stands once more for `Ed25519Signature2020`. */
export function ed25519Fragment(fragment: string): string {
  return `${fragment}-ed25519-2020`
}

/**
 * The DID document of an issuer. Every Ed25519 key is a Multikey and, for an issuer that makes
 * `Ed25519Signature2020` proofs, once more an Ed25519VerificationKey2020 under a fragment of its
 * own ({@link ed25519Fragment}), because older wallets know only that type. Every key for VC-JWTs is
 * a JsonWebKey.
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
  for (const key of input.keys) {
    const { fragment, revoked } = key
    const id = `${input.did}#${fragment}`
    const about = {
      controller: input.did,
      ...(revoked === undefined ? {} : { revoked }),
    }
    if ('publicKeyJwk' in key) {
      methods.push({ id, type: 'JsonWebKey', ...about, publicKeyJwk: key.publicKeyJwk })
      continue
    }
    const rest = { ...about, publicKeyMultibase: key.publicKeyMultibase }
    methods.push({ id, type: 'Multikey', ...rest })
    if (input.ed25519Signature2020) {
      const older = `${input.did}#${ed25519Fragment(fragment)}`
      methods.push({ id: older, type: 'Ed25519VerificationKey2020', ...rest })
    }
  }
  const hasJwk = input.keys.some((key) => 'publicKeyJwk' in key)
  return {
    '@context': [
      DID_V1,
      MULTIKEY_V1,
      ...(input.ed25519Signature2020 ? [ED25519_2020] : []),
      ...(hasJwk ? [JWK_V1] : []),
    ],
    id: input.did,
    verificationMethod: methods,
    assertionMethod: methods.filter((method) => !method.revoked).map((method) => method.id),
  }
}
