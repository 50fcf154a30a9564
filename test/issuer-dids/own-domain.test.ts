// An issuer signs as a did:web of its own domain, from the moment its live document lists the key.
import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK } from 'jose'
import t, { type Test } from 'tap'
import type { JsonObject } from '../../src/credentials/index.ts'
import {
  type ForeignHost,
  foreignBadge,
  foreignIssuer,
  startForeignHost,
} from '../conformance/foreign-issuer.ts'
import { plainlyVerify } from '../conformance/plain-verifier.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const WEB = { PUBLIC_URL: 'https://badges.example.org' }
const recipient = { type: 'library-card', value: '1', authority: 'harbour' }
const DOCUMENT = '/.well-known/did.json'

async function prepare(t: Test, options: { env?: Record<string, string>; issuer?: object } = {}) {
  const host = await startForeignHost(t)
  const did = host.origin.replace('https://localhost:', 'did:web:localhost%3A')
  const service = await startService(t, { env: options.env ?? WEB })
  const { issuer, badgeClass } = await makeBadgeClass(service.admin, {
    issuer: options.issuer ?? {},
  })
  const path = `/v1/issuers/${issuer.id}/did`
  const { admin } = service
  return {
    host,
    did,
    service,
    issuer,
    path,
    claim: () => admin.post(path, { did }),
    state: async () => (await admin.get(path)).body,
    verify: () => admin.send('POST', `${path}/verification`, {}),
    award: async () =>
      made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient })),
  }
}

async function isValid(t: Test, service: Service, credential: unknown, what: string) {
  const { body } = await service.as(null).post('/v1/verify', { credential })
  t.equal(body.verdict, 'valid', what)
}

/** To a stranger, who reads what is live and what the service serves. */
async function isValidElsewhere(t: Test, service: Service, host: ForeignHost, award: Awarded) {
  const read = async (url: string): Promise<object> => {
    if (url.startsWith('did:web:localhost')) {
      return (await (await fetch(`${host.origin}${DOCUMENT}`)).json()) as object
    }
    const path = url.startsWith('did:web:')
      ? `/issuers/${url.split(':').at(-1)}/did.json`
      : new URL(url).pathname
    return (await service.as(null).get(path)).body
  }
  const { verified } = await plainlyVerify(award.credential, read)
  t.equal(verified, true)
}
type Awarded = { id: string; credential: JsonObject }

