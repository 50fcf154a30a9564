import { randomUUID } from 'node:crypto'
import t from 'tap'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const PATH = '/v1/assertions/revocations'
const card = (value: string) => ({ type: 'library-card', value, authority: 'harbour' })

async function awards({ admin }: Service, badgeClassId: string, count: number) {
  const all = []
  for (let number = 0; number < count; number += 1) {
    const recipient = card(`4711000${number}`)
    all.push(made(await admin.post('/v1/assertions', { badgeClassId, recipient })))
  }
  return all
}

async function verdict({ as }: Service, url: string): Promise<string> {
  return (await as(null).post('/v1/verify', { url })).body.verdict
}

t.test('many are revoked at once, each is answered, and repeating is safe', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const other = (await makeBadgeClass(admin, { badgeClass: { suspendable: true } })).badgeClass
  const [early, one, two, kept] = await awards(service, badgeClass.id, 4)
  const [third] = await awards(service, other.id, 1)
  await admin.post(`/v1/assertions/${early.id}/revocation`, { reason: 'Long ago.' })
  await admin.post(`/v1/assertions/${third.id}/suspension`, { reason: 'Under review.' })
  const before = (await admin.get(`/v1/assertions/${one.id}`)).headers.get('etag')
  t.equal(await verdict(service, one.credentialUrl), 'valid', 'so the list was signed before')

  const nobody = randomUUID()
  const body = {
    assertionIds: [two.id, early.id, nobody, one.id, two.id, third.id],
    reason: 'The course was never held.',
  }
  const answer = await admin.post(PATH, body)
  t.equal(answer.status, 200)
  t.same(answer.body.data, [
    { id: two.id, outcome: 'revoked' },
    { id: early.id, outcome: 'already-revoked' },
    { id: nobody, outcome: 'not-found' },
    { id: one.id, outcome: 'revoked' },
    { id: two.id, outcome: 'revoked' },
    { id: third.id, outcome: 'revoked' },
  ])
  const read = await admin.get(`/v1/assertions/${one.id}`)
  t.match(read.body, { status: 'revoked', revocationReason: body.reason })
  t.not(read.headers.get('etag'), before)
  t.match((await admin.get(`/v1/assertions/${early.id}`)).body, { revocationReason: 'Long ago.' })
  const { body: history } = await admin.get(`/v1/assertions/${third.id}/status-changes`)
  t.match(history.data, [
    { kind: 'suspended' },
    { kind: 'revoked', reason: body.reason, actorId: 'admin' },
  ])
  t.equal((await admin.get(`/v1/assertions/${two.id}/status-changes`)).body.data.length, 1)

  const again = await admin.post(PATH, { ...body, reason: 'Again.' })
  t.same(
    again.body.data.map(({ outcome }: { outcome: string }) => outcome),
    ['already-revoked', 'already-revoked', 'not-found', ...Array(3).fill('already-revoked')],
  )
  t.same((await admin.get(`/v1/assertions/${one.id}`)).body, read.body, 'nothing was changed')

  const verdicts = []
  for (const { credentialUrl } of [early, one, two, third, kept]) {
    verdicts.push(await verdict(service, credentialUrl))
  }
  t.same(verdicts, [...Array(4).fill('invalid'), 'valid'])
})

t.test("another issuer's assertion is not found, and not touched", async (t) => {
  const service = await startService(t)
  const { admin, as } = service
  const [ours, theirs] = [await makeBadgeClass(admin), await makeBadgeClass(admin)]
  const [own] = await awards(service, ours.badgeClass.id, 1)
  const [foreign] = await awards(service, theirs.badgeClass.id, 1)
  const holder = as(await makeKey(admin, ['assertions:write'], ours.issuer.id))
  const reason = 'Card 47110000 was lost.'
  const { status } = await holder.post(PATH, { assertionIds: [foreign.id], reason })
  t.equal(status, 200, 'what the reason names of a stranger makes no difference')
  const answer = await holder.post(PATH, { assertionIds: [foreign.id, own.id], reason: 'Over.' })
  t.same(answer.body.data, [
    { id: foreign.id, outcome: 'not-found' },
    { id: own.id, outcome: 'revoked' },
  ])
  t.equal((await admin.get(`/v1/assertions/${foreign.id}`)).body.status, 'active')
  t.equal(await verdict(service, foreign.credentialUrl), 'valid')
})

t.test('a reason that names one of the learners revokes nobody', async (t) => {
  const service = await startService(t)
  const { badgeClass } = await makeBadgeClass(service.admin)
  const all = await awards(service, badgeClass.id, 3)
  const answer = await service.admin.post(PATH, {
    assertionIds: all.map(({ id }) => id),
    reason: 'Card 4711 0002 was stolen.',
  })
  t.equal(answer.status, 400)
  t.equal(answer.body.errors[0].field, 'reason')
  t.notMatch(answer.text, /4711/)
  for (const { credentialUrl } of all) t.equal(await verdict(service, credentialUrl), 'valid')
})

t.test('two at once, in opposite order over two lists, both come through', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const suspendable = made(
    await admin.post('/v1/badge-classes', {
      issuerId: issuer.id,
      name: 'Other',
      description: 'Another.',
      criteria: { narrative: 'Come.' },
      suspendable: true,
    }),
  )
  for (let round = 0; round < 4; round += 1) {
    const all = [
      ...(await awards(service, badgeClass.id, 4)),
      ...(await awards(service, suspendable.id, 4)),
    ].map(({ id }) => id as string)
    const answers = await Promise.all([
      admin.post(PATH, { assertionIds: all, reason: 'One way.' }),
      admin.post(PATH, { assertionIds: all.toReversed(), reason: 'The other way.' }),
      ...all.map((id) => admin.post(`/v1/assertions/${id}/revocation`, { reason: 'Alone.' })),
    ])
    t.same(new Set(answers.map(({ status }) => status)), new Set([200]))
    for (const id of all) {
      const { body } = await admin.get(`/v1/assertions/${id}/status-changes`)
      t.equal(body.data.length, 1, 'revoked once')
    }
  }
})

t.test('ten thousand ids fit into a request, and one more does not', async (t) => {
  const service = await startService(t)
  const { badgeClass } = await makeBadgeClass(service.admin)
  const all = await awards(service, badgeClass.id, 2)
  const ids = Array.from({ length: 9_998 }, () => randomUUID())
  const assertionIds = [all[0].id, ...ids, all[1].id]
  const answer = await service.admin.post(PATH, { assertionIds, reason: 'Over.' })
  t.equal(answer.status, 200)
  t.same(
    answer.body.data.map(({ id }: { id: string }) => id),
    assertionIds,
  )
  t.equal(answer.body.data.at(-1).outcome, 'revoked')
  const more = await service.admin.post(PATH, {
    assertionIds: [...assertionIds, randomUUID()],
    reason: 'Over.',
  })
  t.equal(more.status, 400)
  t.equal(more.body.errors[0].field, 'assertionIds')
})
