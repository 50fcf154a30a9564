// Who was awarded something at an address comes for it: a code by mail, and the record is theirs.
import t from 'tap'
import { eventsOnceThere } from '../support/events.ts'
import { lastCode, lastMail } from '../support/outbox.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { dump } from '../support/tables.ts'

const rosa = { type: 'email', value: 'rosa.quill@example.org' }

t.test('a record that nobody has claimed is claimed with a code by mail', async (t) => {
  let clock = Date.parse('2026-11-22T09:30:00Z')
  const service = await startService(t, { now: () => new Date(clock) })
  const { admin, as, database, log } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const award = made(
    await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient: rosa }),
  )
  const path = `/v1/learners/${award.learnerId}`
  const before = await admin.get(path)
  t.match(before.body, { claimed: null })
  t.match((await admin.get('/v1/record-claims/counts')).body, { learners: 1, claimed: 0 })

  const link = 'https://app.example.org/mine'
  const asked = await admin.post('/v1/record-claims', { identifier: rosa, language: 'cy', link })
  t.match(asked, { status: 202, body: { expiresAt: '2026-11-22T09:45:00Z' } })
  const mail = await lastMail(service, rosa.value)
  t.match(mail, { language: 'cy', values: { minutes: 15 } })
  t.match(mail.values.url, new RegExp(`^${link}#record-claim=${asked.body.id}&code=[0-9]{8}$`))
  const code = mail.values.code as string
  t.notOk((await dump(database)).includes(code.replace(' ', '')))

  const completion = `/v1/record-claims/${asked.body.id}/completion`
  const wrong = await admin.post(completion, { code: '0000 0000' })
  t.match(wrong, { status: 400, body: { errors: [{ field: 'code' }] } })
  t.match((await admin.get(path)).body, { claimed: null })
  clock += 60_000
  const headers = { 'idempotency-key': 'rosa-comes' }
  const done = await admin.post(completion, { code }, headers)
  const { learnerId } = award
  t.match(done, { status: 201, body: { learnerId, completedAt: '2026-11-22T09:31:00Z' } })
  const again = await admin.post(completion, { code }, headers)
  t.match(again, { status: 201, body: done.body }, 'again, with its key')
  t.equal((await admin.post(completion, { code })).status, 409, 'once')

  const after = await admin.get(path)
  t.match(after.body, { claimed: { at: '2026-11-22T09:31:00Z' } })
  t.not(after.headers.get('etag'), before.headers.get('etag'))
  t.match((await admin.get(`${path}/identifiers`)).body.data, [
    { id: done.body.identifierId, verified: { method: 'mail' } },
  ])
  t.match((await admin.get('/v1/record-claims/counts')).body, { learners: 1, claimed: 1 })
  t.match((await eventsOnceThere(admin, 1, '/v1/events?type=learner.claimed')).body.data, [
    { issuerId: null, subjectIds: [learnerId] },
  ])
  const issuers = as(
    await makeKey(admin, ['learners:read', 'learners:write', 'learner-tokens:write'], issuer.id),
  )
  t.match((await issuers.get(path)).body, { claimed: null }, 'not on behalf of the issuer')
  t.equal((await issuers.post(completion, { code })).status, 404, "another caller's claim")
  made(await issuers.post(`${path}/tokens`, { scopes: ['learners:read'] }))
  t.match((await issuers.get(path)).body, { claimed: { at: '2026-11-22T09:31:00Z' } })
  t.match((await issuers.get('/v1/record-claims/counts')).body, { learners: 1, claimed: 1 })
  t.equal((await eventsOnceThere(admin, 2, '/v1/events?type=learner.claimed')).body.data.length, 2)
  t.notOk(/rosa\.quill/i.test(await dump(database)))
  t.notOk(/rosa\.quill/i.test(log()))
})

