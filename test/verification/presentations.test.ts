import { generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import t from 'tap'
import { CREDENTIALS_V1, CREDENTIALS_V2, type JsonObject } from '../../src/credentials/index.ts'
import {
  type PresentationOptions,
  type PresentationReport,
  type PresentedPresentation,
  verifyPresentation,
  verifyRecord,
} from '../../src/verification/index.ts'
import { learnerRecord } from '../credentials/clr-sample.ts'
import { foreignIssuer } from '../credentials/foreign-suites.ts'
import { altered, at, keyIssuer, signedBadge } from '../credentials/samples.ts'
import { listUrl, statusList, world } from './world.ts'

// Presentations are made by the library of Digital Bazaar and by jose.

const now = new Date(Date.now() + 1000)
const stranger = await keyIssuer(2)
const environment = {
  ...(await world({
    lists: {
      [listUrl]: await statusList(await keyIssuer(), [], { validUntil: new Date('2030-01-01') }),
    },
  })),
  now,
}
const badge = await signedBadge({ changes: { validUntil: undefined } })
const other = await signedBadge({
  changes: { validUntil: undefined, status: undefined },
  issuer: 2,
})
const holder = await foreignIssuer('eddsa-rdfc-2022', 11)
const asked = { challenge: 'c-1', domain: 'https://shop.example' }

const unsigned: JsonObject = {
  '@context': [CREDENTIALS_V2],
  type: ['VerifiablePresentation'],
  holder: holder.did,
  verifiableCredential: [badge, other],
}
const signed = await holder.present(unsigned, asked)

/** Verdict and the first check that tells, of the presentation or of a credential in it. */
function told({ verdict, checks, credentials }: PresentationReport): string {
  const all = [...checks, ...credentials.flatMap(({ report }) => report.checks)]
  const telling =
    all.find(({ outcome }) => outcome === 'failed') ??
    all.find(({ outcome }) => outcome === 'inconclusive')
  return telling && 'code' in telling ? `${verdict} ${telling.name} ${telling.code}` : verdict
}

const verify = async (presented: unknown, options: PresentationOptions = {}) =>
  told(await verifyPresentation({ presentation: presented }, environment, options))

t.test('a presentation is valid when its holder signed it and its credentials are', async (t) => {
  const report = await verifyPresentation({ presentation: signed }, environment, asked)
  t.equal(told(report), 'valid')
  t.equal(report.holder, holder.did)
  t.strictSame(
    report.checks.map(({ name, outcome }) => `${name} ${outcome}`),
    ['shape passed', 'context passed', 'proof passed', 'holder-key passed'],
  )
  t.strictSame(
    report.credentials.map(({ path, report }) => [
      path,
      report.verdict,
      report.credential.issuer?.id,
    ]),
    [
      ['verifiableCredential.0', 'valid', (await keyIssuer()).did],
      ['verifiableCredential.1', 'valid', stranger.did],
    ],
  )
  t.equal(await verify(signed), 'valid', 'whoever asked nothing')
})

t.test('other suites and other forms of holders', async (t) => {
  for (const suite of [
    'eddsa-jcs-2022',
    'ecdsa-rdfc-2019 P-256',
    'ecdsa-rdfc-2019 P-384',
  ] as const) {
    const one = await foreignIssuer(suite)
    const presentation = { ...unsigned, holder: { id: one.did } }
    t.equal(await verify(await one.present(presentation, asked), asked), 'valid', suite)
  }
  const { holder: _, ...holderless } = unsigned
  t.equal(await verify(await holder.present(holderless, asked), asked), 'valid', 'no holder')
  t.equal(
    await verify(await holder.present({ ...unsigned, verifiableCredential: badge }, asked), asked),
    'valid',
    'one credential',
  )
  const none = { '@context': [CREDENTIALS_V2], type: 'VerifiablePresentation', holder: holder.did }
  t.equal(await verify(await holder.present(none, asked), asked), 'valid', 'no credential')
})

t.test('a presentation that is not of this holder, for this occasion, is invalid', async (t) => {
  const proof = (changes: JsonObject) =>
    altered(signed, (copy) => Object.assign(at(copy, 'proof'), changes))
  const thief = await foreignIssuer('eddsa-rdfc-2022', 12)
  const table: [string, unknown, PresentationOptions, string][] = [
    ['another challenge', signed, { challenge: 'c-2' }, 'proof challenge-mismatch'],
    ['another domain', signed, { domain: 'https://b.example' }, 'proof domain-mismatch'],
    [
      'a challenge that was put in',
      proof({ challenge: 'c-2' }),
      { challenge: 'c-2' },
      'proof invalid-signature',
    ],
    ['an altered id', { ...signed, id: 'urn:a:1' }, asked, 'proof invalid-signature'],
    [
      'a credential less',
      { ...signed, verifiableCredential: [badge] },
      asked,
      'proof invalid-signature',
    ],
    [
      'another purpose',
      proof({ proofPurpose: 'assertionMethod' }),
      asked,
      'proof wrong-proof-purpose',
    ],
    ['another holder', await thief.present(unsigned, asked), asked, 'holder-key key-not-holders'],
    ['no proof', unsigned, asked, 'proof no-proof'],
    ['no proof where one is asked for', unsigned, { proofRequired: true }, 'proof no-proof'],
    ['a proof over', proof({ expires: '2020-01-01T00:00:00Z' }), asked, 'proof proof-expired'],
    ['an empty list of proofs', { ...signed, proof: [] }, {}, 'proof no-proof'],
    [
      'one good proof beside a bad one',
      altered(signed, (copy) => {
        copy.proof = [at(copy, 'proof'), { ...at(copy, 'proof'), created: '2026-01-01T00:00:00Z' }]
      }),
      asked,
      'proof invalid-signature',
    ],
    [
      'more proofs than there may be',
      { ...signed, proof: Array(6).fill(signed.proof) },
      asked,
      'proof too-complex',
    ],
    [
      'another context',
      { ...signed, '@context': [CREDENTIALS_V2, 'https://a.example/c'] },
      asked,
      'context unknown-context',
    ],
    ['a word of its own', { ...signed, colour: 'red' }, asked, 'context undefined-term'],
    [
      'too many credentials',
      { ...unsigned, '@context': [CREDENTIALS_V1], verifiableCredential: Array(31).fill('a.b.c') },
      {},
      'shape too-complex',
    ],
    ['no presentation', badge, asked, 'shape malformed'],
    ['no object', 7, asked, 'shape not-a-credential'],
  ]
  for (const [what, presentation, options, code] of table) {
    t.equal(await verify(presentation, options), `invalid ${code}`, what)
  }
})

t.test('a presentation is as bad as the worst credential in it', async (t) => {
  const forged = altered(badge, (copy) => Object.assign(copy, { name: 'Another' }))
  const presentation = { ...unsigned, verifiableCredential: [other, forged] }
  const report = await verifyPresentation(
    { presentation: await holder.present(presentation) },
    environment,
  )
  t.equal(told(report), 'invalid proof invalid-signature')
  t.strictSame(
    report.credentials.map(({ report }) => report.verdict),
    ['valid', 'invalid'],
  )
  const silent = { ...environment, load: async () => ({ unavailable: 'no answer' }) }
  const unsure = await verifyPresentation({ presentation: signed }, silent)
  t.equal(told(unsure), 'inconclusive status status-list-unavailable')
})

t.test('what nobody signed is a set of credentials', async (t) => {
  const { verdict, checks } = await verifyPresentation({ presentation: unsigned }, environment)
  t.equal(verdict, 'valid')
  t.strictSame(
    checks.map(({ outcome }) => outcome),
    ['passed', 'passed', 'skipped', 'skipped'],
  )
})

t.test('what a holder says of itself needs no proof of its own', async (t) => {
  const own = {
    '@context': [CREDENTIALS_V2],
    type: ['VerifiableCredential'],
    issuer: holder.did,
    credentialSubject: { id: holder.did, name: 'Ada' },
  }
  const present = (credential: object, by: unknown = holder.did) =>
    holder.present({ ...unsigned, holder: by, verifiableCredential: [credential] })
  t.equal(await verify(await present(own)), 'valid')
  t.equal(await verify(await present({ ...own, issuer: stranger.did })), 'invalid proof no-proof')
  const { holder: _, ...holderless } = unsigned
  const anonymous = await holder.present({ ...holderless, verifiableCredential: [own] })
  t.equal(await verify(anonymous), 'invalid proof no-proof', 'but the holder has to be named')
  const bare = { ...unsigned, verifiableCredential: [own] }
  t.equal(await verify(bare), 'invalid proof no-proof', 'and to have signed')
  const keyOnlyTo = async (...purposes: string[]) => {
    const { did: id, verificationMethod } = holder
    const lists = purposes.map((purpose) => [purpose, [verificationMethod.id]])
    const document = { id, verificationMethod: [verificationMethod], ...Object.fromEntries(lists) }
    const resolveOwnDid = async (did: string) => (did === id ? { document } : null)
    return told(
      await verifyPresentation(
        { presentation: await present(own) },
        { ...environment, resolveOwnDid },
      ),
    )
  }
  t.equal(await keyOnlyTo('authentication', 'assertionMethod'), 'valid')
  t.equal(await keyOnlyTo('authentication'), 'invalid proof no-proof', 'with a key for statements')
})

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = publicKey.export({ format: 'jwk' })
const didJwk = `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString('base64url')}`

function token(claims: JsonObject, header: object = {}): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: `${didJwk}#0`, typ: 'JWT', ...header })
    .sign(privateKey)
}

