// What learners tell a place for its equality monitoring: with consent, and in reports of many.
import t from 'tap'
import { suppress, THRESHOLD } from '../../src/equality/suppress.ts'
import { SCOPES } from '../../src/http/index.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const put = (client: Service['admin'], path: string, body: object) =>
  client.send('PUT', path, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })

t.test('from a question to a report', async (t) => {
  const service = await startService(t)
  const { admin, as } = service
  const place = made(await admin.post('/v1/places', { name: 'Harbour' }))
  const text = made(
    await admin.post('/v1/consent-texts', {
      purpose: 'equality-monitoring',
      language: 'en',
      wording: 'What I tell is counted with what others tell.',
    }),
  )
  let count = 0
  const learner = async (consents = true) => {
    count += 1
    const identifiers = [{ type: 'email', value: `l${count}@example.org` }]
    const { id } = made(await admin.post('/v1/learners', { identifiers }))
    const path = `/v1/learners/${id}`
    await put(admin, `${path}/age`, { ageBand: '18-or-over' })
    if (consents) {
      made(await admin.post(`${path}/consents`, { decision: 'given', consentTextId: text.id }))
    }
    return path
  }
  const tell = (path: string, answer: string | null, client = admin) =>
    put(client, `${path}/equality-answers`, {
      placeId: place.id,
      answers: [{ characteristic: 'disability', answer }],
    })
  const report = async () => {
    const path = `/v1/places/${place.id}/equality-report?characteristic=disability`
    const { status, body } = await admin.get(path)
    t.equal(status, 200)
    return {
      answered: body.answered,
      counts: body.answers.map((one: { count: number | null }) => one.count),
    }
  }
  const none = { answered: null, counts: [null, null, null] }

  t.equal((await tell(await learner(false), 'Yes')).status, 409, 'not without consent')
  const first = await learner()
  t.equal((await tell(first, 'Maybe')).status, 400)
  t.match(
    await put(admin, `${first}/equality-answers`, {
      placeId: place.id,
      answers: [{ characteristic: 'shoe-size', answer: '40' }],
    }),
    { status: 400, body: { errors: [{ field: 'answers[0].characteristic' }] } },
  )
  t.equal((await tell(first, 'Yes')).status, 204)
  t.same(await report(), none)

  const own = as(made(await admin.post(`${first}/tokens`, {})).token)
  const kept = { placeId: place.id, characteristic: 'disability', answer: 'Yes' }
  t.same((await own.get(`${first}/equality-answers`)).body.data, [kept])
  t.equal((await admin.get(`${first}/equality-answers`)).status, 403, 'for the learner alone')
  const { issuer } = await makeBadgeClass(admin)
  const library = as(await makeKey(admin, [...SCOPES], issuer.id))
  t.equal((await library.get(`${first}/equality-answers`)).status, 403)
  const foreign = `/v1/places/${place.id}/equality-report?characteristic=disability`
  t.equal((await library.get(foreign)).status, 404)

  const others: string[] = []
  for (let n = 0; n < 12; n++) others.push(await learner())
  await Promise.all(others.slice(0, 8).map((path) => tell(path, 'No')))
  t.same(await report(), none, 'nine are too few')
  await Promise.all(others.slice(8).map((path) => tell(path, 'No')))
  t.same(
    await report(),
    { answered: 13, counts: [null, null, null] },
    'the one is in no number that others could be taken away from',
  )
  for (const path of others.slice(0, 9)) t.equal((await tell(path, 'Yes')).status, 204)
  t.same((await report()).answered, 13, 'nine changes are told of by no other report')
  await tell(others[9] ?? '', 'Yes')
  t.same(await report(), { answered: 13, counts: [null, null, null] })

  await t.test('withdrawing deletes the answers', async (t) => {
    const { rows: before } = await service.database.pool.query('select from equality_answers')
    made(
      await own.post(`${first}/consents`, {
        decision: 'withdrawn',
        purpose: 'equality-monitoring',
      }),
    )
    t.same((await own.get(`${first}/equality-answers`)).body.data, [])
    const { rows } = await service.database.pool.query('select from equality_answers')
    t.equal(rows.length, before.length - 1)
    t.equal((await tell(first, 'Yes', own)).status, 409)
    await put(admin, `${others[0]}/age`, { ageBand: '13-15' })
    const after = await service.database.pool.query('select from equality_answers')
    t.equal(after.rows.length, before.length - 2, 'so does learning that a guardian has to agree')
  })
})

t.test('no count can be worked out that is too small to be told', async (t) => {
  let seed = 42
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * below)
  }
  for (let run = 0; run < 5_000; run++) {
    const counts = Array.from({ length: 2 + random(5) }, () => random([3, 12, 60][random(3)] ?? 3))
    const told = suppress(counts)
    const hidden = counts.filter((_, position) => told.counts[position] === null)
    const total = counts.reduce((all, one) => all + one, 0)
    if (told.counts.some((count) => count !== null && count < THRESHOLD)) t.fail(`${counts}`)
    if (told.total === null) {
      if (hidden.length < counts.length) t.fail(`${counts}`)
      continue
    }
    const rest = hidden.reduce((all, one) => all + one, 0)
    if (told.total !== total || hidden.length === 1) t.fail(`${counts}: ${told.counts}`)
    if (hidden.length > 0 && rest < THRESHOLD) t.fail(`${counts}: ${told.counts}`)
  }
  t.end()
})
