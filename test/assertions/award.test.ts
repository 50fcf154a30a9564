import t from 'tap'
import { eventsOnceThere } from '../support/events.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('an award is signed, published, verified, and can be taken back', async (t) => {
  const { admin, as } = await startService(t)
  const anybody = as(null)
  const { issuer, badgeClass } = await makeBadgeClass(admin)

  const answer = await admin.post('/v1/assertions', {
    badgeClassId: badgeClass.id,
    recipient: { type: 'library-card', value: '2900 1234', authority: 'harbour' },
    narrative: 'Interviewed three dockers.',
    evidence: [{ id: 'https://example.org/episode', name: 'The episode' }],
  })
  const assertion = made(answer)
  t.equal(answer.headers.get('location'), `/v1/assertions/${assertion.id}`)
  t.match(assertion, { status: 'active', issuerId: issuer.id, badgeClassVersion: 1 })

  const published = await anybody.get(assertion.credentialUrl)
  t.equal(published.status, 200)
  t.same(published.body, assertion.credential, 'what is published is what was answered')
  t.match(published.body, {
    id: assertion.credentialUrl,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer: { id: issuer.did, name: 'Harbour Library' },
    credentialSubject: {
      id: /^urn:uuid:/,
      type: ['AchievementSubject'],
      achievement: { id: badgeClass.achievementUrl, name: 'Podcast Producer' },
      narrative: 'Interviewed three dockers.',
    },
    credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
    proof: [{ type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022' }],
  })

  const good = await anybody.post('/v1/verify', { credential: published.body })
  t.match(good.body, { verdict: 'valid' })
  t.match((await anybody.post('/v1/verify', { url: assertion.credentialUrl })).body, {
    verdict: 'valid',
    credential: { name: 'Podcast Producer', issuer: { name: 'Harbour Library' } },
  })
  t.match((await admin.get(`/v1/assertions/${assertion.id}`)).body, assertion)

  const revoked = await admin.post(`/v1/assertions/${assertion.id}/revocation`, {
    reason: 'Awarded to the wrong person.',
  })
  t.match(revoked.body, { status: 'revoked', revocationReason: 'Awarded to the wrong person.' })
  const bad = await anybody.post('/v1/verify', { credential: published.body })
  t.equal(bad.body.verdict, 'invalid')
  t.match(
    bad.body.checks.find((check: { name: string }) => check.name === 'status'),
    { outcome: 'failed', code: 'revoked' },
  )
  t.equal((await anybody.get(assertion.credentialUrl)).text, published.text, 'same bytes as ever')
})

t.test('an award is told of as an event', async (t) => {
  const { admin } = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const recipient = { type: 'email', value: 'learner@example.org' }
  const assertion = made(
    await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }),
  )
  const events = (await eventsOnceThere(admin, 1, '/v1/events?type=assertion.awarded')).body.data
  t.match(events, [{ type: 'assertion.awarded', issuerId: issuer.id, subjectIds: [assertion.id] }])
})

t.test('a credential that would be another one than was signed is not shown', async (t) => {
  const { admin, as, database } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const recipient = { type: 'email', value: 'learner@example.org' }
  const narrative = 'Interviewed three dockers.'
  const input = { badgeClassId: badgeClass.id, recipient, narrative }
  const { credentialUrl } = made(await admin.post('/v1/assertions', input))
  const stored = await database.pool.query('select credential, template_values from assertions')
  t.match(stored.rows, [{ credential: null }], 'only what differs is stored')
  t.notMatch(stored.rows[0].template_values, badgeClass.description)
  await database.pool.query(
    `update assertions set template_values = replace(template_values, 'three', 'four')`,
  )
  t.match(await as(null).get(`${credentialUrl}.json`), { status: 500 })
})
