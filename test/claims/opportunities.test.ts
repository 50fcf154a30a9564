// A code handed out at an activity: who claims with it was there, and has its badges.
import t, { type Test } from 'tap'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const sam = { type: 'email', value: 'sam@example.org' }

async function startActivity(t: Test) {
  const service = await startService(t)
  const { admin } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const second = made(
    await admin.post('/v1/badge-classes', {
      issuerId: issuer.id,
      name: 'Listener',
      description: 'Listened.',
      criteria: { narrative: 'Listen.' },
    }),
  )
  const opportunity = made(
    await admin.post('/v1/opportunities', {
      issuerId: issuer.id,
      name: 'Podcasting at the harbour',
      badgeClassIds: [badgeClass.id, second.id],
    }),
  )
  const codes = (input: object = {}, client = admin) =>
    client.post('/v1/claim-codes', {
      opportunityId: opportunity.id,
      count: 1,
      kind: 'single',
      ...input,
    })
  return { service, admin, issuer, badgeClass, second, opportunity, codes }
}

t.test('a code for an opportunity checks in and awards its badges', async (t) => {
  const { admin, service, opportunity, badgeClass, second, codes } = await startActivity(t)
  const set = made(await codes({ count: 2 }))
  t.match(set, { badgeClassId: null, opportunityId: opportunity.id, distributed: 2 })
  const [{ code }] = set.codes
  const page = await service.as(null).get(`/claim/${code}`)
  t.match(page, { status: 200, text: /Podcasting at the harbour/ })

  const claimed = await admin.post('/v1/claims', { code, identifier: sam })
  t.match(claimed, {
    status: 201,
    body: {
      assertion: null,
      checkIn: { opportunityId: opportunity.id, occurrence: null },
      assertions: [{ badgeClassId: badgeClass.id }, { badgeClassId: second.id }],
    },
  })
  const { learnerId, checkIn, assertions } = claimed.body
  const attendance = `/v1/opportunities/${opportunity.id}/check-ins`
  t.match((await admin.get(attendance)).body.data, [{ id: checkIn.id, learnerId }])
  for (const { id } of assertions) {
    t.match((await admin.get(`/v1/assertions/${id}`)).body, { learnerId, status: 'active' })
  }
  const again = await admin.post('/v1/claims', { code: set.codes[1].code, identifier: sam })
  t.match(again, { status: 200, body: claimed.body }, 'once of a set')
  const other = { type: 'email', value: 'other@example.org' }
  t.equal((await admin.post('/v1/claims', { code, identifier: other })).status, 404)
  t.match((await admin.get(`/v1/claim-codes?opportunityId=${opportunity.id}`)).body.data, [
    { id: set.id, claimed: 1, claims: 1 },
  ])
  t.match((await admin.get(`/v1/learners/${learnerId}`)).body, { claimed: { at: /Z$/ } })

  const sheet = await admin.post(`/v1/claim-codes/${set.id}/sheets`, {
    codes: [set.codes[1].code],
  })
  t.equal(sheet.headers.get('content-type'), 'application/pdf')
})

t.test('fifty at once with a single code: one was there', async (t) => {
  const { admin, opportunity, codes } = await startActivity(t)
  const [{ code }] = made(await codes()).codes
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      admin.post('/v1/claims', {
        code,
        identifier: { type: 'email', value: `learner-${n}@example.org` },
      }),
    ),
  )
  t.equal(answers.filter(({ status }) => status === 201).length, 1)
  t.equal(answers.filter(({ status }) => status === 404).length, 49)
  const { data } = (await admin.get(`/v1/opportunities/${opportunity.id}/check-ins`)).body
  t.equal(data.length, 1)
})

t.test('who was scanned already claims the same, and the page gives no links', async (t) => {
  const { admin, service, opportunity, codes } = await startActivity(t)
  const attendance = `/v1/opportunities/${opportunity.id}/check-ins`
  const there = made(await admin.post(attendance, { identifier: sam }))
  const set = made(await codes({ kind: 'shared' }))
  const claimed = await admin.post('/v1/claims', { code: set.codes[0].code, identifier: sam })
  t.match(claimed, { status: 201, body: { checkIn: { id: there.id } } })
  t.same(claimed.body.assertions, there.assertions)
  const [another] = made(await codes()).codes
  const form = new URLSearchParams({ code: another.code, email: sam.value })
  const page = await fetch(`${service.url}/claim`, { method: 'POST', body: form })
  const text = await page.text()
  t.equal(page.status, 201)
  t.notOk(text.includes('/credentials/'), 'whoever typed the address sees no badge of theirs')
})

t.test('codes are for one thing that is there', async (t) => {
  const { admin, service, badgeClass, opportunity, codes } = await startActivity(t)
  const field = { status: 400, body: { errors: [{ field: 'badgeClassId' }] } }
  t.match(await codes({ badgeClassId: badgeClass.id }), field, 'not two')
  t.match(await codes({ opportunityId: undefined }), field, 'not none')
  const gone = await codes({ opportunityId: badgeClass.id })
  t.match(gone, { status: 404, body: { errors: [{ field: 'opportunityId' }] } })
  const { issuer } = await makeBadgeClass(admin)
  const stranger = service.as(await makeKey(admin, ['claim-codes:write'], issuer.id))
  const theirs = await codes({}, stranger)
  t.ok([403, 404].includes(theirs.status))
  const [{ code }] = made(await codes()).codes
  await admin.delete(`/v1/opportunities/${opportunity.id}`)
  t.equal((await codes()).status, 409, 'archived')
  t.equal((await admin.post('/v1/claims', { code, identifier: sam })).status, 409)
})
