import { hash } from 'node:crypto'
import { _checkCredential as checkCredential } from '@digitalbazaar/vc'
import { CREDENTIALS_V2, type DocumentLoader, ED25519_2020 } from '../contexts.ts'
import { type JsonObject, valuesOf } from '../json.ts'
import type { SigningKey } from '../keys.ts'
import {
  hasMembers,
  type ProofOccasion,
  type ProofSuite,
  signCredential,
  withProofs,
} from '../sign.ts'
import { documentTime } from '../times.ts'
import { base58 } from './base58.ts'
import type { CompiledCanonicaliser } from './canonicaliser.ts'
import { createProofHashes, proofConfiguration } from './proof-hashes.ts'
import type { Shape } from './shape-reader.ts'

/** What a credential is signed with: by each of the suites for itself. */
export type Signing = { key: SigningKey; suites: readonly ProofSuite[]; created: Date }

/** What is known of a document already. */
type Prepared = { shape?: Shape; isChecked?: boolean }

/** Signs credentials over their compiled canonical form. */
export type CredentialSigner = {
  /**
   * Signs a credential, with the very result of `signCredential` (Ed25519 signatures are
   * deterministic): same input, same members in the same order, same proof values, same errors.
   */
  sign(unsigned: JsonObject, options: Signing & { occasion?: ProofOccasion }): Promise<JsonObject>
  /**
   * The proofs of the same, with their values: what `sign` adds.
   * @param options.shape The shape of the document, where it was read before.
   * @param options.isChecked Whether it is known to be what the library lets pass before it signs.
   */
  prove(unsigned: JsonObject, options: Signing & Prepared): Promise<JsonObject[]>
}

/** Configurations of a few seconds and hundreds of keys. */
const MAX_PROOF_HASHES = 2_000

/** A {@link CredentialSigner}; `documentLoader` as the canonicaliser has it. */
export function createCredentialSigner(options: {
  canonicaliser: CompiledCanonicaliser
  documentLoader: DocumentLoader
}): CredentialSigner {
  const { canonicaliser, documentLoader } = options
  const proofHash = createProofHashes(canonicaliser, MAX_PROOF_HASHES)

  async function prove(
    unsigned: JsonObject,
    { key, suites, created, shape, isChecked = false }: Signing & Prepared,
  ): Promise<JsonObject[] | null> {
    const contexts = unsigned['@context']
    if (!isOrdinary(contexts, suites) || 'proof' in unsigned) return null
    if (!isChecked) checkCredential({ credential: unsigned, mode: 'issue' })
    const canonical = canonicaliser.canonize(unsigned, shape && { shape })
    const text = typeof canonical === 'string' ? canonical : await canonical
    const documentHash = hash('sha256', text, 'buffer')
    const time = documentTime(created)
    const proofs: JsonObject[] = []
    for (const suite of suites) {
      const proof = proofConfiguration(suite, key, time)
      const made = proofHash(contexts, proof)
      const configurationHash = made instanceof Promise ? await made : made
      const signature = await key.sign(Buffer.concat([configurationHash, documentHash]))
      proofs.push({ ...proof, proofValue: `z${base58(signature)}` })
    }
    return proofs
  }

  return {
    async sign(unsigned, { occasion = {}, ...signing }) {
      const proofs = hasMembers(occasion) ? null : await prove(unsigned, signing)
      // What is wrong with any other credential the library says better.
      return proofs === null
        ? signCredential(unsigned, { ...signing, occasion, documentLoader })
        : withProofs(unsigned, proofs)
    },
    async prove(unsigned, signing) {
      const proofs = await prove(unsigned, signing)
      if (proofs !== null) return proofs
      const { proof } = await signCredential(unsigned, { ...signing, documentLoader })
      return valuesOf(proof) as JsonObject[]
    },
  }
}

/** Whether the contexts are URLs, those of the data model 2.0, and define what the suites need. */
function isOrdinary(contexts: unknown, suites: readonly ProofSuite[]): contexts is string[] {
  if (!Array.isArray(contexts) || contexts[0] !== CREDENTIALS_V2) return false
  if (suites.length === 0 || !contexts.every((one) => typeof one === 'string')) return false
  return !suites.includes('Ed25519Signature2020') || contexts.includes(ED25519_2020)
}
