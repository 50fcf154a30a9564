import t from 'tap'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const email = { type: 'email', value: 'sam@example.org' }
const expiry = { after: 'P2Y', renewal: { opens: 'P60D', closes: 'P30D' } }

/** A service whose clock the test sets. */
async function startAt(t: Parameters<typeof startService>[0], time: string) {
  const clock = { now: new Date(time) }
  const service = await startService(t, { now: () => clock.now })
  const at = (moment: string) => {
    clock.now = new Date(moment)
  }
  return { service, at }
}

async function awarded({ admin }: Service, policy: object | null = expiry, input: object = {}) {
  const { badgeClass, issuer } = await makeBadgeClass(admin, { badgeClass: { expiry: policy } })
  const award = { badgeClassId: badgeClass.id, recipient: email, narrative: 'Did it.', ...input }
  const assertion = made(await admin.post('/v1/assertions', award))
  return { badgeClass, issuer, assertion, path: `/v1/assertions/${assertion.id}` }
}

async function verified({ as }: Service, url: string) {
  const { body } = await as(null).post('/v1/verify', { url })
  const validity = body.checks.find(({ name }: { name: string }) => name === 'validity')
  return [body.verdict, validity.code]
}

t.test('the policy of the badge class gives awards their end', async (t) => {
  const { service } = await startAt(t, '2026-02-28T12:00:00.900Z')
  const { admin } = service
  const { badgeClass, assertion } = await awarded(service)
  t.same(badgeClass.expiry, expiry)
  t.match(assertion, { validFrom: '2026-02-28T12:00:00Z', validUntil: '2028-02-28T12:00:00Z' })
  t.equal(assertion.credential.validUntil, '2028-02-28T12:00:00Z')
  const award = async (times: object) =>
    made(
      await admin.post('/v1/assertions', {
        badgeClassId: badgeClass.id,
        recipient: email,
        ...times,
      }),
    )
  t.match(await award({ validFrom: '2024-02-29T23:59:59+01:00' }), {
    validUntil: '2026-02-28T22:59:59Z',
  })
  t.match(await award({ validUntil: '2027-01-01T00:00:00Z' }), {
    validUntil: '2027-01-01T00:00:00Z',
  })
  const endless = await award({ validUntil: null })
  t.equal(endless.validUntil, null)
  t.notOk('validUntil' in endless.credential)
  const late = await admin.post('/v1/assertions', {
    badgeClassId: badgeClass.id,
    recipient: email,
    validFrom: '9999-01-01T00:00:00Z',
  })
  t.match(late, { status: 400, body: { errors: [{ field: 'validFrom' }] } })
})

t.test('the policy can be changed, for awards from then on', async (t) => {
  const { service } = await startAt(t, '2026-05-31T12:00:00Z')
  const { admin } = service
  const { badgeClass, assertion } = await awarded(service, { after: 'P1M' })
  t.same(badgeClass.expiry, { after: 'P1M', renewal: null })
  t.equal(assertion.validUntil, '2026-06-30T12:00:00Z', 'the last day of a shorter month')
  const path = `/v1/badge-classes/${badgeClass.id}`
  t.same((await admin.patch(path, { name: 'Other' })).body.expiry, badgeClass.expiry)
  t.same((await admin.patch(path, { expiry })).body.expiry, expiry)
  t.equal((await admin.get(path)).body.version, 2, 'the policy is no part of the text')
  t.equal((await admin.patch(path, { expiry: null })).body.expiry, null)
  const award = { badgeClassId: badgeClass.id, recipient: email }
  t.equal(made(await admin.post('/v1/assertions', award)).validUntil, null)
  t.equal((await admin.get(`/v1/assertions/${assertion.id}`)).body.validUntil, assertion.validUntil)
})

