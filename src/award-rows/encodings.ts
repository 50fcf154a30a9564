import { isAscii, isUtf8 } from 'node:buffer'
import { StringDecoder } from 'node:string_decoder'
import { skipping } from './bytes.ts'
import type { Encoding } from './format.ts'
import { unsupported } from './problems.ts'

/** A text that is being read: its chunks are UTF-8 without a byte order mark, whatever it came in. */
export type EncodedText = {
  /** Final when all was read: without a declaration, the first letter beyond ASCII decides. */
  readonly encoding: Encoding
  readonly byteOrderMark: boolean
  readonly chunks: AsyncGenerator<Buffer>
}

/** Thrown by the chunks of a text that is not in its encoding, after all that was. */
export class NotInEncoding extends Error {
  override name = 'NotInEncoding'
  readonly encoding: Encoding

  constructor(encoding: Encoding) {
    super(`The text is not ${encoding}.`)
    this.encoding = encoding
  }
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
 * Reads a text as UTF-8, UTF-16 with its byte order mark, or Windows-1252: what was declared; or else
 * UTF-8, unless the first letter beyond ASCII is not UTF-8.
 *
 * @param head - at least as many bytes as a byte order mark has, when there are so many
 * @param source - all of the text, those included
 * @throws Problem 415 for UTF-16 in big-endian order
 */
export function encodedText(
  head: Buffer,
  source: AsyncIterable<Buffer>,
  declared: Encoding | null,
): EncodedText {
  const mark = byteOrderMark(head)
  const settled = mark.encoding ?? declared
  const text = {
    encoding: settled ?? 'utf-8',
    byteOrderMark: mark.bytes > 0,
    chunks: read(),
  }
  return text

  async function* read(): AsyncGenerator<Buffer> {
    const bytes = skipping(mark.bytes, source)
    if (settled === 'utf-8') yield* checked(bytes)
    else if (settled !== null) yield* decoded(bytes, settled)
    else {
      for await (const { encoding, chunk } of guessed(bytes)) {
        text.encoding = encoding
        yield chunk
      }
    }
  }
}

/** Passes UTF-8 on, letters whole. */
async function* checked(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of source) {
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const end = all.length - startedLetter(all)
    rest = all.subarray(end)
    yield* valid(all.subarray(0, end))
  }
  yield* valid(rest)
}

function* valid(chunk: Buffer): Generator<Buffer> {
  if (isUtf8(chunk)) {
    yield chunk
    return
  }
  const lossy = Buffer.from(chunk.toString())
  yield chunk.subarray(
    0,
    chunk.findIndex((byte, at) => byte !== lossy[at]),
  )
  throw new NotInEncoding('utf-8')
}

/** How many bytes at the end begin a letter in UTF-8 that needs more than there are. */
function startedLetter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

/** UTF-8 if the first letter beyond ASCII is; Windows-1252 otherwise. */
async function* guessed(
  source: AsyncIterable<Buffer>,
): AsyncGenerator<{ encoding: Encoding; chunk: Buffer }> {
  const iterator = source[Symbol.asyncIterator]()
  const rest = { [Symbol.asyncIterator]: () => iterator }
  let held: Buffer = Buffer.alloc(0)
  for (;;) {
    const next = await iterator.next()
    if (!next.done) held = held.length === 0 ? next.value : Buffer.concat([held, next.value])
    const first = isAscii(held) ? -1 : held.findIndex((byte) => byte >= 0x80)
    if (first < 0) {
      if (held.length > 0) yield { encoding: 'utf-8', chunk: held }
      if (next.done) return
      held = Buffer.alloc(0)
      continue
    }
    const letter = held.subarray(first, first + 4)
    if (!next.done && startedLetter(letter) === letter.length) continue
    const encoding = beginsWithLetter(letter) ? 'utf-8' : 'windows-1252'
    const text = followed(held, rest)
    const chunks = encoding === 'utf-8' ? checked(text) : decoded(text, encoding)
    for await (const chunk of chunks) yield { encoding, chunk }
    return
  }
}

function beginsWithLetter(bytes: Buffer): boolean {
  const first = bytes[0] as number
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  return bytes.length >= length && isUtf8(bytes.subarray(0, length))
}

async function* followed(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first
  yield* rest
}

async function* decoded(
  source: AsyncIterable<Buffer>,
  encoding: Exclude<Encoding, 'utf-8'>,
): AsyncGenerator<Buffer> {
  const decoder =
    encoding === 'utf-16le' ? new StringDecoder('utf16le') : createWindows1252Decoder()
  let bytes = 0
  for await (const chunk of source) {
    bytes += chunk.length
    yield* wellFormed(decoder.write(chunk), encoding)
  }
  yield* wellFormed(decoder.end(), encoding)
  if (encoding === 'utf-16le' && bytes % 2 === 1) throw new NotInEncoding(encoding)
}

function createWindows1252Decoder() {
  const decoder = new TextDecoder('windows-1252')
  // Each byte is a letter, so there is nothing to wait for.
  return { write: (chunk: Buffer) => decoder.decode(chunk), end: () => '' }
}

function* wellFormed(text: string, encoding: Encoding): Generator<Buffer> {
  if (text.isWellFormed()) {
    yield Buffer.from(text)
    return
  }
  const replaced = text.toWellFormed()
  let good = 0
  while (text[good] === replaced[good]) good += 1
  yield Buffer.from(text.slice(0, good))
  throw new NotInEncoding(encoding)
}
