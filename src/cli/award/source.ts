import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { UsageError } from './usage.ts'

/** What is to be sent: a file that can be read as often as it takes. */
export type Source = {
  /** For people. */
  name: string
  size: number
  /** SHA-256 of its bytes, in hex. */
  hash: string
  /** By its name; undefined when that does not tell. */
  mediaType: string | undefined
  open(): AsyncIterable<Buffer>
  /** Removes what was kept of standard input. */
  discard(): Promise<void>
}

const MEDIA_TYPES: [ending: RegExp, mediaType: string][] = [
  [/\.(csv|tsv|txt)(\.gz)?$/i, 'text/csv'],
  [/\.(ndjson|jsonl)(\.gz)?$/i, 'application/x-ndjson'],
  [/\.json(\.gz)?$/i, 'application/json'],
]

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'this is a folder',
  EACCES: 'the file may not be read or written',
  EPERM: 'the file may not be read or written',
  ENOSPC: 'there is no room left for it',
}

/** Why a file could not be read or written, in words. */
export function fileReason(error: unknown): string {
  const { code = 'unknown reason' } = error as NodeJS.ErrnoException
  return REASONS[code] ?? `it could not be read or written (${code})`
}

/**
 * Opens what an argument names. Standard input is kept in a file of its own for as long as the command
 * runs: what is sent may have to be sent again.
 *
 * @param folder - that the name is relative to
 * @throws UsageError when it cannot be read
 */
export async function openSource(file: string, folder: string): Promise<Source> {
  if (file === '-') return standardInput()
  return sourceOf(resolve(folder, file), basename(file), async () => undefined)
}

async function standardInput(): Promise<Source> {
  const folder = await mkdtemp(join(tmpdir(), 'waymark-award-'))
  const discard = () => rm(folder, { recursive: true, force: true })
  try {
    const path = join(folder, 'input')
    await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }))
    return await sourceOf(path, 'standard input', discard)
  } catch (error) {
    await discard()
    throw error
  }
}

async function sourceOf(path: string, name: string, discard: Source['discard']): Promise<Source> {
  const open = () => createReadStream(path, { highWaterMark: 256 * 1024 })
  try {
    const { size } = await stat(path)
    const hash = createHash('sha256')
    for await (const part of open()) hash.update(part)
    const mediaType = MEDIA_TYPES.find(([ending]) => ending.test(name))?.[1]
    return { name, size, hash: hash.digest('hex'), mediaType, open, discard }
  } catch (error) {
    throw new UsageError(`${name}: ${fileReason(error)}.`)
  }
}
