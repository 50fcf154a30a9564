/**
 * Compiled canonicalisation: the canonical form (RDFC-1.0) of documents that differ in values only,
 * without the JSON-LD library, and credentials signed over it.
 */
export {
  type CompiledCanonicaliser,
  createCompiledCanonicaliser,
} from './canonicaliser.ts'
export {
  type RenderTemplate,
  readTemplate,
  render,
  type TemplatePieces,
} from './render.ts'
export {
  type CredentialSeries,
  createCredentialSeries,
  type SeriesCredential,
} from './series.ts'
export { type CredentialSigner, createCredentialSigner } from './signer.ts'
export type { CanonicaliserStats, LibraryReason } from './stats.ts'
