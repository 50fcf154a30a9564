import { hash } from 'node:crypto'
import { documentLoader } from '../contexts.ts'
import type { JsonObject } from '../json.ts'
import { canonizeExpanded } from './canonize.ts'
import { expand } from './expand.ts'
import { type JsonLdProblem, jsonLdProblem } from './problem.ts'
import type { HashAlgorithm } from './processor.ts'
import type { Work } from './work-bounds.ts'

/**
 * All that a verification wants to know of a document as JSON-LD: whether it can be expanded, and the
 * hash of its canonical form. One that expands may still have no canonical form, for a `problem`.
 */
export type DocumentDigest =
  | { expands: true; hash: Uint8Array }
  | { expands: boolean; problem: JsonLdProblem }

/**
 * Digests a document (JSON-LD 1.1 API and RDFC-1.0, in safe mode, with the bundled contexts). Does not
 * reject. What takes more than `work` has the problem `too-complex`.
 */
export async function digestDocument(
  document: JsonObject,
  algorithm: HashAlgorithm,
  work: Work,
): Promise<DocumentDigest> {
  let expands = false
  try {
    const expanded = await expand(document, documentLoader, work)
    expands = true
    const canonical = await canonizeExpanded(document, expanded, algorithm, work)
    return { expands, hash: hash(algorithm, canonical, 'buffer') }
  } catch (error) {
    return { expands, problem: jsonLdProblem(error) }
  }
}
