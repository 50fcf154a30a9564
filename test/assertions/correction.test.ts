import { createHash } from 'node:crypto'
import t from 'tap'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const email = { type: 'email', value: 'sam@example.org' }
const reason = 'The narrative was about another episode.'

const everything = {
  recipient: email,
  narrative: 'Interviewed three dockers.',
  evidence: [{ id: 'https://example.org/episode', name: 'The episode' }, { narrative: 'Notes' }],
  validFrom: '2026-03-01T10:00:00Z',
  validUntil: '2096-03-01T10:00:00Z',
  note: 'Collected at the desk.',
}

async function awarded({ admin }: Service, input: object = everything, badgeClass = {}) {
  const made_ = await makeBadgeClass(admin, { badgeClass })
  const assertion = made(
    await admin.post('/v1/assertions', { badgeClassId: made_.badgeClass.id, ...input }),
  )
  return { ...made_, assertion, path: `/v1/assertions/${assertion.id}` }
}

async function verified({ as }: Service, url: string) {
  const { body } = await as(null).post('/v1/verify', { url })
  const status = body.checks.find(({ name }: { name: string }) => name === 'status')
  return { verdict: body.verdict, status: status.code }
}

t.test('a correction awards again and revokes the wrong one, which leads there', async (t) => {
  const service = await startService(t)
  const { admin, as } = service
  const { assertion: old, path } = await awarded(service)
  t.match(await verified(service, old.credentialUrl), { verdict: 'valid' })
  const answer = await admin.post(`${path}/correction`, { reason, narrative: 'Two pilots.' })
  t.equal(answer.status, 201)
  const fresh = answer.body
  t.equal(answer.headers.get('location'), `/v1/assertions/${fresh.id}`)
  t.equal(answer.headers.get('etag'), '"1"')
  t.match(fresh, {
    status: 'active',
    supersedes: old.id,
    supersession: 'correction',
    supersededBy: null,
    learnerId: old.learnerId,
    validFrom: everything.validFrom,
    validUntil: everything.validUntil,
    note: everything.note,
  })
  t.not(fresh.credentialUrl, old.credentialUrl)
  const read = (await admin.get(path)).body
  t.match(read, {
    status: 'revoked',
    supersededBy: fresh.id,
    revocationReason: `Corrected: ${reason} See ${fresh.credentialUrl}`,
  })
  t.same((await admin.get(`/v1/assertions/${fresh.id}`)).body, fresh)
  const listed = (await admin.get('/v1/assertions')).body.data
  t.match(listed, [
    { id: old.id, supersededBy: fresh.id },
    { id: fresh.id, supersedes: old.id },
  ])
  const { body: history } = await admin.get(`${path}/status-changes`)
  t.match(history.data, [{ kind: 'revoked', reason: read.revocationReason, actorId: 'admin' }])

  t.match(fresh.credential.credentialSubject, {
    narrative: 'Two pilots.',
    identifier: old.credential.credentialSubject.identifier,
    achievement: old.credential.credentialSubject.achievement,
  })
  t.same(fresh.credential.evidence, old.credential.evidence)
  t.not(fresh.credential.credentialSubject.id, old.credential.credentialSubject.id)
  t.same(await verified(service, fresh.credentialUrl), { verdict: 'valid', status: undefined })
  t.match(await verified(service, old.credentialUrl), { verdict: 'invalid', status: 'revoked' })

  const published = await as(null).get(old.credentialUrl, { accept: 'application/vc' })
  const digest = createHash('sha256').update(published.text).digest('base64')
  t.same(fresh.credential.relatedResource, [
    {
      id: old.credentialUrl,
      name: 'Superseded credential',
      mediaType: 'application/vc',
      digestSRI: `sha256-${digest}`,
    },
  ])
})

t.test('null takes a value away, and everything can be replaced', async (t) => {
  const service = await startService(t)
  const { assertion, path } = await awarded(service)
  const bare = made(
    await service.admin.post(`${path}/correction`, {
      reason,
      narrative: null,
      evidence: null,
      validUntil: null,
      note: null,
    }),
  )
  t.match(bare, { validUntil: null, note: null, validFrom: assertion.validFrom })
  t.notOk('evidence' in bare.credential || 'validUntil' in bare.credential)
  t.notOk('narrative' in bare.credential.credentialSubject)
  const changes = { ...everything, narrative: 'Other.', note: 'Other.', evidence: [{ name: 'N' }] }
  const full = made(
    await service.admin.post(`/v1/assertions/${bare.id}/correction`, {
      reason,
      ...changes,
      validFrom: '2026-04-01T10:00:00Z',
    }),
  )
  t.match(full, { validFrom: '2026-04-01T10:00:00Z', validUntil: everything.validUntil })
  t.match(full, { note: 'Other.', learnerId: assertion.learnerId })
  t.match(full.credential, { evidence: [{ type: ['Evidence'], name: 'N' }] })
  const [identifier] = full.credential.credentialSubject.identifier
  t.not(identifier.salt, assertion.credential.credentialSubject.identifier[0].salt)
})

t.test('a badge for another learner leads nobody from the one to the other', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const recipient = { type: 'email', value: 'alex@example.org' }
  const learner = made(await admin.post('/v1/learners', { identifiers: [recipient] }))
  for (const whom of [{ recipient }, { learnerId: learner.id }]) {
    const { assertion: old, path } = await awarded(service)
    const fresh = made(
      await admin.post(`${path}/correction`, { reason: 'Awarded to the wrong person', ...whom }),
    )
    t.equal(fresh.learnerId, learner.id)
    t.equal(fresh.supersedes, old.id, 'the issuer knows')
    t.notOk('relatedResource' in fresh.credential)
    t.notOk(JSON.stringify(fresh.credential).includes(old.credentialUrl))
    t.not(
      fresh.credential.credentialSubject.identifier?.[0].identityHash,
      old.credential.credentialSubject.identifier[0].identityHash,
    )
    const read = (await admin.get(path)).body
    t.equal(read.revocationReason, 'Corrected: Awarded to the wrong person.')
    t.match(await verified(service, fresh.credentialUrl), { verdict: 'valid' })
    t.match(await verified(service, old.credentialUrl), { verdict: 'invalid' })
  }
})

