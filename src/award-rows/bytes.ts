import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { tooLarge, unreadable } from './problems.ts'

const CHUNK_BYTES = 64 * 1024

/**
 * The beginning of something that comes in chunks, and all of it, that beginning included. To close
 * that ends what comes, even when nothing was taken yet.
 */
export type Peeked = {
  head: Buffer
  chunks: AsyncIterableIterator<Buffer>
  close(): Promise<void>
}

/**
 * Waits for the first bytes of what comes.
 *
 * @param enough - whether that will do; asked whenever more has come
 */
export async function peek(
  source: AsyncIterable<Buffer>,
  enough: (head: Buffer) => boolean,
): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]()
  const parts: Buffer[] = []
  let head: Buffer = Buffer.alloc(0)
  while (!enough(head)) {
    const next = await iterator.next()
    if (next.done) break
    parts.push(next.value)
    head = parts.length === 1 ? next.value : Buffer.concat(parts)
  }
  const close = async () => {
    await iterator.return?.()
  }
  return { head, chunks: joined(head, iterator, close), close }
}

async function* joined(
  head: Buffer,
  rest: AsyncIterator<Buffer>,
  close: () => Promise<void>,
): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head
    yield* { [Symbol.asyncIterator]: () => rest }
  } finally {
    await close()
  }
}

/**
 * Undoes gzip while it comes. Failures of the source come out unchanged.
 *
 * @throws Problem when it is not gzip, or not all of it
 */
export async function* gunzipped(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let failure: { error: unknown } | null = null
  async function* watched() {
    try {
      yield* source
    } catch (error) {
      failure = { error }
      throw error
    }
  }
  // What goes wrong comes out where the result is read.
  const plain = pipeline(watched, createGunzip({ chunkSize: CHUNK_BYTES }), () => {})
  try {
    for await (const chunk of plain) yield chunk as Buffer
  } catch (error) {
    if (failure !== null) throw (failure as { error: unknown }).error
    if (!/^Z_/.test((error as { code?: string }).code ?? '')) throw error
    throw unreadable('The file is compressed with gzip, but damaged or not complete.')
  }
}

/** Ends what grows beyond a bound, such as a small file that expands to a very large one. */
export async function* bounded(
  source: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of source) {
    bytes += chunk.length
    if (bytes > maxBytes) {
      const bound = `${Math.floor(maxBytes / 1024 / 1024)} MB`
      throw tooLarge(`The file is larger than ${bound} when it is not compressed: split it.`)
    }
    yield chunk
  }
}

/** What comes, without its first bytes. */
export async function* skipping(
  count: number,
  source: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let left = count
  for await (const chunk of source) {
    const skipped = Math.min(left, chunk.length)
    left -= skipped
    yield chunk.subarray(skipped)
  }
}
