import { isUtf8 } from 'node:buffer'
import { NOT_UTF8 } from './format.ts'
import { createGathering } from './gathering.ts'

const NEWLINE = 0x0a

/**
 * Takes NDJSON apart into its lines as it comes, as many together as come together. Blank lines are
 * passed over and not counted. What is wrong with a line is for its reader to say; of one that is too
 * long no more is kept than shows that it is.
 *
 * @param maxBytes - of one line
 */
export async function* ndjsonRows(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<string[]> {
  const begun = createGathering()
  const take = (piece: Buffer) => begun.add(piece.subarray(0, maxBytes + 1 - begun.length()))
  const line = () => textOf(begun.take())
  for await (const chunk of chunks) {
    const lines: string[] = []
    let at = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, at)) {
      take(chunk.subarray(at, end))
      lines.push(line())
      at = end + 1
    }
    take(chunk.subarray(at))
    const rows = lines.filter(isFilled)
    if (rows.length > 0) yield rows
  }
  const last = line()
  if (isFilled(last)) yield [last]
}

function textOf(line: Buffer): string {
  if (!isUtf8(line) || line[0] === 0) return `${NOT_UTF8}${line.toString('latin1')}`
  const text = line.toString()
  return text.endsWith('\r') ? text.slice(0, -1) : text
}

function isFilled(line: string): boolean {
  return line.trim() !== ''
}