t.test('a policy that makes no sense is refused, and the member named', async (t) => {
  const { admin } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const renewal = { opens: 'P1M', closes: 'P1M' }
  const cases: [string, unknown][] = [
    ['expiry.after', { after: 'P0D' }],
    ['expiry.after', { after: 'P' }],
    ['expiry.after', { after: 'PT1H' }],
    ['expiry.after', { after: 'P1.5Y' }],
    ['expiry.after', { after: '-P1Y' }],
    ['expiry.after', { after: 'P1D1Y' }],
    ['expiry.after', { after: 'P1000Y' }],
    ['expiry.after', { renewal }],
    ['expiry.renewal.opens', { after: 'P30D', renewal: { ...renewal, opens: 'P31D' } }],
    ['expiry.renewal.closes', { after: 'P1Y', renewal: { opens: 'P1D' } }],
    ['expiry', 'P1Y'],
  ]
  for (const [field, policy] of cases) {
    const answer = await admin.patch(`/v1/badge-classes/${badgeClass.id}`, { expiry: policy })
    t.equal(answer.status, 400, JSON.stringify(policy))
    const fields = answer.body.errors.map((error: { field: string }) => error.field)
    t.ok(fields.includes(field), `${field}: ${answer.text}`)
  }
})

t.test('a renewal in time goes on from the old end, and the old one ends by itself', async (t) => {
  const { service, at } = await startAt(t, '2026-03-01T10:00:00Z')
  const { admin } = service
  const { assertion: old, path } = await awarded(service, expiry, {
    evidence: [{ name: 'The episode' }],
    note: 'First.',
  })
  at('2028-01-15T08:00:00.500Z')
  const answer = await admin.post(`${path}/renewal`, { narrative: 'Passed the refresher.' })
  t.equal(answer.status, 201)
  const fresh = answer.body
  t.equal(answer.headers.get('location'), `/v1/assertions/${fresh.id}`)
  t.match(fresh, {
    status: 'active',
    learnerId: old.learnerId,
    supersedes: old.id,
    supersession: 'renewal',
    validFrom: '2028-01-15T08:00:00Z',
    validUntil: '2030-03-01T10:00:00Z',
    note: 'First.',
  })
  t.match(fresh.credential, {
    credentialSubject: {
      narrative: 'Passed the refresher.',
      identifier: old.credential.credentialSubject.identifier,
    },
    evidence: [{ name: 'The episode' }],
    relatedResource: [{ id: old.credentialUrl }],
  })
  t.match((await admin.get(path)).body, { status: 'active', supersededBy: fresh.id })
  t.same(await verified(service, old.credentialUrl), ['valid', undefined])
  t.same(await verified(service, fresh.credentialUrl), ['valid', undefined])
  at('2028-03-01T10:00:01Z')
  t.same(await verified(service, old.credentialUrl), ['invalid', 'expired'])
  t.same(await verified(service, fresh.credentialUrl), ['valid', undefined])

  const again = await admin.post(`${path}/renewal`, {})
  t.match(again, { status: 409, body: { detail: /another assertion stands in its place/ } })
  t.match(await admin.post(`${path}/correction`, { reason: 'Late.' }), { status: 409 })
})

t.test('a renewal after the end begins when it is made', async (t) => {
  const { service, at } = await startAt(t, '2026-03-01T10:00:00Z')
  const { path } = await awarded(service)
  at('2028-03-31T09:00:00Z')
  const fresh = made(await service.admin.post(`${path}/renewal`, { narrative: null }))
  t.match(fresh, { validFrom: '2028-03-31T09:00:00Z', validUntil: '2030-03-31T09:00:00Z' })
  t.notOk('narrative' in fresh.credential.credentialSubject)
})

