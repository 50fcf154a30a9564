import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'

/** A document as it is served, and a tag for each media type it is served as. */
export type Kept = {
  /** Text stays text: Node.js sends it together with the headers, bytes after them. */
  content: string | Buffer
  /** The ETag of the document as this media type (RFC 9110, section 8.8.3). */
  tag(mediaType: string): string
}

/** @param source - text, or the bytes of an image */
export function kept(source: string | Uint8Array): Kept {
  const content =
    typeof source === 'string'
      ? source
      : Buffer.from(source.buffer, source.byteOffset, source.byteLength)
  const tags = new Map<string, string>()
  return {
    content,
    tag(mediaType) {
      const known = tags.get(mediaType)
      if (known !== undefined) return known
      const digest = createHash('sha256').update(mediaType).update('\0').update(content)
      const tag = `"${digest.digest('base64url').slice(0, 27)}"`
      tags.set(mediaType, tag)
      return tag
    },
  }
}

/**
 * Documents in memory, the most recently wanted ones, as many as there is room for.
 *
 * @param options.ttlMs - after which a document is read again; never when left out
 */
export function keeper(options: { bytes: number; ttlMs?: number }): LRUCache<string, Kept> {
  return new LRUCache<string, Kept>({
    maxSize: options.bytes,
    sizeCalculation: ({ content }) => content.length + 500,
    ...(options.ttlMs !== undefined && { ttl: options.ttlMs }),
  })
}