t.test('nobody learns whether somebody has a record', async (t) => {
  let clock = Date.parse('2026-11-22T09:30:00Z')
  const service = await startService(t, { now: () => new Date(clock) })
  const { admin, as, database } = service
  const { issuer } = await makeBadgeClass(admin)
  made(await admin.post('/v1/learners', { identifiers: [rosa] }))
  const issuers = as(await makeKey(admin, ['learners:read', 'learners:write'], issuer.id))
  const mails = async () =>
    (await database.pool.query('select count(*)::int as n from mail_messages')).rows[0].n
  const stranger = { type: 'email', value: 'stranger@example.org' }
  for (const [caller, identifier] of [
    [admin, stranger],
    [issuers, rosa],
  ] as const) {
    const asked = await caller.post('/v1/record-claims', { identifier })
    t.match(asked, { status: 202, body: { expiresAt: '2026-11-22T09:45:00Z' } })
    t.same(Object.keys(asked.body), ['id', 'expiresAt'])
    const completion = `/v1/record-claims/${asked.body.id}/completion`
    for (let round = 0; round < 5; round++) {
      t.equal((await caller.post(completion, { code: '00000000' })).status, 400)
    }
    t.equal((await caller.post(completion, { code: '00000000' })).status, 409)
  }
  t.equal(await mails(), 0, 'strangers get no mail')

  const card = { type: 'library-card', value: '1001', authority: 'fen' }
  const noMail = await admin.post('/v1/record-claims', { identifier: card })
  t.match(noMail, { status: 400, body: { errors: [{ field: 'identifier.type' }] } })

  for (const identifier of [rosa, stranger]) {
    for (let round = 0; round < 4; round++) await admin.post('/v1/record-claims', { identifier })
    const tired = await admin.post('/v1/record-claims', { identifier })
    t.match(tired, { status: 429, body: { type: /rate-limited$/ } }, identifier.value)
  }
  clock += 3_600_001
  const late = await admin.post('/v1/record-claims', { identifier: rosa })
  const code = await lastCode(service, rosa.value)
  clock += 15 * 60_000
  const completion = `/v1/record-claims/${late.body.id}/completion`
  t.equal((await admin.post(completion, { code })).status, 409, 'expired')
})

t.test('fifty at once claim once', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { id } = made(await admin.post('/v1/learners', { identifiers: [rosa] }))
  const asked = await admin.post('/v1/record-claims', { identifier: rosa })
  const code = await lastCode(service, rosa.value)
  const path = `/v1/record-claims/${asked.body.id}/completion`
  const answers = await Promise.all(Array.from({ length: 50 }, () => admin.post(path, { code })))
  t.equal(answers.filter(({ status }) => status === 201).length, 1)
  t.equal(answers.filter(({ status }) => status === 409).length, 49)
  t.equal((await eventsOnceThere(admin, 1, '/v1/events?type=learner.claimed')).body.data.length, 1)
  t.match((await admin.get(`/v1/learners/${id}`)).body, { claimed: { at: /Z$/ } })
})

t.test('a claimed record is merged and comes back claimed', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const card = { type: 'library-card', value: '1001', authority: 'fen' }
  const stays = made(await admin.post('/v1/learners', { identifiers: [card] }))
  const goes = made(await admin.post('/v1/learners', { identifiers: [rosa] }))
  made(await admin.post(`/v1/learners/${goes.id}/tokens`, {}))
  const part = service.deps.learnerParts.find(({ name }) => name === 'claimed')
  const claimed = async ({ id }: { id: string }) =>
    (await admin.get(`/v1/learners/${id}`)).body.claimed !== null
  const moved = await service.deps.database.transaction(async (tx) =>
    part?.move(tx, goes.id, stays.id, new Date()),
  )
  t.same([await claimed(stays), await claimed(goes)], [true, false])
  await service.deps.database.transaction(async (tx) =>
    part?.moveBack(tx, JSON.parse(JSON.stringify(moved)), goes.id, stays.id, new Date()),
  )
  t.same([await claimed(stays), await claimed(goes)], [false, true])
})