t.test('what is out of use cannot be corrected', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { path } = await awarded(service, everything, { suspendable: true })
  const refused = async (at: string, why: RegExp) => {
    const answer = await admin.post(`${at}/correction`, { reason })
    t.match(answer, { status: 409, body: { type: /conflict$/, detail: why } })
  }
  await admin.post(`${path}/suspension`, { reason: 'Under review.' })
  await refused(path, /suspended; reinstate it/)
  await admin.delete(`${path}/suspension`)
  const first = made(await admin.post(`${path}/correction`, { reason }))
  await refused(path, /is revoked/)
  const next = `/v1/assertions/${first.id}`
  await admin.post(`${next}/revocation`, { reason: 'Wrong as well.' })
  await refused(next, /is revoked/)
  t.equal((await admin.get('/v1/assertions')).body.data.length, 2, 'nothing was made')
})

t.test('corrections at the same time are one', async (t) => {
  const service = await startService(t)
  const { path } = await awarded(service)
  const answers = await Promise.all(
    [1, 2, 3, 4].map((number) =>
      service.admin.post(`${path}/correction`, { reason, note: `${number}` }),
    ),
  )
  t.same(answers.map(({ status }) => status).sort(), [201, 409, 409, 409])
  t.equal((await service.admin.get('/v1/assertions')).body.data.length, 2)
})

t.test('a retry with the same Idempotency-Key gets the same answer', async (t) => {
  const service = await startService(t)
  const { path } = await awarded(service)
  const send = (body: object) =>
    service.admin.post(`${path}/correction`, body, { 'idempotency-key': 'fix-1' })
  const [first, again] = [await send({ reason }), await send({ reason })]
  t.equal(first.status, 201)
  t.equal(again.text, first.text)
  t.equal(again.headers.get('location'), first.headers.get('location'))
  t.equal(again.headers.get('idempotency-replayed'), 'true')
  t.equal((await send({ reason: 'Another.' })).status, 422)
})

t.test('what was archived can still be put right, as the text that was awarded', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { badgeClass, issuer, path, assertion } = await awarded(service)
  const description = 'Recorded a podcast episode.'
  await admin.patch(`/v1/badge-classes/${badgeClass.id}`, { description })
  await admin.delete(`/v1/badge-classes/${badgeClass.id}`)
  const fresh = made(await admin.post(`${path}/correction`, { reason, narrative: 'Two pilots.' }))
  t.equal(fresh.badgeClassVersion, 1)
  t.same(
    fresh.credential.credentialSubject.achievement,
    assertion.credential.credentialSubject.achievement,
  )
  await admin.patch(`/v1/badge-classes/${badgeClass.id}`, { archived: false })
  const current = made(await admin.post(`/v1/assertions/${fresh.id}/correction`, { reason }))
  t.equal(current.badgeClassVersion, 2, 'in use, it is awarded as it now stands')
  t.equal(current.credential.credentialSubject.achievement.description, description)
  await admin.delete(`/v1/issuers/${issuer.id}`)
  t.equal((await admin.post(`/v1/assertions/${current.id}/correction`, { reason })).status, 201)
})

t.test('an issuer corrects its own only', async (t) => {
  const service = await startService(t)
  const { admin, as } = service
  const [ours, theirs] = [await awarded(service), await awarded(service)]
  const holder = as(await makeKey(admin, ['assertions:write'], ours.issuer.id))
  const foreign = await holder.post(`${theirs.path}/correction`, { reason })
  t.match(foreign, { status: 404, body: { detail: 'There is no assertion with this id.' } })
  const learner = made(
    await admin.post('/v1/learners', { identifiers: [{ type: 'email', value: 'x@example.org' }] }),
  )
  const stranger = await holder.post(`${ours.path}/correction`, { reason, learnerId: learner.id })
  t.match(stranger, { status: 404, body: { errors: [{ field: 'learnerId' }] } })
  t.equal(
    (await admin.get(ours.path)).body.status,
    'active',
    'a refused correction changes nothing',
  )
  t.equal((await holder.post(`${ours.path}/correction`, { reason })).status, 201)
})

t.test('a reason or a text that names the learner is refused', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { path } = await awarded(service)
  const alex = { type: 'email', value: 'alex@example.org' }
  for (const [field, body] of Object.entries({
    reason: { reason: 'It was for sam@example.org.' },
    narrative: { reason, narrative: 'Ask Sam@Example.org.' },
    'evidence[1].name': { reason, evidence: [{ name: 'N' }, { name: 'sam@example.org' }] },
  })) {
    const answer = await admin.post(`${path}/correction`, body)
    t.match(answer, { status: 400, body: { errors: [{ field }] } })
    t.notMatch(answer.text, /sam@example/i)
  }
  const other = { reason: 'It was for alex@example.org.', recipient: alex }
  t.match(await admin.post(`${path}/correction`, other), {
    status: 400,
    body: { errors: [{ field: 'reason' }] },
  })
  t.match(await admin.post(`${path}/revocation`, { reason: 'Sam@example.org left.' }), {
    status: 400,
    body: { errors: [{ field: 'reason' }] },
  })
  t.equal((await admin.get(path)).body.status, 'active')
})
