import type pg from 'pg'
import t from 'tap'
import { atOnce, later, openDatabase } from '../../src/db/index.ts'
import { createTestDatabase } from '../support/postgres.ts'

/** A database with one table of whole numbers, each at most once. */
async function numbers(t: Parameters<typeof createTestDatabase>[0]) {
  const { url } = await createTestDatabase(t)
  const database = openDatabase(url, () => undefined)
  t.teardown(() => database.close())
  await database.pool.query('create table numbers (n int primary key)')
  const stored = async () =>
    (await database.pool.query<{ n: number }>('select n from numbers order by n')).rows.map(
      ({ n }) => n,
    )
  return { database, stored }
}

const insert = (client: pg.ClientBase, n: number) =>
  client.query('insert into numbers values ($1)', [n])

t.test('a transaction commits when its work resolves, and is undone when it throws', async (t) => {
  const { database, stored } = await numbers(t)
  const result = await database.transaction(async (tx) => {
    await insert(tx.$client, 1)
    return 'done'
  })
  t.equal(result, 'done')
  const failed = database.transaction(async (tx) => {
    await insert(tx.$client, 2)
    throw new Error('changed its mind')
  })
  await t.rejects(failed, { message: 'changed its mind' })
  t.same(await stored(), [1])
})

t.test('what is left for later commits with the rest', async (t) => {
  const { database, stored } = await numbers(t)
  await database.transaction(async (tx) => {
    later(tx, () => insert(tx.$client, 1))
    await insert(tx.$client, 2)
    later(tx, () => insert(tx.$client, 3))
  })
  t.same(await stored(), [1, 2, 3])
})

t.test('so does what is left at once, which is on its way meanwhile', async (t) => {
  const { database, stored } = await numbers(t)
  await database.transaction(async (tx) => {
    const kept = () => tx.$client.connection.stream.writableLength
    await insert(tx.$client, 1)
    atOnce(tx, () => insert(tx.$client, 2))
    t.equal(kept(), 0)
    later(tx, () => insert(tx.$client, 3))
    t.ok(kept() > 0, 'this goes with what comes after it')
  })
  t.same(await stored(), [1, 2, 3])
  const twice = database.transaction(async (tx) => atOnce(tx, () => insert(tx.$client, 1)))
  await t.rejects(twice, { code: '23505' })
})

t.test('when it fails, nothing was done, and its error is the one that is told', async (t) => {
  const { database, stored } = await numbers(t)
  await database.transaction(async (tx) => void (await insert(tx.$client, 1)))
  const twice = { code: '23505' }

  await t.rejects(
    database.transaction(async (tx) => {
      await insert(tx.$client, 2)
      later(tx, () => insert(tx.$client, 1))
    }),
    twice,
    'at the end',
  )
  await t.rejects(
    database.transaction(async (tx) => {
      later(tx, () => insert(tx.$client, 1))
      await insert(tx.$client, 3)
    }),
    twice,
    'and not that the statement after it was refused',
  )
  await t.rejects(
    database.transaction(async (tx) => {
      later(tx, () => insert(tx.$client, 1))
      throw new Error('for no other reason')
    }),
    twice,
  )
  t.same(await stored(), [1])

  await t.test('and the connections are as good as new', async (t) => {
    const all = Array.from({ length: 30 }, (_, n) =>
      database.transaction(async (tx) => void (await insert(tx.$client, n + 10))),
    )
    await Promise.all(all)
    t.equal((await stored()).length, 31)
  })
})

t.test('a connection that breaks in the middle fails its transaction alone', async (t) => {
  const { database, stored } = await numbers(t)
  const broken = database.transaction(async (tx) => {
    const { rows } = await tx.$client.query<{ pid: number }>('select pg_backend_pid() as pid')
    await insert(tx.$client, 1)
    await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid])
    later(tx, () => insert(tx.$client, 2))
  })
  await t.rejects(broken)
  await database.transaction(async (tx) => void (await insert(tx.$client, 3)))
  t.same(await stored(), [3])
})

t.test('a connection whose statement took too long is not used again', async (t) => {
  const { database, stored } = await numbers(t)
  const pidOf = async (tx: { $client: pg.ClientBase }) =>
    (await tx.$client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid
  // As node-postgres says it, and as a store that asks through Drizzle hears it.
  const timeout = new Error('Query read timeout')
  const wrapped = new Error('Failed query: select', { cause: timeout })
  for (const error of [timeout, wrapped]) {
    let before: number | undefined
    const given = database.transaction(async (tx) => {
      before = await pidOf(tx)
      await insert(tx.$client, 1)
      throw error
    })
    await t.rejects(given, error)
    t.not(await database.transaction(pidOf), before)
    t.same(await stored(), [])
  }
})

t.test('work that hides a failed statement does not pass for done', async (t) => {
  const { database, stored } = await numbers(t)
  await database.transaction(async (tx) => void (await insert(tx.$client, 1)))
  const hiding = database.transaction(async (tx) => {
    await insert(tx.$client, 2)
    await insert(tx.$client, 1).catch(() => undefined)
  })
  await t.rejects(hiding, { message: /not committed/ })
  t.same(await stored(), [1])
  await database.transaction(async (tx) => void (await insert(tx.$client, 3)))
  t.same(await stored(), [1, 3], 'and the connection is good for more')
})
