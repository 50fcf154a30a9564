import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { OutboundError } from './error.ts'

const gunzipBounded = promisify(gunzip)

/** What is asked for; {@link readBody} refuses anything else. */
export const acceptedEncoding = 'gzip'

/**
 * Reads the body of an answer whole, undoing gzip.
 *
 * @param maxBytes how many bytes it may have, decompressed. Nothing more is ever held.
 * @param host for the sentences of errors.
 * @throws OutboundError `too-large`; `malformed` for a compression that was not asked for or that
 *   cannot be undone; whatever the connection reports when it breaks off.
 */
export const readBody = async (
  response: IncomingMessage,
  maxBytes: number,
  host: string,
): Promise<Uint8Array> => {
  const encoding = (response.headers['content-encoding'] ?? '').trim().toLowerCase()
  const tooLarge = () =>
    new OutboundError('too-large', `${host} answered with more than ${maxBytes} bytes.`)
  if (encoding === '' || encoding === 'identity') return readRaw(response, maxBytes, tooLarge)
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new OutboundError('malformed', `${host} compressed its answer in an unwanted way.`)
  }
  // What cannot be compressed grows by its headers and a few bytes per block.
  const maxCompressed = maxBytes + Math.ceil(maxBytes / 1024) + 1024
  const compressed = await readRaw(response, maxCompressed, tooLarge)
  if (compressed.byteLength === 0) return compressed
  try {
    return await gunzipBounded(compressed, { maxOutputLength: Math.max(maxBytes, 1) })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge()
    throw new OutboundError('malformed', `${host} answered with broken gzip data.`)
  }
}

// Copies into one growing buffer: a list of chunks would cost a hundred times its bytes when a
// hostile server sends one byte per chunk.
const readRaw = async (
  response: IncomingMessage,
  maxBytes: number,
  tooLarge: () => OutboundError,
): Promise<Uint8Array> => {
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw tooLarge()
  let buffer = new Uint8Array(Math.min(maxBytes, 16_384))
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    const end = length + chunk.byteLength
    if (end > maxBytes) throw tooLarge()
    if (end > buffer.byteLength) {
      const larger = new Uint8Array(Math.min(maxBytes, Math.max(end, 2 * buffer.byteLength)))
      larger.set(buffer.subarray(0, length))
      buffer = larger
    }
    buffer.set(chunk, length)
    length = end
  }
  return buffer.slice(0, length)
}
