import type { LookupFunction } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/index.ts'
import { type Database, migrateDatabase, openDatabase } from '../../src/db/index.ts'
import { createDeps, type Deps } from '../../src/deps/index.ts'
import { openKeyStores } from '../../src/key-stores/index.ts'
import { freePort } from '../../src/listening.ts'
import { createLog } from '../../src/log.ts'
import { openVault } from '../../src/master-key/index.ts'
import { type Client, createClient } from './client.ts'
import { createTestDatabase } from './postgres.ts'

/** The part of a tap test that cleaning up needs. */
export type Teardown = { teardown(work: () => unknown): void }

export const ADMIN_API_KEY = 'admin-key-of-the-tests-0123456789abcdef'

export type Service = {
  /** Where it listens. */
  url: string
  /** What its documents carry; the same unless a test says otherwise. */
  publicUrl: string
  /** Calls it with the admin key. */
  admin: Client
  /** Calls it with another key, or with none. */
  as(key: string | null): Client
  app: FastifyInstance
  database: Database
  /** Connection string of the database. */
  databaseUrl: string
  /** What it is made of, for what has no route: jobs, clocks. */
  deps: Deps
  /** Everything it logged so far. */
  log(): string
}

/**
 * The real service on a free loopback port, on a database of its own, stopped with the test.
 *
 * @param options.env - settings besides those that the test has to set
 * @param options.now - a clock of the test's own
 * @param options.lookup - what finds the addresses of names, for names that no server knows
 * @param options.databaseUrl - a database that is there already: another instance, or a restart
 */
export async function startService(
  t: Teardown,
  options: {
    env?: Record<string, string>
    now?: () => Date
    lookup?: LookupFunction
    databaseUrl?: string
  } = {},
): Promise<Service> {
  const { env = {}, now, lookup } = options
  const databaseUrl = options.databaseUrl ?? (await createTestDatabase(t)).url
  const config = loadConfig({
    DATABASE_URL: databaseUrl,
    MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    ADMIN_API_KEY,
    OUTBOUND_ALLOW_LOOPBACK: 'true',
    ANONYMOUS_VERIFICATIONS_PER_MINUTE: '100000',
    LOG_LEVEL: 'trace',
    ...env,
  })
  const lines: string[] = []
  const log = createLog(config.logLevel, { write: (line: string) => void lines.push(line) })
  const database = openDatabase(databaseUrl, () => undefined)
  await migrateDatabase(database)
  // The port must be known before the service is made: it is part of every id.
  const port = await freePort('127.0.0.1')
  const url = `http://127.0.0.1:${port}`
  const publicUrl = config.publicUrl ?? url
  const keyStores = await openKeyStores(config)
  const deps = createDeps({
    config: { ...config, publicUrl },
    database,
    vault: await openVault(database, config.masterKey as Buffer),
    log,
    keyStores,
    ...(now !== undefined && { now }),
    ...(lookup !== undefined && { lookup }),
  })
  const app = await buildApp(deps)
  await app.listen({ host: '127.0.0.1', port })
  t.teardown(async () => {
    await app.close()
    await deps.outbound.close()
    await database.close()
    await Promise.all(keyStores.map((store) => store.close()))
  })
  return {
    url,
    publicUrl,
    app,
    database,
    databaseUrl,
    deps,
    admin: createClient(url, ADMIN_API_KEY),
    as: (key) => createClient(url, key),
    log: () => lines.join(''),
  }
}
