import { hash } from 'node:crypto'
import { documentLoader as bundledOnly, type DocumentLoader } from '../contexts.ts'
import type { JsonObject } from '../json.ts'
import { canonize } from './canonize.ts'
import { expand } from './expand.ts'
import { type JsonLdProblem, jsonLdProblem } from './problem.ts'

/** The hash functions of the proof suites, which are those of RDFC-1.0 in the same proof as well. */
export type HashAlgorithm = 'sha256' | 'sha384'

/**
 * The JSON-LD work of a verification, which is nearly all of its work: as two functions from data to
 * data, so that it can be done in another thread. Neither rejects for what a document holds; one that
 * could not do its work at all (a thread that died) rejects.
 */
export type JsonLdProcessor = {
  /** Expands a document in safe mode: null when every term is defined and nothing is dropped. */
  problemOf(document: JsonObject): Promise<JsonLdProblem | null>
  /**
   * The hashes of the canonical forms (RDFC-1.0, safe mode) of some documents, in their order: for a
   * proof those of its options and of what it covers, in one call. The first problem otherwise.
   */
  hashes(
    documents: readonly JsonObject[],
    algorithm: HashAlgorithm,
  ): Promise<{ hashes: Uint8Array[] } | { problem: JsonLdProblem }>
}

/** The {@link JsonLdProcessor} that works in this thread, by the library. */
export function jsonLdProcessor(documentLoader: DocumentLoader = bundledOnly): JsonLdProcessor {
  return {
    async problemOf(document) {
      try {
        await expand(document, documentLoader)
        return null
      } catch (error) {
        return jsonLdProblem(error)
      }
    },
    async hashes(documents, algorithm) {
      const hashes: Uint8Array[] = []
      try {
        for (const document of documents) {
          const options = { documentLoader, messageDigestAlgorithm: algorithm }
          hashes.push(hash(algorithm, await canonize(document, options), 'buffer'))
        }
        return { hashes }
      } catch (error) {
        return { problem: jsonLdProblem(error) }
      }
    },
  }
}
