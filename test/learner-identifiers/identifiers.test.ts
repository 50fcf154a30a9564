// What learners are known by: kinds, forms, and showing that it is theirs.
import t from 'tap'
import { foreignIssuer } from '../credentials/foreign-suites.ts'
import { lastCode, lastMail } from '../support/outbox.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { dump } from '../support/tables.ts'

const email = (value: string) => ({ type: 'email', value })
const card = (value: string, authority = 'fen') => ({ type: 'library-card', value, authority })

async function newLearner(service: Service, ...identifiers: object[]) {
  const learner = made(await service.admin.post('/v1/learners', { identifiers }))
  const path = `/v1/learners/${learner.id}/identifiers`
  const { data } = (await service.admin.get(path)).body
  return { id: learner.id as string, path, identifiers: data }
}

t.test('each kind has one form, in which it is compared', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const same: [object, object][] = [
    [email('Rosa.Quill@Example.org'), email(' rosa.quill@example.org ')],
    [
      { type: 'phone', value: '+44 (20) 7946-0958' },
      { type: 'phone', value: '00442079460958' },
    ],
    [
      { type: 'phone', value: '+44 (0)20 7946 0959' },
      { type: 'phone', value: '+442079460959' },
    ],
    [
      { type: 'phone', value: '00 353 (0) 1 679 3733' },
      { type: 'phone', value: '+353 1 679 3733' },
    ],
    [card('2900 1234'), card('29001234')],
    [
      { type: 'platform-account', value: 'Rosa', authority: 'townapp' },
      { type: 'platform-account', value: ' Rosa ', authority: 'townapp' },
    ],
    [
      { type: 'did', value: 'did:web:rosa.example.org' },
      { type: 'did', value: 'did:web:rosa.example.org' },
    ],
  ]
  for (const [one, other] of same) {
    const first = made(await admin.post('/v1/learners', { identifiers: [one] }))
    const second = await admin.post('/v1/learners', { identifiers: [other] })
    t.match(second, { status: 200, body: { id: first.id } }, JSON.stringify(one))
  }
  const rosa = { type: 'platform-account', value: 'Rosa', authority: 'otherapp' }
  made(await admin.post('/v1/learners', { identifiers: [rosa] }))
  made(await admin.post('/v1/learners', { identifiers: [card('29001234', 'town')] }))
  for (const [identifier, member] of [
    [{ type: 'phone', value: '020 7946 0958' }, 'value'],
    [{ type: 'phone', value: '+44' }, 'value'],
    [{ type: 'phone', value: '+442079460958', authority: 'x' }, 'authority'],
    [{ type: 'did', value: 'did:ion:abc' }, 'value'],
    [{ type: 'did', value: 'rosa' }, 'value'],
    [{ type: 'platform-account', value: 'Rosa' }, 'authority'],
    [{ type: 'library-card', value: '1' }, 'authority'],
  ] as const) {
    const answer = await admin.post('/v1/learners', { identifiers: [identifier] })
    t.match(answer, { status: 400, body: { errors: [{ field: `identifiers[0].${member}` }] } })
  }
})

t.test('a learner shows by a code that an address is theirs', async (t) => {
  let clock = Date.parse('2026-11-22T09:30:00Z')
  const service = await startService(t, { now: () => new Date(clock) })
  const { admin, as, database, log } = service
  const learner = await newLearner(service, card('1001'))
  const added = await admin.post(learner.path, { identifier: email('Rosa.Quill@example.org') })
  t.match(added, { status: 201, body: { value: 'rosa.quill@example.org', verified: null } })
  t.equal(added.headers.get('location'), null, 'it is read in the list')
  const again = await admin.post(learner.path, { identifier: email('rosa.quill@example.org') })
  t.equal(again.status, 200)
  const other = await newLearner(service, email('other@example.org'))
  const anothers = await admin.post(learner.path, { identifier: email('other@example.org') })
  t.match(anothers, { status: 409, body: { errors: [{ field: 'identifier' }] } })

  const { token } = made(await admin.post(`/v1/learners/${learner.id}/tokens`, {}))
  const app = as(token)
  const path = `${learner.path}/${added.body.id}/verifications`
  const asked = made(await app.post(path, { method: 'mail', language: 'en' }))
  t.match(asked, { method: 'mail', expiresAt: '2026-11-22T09:45:00Z', challenge: null })
  t.notOk('code' in asked)
  const code = await lastCode(service, 'rosa.quill@example.org')
  t.match(code, /^\d{4} \d{4}$/)
  t.notOk((await dump(database)).includes(code.replace(' ', '')))

  const wrong = await app.post(`${path}/${asked.id}/answer`, { code: '0000 0000' })
  t.match(wrong, { status: 400, body: { errors: [{ field: 'code' }] } })
  const right = await app.post(`${path}/${asked.id}/answer`, { code })
  t.match(right, { status: 200, body: { verified: { method: 'mail' } } })
  t.equal((await app.post(`${path}/${asked.id}/answer`, { code })).status, 409, 'once')
  t.match((await app.get(learner.path)).body.data, [
    { verified: null },
    { verified: { method: 'mail' } },
  ])

  t.equal((await app.get(other.path)).status, 404)
  t.equal(
    (await app.post(`${other.path}/${other.identifiers[0].id}/verifications`, { method: 'mail' }))
      .status,
    404,
  )
  const link = 'https://app.example.org/verify'
  t.equal(
    (await app.post(path, { method: 'mail', link })).status,
    400,
    'no mail of a learner leads elsewhere',
  )
  const linked = made(await admin.post(path, { method: 'mail', link }))
  const { url } = (await lastMail(service, 'rosa.quill@example.org')).values
  t.match(url, new RegExp(`^${link}#verification=${linked.id}&code=\\d{8}$`))

  for (let round = 0; round < 5; round++) {
    t.equal((await app.post(`${path}/${linked.id}/answer`, { code: '00000000' })).status, 400)
  }
  const late = await lastCode(service, 'rosa.quill@example.org')
  t.equal((await app.post(`${path}/${linked.id}/answer`, { code: late })).status, 409, 'no sixth')

  const third = made(await app.post(path, { method: 'mail' }))
  clock += 15 * 60_000
  const expired = await lastCode(service, 'rosa.quill@example.org')
  t.equal((await app.post(`${path}/${third.id}/answer`, { code: expired })).status, 409)
  for (let round = 0; round < 2; round++) made(await app.post(path, { method: 'mail' }))
  const tired = await app.post(path, { method: 'mail' })
  t.match(tired, {
    status: 429,
    body: { type: /rate-limited$/, errors: [{ field: 'identifierId' }] },
  })
  await admin.delete(`${learner.path}/${added.body.id}`)
  const anew = made(await admin.post(learner.path, { identifier: email('rosa.quill@example.org') }))
  const still = await app.post(`${learner.path}/${anew.id}/verifications`, { method: 'mail' })
  t.equal(still.status, 429, 'taking it away and adding it again changes nothing')

  t.notOk(/rosa\.quill/i.test(await dump(database)))
  t.notOk(/rosa\.quill/i.test(log()))
})

