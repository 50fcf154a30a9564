import t from 'tap'
import type { JsonObject } from '../../src/credentials/index.ts'
import {
  type ForeignIssuer,
  foreignIssuer,
  foreignStatusList,
  startForeignHost,
  statusEntry,
} from '../conformance/foreign-issuer.ts'
import { awardTo, makeParties, verdictOf } from '../support/endorsement.ts'
import { notAProblem } from '../support/problem.ts'
import { startService } from '../support/service.ts'

/** An endorsement as another platform words it. */
function statement(issuer: ForeignIssuer, subjectId: string, changes: JsonObject = {}): JsonObject {
  return {
    '@context': [
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    ],
    id: 'urn:uuid:5d0f3c3e-7f57-4b35-8d5c-0a2f6f3f7d11',
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: 'We vouch for it',
    issuer: { id: issuer.did, type: ['Profile'], name: 'Elsewhere' },
    validFrom: '2025-01-01T00:00:00Z',
    credentialSubject: {
      id: subjectId,
      type: ['EndorsementSubject'],
      endorsementComment: 'We vouch for it.',
    },
    ...changes,
  }
}

t.test('a statement from elsewhere is verified, then carried as it is', async (t) => {
  const service = await startService(t)
  const { library, museum, badgeClass } = await makeParties(service)
  const elsewhere = await foreignIssuer()
  const target = { type: 'badge-class', id: badgeClass.id }
  const credential = await elsewhere.sign(
    statement(elsewhere, badgeClass.achievementUrl, { validUntil: '2090-01-01T00:00:00Z' }),
    'eddsa-rdfc-2022',
  )
  const send = (body: object, client = library.client) => client.post('/v1/endorsements', body)
  t.equal((await send({ credential, target }, museum.client)).status, 404, 'by the owner only')

  const accepted = await send({ credential, target })
  t.equal(accepted.status, 201, accepted.text)
  t.match(accepted.body, {
    status: 'accepted',
    endorserId: null,
    ownerId: library.id,
    subjectId: badgeClass.achievementUrl,
    comment: 'We vouch for it.',
    validUntil: '2090-01-01T00:00:00Z',
    credential,
  })
  t.same((await service.as(null).get(accepted.body.endorsementUrl)).body, credential)
  const award = await awardTo(library, badgeClass.id)
  const { achievement } = award.credential.credentialSubject
  t.same(achievement.endorsement, [{ ...credential, proof: [credential.proof] }])
  t.match(await verdictOf(service, { url: award.credentialUrl }), { verdict: 'valid' })
  const [embedded] = achievement.endorsement
  t.match(await verdictOf(service, { credential: embedded }), { verdict: 'valid' })

  const twice = await send({ credential, target })
  t.equal(twice.status, 409, 'once is enough')
  t.equal(notAProblem(twice, 'credential'), null)

  const path = `/v1/endorsements/${accepted.body.id}/revocation`
  const givenUp = await library.client.post(path, { reason: 'They asked us to.' })
  t.match(givenUp, { status: 200, body: { status: 'revoked' } })
  const later = await awardTo(library, badgeClass.id)
  t.notOk('endorsement' in later.credential.credentialSubject.achievement)
})

t.test('of a badge class, the statement may be about any version', async (t) => {
  const service = await startService(t)
  const { library, badgeClass } = await makeParties(service)
  await awardTo(library, badgeClass.id)
  const path = `/v1/badge-classes/${badgeClass.id}`
  const second = (await library.client.patch(path, { description: 'Other.' })).body
  t.equal(second.version, 2)
  const elsewhere = await foreignIssuer()
  const credential = await elsewhere.sign(
    statement(elsewhere, badgeClass.achievementUrl),
    'Ed25519Signature2020',
  )
  const target = { type: 'badge-class', id: badgeClass.id }
  const accepted = await library.client.post('/v1/endorsements', { credential, target })
  t.match(accepted, { status: 201, body: { subjectId: badgeClass.achievementUrl } })
  const { achievement } = (await awardTo(library, badgeClass.id)).credential.credentialSubject
  t.notOk('endorsement' in achievement, 'but no other version carries it')
})

