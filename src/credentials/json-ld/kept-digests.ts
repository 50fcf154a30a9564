import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { DocumentDigest, HashAlgorithm } from './digest.ts'

/** Where the digest of one document is kept. */
export type DigestPlace = {
  known: DocumentDigest | undefined
  /** Keeps what was found out, and gives it back. */
  keep(digest: DocumentDigest): DocumentDigest
}

/**
 * Keeps what documents digest to, which never changes: within one verification the same document is
 * asked for twice, and what many proofs of one issuer say of themselves is often the same.
 *
 * @param max How many, of some hundred bytes each; the document itself is not kept.
 */
export function createKeptDigests(max: number): {
  /** @param text The document as JSON. */
  placeOf(text: string, algorithm: HashAlgorithm): DigestPlace
} {
  const kept = new LRUCache<string, DocumentDigest>({ max })
  return {
    placeOf(text, algorithm) {
      const key = `${algorithm} ${hash('sha256', text)}`
      return {
        known: kept.get(key),
        keep(digest) {
          kept.set(key, digest)
          return digest
        },
      }
    },
  }
}
