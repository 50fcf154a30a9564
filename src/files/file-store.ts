/** Where the encrypted bytes of files lie. Names are given once and never used again. */
export type FileStore = {
  /** As it stands in the rows of its files. */
  id: 'disk' | 's3'
  /**
   * Takes a file in. When this resolves it is there for good, whatever happens to this process.
   * @param source - a complete file on the local disk, which may be moved away
   */
  put(name: string, source: StoredSource): Promise<void>
  /** @throws FileStoreError when the file is not there, or the store is not */
  read(name: string): Promise<AsyncIterable<Uint8Array>>
  /** Removes a file; one that is not there is none to be removed. */
  remove(name: string): Promise<void>
  /** The names of all files that came before a time. */
  olderThan(time: Date): AsyncIterable<string>
}

/** A complete file on the local disk. */
export type StoredSource = { path: string; sha256: Buffer }

/** A store that does not do what it should. The message is for the log. */
export class FileStoreError extends Error {
  override name = 'FileStoreError'
}

/** Whether a name is one of ours: whatever else lies in a store is not touched. */
export function isStoredName(name: string): boolean {
  return /^[0-9a-f]{32}$/.test(name)
}
