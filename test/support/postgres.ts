import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tap from 'tap'
import { execute, makeTemplate } from '../../scripts/test-template.ts'
import { startEmbeddedPostgres } from '../../src/db/embedded/index.ts'

type TestServer = { url: string; template: string | undefined }

let ownServer: Promise<TestServer> | undefined

/**
 * Makes a new database for a test and drops it, with all connections to it, afterwards. It has the
 * newest schema and nothing in it.
 *
 * It is made on the server that `npm test` started (WAYMARK_TEST_POSTGRES, the connection string
 * of a database whose user may create others; WAYMARK_TEST_TEMPLATE, what it is a copy of). When a
 * test file is run alone, a server is started for it and stopped at its end.
 *
 * @param t the test at whose end the database goes
 * @param options.empty true for a database in which no migration has run
 * @returns the connection string of the database
 */
export async function createTestDatabase(
  t: { teardown(handler: () => unknown): void },
  { empty = false } = {},
): Promise<{ url: string }> {
  const given = process.env.WAYMARK_TEST_POSTGRES
  const server = given
    ? { url: given, template: process.env.WAYMARK_TEST_TEMPLATE }
    : await serverOfThisFile()
  const name = `test_${randomBytes(8).toString('hex')}`
  const copy = empty || !server.template ? '' : ` template ${server.template}`
  await execute(server.url, `create database ${name}${copy}`)
  t.teardown(() => execute(server.url, `drop database if exists ${name} with (force)`))
  const url = new URL(server.url)
  url.pathname = `/${name}`
  return { url: url.href }
}

function serverOfThisFile(): Promise<TestServer> {
  ownServer ??= startServer()
  return ownServer
}

async function startServer(): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'waymark-test-'))
  const silent = { info: () => undefined, warn: () => undefined }
  // tap runs the handlers of one test last to first: the databases are dropped before this one.
  tap.teardown(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }))
  const server = await startEmbeddedPostgres({ dataDir, log: silent })
  tap.teardown(() => server.stop())
  const url = server.url('postgres')
  return { url, template: (await makeTemplate(url)).name }
}
