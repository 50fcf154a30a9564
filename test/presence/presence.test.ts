import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { type Database, openDatabase } from '../../src/db/index.ts'
import { areGone, createPresence } from '../../src/presence/index.ts'
import { query, until } from '../support/embedded.ts'
import { createTestDatabase } from '../support/postgres.ts'

/** Two processes, as far as the database can tell. */
async function twoProcesses(t: Test) {
  const { url } = await createTestDatabase(t)
  const open = (): Database => {
    const database = openDatabase(url, () => undefined)
    t.teardown(() => database.close())
    return database
  }
  const [one, other] = [open(), open()]
  return { url, one, other, presence: createPresence(one) }
}

/** A way to the server of a database that can be made to carry nothing more. */
async function startProxy(t: Test, databaseUrl: string) {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect({ host: target.hostname, port: Number(target.port) })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from.on('error', () => undefined))
      from.pipe(to)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const url = new URL(databaseUrl)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    silence() {
      for (const socket of sockets) socket.unpipe()
    },
  }
}

t.test('a process is there until its connections end', async (t) => {
  const { one, other, presence } = await twoProcesses(t)
  const id = await presence.id()
  t.equal(await presence.id(), id, 'under one name')
  t.same(await areGone(other.queries, [id]), [])
  t.same(await areGone(one.queries, [id]), [], 'for itself, too')
  t.same(await areGone(other.queries, []), [])
  t.same(await areGone(other.queries, ['nobody', id]), ['nobody'])
  await (await presence.session()).letGo(id)
  t.same(await areGone(other.queries, [id]), [id])
})

t.test('so is what it holds besides, and no longer than it says', async (t) => {
  const { other, presence } = await twoProcesses(t)
  const session = await presence.session()
  await Promise.all([session.hold('pool'), session.hold('pool'), session.hold('other')])
  t.same(await areGone(other.queries, ['pool', 'other']), [])
  await session.letGo('pool')
  t.same(await areGone(other.queries, ['pool', 'other']), ['pool'])
})

t.test('asking holds nothing, and nobody is taken for the holder', async (t) => {
  const { one, other, presence } = await twoProcesses(t)
  const asked = await Promise.all(
    [one, other, one, other].map(({ queries }) => areGone(queries, ['pool'])),
  )
  t.same(asked, [['pool'], ['pool'], ['pool'], ['pool']])
  await (await presence.session()).hold('pool')
  t.same(await areGone(other.queries, ['pool']), [])
})

t.test('a process that loses its connection learns of it and gets another name', async (t) => {
  const { url, other, presence } = await twoProcesses(t)
  const session = await presence.session()
  await session.hold('pool')
  const lost = once(session.lost, 'abort')
  await query(
    url,
    // Of this database only: others on the server belong to tests that run beside this one.
    `select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory' and objsubid = 1
        and database = (select oid from pg_database where datname = current_database())`,
  )
  await lost
  await t.rejects(session.hold('another'), 'nothing more is held by it')
  t.same((await areGone(other.queries, [session.id, 'pool'])).sort(), [session.id, 'pool'].sort())
  const id = await presence.id()
  t.not(id, session.id)
  t.same(await areGone(other.queries, [id]), [])
})

t.test('a process that is busy for long is not taken for lost', async (t) => {
  const { other, presence } = await twoProcesses(t)
  const session = await presence.session()
  for (let times = 0; times < 2; times += 1) {
    const until = performance.now() + 4_000
    while (performance.now() < until);
    await setImmediate()
  }
  t.notOk(session.lost.aborted)
  t.same(await areGone(other.queries, [session.id]), [])
})

t.test('one whose database does not answer any more is lost', async (t) => {
  const { url } = await twoProcesses(t)
  const proxy = await startProxy(t, url)
  const database = openDatabase(proxy.url, () => undefined)
  t.teardown(() => database.close())
  const session = await createPresence(database).session()
  const lost = once(session.lost, 'abort')
  proxy.silence()
  const since = performance.now()
  await lost
  t.ok(performance.now() - since < 9_000, 'soon')
})

t.test('without a database there is no name, and with it there is again', async (t) => {
  const { one } = await twoProcesses(t)
  let away = true
  const presence = createPresence({
    connect: () => (away ? Promise.reject(new Error('away')) : one.connect()),
  })
  await t.rejects(presence.id(), { message: 'away' })
  away = false
  await until(async () => (await presence.id()).length > 0)
})
