import { documentLoader as bundledOnly, type DocumentLoader } from '../contexts.ts'
import type { JsonObject } from '../json.ts'
import {
  type DocumentDigest,
  digestDocument,
  type HashAlgorithm,
  type KnownShapes,
} from './digest.ts'
import { createKeptDigests } from './kept-digests.ts'
import type { JsonLdProblem } from './problem.ts'
import { allWork } from './work-bounds.ts'

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

/**
 * A {@link JsonLdProcessor} by what digests documents.
 *
 * @param digestOf Digests a document; `expandsIsEnough` says that no hash is wanted.
 */
export function processorOf(
  digestOf: (
    document: JsonObject,
    algorithm: HashAlgorithm,
    expandsIsEnough: boolean,
  ) => Promise<DocumentDigest>,
): JsonLdProcessor {
  return {
    async problemOf(document) {
      const digest = await digestOf(document, 'sha256', true)
      return 'problem' in digest && !digest.expands ? digest.problem : null
    },
    async hashes(documents, algorithm) {
      const digests = await Promise.all(
        documents.map((document) => digestOf(document, algorithm, false)),
      )
      const hashes: Uint8Array[] = []
      for (const digest of digests) {
        if ('problem' in digest) return { problem: digest.problem }
        hashes.push(digest.hash)
      }
      return { hashes }
    },
  }
}

/** How many documents are in work at the same time, at the most: each is asked for twice. */
const MAX_KEPT = 100

/**
 * The {@link JsonLdProcessor} that works in this thread, by the library.
 *
 * @param shapes What knows documents of some shapes better.
 */
export function jsonLdProcessor(
  documentLoader: DocumentLoader = bundledOnly,
  shapes?: KnownShapes,
): JsonLdProcessor {
  const kept = createKeptDigests(MAX_KEPT)
  return processorOf(async (document, algorithm) => {
    const place = kept.placeOf(JSON.stringify(document), algorithm)
    return (
      place.known ??
      place.keep(
        await digestDocument(document, algorithm, { documentLoader, work: allWork, shapes }),
      )
    )
  })
}
