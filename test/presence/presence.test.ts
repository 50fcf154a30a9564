import { once } from 'node:events'
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
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objsubid = 1`,
  )
  await lost
  await t.rejects(session.hold('another'), 'nothing more is held by it')
  t.same((await areGone(other.queries, [session.id, 'pool'])).sort(), [session.id, 'pool'].sort())
  const id = await presence.id()
  t.not(id, session.id)
  t.same(await areGone(other.queries, [id]), [])
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