t.test('a statement that does not hold is refused with the check that it failed', async (t) => {
  const service = await startService(t)
  const { library, radio, badgeClass } = await makeParties(service)
  const host = await startForeignHost(t)
  const elsewhere = await foreignIssuer()
  const about = badgeClass.achievementUrl
  const target = { type: 'badge-class', id: badgeClass.id }
  const signed = (changes: JsonObject = {}, subject = about) =>
    elsewhere.sign(statement(elsewhere, subject, changes), 'eddsa-rdfc-2022')

  const good = await signed()
  const list = await foreignStatusList(elsewhere, host.publish('/list', {}), [7])
  host.publish('/list', list)
  const away = await foreignIssuer(host.did('nobody'))
  const { body: byRadio } = await radio.client.post('/v1/endorsements', {
    endorserId: radio.id,
    target,
  })
  const { credential: ofRadio } = (
    await library.client.post(`/v1/endorsements/${byRadio.id}/acceptance`, {})
  ).body
  const cases: [string, object, number, string, RegExp][] = [
    ['altered', { ...good, name: 'Better' }, 400, 'credential', /"proof"/],
    ['unsigned', statement(elsewhere, about), 400, 'credential', /"proof"/],
    [
      'expired',
      await signed({ validUntil: '2025-02-01T00:00:00Z' }),
      400,
      'credential',
      /"validity"/,
    ],
    [
      'revoked',
      await signed({ credentialStatus: statusEntry(`${host.origin}/list`, 7) }),
      400,
      'credential',
      /"status": The issuer has revoked/,
    ],
    [
      'of somebody who cannot be asked',
      await away.sign(statement(away, about), 'eddsa-rdfc-2022'),
      409,
      'credential',
      /could not be verified now.*"proof"/,
    ],
    [
      'about something else',
      await signed({}, 'https://elsewhere.example.com/achievements/1'),
      400,
      'credential.credentialSubject.id',
      /published id/,
    ],
    [
      'under an address of ours',
      await signed({ id: `${service.url}/endorsements/${'A'.repeat(22)}` }),
      400,
      'credential.id',
      /address of this service/,
    ],
    ['of an issuer here', ofRadio, 400, 'credential.issuer', /endorserId/],
    [
      'too long',
      await signed({ description: 'x'.repeat(17_000) }),
      400,
      'credential',
      /no longer than/,
    ],
    [
      'of the older data model',
      await elsewhere.sign(
        {
          ...statement(elsewhere, about, { issuanceDate: '2025-01-01T00:00:00Z' }),
          '@context': [
            'https://www.w3.org/2018/credentials/v1',
            'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
            'https://w3id.org/security/suites/ed25519-2020/v1',
          ],
          validFrom: undefined,
        },
        'Ed25519Signature2020',
      ),
      400,
      'credential.@context',
      /must begin with/,
    ],
  ]
  for (const [what, credential, status, field, words] of cases) {
    const answer = await library.client.post('/v1/endorsements', { credential, target })
    t.equal(answer.status, status, `${what}: ${answer.text.slice(0, 300)}`)
    t.equal(notAProblem(answer, field), null, what)
    t.match(answer.body.detail, words, what)
  }
  t.equal((await library.client.get('/v1/endorsements')).body.data.length, 1, 'only that of radio')
  const listed = await signed({ credentialStatus: statusEntry(`${host.origin}/list`, 8) })
  const accepted = await library.client.post('/v1/endorsements', { credential: listed, target })
  t.equal(accepted.status, 201, accepted.text)
})

t.test('a repeated request is answered without asking strangers again', async (t) => {
  const service = await startService(t)
  const { library } = await makeParties(service)
  const host = await startForeignHost(t)
  const elsewhere = await foreignIssuer(host.did('station'))
  host.publishDid(elsewhere)
  const credential = await elsewhere.sign(statement(elsewhere, library.did), 'eddsa-rdfc-2022')
  const body = { credential, target: { type: 'issuer', id: library.id } }
  const key = { 'idempotency-key': 'once' }
  const first = await library.client.post('/v1/endorsements', body, key)
  t.equal(first.status, 201, first.text)
  const contacts = host.contacts()
  t.ok(contacts > 0)
  const again = await library.client.post('/v1/endorsements', body, key)
  t.equal(again.text, first.text)
  t.equal(host.contacts(), contacts)
})
