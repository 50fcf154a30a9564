import type { Database } from '../db/index.ts'
import { removeOlder } from './disk.ts'
import type { FileStore } from './file-store.ts'
import { namesInUse } from './store.ts'

/** Name of the job that calls it. */
export const SWEEP_TASK = 'sweep-files'

/** Much longer than an upload takes, or a transaction. */
const GRACE_MS = 24 * 60 * 60 * 1000
const AT_ONCE = 500

/**
 * Makes the job that removes what uploads left behind which ended before their file had its row: in the
 * stores, and in the folder where files are while they come.
 *
 * @returns how many files of the stores were removed
 */
export function createSweep(deps: {
  database: Database
  stores: readonly FileStore[]
  folder: string
  now: () => Date
}): () => Promise<number> {
  const { database, stores, folder, now } = deps

  async function sweep(store: FileStore, names: string[]): Promise<number> {
    const used = await namesInUse(database.queries, names)
    const left = names.filter((name) => !used.has(name))
    for (const name of left) await store.remove(name)
    return left.length
  }

  return async () => {
    const before = new Date(now().getTime() - GRACE_MS)
    await removeOlder(folder, before)
    let removed = 0
    for (const store of stores) {
      let names: string[] = []
      for await (const name of store.olderThan(before)) {
        names.push(name)
        if (names.length < AT_ONCE) continue
        removed += await sweep(store, names)
        names = []
      }
      if (names.length > 0) removed += await sweep(store, names)
    }
    return removed
  }
}
