import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { ConfigError } from '../config/index.ts'
import { DatabaseError, LOCKS } from '../db/index.ts'
import { createVault, VaultError } from '../vault.ts'
import { HASH_ROOT, makeProof, PROOF } from './proof.ts'
import { countSealed, resealTable } from './reseal.ts'
import { type SealedTable, sealedTables } from './sealed-columns.ts'

/** The connections of a service that has just ended are gone within this time. */
const LOCK_PATIENCE_MS = 2_000
const PROGRESS_MS = 1_000

/**
 * Seals everything in a database under another master key, in one transaction: afterwards either
 * the new key opens it or, whatever went wrong, still the old one. Keyed hashes stay as they are,
 * for the key that they are made under is sealed like everything else.
 *
 * @param options.url - connection string of the database, migrated
 * @param options.masterKey - the key that opens it now
 * @param options.newMasterKey - the key that is to open it
 * @param options.print - told how far it is, a line at a time
 * @throws DatabaseError when a service is using the database, or it cannot be reached
 * @throws ConfigError when the old key does not open it, or not everything in it
 */
export async function changeMasterKey(options: {
  url: string
  masterKey: Buffer
  newMasterKey: Buffer
  print: (line: string) => void
}): Promise<void> {
  const { url, masterKey, newMasterKey, print } = options
  const client = new pg.Client({ connectionString: url, application_name: 'waymark master key' })
  let lost: Error | undefined
  client.on('error', (error) => {
    lost = error
  })
  await client.connect()
  try {
    await takeAlone(client)
    await client.query('begin')
    await checkColumns(client)
    const vaults = { from: createVault(masterKey), to: createVault(newMasterKey) }
    await resealSetting(client, HASH_ROOT, vaults)
    for (const table of sealedTables()) await changeTable(client, table, vaults, print)
    await store(client, PROOF, makeProof(vaults.to))
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    if (error instanceof VaultError) throw new ConfigError(`${error.message} Nothing was changed.`)
    throw lost ?? error
  } finally {
    // Said, not left to the end of the connection, which the server notices in its own time.
    await client.query('select pg_advisory_unlock($1, $2)', LOCKS.inUse).catch(() => undefined)
    await client.end().catch(() => undefined)
  }
}

/** Sees to it that no service uses the database, and none can until this connection ends. */
async function takeAlone(client: pg.Client): Promise<void> {
  const deadline = Date.now() + LOCK_PATIENCE_MS
  for (;;) {
    const { rows } = await client.query<{ free: boolean }>(
      'select pg_try_advisory_lock($1, $2) as free',
      LOCKS.inUse,
    )
    if (rows[0]?.free === true) return
    if (Date.now() > deadline) {
      throw new DatabaseError(
        'A service is using this database: stop every service on it first. Nothing was changed.',
      )
    }
    await delay(100)
  }
}

/** What the database has sealed must be what this version knows of. */
async function checkColumns(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and column_name ~ '^sealed(_|$)'`,
  )
  const known = sealedTables().flatMap(({ name, columns }) =>
    columns.map((column) => `${name}.${column.name}`),
  )
  const unknown = rows.map(({ name }) => name).filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw new DatabaseError(
      `This database is of a newer version, which also seals ${unknown.join(' and ')}: change the key with that version. Nothing was changed.`,
    )
  }
}

type Vaults = Parameters<typeof resealTable>[2]

async function changeTable(
  client: pg.Client,
  table: SealedTable,
  vaults: Vaults,
  print: (line: string) => void,
): Promise<void> {
  const total = await countSealed(client, table)
  let printed = Date.now()
  await resealTable(client, table, vaults, (done) => {
    if (Date.now() - printed < PROGRESS_MS && done < total) return
    printed = Date.now()
    print(`${table.name}: ${done} of ${total} rows`)
  })
}

async function resealSetting(client: pg.Client, name: string, { from, to }: Vaults): Promise<void> {
  const { rows } = await client.query<{ value: string }>(
    'select value from settings where name = $1',
    [name],
  )
  const opened = from.open(Buffer.from(rows[0]?.value ?? '', 'base64'), name)
  await store(client, name, to.seal(opened, name).toString('base64'))
}

async function store(client: pg.Client, name: string, value: string): Promise<void> {
  await client.query('update settings set value = $2 where name = $1', [name, value])
}
