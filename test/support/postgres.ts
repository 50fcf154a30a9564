import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import tap from 'tap'
import { startEmbeddedPostgres } from '../../src/db/embedded/index.ts'

let ownServer: Promise<string> | undefined

/**
 * Makes a new, empty database for a test and drops it, with all connections to it, afterwards.
 *
 * It is made on the server that `npm test` started (WAYMARK_TEST_POSTGRES, the connection string
 * of a database whose user may create others). When a test file is run alone, a server is started
 * for it and stopped at its end.
 *
 * @param t the test at whose end the database goes
 * @returns the connection string of the database
 */
export async function createTestDatabase(t: {
  teardown(handler: () => unknown): void
}): Promise<{ url: string }> {
  const server = process.env.WAYMARK_TEST_POSTGRES || (await serverOfThisFile())
  const name = `test_${randomBytes(8).toString('hex')}`
  await execute(server, `create database ${name}`)
  t.teardown(() => execute(server, `drop database if exists ${name} with (force)`))
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href }
}

function serverOfThisFile(): Promise<string> {
  ownServer ??= startServer()
  return ownServer
}

async function startServer(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'waymark-test-'))
  const silent = { info: () => undefined, warn: () => undefined }
  // tap runs the handlers of one test last to first: the databases are dropped before this one.
  tap.teardown(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }))
  const server = await startEmbeddedPostgres({ dataDir, log: silent })
  tap.teardown(() => server.stop())
  return server.url('postgres')
}

async function execute(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
