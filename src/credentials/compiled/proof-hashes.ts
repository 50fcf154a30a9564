import { hash } from 'node:crypto'
import type { JsonObject } from '../json.ts'
import type { CompiledCanonicaliser } from './canonicaliser.ts'

/** Gives the SHA-256 of the canonical form of a proof configuration, see {@link createProofHashes}. */
export type ProofHashes = (configuration: JsonObject) => Buffer | Promise<Buffer>

/**
 * The hashes of proof configurations (VC-DI EdDSA 1.0, sections 3.2.5 and 3.2.4). One that was made
 * is kept: a configuration says contexts, key and second, so all that one key signs in a second
 * share it. The oldest goes when there are `max`.
 */
export function createProofHashes(canonicaliser: CompiledCanonicaliser, max: number): ProofHashes {
  const hashes = new Map<string, Buffer>()
  return (configuration) => {
    const name = JSON.stringify(configuration)
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
    const canonical = canonicaliser.canonize(configuration)
    return typeof canonical === 'string' ? keep(canonical) : canonical.then(keep)
  }
}
