/**
 * Documents as JSON-LD: expanded, canonicalised and hashed by the libraries, in bounded work. Loaded
 * by itself in threads that do nothing else.
 */
export { canonize, isBuiltIn } from './canonize.ts'
export { type DocumentDigest, digestDocument } from './digest.ts'
export { expand, jsonLdOptions, toRdf } from './expand.ts'
export { brokenOff, type JsonLdProblem, jsonLdProblem } from './problem.ts'
export { type HashAlgorithm, type JsonLdProcessor, jsonLdProcessor } from './processor.ts'
export { allWork, littleWork } from './work-bounds.ts'
