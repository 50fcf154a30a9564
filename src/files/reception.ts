import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { invalid, Problem } from '../http/index.ts'
import type { StoredSource } from './file-store.ts'
import { createTextCheck, FILE_MEDIA_TYPES, HEAD_BYTES, kindOf, PLAIN_TEXT } from './kinds.ts'
import { sealParts } from './sealing.ts'

/** A file that has come, encrypted on the local disk and not yet in its store. */
export type Received = StoredSource & {
  /** What it is to be called in its store. */
  storedAs: string
  key: Buffer
  mediaType: string
  size: number
  /** SHA-256 of its content, in hex. */
  contentSha256: string
}

/** A file on its way to us. */
export type Incoming = {
  /** What problems with it name: a field of a form, or the body. */
  field: string
  body: AsyncIterable<Buffer>
}

/**
 * Takes a file in as it comes: what is written to the disk is encrypted before.
 *
 * @param options.folder - made when it is missing
 * @throws Problem when it is none that is kept; nothing of it is left then
 */
export async function receiveFile(
  { field, body }: Incoming,
  options: { folder: string; maxBytes: number },
): Promise<Received> {
  const storedAs = randomBytes(16).toString('hex')
  const key = randomBytes(32)
  const path = join(options.folder, storedAs)
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  const look = createLook(field, options.maxBytes)
  const hash = createHash('sha256')
  const handle = await open(path, 'wx', 0o600)
  try {
    try {
      for await (const part of sealParts({ key, name: storedAs }, look.through(body))) {
        hash.update(part)
        await handle.write(part)
      }
      await handle.sync()
    } finally {
      await handle.close()
    }
    return { storedAs, key, path, sha256: hash.digest(), ...look.result() }
  } catch (error) {
    await discard({ path })
    throw error
  }
}

/** Removes a file that came and is not kept; one that is in its store by now is not touched. */
export async function discard({ path }: Pick<Received, 'path'>): Promise<void> {
  await rm(path, { force: true })
}

/** Looks at a file while it goes by: how long it is, what it is, and its hash. */
function createLook(field: string, maxBytes: number) {
  const hash = createHash('sha256')
  const text = createTextCheck()
  let size = 0
  let head: Buffer[] = []
  let mediaType: string | null | undefined

  async function recognise(): Promise<void> {
    const beginning = Buffer.concat(head)
    mediaType = await kindOf(beginning)
    head = []
    if (mediaType === null) throw notKept(field)
    check(beginning)
  }
  function check(piece: Buffer | null): void {
    if (mediaType === PLAIN_TEXT && !text.isText(piece)) throw notKept(field)
  }

  return {
    async *through(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const piece of body) {
        size += piece.length
        if (size > maxBytes) throw tooLarge(field, maxBytes)
        hash.update(piece)
        if (mediaType !== undefined) check(piece)
        else {
          head.push(piece)
          if (size >= HEAD_BYTES) await recognise()
        }
        yield piece
      }
      if (size === 0) throw invalid({ field, detail: `${field}: the file is empty.` })
      if (mediaType === undefined) await recognise()
      check(null)
    },
    result: () => ({ mediaType: mediaType as string, size, contentSha256: hash.digest('hex') }),
  }
}

function tooLarge(field: string, maxBytes: number): Problem {
  const detail = `${field}: the file is larger than ${maxBytes} bytes.`
  return new Problem('body-too-large', detail, { errors: [{ field, detail }] })
}

function notKept(field: string): Problem {
  const detail = `${field}: its content is of no kind that is kept: ${FILE_MEDIA_TYPES.join(', ')}.`
  return new Problem('unsupported-media-type', detail, { errors: [{ field, detail }] })
}
