// Awards that come at the same time share a transaction. None of them may notice.
import t from 'tap'
import type { Answer, Client } from '../support/client.ts'
import { notAProblem } from '../support/problem.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const email = (value: string) => ({ type: 'email', value: `${value}@example.org` })
const keyed = (key: string) => ({ 'idempotency-key': key })
const award = (client: Client, body: object, headers = {}) =>
  client.post('/v1/assertions', body, headers)

/** How many transactions have committed; those that are only now ending may come later. */
async function commits({ database }: Service): Promise<number> {
  const { rows } = await database.pool.query<{ xmin: string }>(
    'select distinct xmin::text from assertions',
  )
  return rows.length
}

t.test('a set is one transaction', async (t) => {
  const service = await startService(t)
  const { badgeClass } = await makeBadgeClass(service.admin)
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, number) =>
      award(
        service.admin,
        { badgeClassId: badgeClass.id, recipient: email(`l-${number}`) },
        keyed(`k-${number}`),
      ),
    ),
  )
  t.same([...new Set(answers.map(({ status }) => status))], [201])
  t.ok((await commits(service)) < 20, 'far fewer transactions than awards')
  const places = answers.map(({ body }) => body.credential.credentialStatus.id)
  t.equal(new Set(places).size, 40, 'each has a place of its own in the status list')
  for (const { body } of answers.slice(0, 3)) {
    const stored = await service.admin.get(`/v1/assertions/${body.id}`)
    t.same(stored.body, body, 'what is read later is what was answered')
    const { verdict } = (await service.admin.post('/v1/verify', { url: body.credentialUrl })).body
    t.equal(verdict, 'valid')
  }
})

t.test('each is answered as it would be alone', async (t) => {
  const service = await startService(t)
  const { admin, as } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const other = await makeBadgeClass(admin, { issuer: { name: 'Museum' } })
  const closed = await makeBadgeClass(admin)
  await admin.delete(`/v1/badge-classes/${closed.badgeClass.id}`)
  const gone = await makeBadgeClass(admin)
  await admin.delete(`/v1/issuers/${gone.issuer.id}`)
  const bound = as(await makeKey(admin, ['assertions:write', 'assertions:read'], issuer.id))
  const stranger = made(await admin.post('/v1/learners', { identifiers: [email('stranger')] }))
  const revoked = made(
    await admin.post('/v1/api-keys', { name: 'x', scopes: ['assertions:write'] }),
  )
  await admin.delete(`/v1/api-keys/${revoked.id}`)
  const nobody = '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411'

  const badgeClassId = badgeClass.id
  const cases: [string, number, string | null, () => Promise<Answer>][] = [
    ['good', 201, null, () => award(bound, { badgeClassId, recipient: email('one') })],
    ['by the platform', 201, null, () => award(admin, { badgeClassId, recipient: email('two') })],
    [
      'of another issuer',
      201,
      null,
      () => award(admin, { badgeClassId: other.badgeClass.id, recipient: email('one') }),
    ],
    ['to a known learner', 201, null, () => award(admin, { badgeClassId, learnerId: stranger.id })],
    [
      'of a class that there is not',
      404,
      'badgeClassId',
      () => award(admin, { badgeClassId: nobody, recipient: email('one') }),
    ],
    [
      "of another issuer's class",
      404,
      'badgeClassId',
      () => award(bound, { badgeClassId: other.badgeClass.id, recipient: email('one') }),
    ],
    [
      'of an archived class',
      409,
      'badgeClassId',
      () => award(admin, { badgeClassId: closed.badgeClass.id, recipient: email('one') }),
    ],
    [
      'of an archived issuer',
      409,
      'badgeClassId',
      () => award(admin, { badgeClassId: gone.badgeClass.id, recipient: email('one') }),
    ],
    ['to nobody', 404, 'learnerId', () => award(admin, { badgeClassId, learnerId: nobody })],
    [
      'to what is no address',
      400,
      'recipient.value',
      () => award(admin, { badgeClassId, recipient: { type: 'email', value: 'x' } }),
    ],
    [
      'that tells the address',
      400,
      'narrative',
      () => {
        const recipient = email('telling')
        return award(admin, { badgeClassId, recipient, narrative: recipient.value })
      },
    ],
    [
      'that ends before it begins',
      400,
      'validUntil',
      () => {
        const period = { validFrom: '2026-01-02T00:00:00Z', validUntil: '2026-01-01T00:00:00Z' }
        return award(admin, { badgeClassId, recipient: email('one'), ...period })
      },
    ],
    [
      'with a revoked key',
      401,
      'Authorization',
      () => award(as(revoked.key), { badgeClassId, recipient: email('one') }),
    ],
  ]
  const asked = [...cases, ...cases, ...cases]
  const answers = await Promise.all(asked.map(([, , , ask]) => ask()))
  for (const [position, [what, status, field]] of asked.entries()) {
    const answer = answers[position] as Answer
    t.equal(answer.status, status, what)
    if (field !== null) t.equal(notAProblem(answer, field), null, what)
  }
  const good = answers.filter(({ status }) => status === 201)
  const { data } = (await admin.get('/v1/assertions?limit=200')).body
  t.same(
    data.map(({ id }: { id: string }) => id).sort(),
    good.map(({ body }) => body.id).sort(),
    'nothing is there that was not answered',
  )
  const { rows } = await service.database.pool.query(
    `select 1 from badge_class_versions where awarded_at is not null and badge_class_id = any($1)`,
    [[closed.badgeClass.id, gone.badgeClass.id]],
  )
  t.same(rows, [], 'what was refused was not frozen')
})