t.test('the window is open from its first second to its last', async (t) => {
  const { service, at } = await startAt(t, '2026-03-01T10:00:00Z')
  const { admin } = service
  const { badgeClass } = await awarded(service)
  const outcomes: [string, number][] = [
    ['2028-01-01T09:59:59Z', 409],
    ['2028-01-01T10:00:00Z', 201],
    ['2028-03-31T10:00:00Z', 201],
    ['2028-03-31T10:00:01Z', 409],
  ]
  for (const [moment, status] of outcomes) {
    at('2026-03-01T10:00:00Z')
    const award = { badgeClassId: badgeClass.id, recipient: email }
    const { id } = made(await admin.post('/v1/assertions', award))
    at(moment)
    const answer = await admin.post(`/v1/assertions/${id}/renewal`, {})
    t.equal(answer.status, status, moment)
    if (status === 409) t.match(answer.body.detail, /2028-0(1-01|3-31)T10:00:00Z/)
  }
})

t.test('what cannot be renewed says why', async (t) => {
  const { service, at } = await startAt(t, '2026-03-01T10:00:00Z')
  const { admin } = service
  const refused = async (path: string, why: RegExp) => {
    const answer = await admin.post(`${path}/renewal`, {})
    t.match(answer, { status: 409, body: { detail: why } })
  }
  const never = await awarded(service, { after: 'P1M' })
  const endless = await awarded(service, expiry, { validUntil: null })
  const revoked = await awarded(service, { ...expiry, after: 'P60D' })
  const archived = await awarded(service, { ...expiry, after: 'P60D' })
  const { badgeClass } = await makeBadgeClass(admin, {
    badgeClass: { suspendable: true, expiry: { ...expiry, after: 'P60D' } },
  })
  const suspended = made(
    await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient: email }),
  )
  at('2026-03-20T10:00:00Z')
  await refused(never.path, /no renewal/)
  await refused(endless.path, /no end/)
  await admin.post(`${revoked.path}/revocation`, { reason: 'Copied.' })
  await refused(revoked.path, /is revoked/)
  await admin.delete(`/v1/badge-classes/${archived.badgeClass.id}`)
  await refused(archived.path, /archived/)
  await admin.post(`/v1/assertions/${suspended.id}/suspension`, { reason: 'Under review.' })
  await refused(`/v1/assertions/${suspended.id}`, /suspended; reinstate it/)
  t.equal((await admin.get('/v1/assertions')).body.data.length, 5, 'nothing was made')
})

t.test('renewals at the same time are one, and a retry gets the same answer', async (t) => {
  const { service } = await startAt(t, '2026-03-01T10:00:00Z')
  const { path } = await awarded(service, { ...expiry, after: 'P60D' })
  const keys = ['a', 'b', 'c', 'd']
  const send = (key: string) =>
    service.admin.post(`${path}/renewal`, {}, { 'idempotency-key': key })
  const answers = await Promise.all(keys.map(send))
  t.same(answers.map(({ status }) => status).sort(), [201, 409, 409, 409])
  const position = answers.findIndex(({ status }) => status === 201)
  const again = await send(keys[position] as string)
  t.equal(again.text, answers[position]?.text)
  t.equal(again.headers.get('idempotency-replayed'), 'true')
})

t.test('an issuer renews its own only', async (t) => {
  const { service } = await startAt(t, '2026-03-01T10:00:00Z')
  const policy = { ...expiry, after: 'P60D' }
  const [ours, theirs] = [await awarded(service, policy), await awarded(service, policy)]
  const holder = service.as(await makeKey(service.admin, ['assertions:write'], ours.issuer.id))
  t.match(await holder.post(`${theirs.path}/renewal`, {}), {
    status: 404,
    body: { detail: 'There is no assertion with this id.' },
  })
  t.equal((await holder.post(`${ours.path}/renewal`, {})).status, 201)
})

t.test('what is not valid yet says so', async (t) => {
  const { service, at } = await startAt(t, '2026-03-01T10:00:00Z')
  const { assertion } = await awarded(service, expiry, { validFrom: '2026-04-01T10:00:00Z' })
  t.same(await verified(service, assertion.credentialUrl), ['invalid', 'not-yet-valid'])
  at('2026-04-01T10:00:00Z')
  t.same(await verified(service, assertion.credentialUrl), ['valid', undefined])
})