t.test('presentations as tokens', async (t) => {
  const vp = { ...unsigned, holder: didJwk }
  const { holder: _, ...holderless } = unsigned
  const claims = { iss: didJwk, nonce: 'c-1', aud: 'https://shop.example' }
  const verifyToken = async (jwt: string, options: PresentationOptions = asked) =>
    told(await verifyPresentation({ jwt }, environment, options))
  const forms: [string, Promise<string>][] = [
    ['the claim vp', token({ ...claims, vp: holderless })],
    ['the payload', token({ ...claims, ...vp }, { typ: 'vp+jwt' })],
    [
      'the payload without iss',
      token({ ...vp, nonce: 'c-1', aud: ['https://shop.example'] }, { typ: 'vp+jwt' }),
    ],
    ['a kid that is a fragment', token({ ...claims, vp }, { kid: '#0' })],
    ['no kid', token({ ...claims, vp }, { kid: undefined })],
    [
      'credentials in the model 1.1',
      token({ ...claims, vp: { ...vp, '@context': [CREDENTIALS_V1] } }),
    ],
  ]
  for (const [what, jwt] of forms) t.equal(await verifyToken(await jwt), 'valid', what)
  const enveloped = {
    '@context': CREDENTIALS_V2,
    type: 'EnvelopedVerifiablePresentation',
    id: `data:application/vp+jwt,${await forms[1]?.[1]}`,
  }
  t.equal(await verify(enveloped, asked), 'valid', 'in an envelope')
  const long = Math.floor(now.getTime() / 1000) + 3600
  const bad: [string, string, string][] = [
    ['another occasion', await token({ ...claims, vp, nonce: 'c-2' }), 'proof challenge-mismatch'],
    [
      'for others',
      await token({ ...claims, vp, aud: 'https://b.example' }),
      'proof domain-mismatch',
    ],
    [
      'another holder',
      await token({ nonce: 'c-1', aud: asked.domain, vp: unsigned }),
      'holder-key key-not-holders',
    ],
    ['holder and iss differ', await token({ ...claims, vp: unsigned }), 'proof claim-different'],
    ['over', await token({ ...claims, vp, exp: long - 7200 }), 'proof proof-expired'],
    ['not yet', await token({ ...claims, vp, nbf: long }), 'proof proof-not-yet-valid'],
    ['a credential', await token({ ...claims, vp }, { typ: 'vc+jwt' }), 'shape unexpected-type'],
    ['no presentation', await token(claims), 'shape malformed'],
    [
      'nobody who is named',
      await token({ nonce: 'c-1', aud: asked.domain, vp: holderless }, { kid: undefined }),
      'proof malformed-did',
    ],
    ['no token', 'x', 'shape malformed-jwt'],
    [
      'another signature',
      `${(await token({ ...claims, vp })).slice(0, -8)}AAAAAAAA`,
      'proof invalid-signature',
    ],
  ]
  for (const [what, jwt, code] of bad) t.equal(await verifyToken(jwt), `invalid ${code}`, what)
  for (const changes of [{ id: 'x' }, { '@context': [] }, { type: ['VerifiablePresentation'] }]) {
    t.match(await verify({ ...enveloped, ...changes }, asked), /^invalid (shape|proof)/)
  }
})

