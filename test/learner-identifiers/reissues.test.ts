// A learner whose address changed takes along what they choose.
import { createHash } from 'node:crypto'
import t from 'tap'
import { foreignIssuer } from '../credentials/foreign-suites.ts'
import { lastCode } from '../support/outbox.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const email = (value: string) => ({ type: 'email', value })

t.test('badges are issued again under a new address, or a DID', async (t) => {
  const service = await startService(t)
  const { admin, as } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const award = async () =>
    made(
      await admin.post('/v1/assertions', {
        badgeClassId: badgeClass.id,
        recipient: email('old@school.example'),
        narrative: 'Interviewed three dockers.',
      }),
    )
  const [one, two, kept] = [await award(), await award(), await award()]
  const learner = one.learnerId
  const app = as(made(await admin.post(`/v1/learners/${learner}/tokens`, {})).token)
  const identifiers = `/v1/learners/${learner}/identifiers`
  const added = made(await admin.post(identifiers, { identifier: email('new@home.example') }))
  const reissue = (identifierId: string, ...assertionIds: string[]) =>
    app.post(`/v1/learners/${learner}/reissues`, { assertionIds, identifierId })

  t.match(await reissue(added.id, one.id), {
    status: 409,
    body: { errors: [{ field: 'identifierId' }] },
  })
  const asked = made(await app.post(`${identifiers}/${added.id}/verifications`, { method: 'mail' }))
  const code = await lastCode(service, 'new@home.example')
  await app.post(`${identifiers}/${added.id}/verifications/${asked.id}/answer`, { code })

  const { assertions } = made(await reissue(added.id, two.id, one.id))
  t.match(assertions, [{ supersedes: two.id }, { supersedes: one.id }])
  const anew = (await app.get(`/v1/assertions/${assertions[1].id}`)).body
  t.match(anew, { status: 'active', learnerId: learner, supersession: 'reissue' })
  const { credentialSubject: subject } = anew.credential
  t.equal(subject.narrative, 'Interviewed three dockers.')
  const [{ salt, identityHash }] = subject.identifier
  const expected = createHash('sha256').update(`new@home.example${salt}`).digest('hex')
  t.equal(identityHash, `sha256$${expected}`)
  const report = (await as(null).post('/v1/verify', { credential: anew.credential })).body
  t.equal(report.verdict, 'valid')
  t.equal((await app.get(`/v1/assertions/${one.id}`)).body.status, 'revoked')
  t.equal((await app.get(`/v1/assertions/${kept.id}`)).body.status, 'active', 'not chosen')
  const twice = await reissue(added.id, one.id)
  t.match(twice, { status: 409, body: { errors: [{ field: 'assertionIds[0]' }] } }, 'once')

  const holder = await foreignIssuer('eddsa-rdfc-2022', 11)
  const did = made(
    await admin.post(identifiers, { identifier: { type: 'did', value: holder.did } }),
  )
  const verifications = `${identifiers}/${did.id}/verifications`
  const { id, challenge, domain } = made(await app.post(verifications, { method: 'did' }))
  const presentation = await holder.present(
    {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiablePresentation'],
      holder: holder.did,
    },
    { challenge, domain },
  )
  t.match(await app.post(`${verifications}/${id}/answer`, { jwt: 'a.b.c' }), {
    status: 400,
    body: { errors: [{ field: 'jwt' }] },
  })
  t.equal((await app.post(`${verifications}/${id}/answer`, { presentation })).status, 200)
  const ofDid = made(await reissue(did.id, kept.id)).assertions[0]
  const about = (await app.get(`/v1/assertions/${ofDid.id}`)).body.credential.credentialSubject
  t.equal(about.id, holder.did)
  t.notOk('identifier' in about, 'and no address any more')

  const other = made(await admin.post('/v1/learners', { identifiers: [email('x@example.org')] }))
  const foreign = made(
    await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, learnerId: other.id }),
  )
  t.equal((await reissue(added.id, foreign.id)).status, 404)
  const byPlatform = { assertionIds: [foreign.id], identifierId: added.id }
  const wrong = await admin.post(`/v1/learners/${learner}/reissues`, byPlatform)
  t.match(wrong, { status: 404, body: { errors: [{ field: 'assertionIds[0]' }] } })
  t.equal((await admin.get(`/v1/assertions/${foreign.id}`)).body.status, 'active')
})
