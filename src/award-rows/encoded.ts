import type { Encoding } from './format.ts'

const UNKNOWN = 0x3f

/** Letters to bytes; Node.js only reads this encoding. */
const BYTES = new Map(
  Array.from({ length: 256 }, (_, byte) => {
    const letter = new TextDecoder('windows-1252').decode(Uint8Array.of(byte))
    return [letter, byte] as const
  }),
)

/** A text in an encoding. What Windows-1252 has no letter for is a question mark in it. */
export function encoded(text: string, encoding: Encoding): string | Buffer {
  switch (encoding) {
    case 'utf-8':
      return text
    case 'utf-16le':
      return Buffer.from(text, 'utf16le')
    case 'windows-1252':
      return Buffer.from(Array.from(text, (letter) => BYTES.get(letter) ?? UNKNOWN))
  }
}