t.test('from the identity that the service gives to one of its own', async (t) => {
  const { host, did, service, issuer, path, claim, state, verify, award } = await prepare(t)
  const before = await award()
  t.match(await state(), { did: issuer.did, pending: null, document: null, documentUrl: null })
  t.equal((await verify()).status, 409, 'there is nothing to look for yet')

  const answer = await claim()
  const claimed = made(answer)
  t.equal(answer.headers.get('location'), path)
  t.match(claimed, {
    did: issuer.did,
    pending: { did, keyNumber: 2, keyNumbers: [2, 3, 4], publicKeyMultibase: /^z6Mk/ },
    documentUrl: `${host.origin}${DOCUMENT}`,
    document: {
      id: did,
      verificationMethod: [
        { id: `${did}#key-2`, type: 'Multikey', controller: did },
        { id: `${did}#key-2-ed25519-2020`, type: 'Ed25519VerificationKey2020' },
        { id: `${did}#key-3`, type: 'JsonWebKey', controller: did, publicKeyJwk: { alg: 'RS256' } },
        { id: `${did}#key-4`, type: 'JsonWebKey', controller: did, publicKeyJwk: { alg: 'ES256' } },
      ],
      assertionMethod: ['key-2', 'key-2-ed25519-2020', 'key-3', 'key-4'].map((f) => `${did}#${f}`),
    },
  })
  t.same(await state(), claimed)
  const again = await claim()
  t.equal(again.status, 200, 'claimed again, it is the same keys')
  t.same(again.body, claimed)
  const meanwhile = await award()
  t.equal(meanwhile.credential.issuer.id, issuer.did, 'nothing is signed as the new one')
  const early = { ...before.credential, issuer: { ...before.credential.issuer, id: did } }
  t.equal((await service.admin.post('/v1/verify', { credential: early })).body.verdict, 'invalid')

  const [method, , rsa, ec] = claimed.document.verificationMethod
  const lacking: [string, object | undefined, RegExp][] = [
    ['nothing there', undefined, /answered with status 404/],
    ['another id', { ...claimed.document, id: `${did}:other` }, /Its id must be did:web:localhost/],
    [
      'no method',
      { ...claimed.document, verificationMethod: [] },
      /verificationMethod must list did:web:localhost%3A\d+#key-2\./,
    ],
    [
      'another key',
      {
        ...claimed.document,
        verificationMethod: [
          { ...method, publicKeyMultibase: 'z6MkqnBSFAWhLcyRTwDdWADoA8QndbbnCfpnfZsStx3bPMmc' },
        ],
      },
      /The publicKeyMultibase of .*#key-2 must be z6Mk/,
    ],
    [
      'another controller',
      { ...claimed.document, verificationMethod: [{ ...method, controller: issuer.did }] },
      /The controller of .*#key-2 must be did:web:localhost/,
    ],
    [
      'a key that is revoked',
      {
        ...claimed.document,
        verificationMethod: [{ ...method, revoked: '2026-01-01T00:00:00Z' }],
      },
      /must be neither revoked/,
    ],
    [
      'no assertions',
      { ...claimed.document, assertionMethod: [] },
      /assertionMethod must list .*#key-2\./,
    ],
    ['no document', [] as object, /It is not a JSON object/],
  ]
  lacking.push(
    [
      'no key for VC-JWTs',
      { ...claimed.document, verificationMethod: [method, rsa] },
      /verificationMethod must list did:web:localhost%3A\d+#key-4\./,
    ],
    [
      'another key for VC-JWTs',
      {
        ...claimed.document,
        verificationMethod: [
          method,
          { ...rsa, publicKeyJwk: { ...rsa.publicKeyJwk, n: ec.publicKeyJwk.x } },
          ec,
        ],
      },
      /The publicKeyJwk of .*#key-3 must be \{.*"kty":"RSA"/,
    ],
    [
      'an older kind of key for VC-JWTs',
      { ...claimed.document, verificationMethod: [method, { ...rsa, type: 'JsonWebKey2020' }, ec] },
      /The type of .*#key-3 must be JsonWebKey\./,
    ],
    [
      'no assertions in VC-JWTs',
      { ...claimed.document, assertionMethod: [`${did}#key-2`, `${did}#key-3`] },
      /assertionMethod must list .*#key-4\./,
    ],
  )
  for (const [what, document, sentence] of lacking) {
    host.publish(DOCUMENT, document)
    const refused = await verify()
    t.equal(refused.status, 409, what)
    t.match(refused.body.detail, sentence)
    t.match(refused.body.errors, [{ detail: sentence }])
  }
  t.equal((await state()).did, issuer.did)

  // Written by somebody else: relative ids, other members, no method of an older kind.
  host.publish(DOCUMENT, {
    '@context': claimed.document['@context'],
    id: did,
    service: [{ id: '#site', type: 'LinkedDomains', serviceEndpoint: host.origin }],
    verificationMethod: [
      { ...method, id: '#key-2' },
      { ...rsa, id: '#key-3' },
      { ...ec, id: '#key-4' },
    ],
    assertionMethod: ['#key-2', '#key-3', '#key-4'],
  })
  const verified = await verify()
  t.equal(verified.status, 200)
  t.match(verified.body, { did, pending: null, document: { id: did } })
  t.equal((await service.admin.get(`/v1/issuers/${issuer.id}`)).body.did, did)
  t.match((await service.admin.get(`/v1/issuers/${issuer.id}/keys`)).body.data, [
    { number: 1, state: 'retired', did: issuer.did },
    { number: 2, state: 'active', did },
    { number: 3, state: 'active', did, algorithm: 'RS256' },
    { number: 4, state: 'active', did, algorithm: 'ES256' },
  ])

  host.publish(DOCUMENT, claimed.document)
  const after = await award()
  t.equal(after.credential.issuer.id, did)
  t.equal(after.credential.proof[0].verificationMethod, `${did}#key-2`)
  const contacts = host.contacts()
  for (const { credential } of [before, meanwhile, after]) {
    await isValid(t, service, credential, credential.issuer.id)
  }
  t.equal(host.contacts(), contacts, 'our own verifier asks nobody')
  for (const one of [before, after]) await isValidElsewhere(t, service, host, one)

  for (const { id, credential } of [before, after]) {
    await service.admin.post(`/v1/assertions/${id}/revocation`, { reason: 'Wrong person.' })
    const { body } = await service.as(null).post('/v1/verify', { credential })
    t.match(
      body.checks.find(({ name }: { name: string }) => name === 'status'),
      { code: 'revoked' },
      'lists of both identities go on',
    )
  }
})

