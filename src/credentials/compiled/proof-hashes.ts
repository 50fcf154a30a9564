import { hash } from 'node:crypto'
import type { SigningKey } from '../keys.ts'
import type { ProofSuite } from '../sign.ts'
import type { CompiledCanonicaliser } from './canonicaliser.ts'

/** A proof without its value, its members in the order in which the suites make them. */
export type ProofConfiguration = {
  type: string
  created: string
  verificationMethod: string
  cryptosuite?: string
  proofPurpose: string
}

/** What a proof says (VC-DI EdDSA 1.0, sections 3.2.5 and A.2); `created` as `documentTime` has it. */
export function proofConfiguration(
  suite: ProofSuite,
  key: SigningKey,
  created: string,
): ProofConfiguration {
  return suite === 'eddsa-rdfc-2022'
    ? {
        type: 'DataIntegrityProof',
        created,
        verificationMethod: key.verificationMethod,
        cryptosuite: 'eddsa-rdfc-2022',
        proofPurpose: 'assertionMethod',
      }
    : {
        type: 'Ed25519Signature2020',
        created,
        verificationMethod: key.ed25519VerificationMethod ?? key.verificationMethod,
        proofPurpose: 'assertionMethod',
      }
}

/** Gives the SHA-256 of the canonical form of a proof configuration with contexts. */
export type ProofHashes = (
  contexts: readonly string[],
  configuration: ProofConfiguration,
) => Buffer | Promise<Buffer>

/**
 * {@link ProofHashes} that are kept: all that one key signs in a second share one. The oldest goes
 * when there are `max`.
 */
export function createProofHashes(canonicaliser: CompiledCanonicaliser, max: number): ProofHashes {
  const hashes = new Map<string, Buffer>()
  return (contexts, configuration) => {
    const { type, created, verificationMethod } = configuration
    // What else there is follows from the type.
    const name = `${type}\n${created}\n${verificationMethod}\n${contexts.join('\n')}`
    const known = hashes.get(name)
    if (known !== undefined) return known
    const keep = (canonical: string) => {
      const made = hash('sha256', canonical, 'buffer')
      hashes.set(name, made)
      for (const oldest of hashes.keys()) {
        if (hashes.size <= max) break
        hashes.delete(oldest)
      }
      return made
    }
    const canonical = canonicaliser.canonize({ '@context': contexts, ...configuration })
    return typeof canonical === 'string' ? keep(canonical) : canonical.then(keep)
  }
}
