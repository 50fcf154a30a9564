/**
 * Compiled canonicalisation: the canonical form (RDFC-1.0) of documents that differ in values only,
 * without the JSON-LD library, and credentials signed over it.
 */
export {
  type CanonicaliserStats,
  type CompiledCanonicaliser,
  createCompiledCanonicaliser,
  type LibraryReason,
} from './canonicaliser.ts'
export { type CredentialSigner, createCredentialSigner } from './signer.ts'