t.test('a holder elsewhere lists the keys to present with', async (t) => {
  const did = 'did:web:holder.example'
  const kid = `${did}#k`
  const method = { id: kid, type: 'JsonWebKey', controller: did, publicKeyJwk: jwk }
  const jwt = await token({ vp: { ...unsigned, holder: did } }, { kid })
  for (const [what, document, expected] of [
    ['by reference', { verificationMethod: [method], authentication: [kid] }, 'valid'],
    ['by a relative one', { verificationMethod: [method], authentication: ['#k'] }, 'valid'],
    ['in full', { authentication: [method] }, 'valid'],
    [
      'for statements only',
      { verificationMethod: [method], assertionMethod: [kid] },
      'invalid holder-key key-not-for-authentication',
    ],
    [
      'revoked',
      { authentication: [{ ...method, revoked: '2026-01-01T00:00:00Z' }] },
      'invalid holder-key key-revoked',
    ],
    [
      'as somebody else’s',
      { authentication: [{ ...method, controller: 'did:web:other.example' }] },
      'invalid holder-key key-not-holders',
    ],
    ['no more', { verificationMethod: [] }, 'invalid proof key-not-found'],
    ['and does not answer', undefined, 'inconclusive proof did-unavailable'],
  ] as const) {
    const outside = {
      ...environment,
      resolveDid: async () =>
        document ? { document: { id: did, ...document } } : { unavailable: 'no answer' },
    }
    t.equal(told(await verifyPresentation({ jwt }, outside)), expected, what)
  }
})

