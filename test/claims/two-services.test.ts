// Two services on one database: a code is claimed once, and who guesses is held to one limit.
import t from 'tap'
import { newCode } from '../../src/claims/code.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('fifty who claim with one code at two services: one has the badge', async (t) => {
  const one = await startService(t)
  const env = { PUBLIC_URL: one.publicUrl }
  const other = await startService(t, { databaseUrl: one.databaseUrl, env })
  const { badgeClass } = await makeBadgeClass(one.admin)
  const { codes } = made(
    await one.admin.post('/v1/claim-codes', {
      badgeClassId: badgeClass.id,
      count: 1,
      kind: 'single',
    }),
  )
  const [{ code }] = codes
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, at) =>
      [one, other][at % 2]?.admin.post('/v1/claims', {
        code,
        identifier: { type: 'email', value: `sam${at}@example.org` },
      }),
    ),
  )
  const statuses = answers.map((answer) => answer?.status).sort()
  t.same(statuses, [201, ...Array(49).fill(404)])
  const { rows } = await one.database.pool.query(
    `select (select count(*)::int from assertions) as assertions,
      (select count(*)::int from claims) as claims, (select count(*)::int from learners) as learners`,
  )
  t.same(rows, [{ assertions: 1, claims: 1, learners: 1 }])
})

t.test('who guesses codes at two services has tried as often as at one', async (t) => {
  let now = new Date('2026-06-01T12:00:00Z')
  const clock = () => now
  const one = await startService(t, { now: clock })
  const env = { PUBLIC_URL: one.publicUrl }
  const other = await startService(t, { databaseUrl: one.databaseUrl, env, now: clock })
  const { badgeClass } = await makeBadgeClass(one.admin)
  const set = made(
    await one.admin.post('/v1/claim-codes', {
      badgeClassId: badgeClass.id,
      count: 1,
      kind: 'single',
    }),
  )
  const learner = made(
    await one.admin.post('/v1/learners', {
      identifiers: [{ type: 'email', value: 'sam@example.org' }],
    }),
  )
  const { token } = made(await one.admin.post(`/v1/learners/${learner.id}/tokens`, {}))
  const guess = (service: typeof one, code = newCode()) =>
    service.as(token).post('/v1/claims', { code })
  for (let tries = 0; tries < 10; tries += 1) {
    t.equal((await guess(tries % 2 === 0 ? one : other)).status, 404)
  }
  for (const service of [one, other]) {
    const refused = await guess(service, set.codes[0].code)
    t.equal(refused.status, 429, 'even with a good code')
    t.equal(refused.headers.get('retry-after'), '600')
  }
  const kept = JSON.stringify((await one.database.pool.query('select * from claim_guesses')).rows)
  t.notOk(kept.includes(learner.id), 'it is not noted who it was')

  now = new Date('2026-06-01T12:10:01Z')
  t.equal((await guess(other, set.codes[0].code)).status, 201, 'ten minutes later')
  const stranger = await other.as(null).get(`/claim/${newCode()}`)
  t.equal(stranger.status, 404)
  const { rows } = await one.database.pool.query('select count(*)::int as n from claim_guesses')
  t.same(rows, [{ n: 1 }], 'and what does not count any more is gone')
})
