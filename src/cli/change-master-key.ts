// npm run master-key:change
//
// Seals everything that is encrypted at rest under another master key. Environment: what the
// service is started with (DATABASE_URL and MASTER_KEY, or DATA_DIR), and NEW_MASTER_KEY. With the
// embedded PostgreSQL and a key kept in DATA_DIR, NEW_MASTER_KEY may be left out: one is made.

import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { type Config, ConfigError, decodeMasterKey, loadConfig } from '../config/index.ts'
import { EmbeddedPostgresError, startEmbeddedPostgres } from '../db/embedded/index.ts'
import { DatabaseError, migrateDatabase, openDatabase } from '../db/index.ts'
import {
  changeMasterKey,
  opensWith,
  openVault,
  prepareMasterKey,
  readMasterKey,
  settleMasterKey,
} from '../master-key/index.ts'

const print = (line: string) => void process.stdout.write(`${line}\n`)

/** What to do with a database once it can be reached. */
type Work = (url: string) => Promise<void>

/** The key of a service with its own DATABASE_URL, or with a key that its operator keeps. */
function changeGiven(masterKey: Buffer, newMasterKey: Buffer | undefined): Work {
  if (newMasterKey === undefined) {
    throw new ConfigError(
      'NEW_MASTER_KEY must be set: 32 random bytes in base64, for example from "openssl rand -base64 32".',
    )
  }
  return async (url) => {
    if (await isOpenedBy(url, newMasterKey)) {
      print('The database is already encrypted under NEW_MASTER_KEY: set MASTER_KEY to that.')
      return
    }
    await open(url, masterKey)
    refuseSame(masterKey, newMasterKey)
    await changeMasterKey({ url, masterKey, newMasterKey, print })
    print('Done: from now on MASTER_KEY is what NEW_MASTER_KEY was.')
  }
}

/** The key that a service keeps in its DATA_DIR. */
async function changeKept(dataDir: string, given: Buffer | undefined): Promise<Work> {
  const before = await readMasterKey(dataDir).catch((error) => {
    if (error.code === 'ENOTDIR') return undefined
    throw error
  })
  if (before === undefined) {
    throw new ConfigError(`No service has kept a MASTER_KEY in DATA_DIR ${dataDir} so far.`)
  }
  return async (url) => {
    const opens = (key: Buffer) => isOpenedBy(url, key)
    if ((await settleMasterKey(dataDir, opens)) === 'changed') {
      print('Done: a change that had been broken off at its end is complete now.')
      return
    }
    await open(url, before)
    const newMasterKey = given ?? randomBytes(32)
    refuseSame(before, newMasterKey)
    await prepareMasterKey(dataDir, newMasterKey)
    try {
      await changeMasterKey({ url, masterKey: before, newMasterKey, print })
    } finally {
      // Whether it was committed only the database knows.
      const settled = await settleMasterKey(dataDir, opens)
      if (settled === 'changed') print('Done: the new key is in DATA_DIR, in the file master-key.')
    }
  }
}

function refuseSame(masterKey: Buffer, newMasterKey: Buffer): void {
  if (newMasterKey.equals(masterKey)) {
    throw new ConfigError('NEW_MASTER_KEY is the present key: set it to another one.')
  }
}

async function isOpenedBy(url: string, key: Buffer): Promise<boolean | undefined> {
  const database = openDatabase(url, () => undefined)
  try {
    await migrateDatabase(database)
    return await opensWith(database.queries, key)
  } finally {
    await database.close()
  }
}

/** Sees to it that the key is the right one, and that the database has all that it needs. */
async function open(url: string, masterKey: Buffer): Promise<void> {
  const database = openDatabase(url, () => undefined)
  try {
    await migrateDatabase(database)
    await openVault(database, masterKey)
  } finally {
    await database.close()
  }
}

async function withDatabase(config: Config, work: Work): Promise<void> {
  if (config.databaseUrl !== undefined) return work(config.databaseUrl)
  const log = { info: print, warn: print }
  const server = await startEmbeddedPostgres({ dataDir: resolve(config.dataDir), log })
  await work(server.url()).finally(() => server.stop())
}

try {
  const config = loadConfig(process.env)
  const text = process.env.NEW_MASTER_KEY
  const given = text ? decodeMasterKey('NEW_MASTER_KEY', text) : undefined
  const work =
    config.masterKey === undefined
      ? await changeKept(resolve(config.dataDir), given)
      : changeGiven(config.masterKey, given)
  await withDatabase(config, work)
} catch (error) {
  const isExplained =
    error instanceof ConfigError ||
    error instanceof DatabaseError ||
    error instanceof EmbeddedPostgresError
  const text = isExplained
    ? error.message
    : `The change was broken off; run it again, and it says which key opens the database. ${(error as Error).stack}`
  process.stderr.write(`waymark: ${text}\n`)
  process.exitCode = 1
}
