// What a caller who may have credentials signed cannot make with that.
import t from 'tap'
import type { JsonObject } from '../../src/credentials/index.ts'
import { notAProblem } from '../support/problem.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { anIssuer, credentialOf, issue, issued, notARefusal, V2 } from './issuing.ts'

const service = await startService(t)
const { admin, as, publicUrl, database } = service
const own = await anIssuer(admin)
const other = await makeBadgeClass(admin)
const bound = as(await makeKey(admin, ['credentials:write'], own.id))
const recipient = { type: 'library-card', value: '1', authority: 'harbour' }
const award = made(
  await admin.post('/v1/assertions', { badgeClassId: other.badgeClass.id, recipient }),
)

t.test('a key signs for its own issuer, and that of the platform for each', async (t) => {
  const mine = await issued(bound, credentialOf(own.did))
  t.equal(mine.issuer, own.did)
  t.equal((await issue(admin, credentialOf(other.issuer.did))).status, 201)

  const foreign = await issue(bound, credentialOf(other.issuer.did))
  t.equal(notARefusal(foreign, 'MALFORMED_VALUE_ERROR', 'credential.issuer'), null)
  for (const did of ['did:web:nobody.example', 'https://example.org/issuer', `${own.did}x`]) {
    t.equal((await issue(bound, credentialOf(did))).text, foreign.text, 'as if it did not exist')
  }
  const named = await issue(bound, credentialOf({ id: other.issuer.did, name: 'Museum' }))
  t.equal(notARefusal(named, 'MALFORMED_VALUE_ERROR', 'credential.issuer.id'), null)
  t.equal((await issue(as(null), credentialOf(own.did))).status, 401)
  const award = as(await makeKey(admin, ['assertions:write'], own.id))
  t.equal((await issue(award, credentialOf(own.did))).status, 403, 'awarding is something else')
})

t.test('an archived issuer signs no more', async (t) => {
  const { id, did } = await anIssuer(admin)
  await admin.delete(`/v1/issuers/${id}`)
  const answer = await issue(admin, credentialOf(did))
  t.equal(answer.status, 409)
  t.equal(notAProblem(answer, 'credential.issuer'), null)
})

t.test('a key that was declared compromised signs nothing', async (t) => {
  const { id, did } = await anIssuer(admin)
  const before = await issued(admin, credentialOf(did))
  await admin.post(`/v1/issuers/${id}/keys/1/compromise`, { reason: 'Stolen.' })
  const answer = await issue(admin, credentialOf(did))
  t.equal(
    notARefusal(answer, 'MALFORMED_VALUE_ERROR', 'credential.issuer'),
    null,
    'a did:key is its key',
  )
  const checked = await as(null).post('/credentials/verify', { verifiableCredential: before })
  t.equal(checked.status, 400)
})

t.test('nothing that this service makes itself can be named', async (t) => {
  const list = award.credential.credentialStatus.statusListCredential
  const achievement = award.credential.credentialSubject.achievement
  const badge = {
    '@context': award.credential['@context'],
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    validFrom: '2026-01-01T00:00:00Z',
    issuer: { id: own.did, type: ['Profile'], name: 'Library' },
  }
  const url = new URL(publicUrl)
  const cases: [string, JsonObject, string][] = [
    ["the id of another's credential", { id: award.credentialUrl }, 'id'],
    ['an id that is free', { id: `${publicUrl}/credentials/AAAAAAAAAAAAAAAAAAAAAA` }, 'id'],
    ['in other letters', { id: award.credentialUrl.replace('http:', 'HTTP:') }, 'id'],
    ['by another scheme', { id: `https://${url.host}/credentials/x` }, 'id'],
    ['with a name for itself', { id: `http://someone@${url.host}/credentials/x` }, 'id'],
    [
      "another's place in a list",
      { credentialStatus: award.credential.credentialStatus },
      'credentialStatus.id',
    ],
    [
      'a place without an id',
      {
        credentialStatus: {
          type: 'BitstringStatusListEntry',
          statusPurpose: 'revocation',
          statusListIndex: '1',
          statusListCredential: list,
        },
      },
      'credentialStatus.statusListCredential',
    ],
    [
      'a list',
      {
        id: list,
        type: ['VerifiableCredential', 'BitstringStatusListCredential'],
        credentialSubject: {
          id: `${list}#list`,
          type: 'BitstringStatusList',
          statusPurpose: 'revocation',
          encodedList: 'uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA',
        },
      },
      'id',
    ],
    [
      "another's badge",
      {
        ...badge,
        id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b11',
        credentialSubject: { id: 'did:a:b', type: ['AchievementSubject'], achievement },
      },
      'credentialSubject.achievement.id',
    ],
    [
      "an endorsement of another's badge",
      {
        ...badge,
        id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b12',
        type: ['VerifiableCredential', 'EndorsementCredential'],
        name: 'Endorsement',
        credentialSubject: { id: achievement.id, type: ['EndorsementSubject'] },
      },
      'credentialSubject.id',
    ],
    [
      'evidence',
      { evidence: [{ type: 'https://example.org/#Thing', id: award.credentialUrl }] },
      'evidence[0].id',
    ],
  ]
  for (const [what, changes, place] of cases) {
    const answer = await issue(bound, credentialOf(own.did, changes))
    t.equal(notARefusal(answer, 'MALFORMED_VALUE_ERROR', `credential.${place}`), null, what)
  }
})

t.test('a badge of their own is signed, with a picture that is kept here', async (t) => {
  const image = { id: `${publicUrl}/images/${'a'.repeat(64)}.png`, type: 'Image' }
  const achievement = {
    id: 'https://library.example.org/badges/1',
    type: ['Achievement'],
    name: 'Podcast Producer',
    description: 'Recorded an episode.',
    criteria: { narrative: 'Record one.' },
    image,
  }
  const badge = {
    '@context': [V2, 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
    id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b13',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    validFrom: '2026-01-01T00:00:00Z',
    issuer: { id: own.did, type: ['Profile'], name: 'Library' },
    credentialSubject: { id: 'did:a:b', type: ['AchievementSubject'], achievement },
  }
  const wish = { type: 'BitstringStatusListEntry' }
  const signed = await issued(bound, badge, { credentialStatus: wish })
  t.ok(Array.isArray(signed.proof))
  const answer = await as(null).post('/v1/verify', { credential: signed })
  t.equal(answer.body.verdict, 'valid', answer.text)
  const two = [wish, { ...wish, statusPurpose: 'suspension' }]
  const doubled = await issue(bound, { ...badge, id: 'urn:a:2' }, { credentialStatus: two })
  t.equal(notARefusal(doubled, 'MALFORMED_VALUE_ERROR', 'options.credentialStatus'), null)
})

t.test('what was signed is not kept', async (t) => {
  const word = 'Unforgettable4711'
  const credential = credentialOf(own.did, { id: 'urn:uuid:kept', name: word })
  await issued(bound, credential, { credentialStatus: { type: 'BitstringStatusListEntry' } })
  const { rows } = await database.pool.query('select * from credential_statuses')
  t.ok(rows.some((row) => row.credential_id === 'urn:uuid:kept'))
  t.notOk(JSON.stringify(rows).includes(word))
  t.notOk(service.log().includes(word))
})
