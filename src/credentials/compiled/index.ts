/**
 * Compiled canonicalisation: the canonical form (RDFC-1.0) of documents that differ in values only,
 * without the JSON-LD library, and credentials signed over it.
 */
export {
  type CompiledCanonicaliser,
  createCompiledCanonicaliser,
} from './canonicaliser.ts'
export { type CredentialSigner, createCredentialSigner } from './signer.ts'
export type { CanonicaliserStats, LibraryReason } from './stats.ts'
