import { hash } from 'node:crypto'
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
  let digest: string | undefined
  return {
    content,
    tag(mediaType) {
      digest ??= hash('sha256', content, 'base64url').slice(0, 27)
      return `"${digest}-${shortName(mediaType)}"`
    },
  }
}

const shortNames = new Map<string, string>()

/** A name of a few characters for a media type, to tell ETags apart by. */
function shortName(mediaType: string): string {
  const known = shortNames.get(mediaType) ?? hash('sha256', mediaType, 'base64url').slice(0, 6)
  shortNames.set(mediaType, known)
  return known
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
    ...(options.ttlMs !== undefined && { ttl: options.ttlMs, ttlResolution: 100 }),
  })
}
