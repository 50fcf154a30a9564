import { isAscii, isUtf8 } from 'node:buffer'
import type { Encoding } from './format.ts'

/** Makes UTF-8 of a text that comes in pieces; each is whole letters. Both throw `NotInEncoding`. */
export type Converter = {
  readonly encoding: Encoding
  write(piece: Buffer): Iterable<Buffer>
  end(): Iterable<Buffer>
}

/** A text is not in its encoding. It is thrown when all that came before was given. */
export class NotInEncoding extends Error {
  override name = 'NotInEncoding'
  readonly encoding: Encoding

  constructor(encoding: Encoding) {
    super(`The text is not ${encoding}.`)
    this.encoding = encoding
  }
}

/** The converter of texts in an encoding that is known. */
export function converterOf(encoding: Encoding): Converter {
  switch (encoding) {
    case 'utf-8':
      return withWholeLetters('utf-8', startedInUtf8, fromUtf8)
    case 'utf-16le':
      return withWholeLetters('utf-16le', startedInUtf16, fromUtf16)
    case 'windows-1252':
      return windows1252()
  }
}

/** The converter of texts in UTF-8, or in Windows-1252 when their first letter beyond ASCII says so. */
export function guessingConverter(): Converter {
  let known: Converter | null = null
  let held: Buffer = Buffer.alloc(0)

  function* settled(letter: Buffer): Generator<Buffer> {
    known = converterOf(beginsWithUtf8(letter) ? 'utf-8' : 'windows-1252')
    yield* known.write(held)
  }
  const letterOf = (text: Buffer) => {
    const first = text.findIndex((byte) => byte >= 0x80)
    return text.subarray(first, first + 4)
  }

  return {
    get encoding() {
      return known?.encoding ?? 'utf-8'
    },
    *write(piece) {
      if (known !== null) {
        yield* known.write(piece)
        return
      }
      held = Buffer.concat([held, piece])
      if (isAscii(held)) {
        yield held
        held = Buffer.alloc(0)
        return
      }
      const letter = letterOf(held)
      if (startedInUtf8(letter) < letter.length) yield* settled(letter)
    },
    *end() {
      if (known === null && held.length > 0) yield* settled(letterOf(held))
      if (known !== null) yield* known.end()
    },
  }
}

function beginsWithUtf8(letter: Buffer): boolean {
  return [2, 3, 4].some((length) => length <= letter.length && isUtf8(letter.subarray(0, length)))
}

/** How many bytes at the end begin a letter in UTF-8 that needs more than there are. */
function startedInUtf8(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

/** Converts all but the last bytes, when these begin a letter; they wait for the rest of it. */
function withWholeLetters(
  encoding: Encoding,
  startedBytes: (text: Buffer) => number,
  convert: (text: Buffer) => Iterable<Buffer>,
): Converter {
  let rest: Buffer = Buffer.alloc(0)
  return {
    encoding,
    *write(piece) {
      const all = rest.length === 0 ? piece : Buffer.concat([rest, piece])
      const end = all.length - startedBytes(all)
      rest = all.subarray(end)
      yield* convert(all.subarray(0, end))
    },
    *end() {
      yield* convert(rest)
    },
  }
}

function* fromUtf8(text: Buffer): Generator<Buffer> {
  if (isUtf8(text)) {
    yield text
    return
  }
  const replaced = Buffer.from(text.toString())
  yield text.subarray(
    0,
    text.findIndex((byte, at) => byte !== replaced[at]),
  )
  throw new NotInEncoding('utf-8')
}

/** How many bytes at the end are half of a letter in UTF-16, or of a surrogate pair. */
function startedInUtf16(bytes: Buffer): number {
  const odd = bytes.length % 2
  const last = bytes[bytes.length - odd - 1] ?? 0
  return (last & 0xfc) === 0xd8 ? odd + 2 : odd
}

function* fromUtf16(bytes: Buffer): Generator<Buffer> {
  const text = bytes.toString('utf16le')
  const replaced = text.toWellFormed()
  if (text === replaced && bytes.length % 2 === 0) {
    yield Buffer.from(text)
    return
  }
  let good = 0
  while (good < text.length && text[good] === replaced[good]) good += 1
  yield Buffer.from(text.slice(0, good))
  throw new NotInEncoding('utf-16le')
}

function windows1252(): Converter {
  const decoder = new TextDecoder('windows-1252')
  return {
    encoding: 'windows-1252',
    // Each byte is a letter, whichever it is.
    *write(piece) {
      yield Buffer.from(decoder.decode(piece))
    },
    *end() {},
  }
}
