import { deflateSync } from 'node:zlib'
import encode from 'png-chunks-encode'

/** A part of a PNG. */
export type Chunk = { name: string; data: Uint8Array }

const chunk = (name: string, data: Uint8Array | string): Chunk => ({
  name,
  // Not a Buffer: the encoder of others wants plain bytes.
  data: Uint8Array.from(Buffer.from(data)),
})

/** The header of an 8 bit grey PNG. */
export function header(width = 1, height = 1, rest = [8, 0, 0, 0, 0]): Chunk {
  const data = new Uint8Array(13)
  new DataView(data.buffer).setUint32(0, width)
  new DataView(data.buffer).setUint32(4, height)
  data.set(rest, 8)
  return { name: 'IHDR', data }
}

/** One grey pixel, and the end. */
export const pixel = chunk('IDAT', deflateSync(Uint8Array.of(0, 127)))
export const end = chunk('IEND', '')

/** A PNG, written by png-chunks-encode; `chunks` come between the header and the pixel. */
export function png(chunks: Chunk[] = [], after: Chunk[] = []): Uint8Array {
  return encode([header(), ...chunks, pixel, ...after, end])
}

/** A text chunk, in the ways in which bakers write it. */
export const text = {
  plain: (keyword: string, value: string) => chunk('tEXt', `${keyword}\0${value}`),
  international: (keyword: string, value: string, language = '', translated = '') =>
    chunk('iTXt', `${keyword}\0\0\0${language}\0${translated}\0${value}`),
  compressed: (keyword: string, value: string | Uint8Array) =>
    chunk('iTXt', Buffer.concat([Buffer.from(`${keyword}\0\x01\0\0\0`), deflateSync(value)])),
  raw: (name: string, data: Uint8Array | string) => chunk(name, data),
}

/** A small SVG around `content`, with more attributes of the root if wanted. */
export function svg(content = '<circle r="4"/>', attributes = ''): Uint8Array {
  const root = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"${attributes}>`
  return Buffer.from(`${root}${content}</svg>`)
}

/** An unsigned credential's JSON, with characters that give bakers trouble. */
export const credentialText = JSON.stringify({
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  id: 'https://badges.example/credentials/1?a=1&b=2',
  name: 'Ünïcode 🎈 <b>"\\quoted"</b> & co.',
})

/** Has the form of a compact JWS. */
export const jws = 'eyJhbGciOiJSUzI1NiJ9.eyJpZCI6IjEifQ.c2lnbmF0dXJl'
