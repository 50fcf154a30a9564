import t from 'tap'
import { awardTo, endorse, makeParties, verdictOf } from '../support/endorsement.ts'
import { made } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('an endorsement is asked for, accepted, signed, carried, and revoked', async (t) => {
  const service = await startService(t)
  const anybody = service.as(null)
  const { library, radio, badgeClass } = await makeParties(service)
  const target = { type: 'badge-class', id: badgeClass.id }
  const before = await awardTo(library, badgeClass.id)

  const asked = await library.client.post('/v1/endorsements', {
    endorserId: radio.id,
    target,
    comment: 'Please.',
  })
  const { id } = made(asked)
  t.equal(asked.headers.get('location'), `/v1/endorsements/${id}`)
  t.match(asked.body, {
    status: 'requested',
    endorserId: radio.id,
    ownerId: library.id,
    target,
    subjectId: badgeClass.achievementUrl,
    comment: 'Please.',
    credential: null,
    endorsementUrl: null,
  })
  t.notOk(
    (await awardTo(library, badgeClass.id)).credential.credentialSubject.achievement.endorsement,
  )

  const path = `/v1/endorsements/${id}`
  t.same((await radio.client.get(path)).body, asked.body, 'the endorser sees the request')
  const accepted = await radio.client.post(`${path}/acceptance`, { comment: 'We *hire* by it.' })
  t.equal(accepted.status, 200, accepted.text)
  const { credential, endorsementUrl } = accepted.body
  t.match(accepted.body, { status: 'accepted', comment: 'We *hire* by it.' })
  t.match(credential, {
    id: endorsementUrl,
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: 'Endorsement of Podcast Producer',
    issuer: { id: radio.did, type: ['Profile'], name: 'Harbour Radio' },
    credentialSubject: {
      id: badgeClass.achievementUrl,
      type: ['EndorsementSubject'],
      endorsementComment: 'We *hire* by it.',
    },
    credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
    proof: [{ cryptosuite: 'eddsa-rdfc-2022' }],
  })
  const published = await anybody.get(endorsementUrl)
  t.equal(published.status, 200)
  t.match(published.headers.get('content-type'), /^application\/ld\+json/)
  t.same(published.body, credential)
  t.match(await verdictOf(service, { url: endorsementUrl }), { verdict: 'valid' })
  t.match(await verdictOf(service, { credential }), { verdict: 'valid' })

  const carrying = await awardTo(library, badgeClass.id)
  const { achievement } = carrying.credential.credentialSubject
  t.same(achievement.endorsement, [credential], 'an award from then on embeds it')
  t.match(await verdictOf(service, { url: carrying.credentialUrl }), { verdict: 'valid' })
  const around = (url: string) => anybody.get(`${new URL(url).pathname}/endorsements`)
  const list = { data: [{ about: 'achievement', credential }] }
  t.same(
    (await around(before.credentialUrl)).body,
    list,
    'what was awarded before is served with it',
  )
  t.same((await anybody.get(badgeClass.achievementUrl)).body.endorsement, [credential])
  t.same(
    (await anybody.get(before.credentialUrl)).body,
    before.credential,
    'the award is as it was',
  )

  const again = await radio.client.post(`${path}/acceptance`, { comment: 'Other words.' })
  t.same(again.body, accepted.body, 'accepting again changes nothing')
  t.equal((await radio.client.post(`${path}/decline`, {})).status, 409)

  const refused = await library.client.post(`${path}/revocation`, { reason: 'Mine.' })
  t.equal(refused.status, 403, 'the statement is not its subject to revoke')
  const revoked = await radio.client.post(`${path}/revocation`, { reason: 'It got worse.' })
  t.match(revoked, { status: 200, body: { status: 'revoked', reason: 'It got worse.' } })
  const once = await radio.client.post(`${path}/revocation`, { reason: 'Again.' })
  t.same(once.body, revoked.body, 'revoking again changes nothing')

  t.match(await verdictOf(service, { url: endorsementUrl }), {
    verdict: 'invalid',
    codes: ['revoked'],
  })
  const after = await awardTo(library, badgeClass.id)
  t.notOk('endorsement' in after.credential.credentialSubject.achievement, 'gone from new awards')
  t.same((await around(before.credentialUrl)).body, { data: [] })
  t.notOk('endorsement' in (await anybody.get(badgeClass.achievementUrl)).body)
  t.same((await anybody.get(endorsementUrl)).body, credential, 'still there to be looked up')
  t.match(await verdictOf(service, { url: carrying.credentialUrl }), { verdict: 'valid' })
  t.equal((await radio.client.post(`${path}/acceptance`, {})).status, 409, 'for good')
})

