import { hash } from 'node:crypto'
import { _checkCredential as checkCredential } from '@digitalbazaar/vc'
import { CREDENTIALS_V2, type DocumentLoader, ED25519_2020 } from '../contexts.ts'
import type { JsonObject } from '../json.ts'
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

/** Signs credentials over their compiled canonical form. */
export type CredentialSigner = {
  /**
   * Signs a credential, with the very result of `signCredential` (Ed25519 signatures are
   * deterministic): same input, same members in the same order, same proof values, same errors.
   */
  sign(
    unsigned: JsonObject,
    options: {
      key: SigningKey
      suites: readonly ProofSuite[]
      created: Date
      occasion?: ProofOccasion
    },
  ): Promise<JsonObject>
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
  return {
    async sign(unsigned, { key, suites, created, occasion = {} }) {
      const contexts = unsigned['@context']
      // What is wrong with any other credential the library says better.
      if (!isOrdinary(contexts, suites) || 'proof' in unsigned || hasMembers(occasion)) {
        return signCredential(unsigned, { key, suites, created, occasion, documentLoader })
      }
      checkCredential({ credential: unsigned, mode: 'issue' })
      const canonical = canonicaliser.canonize(unsigned)
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
      return withProofs(unsigned, proofs)
    },
  }
}

/** Whether the contexts are URLs, those of the data model 2.0, and define what the suites need. */
function isOrdinary(contexts: unknown, suites: readonly ProofSuite[]): contexts is string[] {
  if (!Array.isArray(contexts) || contexts[0] !== CREDENTIALS_V2) return false
  if (suites.length === 0 || !contexts.every((one) => typeof one === 'string')) return false
  return !suites.includes('Ed25519Signature2020') || contexts.includes(ED25519_2020)
}