t.test('fifty at once answer once', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const learner = await newLearner(service, email('rosa.quill@example.org'))
  const path = `${learner.path}/${learner.identifiers[0].id}/verifications`
  const { id } = made(await admin.post(path, { method: 'mail' }))
  const code = await lastCode(service, 'rosa.quill@example.org')
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => admin.post(`${path}/${id}/answer`, { code })),
  )
  t.equal(answers.filter(({ status }) => status === 200).length, 1)
  t.equal(answers.filter(({ status }) => status === 409).length, 49)
})

t.test('the holder of a DID signs a challenge', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const holder = await foreignIssuer('eddsa-rdfc-2022', 11)
  const thief = await foreignIssuer('eddsa-rdfc-2022', 12)
  const learner = await newLearner(service, { type: 'did', value: holder.did })
  const path = `${learner.path}/${learner.identifiers[0].id}/verifications`
  const asked = made(await admin.post(path, { method: 'did' }))
  const { challenge, domain } = asked
  t.equal(domain, new URL(service.publicUrl).host)
  const present = (by: typeof holder, occasion: object) =>
    by.present(
      {
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        type: ['VerifiablePresentation'],
        holder: by.did,
      },
      occasion as { challenge: string; domain: string },
    )
  const send = async (presentation: object) =>
    admin.post(`${path}/${asked.id}/answer`, { presentation })
  t.equal((await send(await present(thief, { challenge, domain }))).status, 400, 'somebody else')
  t.equal((await send(await present(holder, { challenge: 'x', domain }))).status, 400)
  t.equal((await send(await present(holder, { challenge, domain: 'x.example' }))).status, 400)
  const good = await present(holder, { challenge, domain })
  t.match(await send(good), { status: 200, body: { verified: { method: 'did' } } })
  t.equal((await send(good)).status, 409, 'once')
  t.match(await admin.post(path, { method: 'mail' }), {
    status: 400,
    body: { errors: [{ field: 'method' }] },
  })
})

t.test("an authority's word, and what an issuer sees of all this", async (t) => {
  const service = await startService(t)
  const { admin, as } = service
  const { issuer } = await makeBadgeClass(admin)
  const scopes = ['learners:read', 'learners:write']
  const ours = as(await makeKey(admin, scopes, issuer.id))
  const learner = await newLearner(service, card('1001'), email('rosa.quill@example.org'))
  const [ofCard] = learner.identifiers
  t.equal((await ours.get(learner.path)).status, 404)
  const attestation = `${learner.path}/${ofCard.id}/attestation`
  const library = as(await makeKey(admin, ['identifiers:attest', ...scopes]))
  t.match(await library.send('POST', attestation, {}), {
    status: 200,
    body: { verified: { method: 'attestation' } },
  })
  t.equal((await ours.send('POST', attestation, {})).status, 403)

  const seen = made(await ours.post('/v1/learners', { identifiers: [card('1001')] }))
  t.equal(seen.id, learner.id)
  t.match((await ours.get(learner.path)).body.data, [{ value: '1001', verified: null }])
  t.equal((await ours.get(learner.path)).body.data.length, 1, 'what it knows itself')
  const claim = await ours.post(learner.path, { identifier: email('new@example.org') })
  t.equal(claim.status, 201)
  t.equal((await ours.get(learner.path)).body.data.length, 2)
  t.equal((await admin.get(learner.path)).body.data.length, 2, 'the claim binds the issuer alone')
  await ours.delete(`${learner.path}/${claim.body.id}`)
  t.equal((await ours.get(learner.path)).body.data.length, 1)

  await admin.delete(`${learner.path}/${ofCard.id}`)
  t.same((await ours.get(learner.path)).body.data, [], 'gone for everybody')
  t.equal(
    (await admin.post('/v1/learners/search', { identifier: card('1001') })).body.data.length,
    0,
  )
})
