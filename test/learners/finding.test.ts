import t from 'tap'
import { notAProblem } from '../support/problem.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const email = (value: string) => ({ type: 'email', value })
const card = (value: string, authority = 'harbour') => ({ type: 'library-card', value, authority })

t.test('a learner is made once and found ever after', async (t) => {
  const { admin } = await startService(t)
  const first = await admin.post('/v1/learners', {
    identifiers: [email('sam@example.org'), card('2900 1234')],
    displayName: 'Sam',
  })
  t.equal(first.status, 201)
  t.equal(first.headers.get('location'), `/v1/learners/${first.body.id}`)
  t.match(first.body, {
    identifiers: [email('sam@example.org'), card('29001234')],
    displayName: 'Sam',
    archivedAt: null,
  })
  t.match(first.body.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)

  await t.test('by any of the identifiers', async (t) => {
    for (const identifier of [email('sam@example.org'), card('29001234')]) {
      const again = await admin.post('/v1/learners', { identifiers: [identifier] })
      t.equal(again.status, 200, 'nothing had to be made')
      t.same(again.body, first.body)
      const search = await admin.post('/v1/learners/search', { identifier })
      t.same(search.body, { data: [first.body] })
    }
  })

  await t.test('however the identifier is written', async (t) => {
    const spellings = [
      email('SAM@Example.ORG'),
      email('  sam@example.org '),
      card('2 9 0 0 1 2 3 4'),
      card('2900\u00a01234'),
      card('29001234', ' harbour '),
    ]
    for (const identifier of spellings) {
      const found = await admin.post('/v1/learners', { identifiers: [identifier] })
      t.equal(found.status, 200, JSON.stringify(identifier))
      t.equal(found.body.id, first.body.id)
      const search = await admin.post('/v1/learners/search', { identifier })
      t.equal(search.body.data[0].id, first.body.id)
    }
    const composed = made(await admin.post('/v1/learners', { identifiers: [card('1', 'Zoë')] }))
    const decomposed = { identifiers: [card('1', 'Zoe\u0308')] }
    t.equal((await admin.post('/v1/learners', decomposed)).body.id, composed.id)
  })

  await t.test('but a number means nothing without the library that gave it', async (t) => {
    const other = await admin.post('/v1/learners', { identifiers: [card('29001234', 'hillside')] })
    t.equal(other.status, 201)
    t.not(other.body.id, first.body.id)
    const search = { identifier: card('29001234', 'nowhere') }
    t.same((await admin.post('/v1/learners/search', search)).body, { data: [] })
    // What belongs to the authority and what to the number cannot be shifted.
    t.equal((await admin.post('/v1/learners', { identifiers: [card('4', 'a3')] })).status, 201)
    t.equal((await admin.post('/v1/learners', { identifiers: [card('34', 'a')] })).status, 201)
    t.equal((await admin.post('/v1/learners', { identifiers: [card('a34', 'x')] })).status, 201)
  })

  await t.test('a new identifier beside a known one is added, and the ETag says so', async (t) => {
    const { id } = first.body
    const before = (await admin.get(`/v1/learners/${id}`)).headers.get('etag') as string
    const added = { identifiers: [card('29001234'), email('sam@school.example')] }
    const grown = await admin.post('/v1/learners', added)
    t.equal(grown.status, 200)
    t.equal(grown.body.id, id)
    t.same(grown.body.identifiers, [
      email('sam@example.org'),
      card('29001234'),
      email('sam@school.example'),
    ])
    const after = await admin.get(`/v1/learners/${id}`, { 'if-none-match': before })
    t.equal(after.status, 200, 'it is not the state that the caller had')
    t.equal(after.headers.get('etag'), grown.headers.get('etag'))
    const same = await admin.post('/v1/learners', added)
    t.equal(same.headers.get('etag'), grown.headers.get('etag'), 'nothing new changes nothing')
  })

  await t.test('a name is kept, and taken where there is none', async (t) => {
    const renamed = { identifiers: [card('29001234')], displayName: 'Somebody else' }
    t.equal((await admin.post('/v1/learners', renamed)).body.displayName, 'Sam')
    const nameless = made(await admin.post('/v1/learners', { identifiers: [card('77')] }))
    t.equal(nameless.displayName, null)
    const named = { identifiers: [card('77')], displayName: 'Jo' }
    t.match((await admin.post('/v1/learners', named)).body, { id: nameless.id, displayName: 'Jo' })
  })

  await t.test('identifiers of two learners are a conflict that names one of them', async (t) => {
    const other = made(await admin.post('/v1/learners', { identifiers: [card('88')] }))
    const both = { identifiers: [card('29001234'), card('new'), card('88')] }
    const refused = await admin.post('/v1/learners', both)
    t.equal(refused.status, 409)
    t.equal(notAProblem(refused, 'identifiers[2]'), null)
    t.same((await admin.post('/v1/learners/search', { identifier: card('new') })).body.data, [])
    t.same((await admin.get(`/v1/learners/${other.id}`)).body, other)
  })

  await t.test('the same identifier twice is one', async (t) => {
    const twice = { identifiers: [card('99'), card('9 9'), email('A@b.org'), email('a@B.org')] }
    t.same(made(await admin.post('/v1/learners', twice)).identifiers, [
      card('99'),
      email('a@b.org'),
    ])
  })
})

t.test('requests at the same time make one learner', async (t) => {
  const { admin } = await startService(t)
  const identifiers = [email('sam@example.org'), card('1'), card('2'), card('3')]
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, position) => {
      const turned = [...identifiers.slice(position % 4), ...identifiers.slice(0, position % 4)]
      return admin.post('/v1/learners', { identifiers: turned })
    }),
  )
  t.equal(answers.filter(({ status }) => status === 201).length, 1)
  t.equal(answers.filter(({ status }) => status === 200).length, 23)
  t.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
  const { data } = (await admin.get('/v1/learners')).body
  t.equal(data.length, 1)
  t.equal(data[0].identifiers.length, 4)
})

t.test('awarding to an identifier finds or makes its learner', async (t) => {
  const { admin } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const award = async (recipient: object) =>
    made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }))
  const first = await award(email('Sam@Example.org'))
  t.equal((await award(email('sam@example.org'))).learnerId, first.learnerId)
  const { body: learner } = await admin.get(`/v1/learners/${first.learnerId}`)
  t.match(learner, { identifiers: [email('sam@example.org')], displayName: null })
  t.not((await award(card('1'))).learnerId, first.learnerId)

  const byId = made(
    await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, learnerId: learner.id }),
  )
  t.equal(byId.learnerId, learner.id)
  t.equal(byId.credential.credentialSubject.identifier, undefined, 'no address was named')
})

t.test('a learner is asked for while awards make the same one', async (t) => {
  const { admin } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  for (let round = 0; round < 20; round += 1) {
    const recipient = email(`at-once-${round}@example.org`)
    const award = () => admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient })
    const find = () =>
      admin.post('/v1/learners', { identifiers: [card(`${round}`, 'at-once'), recipient] })
    const answers = await Promise.all([award(), find(), find(), award()])
    const ids = answers.map(({ body }) => body.learnerId ?? body.id)
    t.same([...new Set(ids)].length, 1, JSON.stringify(answers.map(({ status }) => status)))
    for (const { status } of answers) t.ok(status === 200 || status === 201, String(status))
  }
})
