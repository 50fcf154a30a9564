import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type FileStore, FileStoreError, isStoredName } from './file-store.ts'

/**
 * Keeps files in a folder of the local disk, spread over subfolders by the beginning of their names.
 *
 * @param folder - made when it is missing; on the disk that files come from
 */
export function createDiskStore(folder: string): FileStore {
  const folderOf = (name: string) => join(folder, name.slice(0, 2))
  const pathOf = (name: string) => join(folderOf(name), name)

  return {
    id: 'disk',
    async put(name, { path }) {
      const made = await mkdir(folderOf(name), { recursive: true, mode: 0o700 })
      await rename(path, pathOf(name))
      await flush(folderOf(name))
      if (made !== undefined) await flush(folder)
    },
    async read(name) {
      const stream = createReadStream(pathOf(name))
      await new Promise<void>((resolve, reject) => {
        stream.once('open', () => resolve())
        stream.once('error', (cause) =>
          reject(new FileStoreError('A file cannot be read from the disk.', { cause })),
        )
      })
      return stream
    },
    remove: (name) => rm(pathOf(name), { force: true }),
    async *olderThan(time) {
      for (const part of await entries(folder)) {
        if (!/^[0-9a-f]{2}$/.test(part)) continue
        for (const name of await entries(join(folder, part))) {
          if (isStoredName(name) && (await isOlder(pathOf(name), time))) yield name
        }
      }
    },
  }
}

/** Removes what uploads left behind in a folder that ended before they did. */
export async function removeOlder(folder: string, time: Date): Promise<void> {
  for (const name of await entries(folder)) {
    const path = join(folder, name)
    if (isStoredName(name) && (await isOlder(path, time))) await rm(path, { force: true })
  }
}

/** Has what was written in a folder survive the loss of power. */
async function flush(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function entries(folder: string): Promise<string[]> {
  return readdir(folder).catch(ifMissing([]))
}

async function isOlder(path: string, time: Date): Promise<boolean> {
  const found = await stat(path).catch(ifMissing(undefined))
  return found !== undefined && found.mtime < time
}

function ifMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return value
    throw error
  }
}
