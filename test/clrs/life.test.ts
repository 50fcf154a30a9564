import { Ajv2019 } from 'ajv/dist/2019.js'
import formats from 'ajv-formats'
import t from 'tap'
import { CLR_V2, documentLoader } from '../../src/credentials/index.ts'
import { plainlyVerify } from '../conformance/plain-verifier.ts'
import { needsShared, sharedJson } from '../credentials/shared.ts'
import { eventsOnceThere } from '../support/events.ts'
import { award, makeLearner, makeLearnerWithBadges } from '../support/learner-record.ts'
import { made, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const SCHEMA = 'standards/clr_v2p0/clr_v2p0_clrcredential_schema.json'

t.test('a learner makes a record of badges, and anybody verifies it as a whole', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const anybody = service.as(null)
  const { library, learner, picks, podcast, openDay } = await makeLearnerWithBadges(service)
  const path = `/v1/learners/${learner}/clrs`
  const clr = made(await admin.post(path, { assertionIds: picks, name: 'Sound and stage' }))
  const { credential } = clr

  t.test('it holds the badges as they were signed, their layers and their skills', async (t) => {
    t.match(clr, { learnerId: learner, issuerId: library.issuer.id, name: 'Sound and stage' })
    t.match(clr, { status: 'active', assertionIds: picks })
    t.match(credential, {
      type: ['VerifiableCredential', 'ClrCredential'],
      id: /^urn:uuid:/,
      name: 'Sound and stage',
      issuer: { id: library.issuer.did },
      credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
    })
    const { credentialSubject: subject } = credential
    t.same(subject.verifiableCredential, [podcast.credential, openDay.credential])
    t.notSame(subject.id, podcast.credential.credentialSubject.id)
    const skill = 'http://data.europa.eu/esco/skill/edit-recorded-sound'
    const named = (url: string) => subject.achievement.find(({ id }: { id: string }) => id === url)
    t.match(named(skill), { name: 'edit recorded sound', achievementType: 'Competency' })
    t.match(named(`${service.publicUrl}/layers/participate`), { achievementType: 'ext:Layer' })
    t.has(subject.association, [
      {
        associationType: 'isPartOf',
        sourceId: skill,
        targetId: podcast.credential.credentialSubject.achievement.id,
      },
    ])
    t.equal(subject.association.length, 3)
  })

  t.test('the bytes of the badges stand in it', async (t) => {
    const { text } = await admin.get(`${path}/${clr.id}`)
    const badge = (await anybody.get(podcast.credentialUrl)).text
    t.ok(text.includes(badge))
  })

  t.test('our verification says how it is, and how each badge is', async (t) => {
    const { body: report } = await anybody.post('/v1/verify', { credential })
    t.match(report, {
      verdict: 'valid',
      credentials: [
        { path: 'credentialSubject.verifiableCredential.0', verdict: 'valid' },
        { path: 'credentialSubject.verifiableCredential.1', verdict: 'valid' },
      ],
    })
    for (const check of ['shape', 'context', 'proof', 'issuer-key', 'status', 'validity']) {
      t.match(
        report.checks.find(({ name }: { name: string }) => name === check),
        { outcome: 'passed' },
      )
    }
    const forged = structuredClone(credential)
    forged.credentialSubject.verifiableCredential[1].credentialSubject.achievement.name = 'Director'
    t.match((await anybody.post('/v1/verify', { credential: forged })).body, {
      verdict: 'invalid',
      credentials: [{ verdict: 'valid' }, { verdict: 'invalid' }],
    })
  })

  t.test('the verifier of @digitalbazaar/vc agrees', async (t) => {
    const fetchJson = async (url: string) => {
      if (url === CLR_V2) return (await documentLoader(url)).document
      const did = `${service.publicUrl}/issuers/${library.issuer.id}/did.json`
      return (await anybody.get(url.startsWith('did:') ? did : url)).body
    }
    t.match(await plainlyVerify(credential, fetchJson), { verified: true })
  })

  t.test('the official schema of CLR 2.0 accepts it', needsShared(SCHEMA), async (t) => {
    const ajv = new Ajv2019({ strict: false, allErrors: true, logger: false })
    formats.default(ajv)
    const { $schema: _, ...schema } = sharedJson(SCHEMA)
    const validate = ajv.compile(schema)
    validate(credential)
    t.strictSame(validate.errors ?? [], [])
  })

  t.test('the same picks are had as a presentation', async (t) => {
    const asked = { assertionIds: picks }
    const { status, body } = await admin.post(`/v1/learners/${learner}/presentations`, asked)
    t.equal(status, 200)
    t.same(body.presentation.verifiableCredential, [podcast.credential, openDay.credential])
    const report = (await anybody.post('/v1/verify', { credential: body.presentation })).body
    t.match(report, { verdict: 'valid', credentials: [{ verdict: 'valid' }, {}] })
  })

  t.test('a revoked badge shows in the report on the whole', async (t) => {
    await admin.post(`/v1/assertions/${openDay.id}/revocation`, { reason: 'Mixed up.' })
    t.match((await anybody.post('/v1/verify', { credential })).body, {
      verdict: 'invalid',
      credentials: [
        { verdict: 'valid' },
        { verdict: 'invalid', checks: [{}, {}, {}, {}, {}, { code: 'revoked' }] },
      ],
    })
    const again = await admin.post(path, { assertionIds: picks })
    t.match(again, { status: 409, body: { errors: [{ field: 'assertionIds[1]' }] } })
  })

  t.test('a record is revoked for good', async (t) => {
    const other = made(await admin.post(path, { assertionIds: [podcast.id] }))
    t.match((await anybody.post('/v1/verify', { credential: other.credential })).body, {
      verdict: 'valid',
    })
    t.equal((await admin.delete(`${path}/${other.id}`)).status, 204)
    t.equal((await admin.delete(`${path}/${other.id}`)).status, 204)
    t.match((await anybody.post('/v1/verify', { credential: other.credential })).body, {
      verdict: 'invalid',
      credentials: [{ verdict: 'valid' }],
    })
    t.match((await admin.get(`${path}/${other.id}`)).body, { status: 'revoked' })
    const listed = (await admin.get(path)).body.data.map(({ id }: { id: string }) => id)
    t.same(listed, [clr.id])
    t.equal((await admin.get(`${path}?archived=true`)).body.data.length, 2)
    t.match((await eventsOnceThere(admin, 1, '/v1/events?type=clr.revoked')).body.data, [
      { subjectIds: [other.id], issuerId: library.issuer.id },
    ])
  })
})

