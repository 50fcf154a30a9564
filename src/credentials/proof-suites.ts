import { CREDENTIALS_V2, DATA_INTEGRITY_V1, DATA_INTEGRITY_V2, ED25519_2020 } from './contexts.ts'
import { isObject } from './json.ts'
import type { HashAlgorithm } from './json-ld/index.ts'
import type { Curve } from './verification-key.ts'

/** The proof suites that are verified. */
export type VerifiableSuite =
  | 'eddsa-rdfc-2022'
  | 'eddsa-jcs-2022'
  | 'ecdsa-rdfc-2019'
  | 'Ed25519Signature2020'

/**
 * What tells a suite from the others. `canonicalForm`: of which form of document and proof options
 * the hashes are made. `curves`: which keys it takes. `contexts`: one of these has to define its terms;
 * null where terms do not enter the signature.
 */
export type SuiteRules = {
  canonicalForm: 'rdfc' | 'jcs'
  curves: readonly Curve[]
  contexts: readonly string[] | null
}

const dataIntegrity = [CREDENTIALS_V2, DATA_INTEGRITY_V2, DATA_INTEGRITY_V1]

/**
 * VC-DI EdDSA 1.0, sections 3.2 (`eddsa-rdfc-2022`), 3.3 (`eddsa-jcs-2022`) and A.2
 * (`Ed25519Signature2020`); VC-DI ECDSA 1.0, section 3.2 (`ecdsa-rdfc-2019`).
 */
export const suiteRules: Record<VerifiableSuite, SuiteRules> = {
  'eddsa-rdfc-2022': { canonicalForm: 'rdfc', curves: ['Ed25519'], contexts: dataIntegrity },
  'eddsa-jcs-2022': { canonicalForm: 'jcs', curves: ['Ed25519'], contexts: null },
  'ecdsa-rdfc-2019': { canonicalForm: 'rdfc', curves: ['P-256', 'P-384'], contexts: dataIntegrity },
  Ed25519Signature2020: { canonicalForm: 'rdfc', curves: ['Ed25519'], contexts: [ED25519_2020] },
}

/** The hash function and the length of a signature, which follow from the curve of the key. */
export const curveRules: Record<Curve, { hash: HashAlgorithm; signatureBytes: number }> = {
  Ed25519: { hash: 'sha256', signatureBytes: 64 },
  'P-256': { hash: 'sha256', signatureBytes: 64 },
  'P-384': { hash: 'sha384', signatureBytes: 96 },
}

/** Which of the suites a proof is of; null when it is of none that we know. */
export function suiteOfProof(proof: unknown): VerifiableSuite | null {
  if (!isObject(proof)) return null
  if (proof.type === 'Ed25519Signature2020') return 'Ed25519Signature2020'
  if (proof.type !== 'DataIntegrityProof') return null
  const { cryptosuite } = proof
  return cryptosuite === 'eddsa-rdfc-2022' ||
    cryptosuite === 'eddsa-jcs-2022' ||
    cryptosuite === 'ecdsa-rdfc-2019'
    ? cryptosuite
    : null
}
