import t from 'tap'
import { query } from '../support/embedded.ts'
import { onTestDatabase, start } from '../support/process.ts'
import { made, makeBadgeClass } from '../support/programme.ts'

t.setTimeout(120_000)

t.test('two services start together on one new database, and both serve', async (t) => {
  const onEmpty = await onTestDatabase(t, { empty: true })
  const env = { ...onEmpty, PUBLIC_URL: 'http://badges.example.org' }
  const [one, other] = await Promise.all([start(t, env), start(t, env)])
  t.not(one.url, other.url)
  const applied = await query<{ hash: string }>(
    env.DATABASE_URL,
    'select hash from drizzle.__drizzle_migrations',
  )
  t.equal(new Set(applied.map(({ hash }) => hash)).size, applied.length, 'no migration ran twice')

  const { badgeClass } = await makeBadgeClass(one.admin)
  const award = (service: typeof one, number: number) =>
    service.admin.post(
      '/v1/assertions',
      {
        badgeClassId: badgeClass.id,
        recipient: { type: 'email', value: `learner${number % 4}@example.org` },
      },
      { 'idempotency-key': `award-${number}` },
    )
  const numbers = Array.from({ length: 24 }, (_, number) => number)
  const awarded = await Promise.all(
    numbers.map(async (number) => made(await award(number % 2 === 0 ? one : other, number))),
  )
  const places = awarded.map(({ credential }) => credential.credentialStatus.id)
  t.equal(new Set(places).size, numbers.length, 'no two credentials share a status entry')

  await t.test('what one awarded the other reads, verifies, replays and revokes', async (t) => {
    const [first] = awarded
    t.same((await other.admin.get(`/v1/assertions/${first.id}`)).body, first)
    const url = first.credentialUrl
    t.equal((await other.admin.post('/v1/verify', { url })).body.verdict, 'valid')
    const replayed = await award(other, 0)
    t.equal(replayed.headers.get('idempotency-replayed'), 'true')
    t.equal(replayed.body.id, first.id)
    await other.admin.post(`/v1/assertions/${first.id}/revocation`, { reason: 'A mistake.' })
    t.equal((await one.admin.post('/v1/verify', { url })).body.verdict, 'invalid')
  })

  await t.test('one key used at both at once makes one award', async (t) => {
    const answers = await Promise.all([award(one, 99), award(other, 99)])
    const good = answers.filter(({ status }) => status === 201)
    t.ok(good.length > 0)
    t.ok(answers.every(({ status }) => status === 201 || status === 409))
    t.equal(new Set(good.map(({ body }) => body.id)).size, 1)
  })

  await t.test('when one stops the other goes on', async (t) => {
    t.same(await one.end('SIGTERM'), { code: 0, signal: null })
    t.equal((await award(other, 100)).status, 201)
  })
})