t.test('who may make a record, of what, and signed by whom', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { library, radio, learner, picks, podcast } = await makeLearnerWithBadges(service)
  const stranger = await makeLearner(service, '29007654321')
  const path = `/v1/learners/${learner}/clrs`
  const scopes = ['learners:read', 'learners:write', 'assertions:read']
  const bound = service.as(await makeKey(admin, scopes, library.issuer.id))
  const outside = service.as(await makeKey(admin, scopes, radio.issuer.id))

  for (const [name, client, to, input, status, field] of [
    ["somebody else's badge", admin, stranger, { assertionIds: picks }, 404, 'assertionIds[0]'],
    ['a learner who is none', admin, radio.issuer.id, { assertionIds: picks }, 404, 'id'],
    ["another issuer's badge", bound, learner, { assertionIds: picks }, 404, 'assertionIds[1]'],
    [
      'in the name of another issuer',
      bound,
      learner,
      { assertionIds: [podcast.id], issuerId: radio.issuer.id },
      404,
      'issuerId',
    ],
    ['nothing', admin, learner, { assertionIds: [] }, 400, 'assertionIds'],
    ['twice the same', admin, learner, { assertionIds: [picks[0], picks[0]] }, 400, 'assertionIds'],
  ] as const) {
    const answer = await client.post(`/v1/learners/${to}/clrs`, input)
    t.match(answer, { status, body: { errors: [{ field }] } }, name)
  }

  const byRadio = made(await admin.post(path, { assertionIds: picks, issuerId: radio.issuer.id }))
  t.equal(byRadio.credential.issuer.id, radio.issuer.did)
  t.equal((await bound.get(`${path}/${byRadio.id}`)).status, 404)
  t.same((await bound.get(path)).body.data, [])
  const own = made(await bound.post(path, { assertionIds: [podcast.id] }))
  t.equal(own.issuerId, library.issuer.id)
  t.equal((await outside.get(`${path}/${own.id}`)).status, 404)
})

t.test('as many badges as a record may hold verify as a whole', async (t) => {
  const service = await startService(t)
  const { learner, library } = await makeLearnerWithBadges(service)
  const ids: string[] = []
  for (let count = 0; count < 28; count += 1) {
    ids.push((await award(service, library.badgeClass.id, learner)).id)
  }
  const { admin } = service
  const clr = made(await admin.post(`/v1/learners/${learner}/clrs`, { assertionIds: ids }))
  const { body } = await admin.post('/v1/verify', { credential: clr.credential })
  t.match(body, { verdict: 'valid' })
  t.equal(body.credentials.length, 28)
})