t.test('an issuer, a badge class, an award and a standard can be endorsed', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const anybody = service.as(null)
  const { library, radio, museum, badgeClass } = await makeParties(service)
  const standard = made(await museum.client.post('/v1/badging-standards', { name: 'City badges' }))
  await library.client.patch(`/v1/badge-classes/${badgeClass.id}`, { standardIds: [standard.id] })
  const assertion = await awardTo(library, badgeClass.id)

  const ofIssuer = await endorse(library, radio, { type: 'issuer', id: library.id })
  const ofBadge = await endorse(library, radio, { type: 'badge-class', id: badgeClass.id })
  const ofAward = await endorse(library, radio, { type: 'assertion', id: assertion.id })
  const ofStandard = await endorse(museum, radio, { type: 'badging-standard', id: standard.id })
  t.equal(ofIssuer.subjectId, library.did)
  t.equal(ofBadge.subjectId, assertion.credential.credentialSubject.achievement.id)
  t.equal(ofAward.subjectId, assertion.credentialUrl)
  t.equal(ofStandard.subjectId, standard.standardUrl)
  t.match(ofIssuer.credential.name, 'Endorsement of Harbour Library')
  t.match(ofAward.credential.name, 'Endorsement of Podcast Producer')
  t.match(ofStandard.credential.name, 'Endorsement of City badges')

  const { credential, credentialUrl } = await awardTo(library, badgeClass.id)
  t.same(credential.issuer.endorsement, [ofIssuer.credential])
  t.same(credential.credentialSubject.achievement.endorsement, [
    ofBadge.credential,
    ofStandard.credential,
  ])
  t.match(await verdictOf(service, { url: credentialUrl }), { verdict: 'valid' })
  const changed = structuredClone(credential)
  changed.issuer.endorsement[0].credentialSubject.endorsementComment = 'The best of all.'
  t.match(await verdictOf(service, { credential: changed }), { verdict: 'invalid' })
  const taken = structuredClone(credential)
  delete taken.issuer.endorsement
  t.match(await verdictOf(service, { credential: taken }), { verdict: 'invalid' })

  const path = new URL(assertion.credentialUrl).pathname
  t.same((await anybody.get(`${path}/endorsements`)).body, {
    data: [
      { about: 'issuer', credential: ofIssuer.credential },
      { about: 'achievement', credential: ofBadge.credential },
      { about: 'credential', credential: ofAward.credential },
      { about: 'standard', credential: ofStandard.credential },
    ],
  })
  t.same((await anybody.get(`/issuers/${library.id}`)).body.endorsement, [ofIssuer.credential])
  t.same((await anybody.get(standard.standardUrl)).body, {
    id: standard.standardUrl,
    name: 'City badges',
    endorsement: [ofStandard.credential],
  })
  t.equal((await anybody.get('/credentials/AAAAAAAAAAAAAAAAAAAAAA/endorsements')).status, 404)
  t.equal((await anybody.get('/endorsements/AAAAAAAAAAAAAAAAAAAAAA')).status, 404)
  t.equal((await admin.get('/v1/endorsements')).body.data.length, 4)
})

t.test('an endorser can offer, and the owner takes it as it is or not at all', async (t) => {
  const service = await startService(t)
  const { library, radio, badgeClass } = await makeParties(service)
  const target = { type: 'badge-class', id: badgeClass.id }
  const offer = async () =>
    made(
      await radio.client.post('/v1/endorsements', {
        endorserId: radio.id,
        target,
        comment: 'Well made.',
      }),
    )
  const first = await offer()
  t.match(first, { status: 'offered', ownerId: library.id, credential: null })
  const path = `/v1/endorsements/${first.id}`
  t.equal((await radio.client.post(`${path}/acceptance`, {})).status, 403, 'not by who offers')
  const words = await library.client.post(`${path}/acceptance`, { comment: 'The best!' })
  t.match(words, { status: 400, body: { errors: [{ field: 'comment' }] } })
  const accepted = await library.client.post(`${path}/acceptance`, {})
  t.match(accepted.body, {
    status: 'accepted',
    credential: {
      issuer: { id: radio.did },
      credentialSubject: { endorsementComment: 'Well made.' },
    },
  })
  const second = await offer()
  const declined = await library.client.post(`/v1/endorsements/${second.id}/decline`, {
    reason: 'No, thank you.',
  })
  t.match(declined.body, { status: 'declined', reason: 'No, thank you.', credential: null })
  t.match((await radio.client.get(`/v1/endorsements/${second.id}`)).body, declined.body)
  const late = await library.client.post(`/v1/endorsements/${second.id}/acceptance`, {})
  t.equal(late.status, 409)
  const third = await offer()
  const withdrawn = await radio.client.post(`/v1/endorsements/${third.id}/decline`, {})
  t.match(withdrawn.body, { status: 'declined', reason: null }, 'who offers can think again')
})

t.test('the comment that was asked for stands unless the endorser has another', async (t) => {
  const service = await startService(t)
  const { library, radio } = await makeParties(service)
  const ask = async (acceptance: object) => {
    const { id } = made(
      await library.client.post('/v1/endorsements', {
        endorserId: radio.id,
        target: { type: 'issuer', id: library.id },
        comment: 'A fine library.',
      }),
    )
    const path = `/v1/endorsements/${id}/acceptance`
    const { credential, comment } = (await radio.client.post(path, acceptance)).body
    t.equal(credential.credentialSubject.endorsementComment ?? null, comment)
    return comment
  }
  t.equal(await ask({}), 'A fine library.')
  t.equal(await ask({ comment: 'A library.' }), 'A library.')
  t.equal(await ask({ comment: null }), null)
})
