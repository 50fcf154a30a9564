import { beginsLong, type JsonLimits } from '../http/index.ts'

const NEWLINE = 0x0a
const QUOTE = 0x22

/** One line of a text, with its number from 1; without its bytes when it is too long. */
export type Line = { line: number; text: Buffer | null }

/**
 * Takes a text apart into lines as it comes (NDJSON). Blank lines count, and are left out. Of a line
 * that is too long no more is kept than shows that it is; the rest of it is passed over.
 *
 * @param limits - of one line
 */
export async function* linesOf(
  chunks: AsyncIterable<Buffer>,
  limits: JsonLimits,
): AsyncGenerator<Line> {
  let line = 1
  let current = createLine(limits)
  for await (const chunk of chunks) {
    for (let at = 0; ; ) {
      const end = chunk.indexOf(NEWLINE, at)
      if (current.take(chunk.subarray(at, end < 0 ? chunk.length : end))) yield { line, text: null }
      if (end < 0) break
      const text = current.text()
      if (text !== null) yield { line, text }
      line += 1
      current = createLine(limits)
      at = end + 1
    }
  }
  const text = current.text()
  if (text !== null) yield { line, text }
}

/** A line that grows, up to its limits. */
function createLine(limits: JsonLimits) {
  const { maxBytes, besides } = limits
  let parts: Buffer[] = []
  let length = 0
  let most = maxBytes
  let isTooLong = false

  /** Whether what makes the line too long is the value of a member that may be long. */
  function endsLong(): boolean {
    if (besides === undefined) return false
    const start = Buffer.concat(parts).subarray(0, maxBytes + 1)
    return beginsLong(start.subarray(0, Math.max(start.lastIndexOf(QUOTE), 0)), besides)
  }

  return {
    /** @returns whether this is what makes the line too long */
    take(piece: Buffer): boolean {
      if (isTooLong) return false
      parts.push(piece)
      length += piece.length
      if (length <= most) return false
      if (most === maxBytes && besides !== undefined && length <= besides.maxBytes && endsLong()) {
        most = besides.maxBytes
        return false
      }
      isTooLong = true
      parts = []
      return true
    },
    /** The whole line; null for one that is blank or too long, which was said already. */
    text(): Buffer | null {
      if (isTooLong) return null
      const text = Buffer.concat(parts)
      return text.every(isBlank) ? null : text
    },
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d
}
