import type { JsonObject } from '../json.ts'
import { type Shapeless, type Walk, walkThrough } from './shape.ts'

/**
 * What documents that differ in values only have in common, as one string, and the values: the
 * strings that are neither contexts nor types, in their order.
 */
export type Shape = { signature: string; leaves: string[] }

/**
 * Reads the shape of a document, or why it has none.
 *
 * @param known - parts of it that are not looked at; what it gives is then the shape of the rest
 */
export type ShapeReader = (document: JsonObject, known?: ReadonlySet<unknown>) => Shape | Shapeless

/** As many shapes as are in use at the same time, usually. */
const RECENT = 8
const SEPARATOR = '\n'

/**
 * A {@link ShapeReader}. For a shape like one of the last few no string is built: comparing tokens
 * is much quicker, as most of them are the very same strings.
 */
export function createShapeReader(): ShapeReader {
  // Used for every document again: an array that grows each time would be most of the garbage.
  const tokens: string[] = []
  const recent: { tokens: string[]; signature: string }[] = []

  const signatureOf = (walk: Walk): string | null => {
    for (let at = 0; at < recent.length; at += 1) {
      const one = recent[at]
      if (one === undefined || !isSame(one.tokens, walk)) continue
      if (at > 0) {
        // A step ahead: what is asked for often is asked first.
        recent.splice(at, 1)
        recent.splice(at - 1, 0, one)
      }
      return one.signature
    }
    const own = walk.tokens.slice(0, walk.count)
    if (own.some((token) => token.includes(SEPARATOR))) return null
    const signature = own.join(SEPARATOR)
    if (recent.length === RECENT) recent.pop()
    recent.push({ tokens: own, signature })
    return signature
  }

  return (document, known) => {
    const walk: Walk = { tokens, count: 0, leaves: [], length: 0, ...(known && { known }) }
    const refusal = walkThrough(walk, document)
    if (refusal !== null) return refusal
    const signature = signatureOf(walk)
    // With the separator in a token, two shapes could have one signature.
    return signature === null ? 'not-plain-json' : { signature, leaves: walk.leaves }
  }
}

/** The tokens of a signature. */
export function tokensOf({ signature }: Shape): string[] {
  return signature.split(SEPARATOR)
}

function isSame(known: string[], { tokens, count }: Walk): boolean {
  if (known.length !== count) return false
  for (let at = 0; at < count; at += 1) if (known[at] !== tokens[at]) return false
  return true
}
