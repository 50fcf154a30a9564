import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import t, { type Test } from 'tap'
import { openDatabase } from '../../src/db/index.ts'
import { query } from '../support/embedded.ts'
import { createTestDatabase } from '../support/postgres.ts'

/** The first byte of the message with which a client of PostgreSQL takes its leave. */
const TERMINATE = 'X'.charCodeAt(0)

/** A way to the server of a database on which goodbyes take `latency` milliseconds, or for ever. */
async function slowGoodbyes(t: Test, databaseUrl: string, latency: number) {
  const target = new URL(databaseUrl)
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ host: target.hostname, port: Number(target.port) })
    near.on('data', (data) => {
      if (data[0] !== TERMINATE) far.write(data)
      else if (latency < Number.POSITIVE_INFINITY) setTimeout(() => far.end(data), latency)
    })
    far.pipe(near)
    for (const socket of [near, far]) {
      socket.on('error', () => undefined)
      t.teardown(() => socket.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const url = new URL(databaseUrl)
  url.port = String((server.address() as AddressInfo).port)
  return url.href
}

/** A database of which both pools and a connection of its own are in use. */
async function inUse(url: string, told: Error[]) {
  const database = openDatabase(url, (error) => told.push(error))
  await Promise.all([
    database.ping(),
    database.ping(),
    database.transaction(async (tx) => tx.$client.query('select 1')),
    database.connect(),
  ])
  return database
}

t.test('when it is closed the server has let go of every connection', async (t) => {
  const { url } = await createTestDatabase(t)
  const told: Error[] = []
  const database = await inUse(await slowGoodbyes(t, url, 300), told)
  const connections = async () => {
    const [row] = await query(
      url,
      `select count(*)::int as open from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`,
    )
    return row?.open
  }
  t.equal(await connections(), 4)
  await database.close()
  t.equal(await connections(), 0)
  t.same(told, [])
})

t.test('a server that does not take leave is not waited for', async (t) => {
  const { url } = await createTestDatabase(t)
  const database = openDatabase(
    await slowGoodbyes(t, url, Number.POSITIVE_INFINITY),
    () => undefined,
  )
  await database.ping()
  await t.resolves(database.close())
})

t.test('nor is one that breaks what is ending a failure', async (t) => {
  const { url } = await createTestDatabase(t)
  const database = openDatabase(await slowGoodbyes(t, url, 2_000), () => undefined)
  await database.ping()
  const closing = database.close()
  const [row] = await query(
    url,
    `select count(pg_terminate_backend(pid))::int as broken from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`,
  )
  t.equal(row?.broken, 1)
  await t.resolves(closing)
})