t.test('a learner record and the credentials in it have reports of their own', async (t) => {
  const issuer = await foreignIssuer('eddsa-rdfc-2022', 13)
  const record = await issuer.sign(learnerRecord(issuer.did, [badge, other]))
  const found = await verifyRecord({ credential: record }, environment)
  t.equal(found.report.verdict, 'valid', JSON.stringify(found.report.checks))
  t.strictSame(
    found.credentials.map(({ path, report }) => `${path} ${report.verdict}`),
    [
      'credentialSubject.verifiableCredential.0 valid',
      'credentialSubject.verifiableCredential.1 valid',
    ],
  )
  const presentation = await holder.present({ ...unsigned, verifiableCredential: [record] })
  const report = await verifyPresentation({ presentation }, environment)
  t.equal(told(report), 'valid')
  t.strictSame(
    report.credentials.map(({ path }) => path),
    [
      'verifiableCredential.0',
      'verifiableCredential.0.credentialSubject.verifiableCredential.0',
      'verifiableCredential.0.credentialSubject.verifiableCredential.1',
    ],
  )
  const changed = altered(record, (copy) =>
    Object.assign(at(copy, 'credentialSubject', 'verifiableCredential', 0), { name: 'Another' }),
  )
  const bad = await verifyRecord({ credential: changed }, environment)
  t.equal(bad.report.verdict, 'invalid')
  t.strictSame(
    bad.credentials.map(({ report }) => report.verdict),
    ['invalid', 'valid'],
  )
  t.strictSame((await verifyRecord({ credential: badge }, environment)).credentials, [])
})

t.test('a learner record is as bad as the worst credential in it', async (t) => {
  const issuer = await foreignIssuer('eddsa-rdfc-2022', 13)
  const forged = altered(badge, (copy) => Object.assign(copy, { name: 'Another' }))
  const verdictOn = async (credentials: unknown[], outside = environment) => {
    const record = await issuer.sign(learnerRecord(issuer.did, credentials))
    const { report } = await verifyRecord({ credential: record }, outside)
    const failing = report.checks.find(({ outcome }) => outcome === 'failed')
    return [report.verdict, failing && 'code' in failing ? failing.code : 'as it was signed']
  }
  t.strictSame(await verdictOn([other, forged]), ['invalid', 'as it was signed'])
  const silent = { ...environment, load: async () => ({ unavailable: 'no answer' }) }
  t.strictSame(await verdictOn([other, badge], silent), ['inconclusive', 'as it was signed'])
  const many = Array.from({ length: 31 }, (_, number) => ({
    id: `urn:a:${number}`,
    type: 'VerifiableCredential',
  }))
  t.strictSame(await verdictOn(many), ['invalid', 'too-complex'], 'more than are verified')
})

t.test('anything at all is a report', async (t) => {
  for (const presented of [
    { presentation: null },
    { presentation: [] },
    {
      presentation: {
        type: 'VerifiablePresentation',
        verifiableCredential: { verifiableCredential: 7 },
      },
    },
    { presentation: { type: 'EnvelopedVerifiablePresentation' } },
    { jwt: '' },
    { jwt: 'e30.e30.' },
  ] as PresentedPresentation[]) {
    t.equal((await verifyPresentation(presented, environment)).verdict, 'invalid')
  }
})
