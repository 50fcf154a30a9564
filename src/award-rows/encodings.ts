import { skipping } from './bytes.ts'
import { type Converter, converterOf, guessingConverter } from './converters.ts'
import type { Encoding } from './format.ts'
import { unsupported } from './problems.ts'

/**
 * A text that is being read: its chunks are UTF-8 without a byte order mark, whatever it came in. They
 * throw `NotInEncoding`.
 */
export type EncodedText = {
  /** Final when all was read: without a declaration, the first letter beyond ASCII decides. */
  readonly encoding: Encoding
  readonly byteOrderMark: boolean
  readonly chunks: AsyncGenerator<Buffer>
}

/** Names of encodings as the WHATWG has them: Latin-1 is Windows-1252 on the web. */
const CHARSETS: Record<string, Encoding> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  'iso8859-1': 'windows-1252',
  latin1: 'windows-1252',
  'utf-16le': 'utf-16le',
  'utf-16': 'utf-16le',
}

/** As many bytes as the longest byte order mark has. */
export const MARK_BYTES = 3

/**
 * The byte order mark that a text begins with.
 *
 * @param head - `MARK_BYTES` of it, or all that there is
 * @throws Problem 415 for UTF-16 in big-endian order
 */
export function byteOrderMark(head: Buffer): { bytes: number; encoding: Encoding | null } {
  const start = head.toString('hex', 0, MARK_BYTES)
  if (start === 'efbbbf') return { bytes: 3, encoding: 'utf-8' }
  if (start.startsWith('fffe')) return { bytes: 2, encoding: 'utf-16le' }
  if (!start.startsWith('feff')) return { bytes: 0, encoding: null }
  throw unsupported('The file is UTF-16 in big-endian order: save it as UTF-8.')
}

/**
 * The encoding that a caller declares.
 *
 * @throws Problem 415 for one that is not read here
 */
export function declaredEncoding(charset: string | undefined): Encoding | null {
  if (charset === undefined) return null
  const encoding = CHARSETS[charset.toLowerCase()]
  if (encoding !== undefined) return encoding
  throw unsupported('The charset is none that is read here: send utf-8, windows-1252 or utf-16le.')
}

/**
 * Reads a text.
 *
 * @param mark - what the source begins with
 * @param encoding - null: UTF-8, unless the first letter beyond ASCII is not; then Windows-1252
 */
export function encodedText(
  mark: { bytes: number },
  source: AsyncIterable<Buffer>,
  encoding: Encoding | null,
): EncodedText {
  const converter = encoding === null ? guessingConverter() : converterOf(encoding)
  return {
    get encoding() {
      return converter.encoding
    },
    byteOrderMark: mark.bytes > 0,
    chunks: converted(skipping(mark.bytes, source), converter),
  }
}

async function* converted(
  source: AsyncIterable<Buffer>,
  converter: Converter,
): AsyncGenerator<Buffer> {
  for await (const piece of source) yield* converter.write(piece)
  yield* converter.end()
}
