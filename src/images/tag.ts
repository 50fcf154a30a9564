import { createHash } from 'node:crypto'

const tags = new WeakMap<Uint8Array, string>()

/** The ETag of an image, made from its bytes; those that stay in memory are hashed once. */
export function tagOf(content: Uint8Array): string {
  const known = tags.get(content)
  if (known !== undefined) return known
  const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 27)}"`
  tags.set(content, tag)
  return tag
}
