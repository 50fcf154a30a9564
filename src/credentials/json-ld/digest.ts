import { hash } from 'node:crypto'
import type { DocumentLoader } from '../contexts.ts'
import type { JsonObject } from '../json.ts'
import { canonizeExpanded } from './canonize.ts'
import { expand } from './expand.ts'
import { type JsonLdProblem, jsonLdProblem } from './problem.ts'
import type { Work } from './work-bounds.ts'

/** The hash functions of the proof suites, which are those of RDFC-1.0 in the same proof as well. */
export type HashAlgorithm = 'sha256' | 'sha384'

/**
 * All that a verification wants to know of a document as JSON-LD: whether it can be expanded, and the
 * hash of its canonical form. One that expands may still have no canonical form, for a `problem`.
 */
export type DocumentDigest =
  | { expands: true; hash: Uint8Array }
  | { expands: boolean; problem: JsonLdProblem }

/** Canonicalises documents of known shapes by itself, and has the library do all others. */
export type KnownShapes = {
  canonize(
    document: JsonObject,
    options: { byLibrary: (document: JsonObject) => Promise<string> },
  ): string | Promise<string>
}

/**
 * Digests a document (JSON-LD 1.1 API and RDFC-1.0, in safe mode). Does not reject. What takes more than `work` has the problem `too-complex`.
 */
export async function digestDocument(
  document: JsonObject,
  algorithm: HashAlgorithm,
  by: { documentLoader: DocumentLoader; work: Work; shapes?: KnownShapes | undefined },
): Promise<DocumentDigest> {
  let expands = false
  const byLibrary = async () => {
    const expanded = await expand(document, by.documentLoader, by.work)
    expands = true
    return canonizeExpanded(document, expanded, algorithm, by.work)
  }
  try {
    // Shapes are known by the canonical form of SHA-256.
    const shapes = algorithm === 'sha256' ? by.shapes : undefined
    const canonical = await (shapes ? shapes.canonize(document, { byLibrary }) : byLibrary())
    return { expands: true, hash: hash(algorithm, canonical, 'buffer') }
  } catch (error) {
    return { expands, problem: jsonLdProblem(error) }
  }
}
