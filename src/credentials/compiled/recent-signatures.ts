import { type Shape, signatureOf } from './shape.ts'

/** As many shapes as are in use at the same time, usually. */
const RECENT = 8

/**
 * Gives the signatures of shapes. For a shape like one of the last few no string is built: comparing
 * tokens is much quicker, as most of them are the very same strings.
 */
export function createRecentSignatures(): (shape: Shape) => string | null {
  const recent: { tokens: string[]; signature: string }[] = []
  return (shape) => {
    for (let at = 0; at < recent.length; at += 1) {
      const one = recent[at]
      if (one === undefined || !equal(one.tokens, shape.tokens)) continue
      if (at > 0) {
        // A step ahead: what is asked for often is asked first.
        recent.splice(at, 1)
        recent.splice(at - 1, 0, one)
      }
      return one.signature
    }
    const signature = signatureOf(shape)
    if (signature === null) return null
    if (recent.length === RECENT) recent.pop()
    recent.push({ tokens: shape.tokens, signature })
    return signature
  }
}

function equal(some: string[], others: string[]): boolean {
  if (some.length !== others.length) return false
  for (let at = 0; at < some.length; at += 1) if (some[at] !== others[at]) return false
  return true
}
