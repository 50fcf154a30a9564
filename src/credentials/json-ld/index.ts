/**
 * Documents as JSON-LD: expanded, canonicalised and hashed by the libraries, in bounded work. Loaded
 * by itself in threads that do nothing else.
 */
export { documentLoader } from '../contexts.ts'
export { canonize, isBuiltIn } from './canonize.ts'
export { type DocumentDigest, digestDocument, type HashAlgorithm } from './digest.ts'
export { expand, jsonLdOptions, toRdf } from './expand.ts'
export { createKeptDigests } from './kept-digests.ts'
export { brokenOff, type JsonLdProblem, jsonLdProblem } from './problem.ts'
export { type JsonLdProcessor, jsonLdProcessor, processorOf } from './processor.ts'
export { allWork, littleWork, TooComplexError } from './work-bounds.ts'
