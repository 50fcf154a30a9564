// A fifteen-year-old in a place that asks for guardians: from a badge without a name to a name that
// her mother agreed to, and back.
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import { lastCode } from '../support/outbox.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const NAME = 'Samira Quayle'

const put = (client: Service['admin'], path: string, body: object) =>
  client.send('PUT', path, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })

t.test('a name on a badge', async (t) => {
  let time = new Date('2026-03-01T10:00:00Z')
  const service = await startService(t, { now: () => time })
  const { admin, as } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const library = as(await makeKey(admin, [...SCOPES], issuer.id))
  const place = made(
    await library.post('/v1/places', {
      name: 'Harbour',
      settings: { guardianConsentBelowAge: 14 },
    }),
  )
  const learner = made(
    await admin.post('/v1/learners', {
      identifiers: [
        { type: 'library-card', value: '2900 77', authority: 'harbour' },
        { type: 'email', value: 'samira@example.org' },
      ],
      displayName: NAME,
    }),
  )
  const award = made(
    await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, learnerId: learner.id }),
  )
  const path = `/v1/learners/${learner.id}`
  const samira = as(made(await admin.post(`${path}/tokens`, {})).token)
  const page = async () => {
    const answer = await as(null).get(`${award.credentialUrl}.html`)
    if (answer.status !== 200) throw new Error(answer.text)
    return answer.text
  }
  const status = async () => {
    const { data } = (await samira.get(`${path}/consent-status`)).body
    return data.find(({ purpose }: { purpose: string }) => purpose === 'public-name').status
  }
  t.notMatch(await page(), NAME, 'nobody is named unasked')
  t.equal(await status(), 'none')

  const wording = 'Whoever has the link of a badge may read the name beside it.'
  const input = { purpose: 'public-name', language: 'en', wording }
  const text = made(await admin.post('/v1/consent-texts', input))
  t.match(text, { version: 1, wording, hash: /^[0-9a-f]{64}$/ })
  t.equal(made(await admin.post('/v1/consent-texts', input)).version, 2)
  t.equal((await samira.get(`/v1/consent-texts/${text.id}`)).body.wording, wording)

  const yes = { decision: 'given', consentTextId: text.id }
  const said = made(await samira.post(`${path}/consents`, yes))
  t.match(said, { by: 'learner', shownName: NAME, purpose: 'public-name', method: 'online' })
  t.equal(await status(), 'awaiting-age', 'nobody knows how old she is')
  t.notMatch(await page(), NAME)

  t.equal((await put(samira, `${path}/age`, { ageBand: '18-or-over' })).status, 403)
  t.match(await put(admin, `${path}/age`, { dateOfBirth: '1800-01-01' }), {
    status: 400,
    body: { errors: [{ field: 'dateOfBirth' }] },
  })
  const age = await put(admin, `${path}/age`, { dateOfBirth: '2010-06-01' })
  t.same(age.body, { dateOfBirth: '2010-06-01', ageBand: null, needsGuardian: false })
  t.equal(await status(), 'standing', 'her place lets fourteen-year-olds decide')
  t.match(await page(), NAME)
  await admin.patch(`/v1/places/${place.id}`, { settings: { guardianConsentBelowAge: 16 } })
  t.equal((await samira.get(`${path}/age`)).body.needsGuardian, true)
  t.equal(await status(), 'awaiting-guardian', 'she is fifteen')
  t.notMatch(await page(), NAME)

  const forHer = { ...yes, by: 'guardian', evidence: 'My mother said so.' }
  t.equal((await samira.post(`${path}/consents`, forHer)).status, 403, 'not by herself')
  const ask = (email: string) =>
    samira.post(`${path}/guardian-requests`, {
      consentTextId: text.id,
      guardian: { name: 'Philippa Quayle', email },
    })
  t.equal((await ask('Samira@example.org')).status, 400, 'not at her own address')
  const request = made(await ask('philippa@example.org'))
  t.match(request, { status: 'open', learnerId: learner.id })
  t.notMatch(JSON.stringify(request), /philippa/i)
  const code = await lastCode(service, 'philippa@example.org')

  const answer = `/v1/guardian-requests/${request.id}/answer`
  const wrong = await samira.post(answer, { code: 'AAAA-AAAA-AAAA-AAAA', decision: 'given' })
  t.match(wrong, { status: 403, body: { errors: [{ field: 'code' }] } })
  t.equal(await status(), 'awaiting-guardian')
  const answered = await Promise.all(
    Array.from({ length: 6 }, () =>
      samira.post(answer, { code: code.toLowerCase(), decision: 'given' }),
    ),
  )
  t.same(answered.map((one) => one.status).sort(), [200, 409, 409, 409, 409, 409])
  t.equal(await status(), 'standing')
  t.match(await page(), NAME)
  const { text: signed } = await as(null).get(`${award.credentialUrl}.json`)
  t.notMatch(signed, /Samira|Quayle/, 'never in the signed document')

  await t.test(
    'the name goes the moment she withdraws, and her mother cannot overrule her',
    async (t) => {
      made(await samira.post(`${path}/consents`, { decision: 'withdrawn', purpose: 'public-name' }))
      t.notMatch(await page(), NAME)
      const paper = { ...yes, by: 'guardian', method: 'paper', evidence: 'Form 12, shelf 3.' }
      made(await admin.post(`${path}/consents`, paper))
      t.equal(await status(), 'withdrawn')
      t.notMatch(await page(), NAME)
      made(await samira.post(`${path}/consents`, { ...yes, shownName: 'Sam Q.' }))
      t.equal(await status(), 'standing')
      t.match(await page(), NAME, 'as her mother agreed to')
    },
  )

  await t.test('at sixteen she decides alone', async (t) => {
    made(
      await admin.post(`${path}/consents`, {
        decision: 'withdrawn',
        purpose: 'public-name',
        by: 'guardian',
        evidence: 'Called.',
      }),
    )
    t.equal(await status(), 'withdrawn')
    time = new Date('2026-06-01T10:00:00Z')
    const later = as(made(await admin.post(`${path}/tokens`, {})).token)
    const { data } = (await later.get(`${path}/consent-status`)).body
    t.equal(data[0].status, 'standing')
    t.match(await page(), 'Sam Q.')
    t.notMatch(await page(), NAME)
  })

  await t.test('a hidden badge names nobody, whatever was agreed to', async (t) => {
    await put(admin, `/v1/assertions/${award.id}/visibility`, { visibility: 'hidden' })
    const answer = await as(null).get(`${award.credentialUrl}.html`)
    t.equal(answer.status, 404)
    t.notMatch(answer.text, 'Sam Q.')
  })

  await t.test('the history has all of it, and is for her and the platform only', async (t) => {
    const { data } = (await admin.get(`${path}/consents`)).body
    t.same(
      data.map(({ decision, by }: { decision: string; by: string }) => `${by} ${decision}`),
      [
        'learner given',
        'guardian given',
        'learner withdrawn',
        'guardian given',
        'learner given',
        'guardian withdrawn',
      ],
    )
    t.match(data[1], { method: 'mail', guardianName: 'Philippa Quayle' })
    t.match(data[3], { method: 'paper', evidence: 'Form 12, shelf 3.' })
    t.equal((await library.get(`${path}/consents`)).status, 403)
    t.equal((await library.get(`/v1/consents/${data[0].id}`)).status, 403)
    t.equal((await library.get(`${path}/age`)).status, 403)
    t.equal((await library.post(`${path}/consents`, yes)).status, 403)
    const other = made(
      await admin.post('/v1/learners', {
        identifiers: [{ type: 'email', value: 'b@example.org' }],
      }),
    )
    const stranger = as(made(await admin.post(`/v1/learners/${other.id}/tokens`, {})).token)
    t.equal((await stranger.get(`${path}/consents`)).status, 404)
    t.equal((await stranger.get(`/v1/consents/${data[0].id}`)).status, 404)
    t.equal((await stranger.post(answer, { code, decision: 'given' })).status, 404)
  })

  await t.test('nothing of it stands in the database in plain', async (t) => {
    for (const table of [
      'consents',
      'guardian_requests',
      'learner_ages',
      'mail_messages',
      'events',
    ]) {
      const { rows } = await service.database.pool.query(`select * from ${table}`)
      const plain = JSON.stringify(rows, (_key, value) =>
        value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
      )
      t.notMatch(plain, /Samira|Quayle|Philippa|2010-06-01|Form 12/i, table)
      t.notOk(plain.includes(code) || plain.includes(code.replaceAll('-', '')), table)
    }
  })
})
