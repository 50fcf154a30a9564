import type { Logger } from 'pino'
import { addJob, type Transaction } from '../db/index.ts'
import { Problem } from '../http/index.ts'
import type { Vault } from '../vault.ts'
import { type FileStore, FileStoreError } from './file-store.ts'
import { FileDamagedError, openParts } from './sealing.ts'
import type { Deleted, FileRow } from './store.ts'

/** Name of the job that removes the bytes of a deleted file. */
export const REMOVE_TASK = 'remove-file'

/** The bytes of files, wherever they lie. */
export type Contents = {
  /** Where new files go. */
  store: FileStore
  /**
   * The bytes of a file. The beginning is known to be genuine when this resolves; what is found to be
   * wrong later breaks the stream.
   * @throws Problem 503 when the store is away
   */
  read(row: FileRow): Promise<AsyncIterable<Buffer>>
  /** Has the bytes of deleted files removed once the transaction commits; without their keys they are noise. */
  removeLater(tx: Transaction, deleted: readonly Deleted[]): Promise<void>
  /** The job. Doing it again changes nothing. */
  remove(deleted: Deleted): Promise<void>
}

/** @param deps.stores - the one that new files go to first, and those that older ones are in */
export function createContents(deps: {
  stores: readonly [FileStore, ...FileStore[]]
  vault: Vault
  log: Logger
}): Contents {
  const { stores, vault, log } = deps

  function storeOf({ store }: Deleted): FileStore {
    const found = stores.find(({ id }) => id === store)
    if (found === undefined) throw new FileStoreError(`The ${store} store is not configured.`)
    return found
  }

  return {
    store: stores[0],
    async read(row) {
      try {
        const key = vault.open(row.sealedKey, 'file-key')
        const sealed = await storeOf(row).read(row.storedAs)
        const parts = openParts({ key, name: row.storedAs }, sealed)
        const first = await parts.next()
        return continued(first.done ? Buffer.alloc(0) : first.value, parts)
      } catch (err) {
        if (!(err instanceof FileStoreError || err instanceof FileDamagedError)) throw err
        log.error({ err, fileId: row.id }, 'a file cannot be read')
        if (err instanceof FileDamagedError) throw err
        throw new Problem('unavailable', 'The store of files does not answer.')
      }
    },
    async removeLater(tx, deleted) {
      for (const { store, storedAs } of deleted) {
        await addJob(tx, REMOVE_TASK, { store, storedAs }, `${REMOVE_TASK} ${storedAs}`)
      }
    },
    remove: (deleted) => storeOf(deleted).remove(deleted.storedAs),
  }
}

async function* continued(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first
  yield* rest
}