t.test('awards of one moment to one new learner find the same', async (t) => {
  const service = await startService(t)
  const { admin, as } = service
  const issuers = await Promise.all([makeBadgeClass(admin), makeBadgeClass(admin)])
  const clients = await Promise.all(
    issuers.map(async ({ issuer }) => as(await makeKey(admin, ['assertions:write'], issuer.id))),
  )
  const ask = (number: number) => {
    const which = number % 2
    const badgeClassId = issuers[which]?.badgeClass.id
    const client = number % 3 === 0 ? admin : (clients[which] as Client)
    return award(client, { badgeClassId, recipient: email(`shared-${number % 5}`) })
  }
  const assertions = (
    await Promise.all(Array.from({ length: 60 }, (_, number) => ask(number)))
  ).map(made)
  for (const rest of Array(5).keys()) {
    const own = assertions.filter((_, number) => number % 5 === rest)
    t.equal(new Set(own.map(({ learnerId }) => learnerId)).size, 1)
  }
  const { data } = (await admin.get('/v1/learners?limit=100')).body
  t.equal(data.length, 5)
})

t.test('one that the database refuses fails alone', async (t) => {
  const service = await startService(t)
  const { admin, database } = service
  const { badgeClass } = await makeBadgeClass(admin)
  await database.pool.query(`
    create function refuse() returns trigger language plpgsql as $$
    begin
      if new.template_values like '%refuse me%' then raise 'refused' using errcode = '23514'; end if;
      return new;
    end $$;
    create trigger refuse before insert on assertions for each row execute function refuse()`)
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, number) =>
      award(
        admin,
        {
          badgeClassId: badgeClass.id,
          recipient: email(`l-${number}`),
          narrative: number % 10 === 7 ? 'Please refuse me.' : 'Well done.',
        },
        keyed(`k-${number}`),
      ),
    ),
  )
  for (const [number, { status }] of answers.entries()) {
    t.equal(status, number % 10 === 7 ? 500 : 201)
  }
  const { rows } = await database.pool.query(
    'select (select count(*)::int from assertions) as assertions, (select count(*)::int from learners) as learners, (select count(*)::int from idempotency_records) as answers',
  )
  t.same(rows, [{ assertions: 27, learners: 27, answers: 27 }], 'and leaves nothing behind')
})

t.test(
  'what cannot be signed leaves nothing, though its learners are still being found',
  async (t) => {
    const service = await startService(t)
    const { admin, database } = service
    const home = await makeBadgeClass(admin)
    const { badgeClass } = await makeBadgeClass(admin, { issuer: { name: 'Museum' } })
    const known = made(
      await award(admin, { badgeClassId: home.badgeClass.id, recipient: email('known') }),
    )
    const counted = async () =>
      (
        await database.pool.query(
          'select (select count(*)::int from assertions) as assertions, (select count(*)::int from learners) as learners, (select count(*)::int from learner_dealings) as dealings',
        )
      ).rows
    const before = await counted()
    // The Museum's first award needs a status list, which it does not get; its new learner takes longer.
    await database.pool.query(`
    create function refuse() returns trigger language plpgsql as $$ begin raise 'refused'; end $$;
    create trigger refuse before insert on status_lists for each row execute function refuse();
    create function dawdle() returns trigger language plpgsql as $$
    begin perform pg_sleep(0.5); return new; end $$;
    create trigger dawdle before insert on learners for each row execute function dawdle()`)
    const ask = () =>
      Promise.all(
        [{ recipient: email('new') }, { learnerId: known.learnerId }].map((whom, number) =>
          award(admin, { badgeClassId: badgeClass.id, ...whom }, keyed(`k-${number}`)),
        ),
      )
    t.same(
      (await ask()).map(({ status }) => status),
      [500, 500],
    )
    await database.pool.query('drop trigger dawdle on learners')
    t.same(await counted(), before)
    await database.pool.query('drop trigger refuse on status_lists')
    t.same(
      (await ask()).map(({ status }) => status),
      [201, 201],
      "and stands in nobody's way",
    )
  },
)

t.test('an answer given again is the first one, whatever came after', async (t) => {
  const { admin } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const body = { badgeClassId: badgeClass.id, recipient: email('sam'), note: 'As it was.' }
  const first = await award(admin, body, keyed('again'))
  const { id } = made(first)
  await admin.patch(`/v1/assertions/${id}`, { note: 'Changed.', archived: true })
  await admin.post(`/v1/assertions/${id}/revocation`, { reason: 'A mistake.' })
  await admin.delete(`/v1/badge-classes/${badgeClass.id}`)
  const again = await award(admin, body, keyed('again'))
  t.equal(again.status, 201)
  t.equal(again.text, first.text)
  t.equal(again.headers.get('etag'), first.headers.get('etag'))
  t.equal(again.headers.get('location'), first.headers.get('location'))
  t.equal(again.headers.get('content-type'), first.headers.get('content-type'))
  t.equal(again.headers.get('idempotency-replayed'), 'true')
})

t.test('a version that is edited while it is awarded is awarded as one of the two', async (t) => {
  const { admin } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const path = `/v1/badge-classes/${badgeClass.id}`
  const [answers, ...edits] = await Promise.all([
    Promise.all(
      Array.from({ length: 30 }, (_, number) =>
        award(admin, { badgeClassId: badgeClass.id, recipient: email(`l-${number}`) }),
      ),
    ),
    ...['One', 'Two', 'Three'].map((name) => admin.patch(path, { name })),
  ])
  t.same([...new Set(edits.map(({ status }) => status))], [200])
  const versions = new Map<string, string>()
  for (const { credential } of answers.map(made)) {
    const { id, name } = credential.credentialSubject.achievement
    t.equal(versions.get(id) ?? name, name, 'one version, one text')
    versions.set(id, name)
    t.equal((await admin.get(id)).body.name, name, 'and it is the text that is published')
  }
})
