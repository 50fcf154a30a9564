import { deflateSync } from 'node:zlib'
import encode from 'png-chunks-encode'

/** A PNG of one colour, written by png-chunks-encode. */
export function pngOf(width: number, height: number, shade = 127): Buffer {
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  header.set([8, 0, 0, 0, 0], 8)
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width, shade)])
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))
  return Buffer.from(
    encode([
      { name: 'IHDR', data: header },
      { name: 'IDAT', data: Uint8Array.from(pixels) },
      { name: 'IEND', data: new Uint8Array() },
    ]),
  )
}

/** An SVG around `content`. */
export function svgOf(content = '<circle cx="4" cy="4" r="4" fill="#264"/>', attributes = '') {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"${attributes}>${content}</svg>`,
  )
}

const dataUrl = (type: string, image: Buffer) => `data:${type};base64,${image.toString('base64')}`

/** Images as callers can give them with an issuer or a badge class. */
export const pngImage = dataUrl('image/png', pngOf(8, 8))
export const svgImage = dataUrl('image/svg+xml', svgOf())

/** An image whose server is not there: nothing listens on the port. */
export const unreachableImage = 'http://127.0.0.1:9/image.png'
