import t from 'tap'
import { unreachableImage } from '../support/images.ts'
import { issuerInput, made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const recipient = { type: 'library-card', value: '1', authority: 'harbour' }

t.test('an issuer is made with a key and an identity of its own', async (t) => {
  const { admin, as, database } = await startService(t)
  const full = {
    ...issuerInput,
    email: 'badges@library.example.org',
    description: 'The public library of a harbour town.',
    image: unreachableImage,
    proofSuites: ['Ed25519Signature2020', 'eddsa-rdfc-2022'],
  }
  const issuer = made(await admin.post('/v1/issuers', full))
  t.match(issuer, { ...full, did: /^did:key:z6Mk/, archivedAt: null })
  const plain = made(await admin.post('/v1/issuers', issuerInput))
  t.match(plain, { email: null, description: null, image: null, proofSuites: ['eddsa-rdfc-2022'] })
  t.not(plain.did, issuer.did)

  const profile = await as(null).get(issuer.profileUrl)
  t.match(profile.body, {
    id: issuer.did,
    type: ['Profile'],
    name: full.name,
    url: full.url,
    description: full.description,
    image: { id: full.image },
  })
  t.notOk('email' in profile.body, 'an address in a document could never be taken back')

  const { rows } = await database.pool.query('select sealed_secret from issuer_keys')
  t.equal(rows.length, 2)
  for (const { sealed_secret } of rows) {
    t.equal(sealed_secret.length, 12 + 32 + 16, 'nonce, sealed seed, tag')
  }
})

t.test('an issuer under an https name is identified by did:web', async (t) => {
  const { admin } = await startService(t, { env: { PUBLIC_URL: 'https://badges.example.org' } })
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  t.equal(issuer.did, `did:web:badges.example.org:issuers:${issuer.id}`)
  const document = await admin.get(`/issuers/${issuer.id}/did.json`)
  t.match(document.body, { id: issuer.did, assertionMethod: [`${issuer.did}#key-1`] })
  const { credential } = made(
    await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }),
  )
  t.match(credential, {
    id: /^https:\/\/badges\.example\.org\/credentials\/[\w-]{22}$/,
    issuer: { id: issuer.did },
    proof: [{ verificationMethod: `${issuer.did}#key-1` }],
  })
  t.match((await admin.post('/v1/verify', { credential })).body, { verdict: 'valid' })
})

t.test('a patch changes what it names, and null takes a value away', async (t) => {
  const { admin } = await startService(t)
  const issuer = made(
    await admin.post('/v1/issuers', { ...issuerInput, email: 'a@example.org', description: 'D' }),
  )
  const path = `/v1/issuers/${issuer.id}`
  const { body } = await admin.patch(path, { description: null, name: 'Renamed' })
  t.match(body, { description: null, name: 'Renamed', email: 'a@example.org', did: issuer.did })
  t.match((await admin.patch(path, { email: null })).body, { email: null, name: 'Renamed' })
  t.match((await admin.patch(path, { email: 'b@example.org' })).body, { email: 'b@example.org' })
})

t.test('the proofs of a credential are those its issuer asks for', async (t) => {
  const { admin, as } = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const both = ['eddsa-rdfc-2022', 'Ed25519Signature2020']
  for (const proofSuites of [both.slice(0, 1), both.slice(1), both]) {
    await admin.patch(`/v1/issuers/${issuer.id}`, { proofSuites })
    const { credential } = made(
      await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }),
    )
    const suites = credential.proof.map(
      ({ type, cryptosuite }: { type: string; cryptosuite?: string }) => cryptosuite ?? type,
    )
    t.same(suites.sort(), proofSuites.toSorted())
    t.match((await as(null).post('/v1/verify', { credential })).body, { verdict: 'valid' })
  }
})

t.test('an archived issuer awards no more, and what it awarded stays valid', async (t) => {
  const { admin, as } = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const award = () => admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient })
  const { credentialUrl } = made(await award())
  t.equal((await admin.delete(`/v1/issuers/${issuer.id}`)).status, 204)
  t.match(await award(), { status: 409, body: { errors: [{ field: 'badgeClassId' }] } })
  t.match((await as(null).post('/v1/verify', { url: credentialUrl })).body, { verdict: 'valid' })
  t.equal((await as(null).get(issuer.profileUrl)).status, 200)
  await admin.patch(`/v1/issuers/${issuer.id}`, { archived: false })
  made(await award())
})