t.test('where issuers have a did:key', async (t) => {
  const { host, did, service, claim, verify, award } = await prepare(t, { env: {} })
  const before = await award()
  host.publish(DOCUMENT, made(await claim()).document)
  t.equal((await verify()).status, 200)
  const after = await award()
  t.equal(after.credential.issuer.id, did)
  for (const { credential } of [before, after]) await isValid(t, service, credential, 'valid')
  await isValidElsewhere(t, service, host, after)
})

t.test('the next key of a domain signs once it is published as well', async (t) => {
  const { host, did, service, issuer, claim, state, verify, award } = await prepare(t)
  const first = made(await claim())
  host.publish(DOCUMENT, first.document)
  t.equal((await verify()).status, 200)
  const before = await award()

  const rotation = await service.admin.post(`/v1/issuers/${issuer.id}/keys`, {})
  t.equal(rotation.status, 409, 'a plain rotation would break what it signs')
  t.match(rotation.body.detail, /POST \/v1\/issuers\/\{id\}\/did/)

  const next = made(await claim())
  t.same(
    next.document.assertionMethod.map((id: string) => id.split('#').at(-1)),
    'key-2 key-2-ed25519-2020 key-3 key-4 key-5 key-5-ed25519-2020 key-6 key-7'.split(' '),
  )
  t.match(
    (await verify()).body.errors.map(({ detail }: { detail: string }) => detail),
    [/verificationMethod must list .*#key-5/, /must list .*#key-6/, /must list .*#key-7/],
  )
  t.equal((await award()).credential.proof[0].verificationMethod, `${did}#key-2`)

  const withoutOld = {
    ...next.document,
    assertionMethod: [4, 5, 6, 7].map((number) => `${did}#key-${number}`),
  }
  host.publish(DOCUMENT, withoutOld)
  t.match((await verify()).body.errors, [
    { detail: /assertionMethod must list .*#key-2\./ },
    { detail: /assertionMethod must list .*#key-3\./ },
  ])
  host.publish(DOCUMENT, next.document)
  t.equal((await verify()).status, 200)
  t.equal((await state()).did, did)
  const after = await award()
  t.equal(after.credential.proof[0].verificationMethod, `${did}#key-5`)
  for (const one of [before, after]) {
    await isValid(t, service, one.credential, 'valid')
    await isValidElsewhere(t, service, host, one)
  }

  await t.test('and not while a compromised one may still assert', async (t) => {
    const compromise = `/v1/issuers/${issuer.id}/keys/5/compromise`
    t.equal((await service.admin.post(compromise, { reason: 'Stolen.' })).status, 200)
    t.equal((await state()).did, issuer.did, 'back to the identity from here')
    const renewed = made(await claim())
    t.notOk(renewed.document.assertionMethod.includes(`${did}#key-5`))
    const { document } = renewed
    host.publish(DOCUMENT, {
      ...document,
      verificationMethod: document.verificationMethod.map(
        ({ revoked: _, ...method }: { revoked?: string }) => method,
      ),
      assertionMethod: [...document.assertionMethod, `${did}#key-5`],
    })
    t.match((await verify()).body.errors, [{ detail: /must not list .*#key-5, whose key was/ }])
    host.publish(DOCUMENT, document)
    t.equal((await verify()).status, 200)
    const { body } = await service.as(null).post('/v1/verify', { credential: after.credential })
    t.equal(body.verdict, 'invalid')
    await isValid(t, service, before.credential, 'what another key signed is valid')
  })
})

t.test('older proofs need the key in the older form too', async (t) => {
  const issuer = { proofSuites: ['eddsa-rdfc-2022', 'Ed25519Signature2020'] }
  const { host, service, claim, verify, award } = await prepare(t, { issuer })
  const { document } = made(await claim())
  const withoutOlder = document.verificationMethod.toSpliced(1, 1)
  host.publish(DOCUMENT, { ...document, verificationMethod: withoutOlder })
  t.match((await verify()).body.errors, [{ detail: /must list .*#key-2-ed25519-2020\./ }])
  host.publish(DOCUMENT, document)
  t.equal((await verify()).status, 200)
  await isValidElsewhere(t, service, host, await award())
})

t.test('what cannot be claimed', async (t) => {
  const { host, did, service, path, claim, state, verify } = await prepare(t)
  const { admin } = service
  for (const wrong of [
    'did:web:192.0.2.1',
    'did:web:%5B2001:db8::1%5D',
    'did:web:0x7f.1',
    'did:web:town',
    'did:web:badges.town.example:..',
    'did:web:badges.town.example%2Fx',
    'did:web:badges.example.org',
    'did:web:badges.example.org:issuers:1',
    'did:key:z6MkqnBSFAWhLcyRTwDdWADoA8QndbbnCfpnfZsStx3bPMmc',
    '',
  ]) {
    const refused = await admin.post(path, { did: wrong })
    t.equal(refused.status, 400, wrong)
    t.match(refused.body.errors, [{ field: 'did' }])
  }
  t.equal((await admin.delete(path)).status, 404)

  t.equal((await claim()).status, 201)
  const other = await admin.post(path, { did: 'did:web:badges.town.example' })
  t.match(other, { status: 409, body: { detail: /give it up first/ } })
  t.equal((await admin.delete(path)).status, 204)
  t.match(await state(), { pending: null, document: null })
  const town = made(await admin.post(path, { did: 'did:web:Badges.Town.example%3a8443:a' }))
  t.equal(town.pending.did, 'did:web:badges.town.example%3A8443:a', 'kept in one form')
  t.equal(town.documentUrl, 'https://badges.town.example:8443/a/did.json')
  t.match((await verify()).body.detail, /is not a public name, so it is not fetched/)
  await admin.delete(path)

  host.publish(DOCUMENT, made(await claim()).document)
  t.equal((await verify()).status, 200)
  const rival = await makeBadgeClass(admin)
  const taken = await admin.post(`/v1/issuers/${rival.issuer.id}/did`, { did })
  t.match(taken, { status: 409, body: { detail: /belongs to another issuer/ } })

  const key = await makeKey(admin, ['issuers:read', 'issuers:write'], rival.issuer.id)
  const stranger = service.as(key)
  for (const send of [
    () => stranger.get(path),
    () => stranger.post(path, { did }),
    () => stranger.send('POST', `${path}/verification`, {}),
    () => stranger.delete(path),
  ]) {
    t.equal((await send()).status, 404, 'of another issuer nothing exists')
  }
})

t.test('a domain of this machine is for development', async (t) => {
  const { service, path } = await prepare(t, { env: { ...WEB, OUTBOUND_ALLOW_LOOPBACK: 'false' } })
  const refused = await service.admin.post(path, { did: 'did:web:localhost%3A8443' })
  t.match(refused, { status: 400, body: { errors: [{ field: 'did' }] } })
})

t.test('a claim gives nothing of a domain away, whatever becomes of its key', async (t) => {
  const { host, service, issuer } = await prepare(t)
  const { admin } = service
  const owner = await foreignIssuer(host.did('owner'))
  host.publishDid(owner)
  const badge = await owner.sign(foreignBadge(owner.did), 'eddsa-rdfc-2022')
  await isValid(t, service, badge, 'before the claim')

  const thief = service.as(await makeKey(admin, ['issuers:read', 'issuers:write'], issuer.id))
  const path = `/v1/issuers/${issuer.id}`
  const { pending } = made(await thief.post(`${path}/did`, { did: owner.did }))
  const compromise = `${path}/keys/${pending.keyNumber}/compromise`
  const refused = await thief.post(compromise, { reason: 'Mine now.' })
  t.match(refused, { status: 409, body: { detail: /DELETE \/v1\/issuers\/\{id\}\/did/ } })
  t.match((await thief.get(`${path}/did`)).body, { pending })
  await isValid(t, service, badge, 'after it')

  const { issuer: rightful, badgeClass } = await makeBadgeClass(admin)
  const claim = await admin.post(`/v1/issuers/${rightful.id}/did`, { did: owner.did })
  t.equal(claim.status, 201, 'its owner can still come here')
  const target = { type: 'badge-class', id: badgeClass.id }
  const { validFrom } = badge
  const statement = await owner.sign(
    {
      '@context': [
        'https://www.w3.org/ns/credentials/v2',
        'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
      ],
      id: 'urn:uuid:0d6f3c86-1d53-4a4e-9d0a-0a4dc6a0f6b3',
      type: ['VerifiableCredential', 'EndorsementCredential'],
      issuer: { id: owner.did, type: ['Profile'], name: 'Elsewhere' },
      validFrom,
      name: 'Endorsement',
      credentialSubject: { id: badgeClass.achievementUrl, type: ['EndorsementSubject'] },
    },
    'eddsa-rdfc-2022',
  )
  const offered = await admin.post('/v1/endorsements', { target, credential: statement })
  t.equal(offered.status, 201, offered.text)
})

/** The number of the key of an award's VC-JWT, which the live document of its issuer must list. */
async function jwtKeyOf(
  t: Test,
  service: Service,
  host: ForeignHost,
  award: { credentialUrl: string },
) {
  const { as } = service
  const answer = await as(null).get(`${new URL(award.credentialUrl).pathname}.jwt`)
  t.equal(answer.status, 200, answer.text)
  const { kid = '' } = decodeProtectedHeader(answer.text) as { kid?: string }
  const { iss = '' } = decodeJwt(answer.text)
  const live = iss.startsWith('did:web:localhost')
    ? ((await (await fetch(`${host.origin}${DOCUMENT}`)).json()) as JsonObject)
    : (await as(null).get(`/issuers/${iss.split(':').at(-1)}/did.json`)).body
  const method = live.verificationMethod.find(
    (one: { publicKeyJwk?: { kid?: string } }) => one.publicKeyJwk?.kid === kid,
  )
  t.ok(method, `${iss} lists ${kid}`)
  t.ok(live.assertionMethod.includes(method?.id), 'for assertions')
  await compactVerify(answer.text, await importJWK(method.publicKeyJwk))
  const report = await as(null).post('/v1/verify', { jwt: answer.text })
  t.equal(report.body.verdict, 'valid')
  return Number(kid.split('/').at(-1))
}

t.test('VC-JWTs are signed by keys that the live document lists', async (t) => {
  const { host, did, service, issuer, claim, state, verify, award } = await prepare(t)
  const { admin } = service
  const keys = `/v1/issuers/${issuer.id}/keys`
  const keyOf = (one: { credentialUrl: string }) => jwtKeyOf(t, service, host, one)
  const [early, earlier] = [await award(), await award()]
  host.publish(DOCUMENT, made(await claim()).document)
  t.equal(await keyOf(early), 5, 'the pending ones wait')
  t.equal((await verify()).status, 200)
  t.equal((await state()).pending, null)
  const firsts = [
    await award(),
    await award(),
    await award(),
    await award(),
    await award(),
  ] as const
  t.equal(await keyOf(firsts[0]), 3)
  t.equal(await keyOf(early), 5)
  t.equal(await keyOf(earlier), 5, 'for an identity before, a key of that')

  for (const algorithm of ['RS256', 'ES256']) {
    const rotation = await admin.post(keys, { algorithm })
    t.match(rotation, { status: 409, body: { detail: /POST \/v1\/issuers\/\{id\}\/did/ } })
  }
  await admin.patch(`/v1/issuers/${issuer.id}`, { jwtAlgorithm: 'ES256' })
  t.equal(await keyOf(firsts[1]), 4)
  t.equal((await admin.get(keys)).body.data.length, 5, 'nothing is made meanwhile')

  await t.test('and by others of it where one was compromised', async (t) => {
    const lost = await admin.post(`${keys}/4/compromise`, { reason: 'Lost.' })
    t.equal(lost.status, 200, lost.text)
    t.equal((await state()).did, did)
    t.equal((await admin.get(keys)).body.data.length, 5)
    t.equal(await keyOf(firsts[2]), 3)
    await admin.post(`${keys}/3/compromise`, { reason: 'Lost.' })
    const path = `${new URL(firsts[3].credentialUrl).pathname}.jwt`
    const none = await service.as(null).get(path)
    t.match(none, { status: 404, body: { detail: /domain .* publish/ } })
    const { document } = made(await claim())
    const { verificationMethod } = document
    host.publish(DOCUMENT, {
      ...document,
      verificationMethod: verificationMethod.map(
        ({ revoked: _, ...method }: { revoked?: string }) => method,
      ),
      assertionMethod: [...document.assertionMethod, `${did}#key-3`],
    })
    t.match((await verify()).body.errors, [{ detail: /must not list .*#key-3, whose key was/ }])
    host.publish(DOCUMENT, document)
    t.equal((await verify()).status, 200)
    t.equal(await keyOf(firsts[3]), 8)
    t.equal(await keyOf(firsts[0]), 8, 'made anew')
  })

  await t.test('and not by those of a domain that was lost', async (t) => {
    const lost = await admin.post(`${keys}/6/compromise`, { reason: 'Lost.' })
    t.equal(lost.status, 200, lost.text)
    t.equal((await state()).did, issuer.did)
    t.equal(await keyOf(firsts[4]), 8, 'what was signed as it keeps its keys')
    t.equal(await keyOf(await award()), 10, 'what comes now has a new one, from here')
    t.match((await admin.get(`${keys}/8`)).body, { state: 'retired' })
    t.match((await admin.get(`${keys}/10`)).body, { state: 'active', did: issuer.did })
    t.equal((await admin.post(keys, { algorithm: 'RS256' })).status, 201)
  })
})

t.test('an identity before gets a key for VC-JWTs that its own document lists', async (t) => {
  const { host, did, service, issuer, claim, verify, award } = await prepare(t)
  const before = await award()
  host.publish(DOCUMENT, made(await claim()).document)
  t.equal((await verify()).status, 200)
  t.equal(await jwtKeyOf(t, service, host, before), 5)
  t.match((await service.admin.get(`/v1/issuers/${issuer.id}/keys/5`)).body, {
    state: 'retired',
    did: issuer.did,
  })
  t.equal(await jwtKeyOf(t, service, host, await award()), 3)
  t.equal((await service.admin.get(`/v1/issuers/${issuer.id}`)).body.did, did)
})
