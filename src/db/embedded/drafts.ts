import { randomBytes } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isAlive } from './alive.ts'

const SUFFIX = /\.draft-(\d+)-[0-9a-f]{8}$/
const LONGEST_START_MS = 600_000
const ours = new Set<string>()

/**
 * A name beside `path` for something half made that is moved to `path` when it is whole. It
 * carries the id of this process, so that other starters know whether its maker still lives.
 */
export function draftName(path: string): string {
  const draft = `${path}.draft-${process.pid}-${randomBytes(4).toString('hex')}`
  ours.add(basename(draft))
  return draft
}

/** Removes what starters that were killed left half made beside `path`; the living keep theirs. */
export async function removeDrafts(path: string) {
  const folder = dirname(path)
  for (const name of await readdir(folder)) {
    const pid = SUFFIX.exec(name)?.[1]
    if (pid === undefined || !name.startsWith(`${basename(path)}.`) || ours.has(name)) continue
    const draft = join(folder, name)
    if (await isAbandoned(draft, Number(pid))) {
      // A last write of an orphaned initdb may get in between: the next start tries again.
      await rm(draft, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)
    }
  }
}

async function isAbandoned(draft: string, pid: number): Promise<boolean> {
  // In a container every start may have the same process id; the age helps against other reuse.
  if (pid === process.pid || !(await isAlive(pid))) return true
  const made = await stat(draft).catch(() => undefined)
  return made === undefined || Date.now() - made.mtimeMs > LONGEST_START_MS
}
