// How long it is kept who was where, and what was shown for a badge: as the place says.
import t from 'tap'
import { makeBadge, makeIssuer, makeLearner, sendFile } from '../applications/programme.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const DAY_MS = 86_400_000
const START = Date.parse('2026-06-01T12:00:00Z')

async function placeOf({ admin }: Service, retention: object, issuerId: string) {
  const place = made(
    await admin.post('/v1/places', { name: 'Harbour City', settings: { retention } }),
  )
  const asked = { issuerId, role: 'issuer-staff' }
  const invitation = made(await admin.post(`/v1/places/${place.id}/invitations`, asked))
  await admin.post(`/v1/places/${place.id}/invitations/${invitation.id}/acceptance`, undefined)
  return place
}

t.test('after so many days it is only kept that somebody came', async (t) => {
  let days = 0
  const service = await startService(t, { now: () => new Date(START + days * DAY_MS) })
  const { admin } = service
  const [inside, outside] = [await makeBadgeClass(admin), await makeBadgeClass(admin)]
  const place = await placeOf(service, { attendanceDays: 30 }, inside.issuer.id)
  const sam = { type: 'library-card', value: '29001234', authority: 'harbour-libraries' }
  const opportunityOf = async ({ issuer, badgeClass }: typeof inside, input: object = {}) =>
    made(
      await admin.post('/v1/opportunities', {
        issuerId: issuer.id,
        name: 'Workshop',
        badgeClassIds: [badgeClass.id],
        ...input,
      }),
    )
  const checkIn = async ({ id }: { id: string }) =>
    made(await admin.post(`/v1/opportunities/${id}/check-ins`, { identifier: sam }))
  const [early, late] = [await opportunityOf(inside), await opportunityOf(inside)]
  const elsewhere = await opportunityOf(outside)
  const first = await checkIn(early)
  await checkIn(elsewhere)
  const { codes } = made(
    await admin.post('/v1/claim-codes', { opportunityId: early.id, count: 1, kind: 'single' }),
  )
  made(await admin.post('/v1/claims', { code: codes[0].code, identifier: sam }))
  const apply = () => service.deps.services.learnerRecords.retention.apply()
  const whoCameTo = async ({ id }: { id: string }) =>
    (await admin.get(`/v1/opportunities/${id}/check-ins`)).body.data.map(
      (one: { learnerId: string | null; assertions: object[] }) => [
        one.learnerId,
        one.assertions.length,
      ],
    )

  days = 20
  await checkIn(late)
  days = 29
  await apply()
  t.same(await whoCameTo(early), [[first.learnerId, 1]], 'not yet')
  days = 31
  await Promise.all([apply(), apply()])
  t.same(await whoCameTo(early), [[null, 0]], 'somebody came')
  t.same(await whoCameTo(late), [[first.learnerId, 1]], 'who came later is kept')
  t.same(await whoCameTo(elsewhere), [[first.learnerId, 1]], 'and who was somewhere else')
  const { rows } = await service.database.pool.query('select check_in_id from claims')
  t.same(rows, [{ check_in_id: null }], 'no other way leads there')
  t.equal((await admin.get(`/v1/assertions/${first.assertions[0].id}`)).body.status, 'active')

  t.comment('without a rule nothing is forgotten')
  await admin.patch(`/v1/places/${place.id}`, { settings: { retention: null } })
  days = 1_000
  await apply()
  t.same(await whoCameTo(late), [[first.learnerId, 1]])
})

t.test('files of evidence go so long after all is decided that shows them', async (t) => {
  let days = 0
  const service = await startService(t, { now: () => new Date(START + days * DAY_MS) })
  const { admin } = service
  const [library, museum] = [await makeIssuer(service), await makeIssuer(service, 'Museum')]
  await placeOf(service, { evidenceFilesDays: 10 }, library.id)
  const sam = await makeLearner(service, admin, 'sam@example.org')
  const send = async () => sendFile(admin, sam.id)
  const show = async (by: typeof library, fileId: string) => {
    const badgeClassId = await makeBadge(by.key, by.id)
    const application = made(
      await admin.post('/v1/applications', {
        badgeClassId,
        learnerId: sam.id,
        evidence: [{ fileId }],
      }),
    )
    const path = `/v1/applications/${application.id}`
    t.equal((await admin.send('POST', `${path}/submission`, {})).status, 200)
    return path
  }
  const approve = async (path: string) =>
    t.equal((await admin.post(`${path}/decisions`, { outcome: 'approve' })).status, 200)
  const apply = () => service.deps.services.learnerRecords.retention.apply()
  const isThere = async (id: string) => (await admin.get(`/v1/files/${id}/content`)).status === 200

  const fileId = await send()
  const decided = await show(library, fileId)
  const open = await show(library, fileId)
  await approve(decided)
  days = 11
  await apply()
  t.ok(await isThere(fileId), 'something that shows it is open')
  await approve(open)
  days = 20
  await apply()
  t.ok(await isThere(fileId), 'not long enough')
  const atMuseum = await show(museum, fileId)
  await approve(atMuseum)
  days = 40
  await apply()
  t.ok(await isThere(fileId), 'another issuer, of no such place, was shown it')

  await admin.send('DELETE', `/v1/files/${fileId}`, {})
  const own = await send()
  await approve(await show(library, own))
  days = 51
  await Promise.all([apply(), apply()])
  t.notOk(await isThere(own))
  const { rows } = await service.database.pool.query(
    "select count(*)::int as n from graphile_worker.jobs where task_identifier = 'remove-file'",
  )
  t.ok(rows[0].n > 0, 'its bytes are removed too')
  t.equal((await admin.get(decided)).status, 200, 'what was decided on it stays')
})
