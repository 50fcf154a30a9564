import { randomBytes } from 'node:crypto'
import { link, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../config/index.ts'

/** The file of the master key in a DATA_DIR, and of the one that is to take its place. */
const current = (dataDir: string) => join(dataDir, 'master-key')
const next = (dataDir: string) => join(dataDir, 'master-key.new')

/** Whether the database is encrypted under a key; undefined when it was never used. */
type Opens = (masterKey: Buffer) => Promise<boolean | undefined>

/**
 * The master key that the service keeps for itself beside its embedded database: made at the
 * first start, readable by its owner alone. Settles first what a broken off change has left.
 *
 * @param dataDir - exists already
 * @throws ConfigError when the file is there but does not hold a key
 */
export async function keepMasterKey(dataDir: string, opens: Opens): Promise<Buffer> {
  await settleMasterKey(dataDir, opens)
  const made = randomBytes(32)
  const file = current(dataDir)
  // Written whole under another name first: a kill in between must not leave half a key.
  const draft = `${file}.${process.pid}`
  await writeKey(draft, made)
  await link(draft, file).catch((error) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft, { force: true })
  return (await readKey(file)) ?? made
}

/** The master key of a DATA_DIR; undefined when no service kept one there. */
export function readMasterKey(dataDir: string): Promise<Buffer | undefined> {
  return readKey(current(dataDir))
}

/** Puts the new key beside the present one, on the disk itself, before anything is sealed by it. */
export async function prepareMasterKey(dataDir: string, masterKey: Buffer): Promise<void> {
  const draft = `${next(dataDir)}.${process.pid}`
  await writeKey(draft, masterKey)
  await rename(draft, next(dataDir))
  await syncFolder(dataDir)
}

/**
 * Ends a change of the master key, finished or broken off: of the two keys the one that opens the
 * database stays.
 *
 * @returns `changed` when the new key took the place of the old one, `unchanged` when the new one
 *   was given up, `none` when there was nothing to settle
 * @throws ConfigError when neither opens the database: both are left alone
 */
export async function settleMasterKey(
  dataDir: string,
  opens: Opens,
): Promise<'changed' | 'unchanged' | 'none'> {
  const prepared = await readKey(next(dataDir))
  if (prepared === undefined) return 'none'
  if (await opens(prepared)) {
    await rename(next(dataDir), current(dataDir))
    await syncFolder(dataDir)
    return 'changed'
  }
  const present = await readKey(current(dataDir))
  if (present === undefined || !(await opens(present))) {
    throw new ConfigError(
      `Neither master-key nor master-key.new in ${dataDir} holds the MASTER_KEY of the database there; put the right one back.`,
    )
  }
  await rm(next(dataDir))
  return 'unchanged'
}

async function readKey(file: string): Promise<Buffer | undefined> {
  const text = await readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== 32) {
    throw new ConfigError(
      `The file ${file} does not hold a master key; put the original back, or set MASTER_KEY.`,
    )
  }
  return key
}

function writeKey(file: string, key: Buffer): Promise<void> {
  return writeFile(file, `${key.toString('base64')}\n`, { mode: 0o600, flush: true })
}

/** A name in a folder outlasts a loss of power only when the folder itself was written. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  await handle.sync().finally(() => handle.close())
}
