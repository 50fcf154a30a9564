// VC-JWTs: the same checks and verdicts as for documents with a proof inside.
import t from 'tap'
import {
  didDocument,
  generateJwtKey,
  type JsonObject,
  jwkSigner,
  openBadgeCredential,
  signCredentialJwt,
} from '../../src/credentials/index.ts'
import {
  type VerificationEnvironment,
  verifyCredential,
  verifyJwt,
} from '../../src/verification/index.ts'
import { ed25519, token } from '../credentials/jwt/tokens.ts'
import { award, keyIssuer } from '../credentials/samples.ts'
import { listUrl, statusList, webIssuer, world } from './world.ts'

const issuer = await webIssuer(7)
const other = await webIssuer(8)
const key = await generateJwtKey('ES256')
const stranger = await generateJwtKey('ES256')
const kid = `https://badges.example/issuers/7/keys/2`
const publicJwk = { ...key.publicJwk, kid }
const credential = openBadgeCredential(award(issuer.did))
const lists = { [listUrl]: await statusList(await keyIssuer()) }

/** The DID document of the issuer with a key for tokens in it. */
const documentWith = (jwk: object, changes: object = {}) => ({
  ...didDocument({
    did: issuer.did,
    keys: [
      { fragment: 'key-1', publicKeyMultibase: issuer.key.publicKeyMultibase },
      { fragment: 'key-2', publicKeyJwk: jwk, ...changes },
    ],
    ed25519Signature2020: false,
  }),
})
const dids = { [issuer.did]: documentWith(publicJwk), [other.did]: other.document }

const sign = (
  what: JsonObject = credential,
  options: { kid?: string; privateJwk?: typeof key.privateJwk } = {},
) =>
  signCredentialJwt(what, {
    sign: jwkSigner(options.privateJwk ?? key.privateJwk, 'ES256'),
    alg: 'ES256',
    kid: options.kid ?? kid,
  })

/** Verdict and first telling check, as in `outcome` for documents. */
async function outcome(jwt: string, environment?: VerificationEnvironment): Promise<string> {
  const { verdict, checks } = await verifyJwt(jwt, environment ?? (await world({ dids, lists })))
  const telling =
    checks.find(({ outcome }) => outcome === 'failed') ??
    checks.find(({ outcome }) => outcome === 'inconclusive')
  return telling && 'code' in telling ? `${verdict} ${telling.name} ${telling.code}` : verdict
}

/** A world that keeps the key itself. */
const keeping = async (changes: object = {}): Promise<VerificationEnvironment> => ({
  ...(await world({ lists })),
  ownJwtKey: async (asked) =>
    asked === kid ? { jwk: publicJwk, issuerDids: [issuer.did], revoked: false, ...changes } : null,
})

t.test('a token is valid with a key of the issuer', async (t) => {
  t.equal(await outcome(await sign()), 'valid', 'found by the kid of the JWK')
  t.equal(await outcome(await sign(credential, { kid: `${issuer.did}#key-2` })), 'valid')
  for (const fragment of ['key-2', '#key-2']) {
    t.equal(await outcome(await sign(credential, { kid: fragment })), 'valid', 'by the fragment')
  }
  t.equal(await outcome(await sign(), await keeping()), 'valid', 'kept by the verifier itself')
  const report = await verifyJwt(await sign(), await world({ dids, lists }))
  t.same(
    report.checks
      .filter(({ outcome }) => outcome !== 'skipped')
      .map(({ name, outcome }) => `${name} ${outcome}`),
    ['shape', 'context', 'proof', 'issuer-key', 'status', 'validity'].map((n) => `${n} passed`),
  )
  t.equal(report.credential.id, credential.id)
})

t.test('an Ed25519 key of the issuer, however it is written down', async (t) => {
  const jwk = ed25519.publicKey.export({ format: 'jwk' })
  const claims = {
    iss: issuer.did,
    jti: credential.id,
    nbf: Date.parse(String(credential.validFrom)) / 1000,
    exp: Date.parse(String(credential.validUntil)) / 1000,
    sub: (credential.credentialSubject as JsonObject).id,
  }
  const header = { alg: 'EdDSA', typ: 'JWT', kid: `${issuer.did}#key-2` }
  const jwt = token(header, { ...credential, ...claims }, ed25519.privateKey)
  const written = await world({ dids: { [issuer.did]: documentWith(jwk) }, lists })
  t.equal(await outcome(jwt, written), 'valid')
  const bare = token({ ...header, typ: 'vc+jwt' }, credential, ed25519.privateKey)
  t.equal(await outcome(bare, written), 'valid', 'vc+jwt needs no claims')
  const lacking = token(header, credential, ed25519.privateKey)
  t.equal(await outcome(lacking, written), 'invalid shape claim-missing')
})

t.test('a token that is not the issuer’s is invalid', async (t) => {
  const { privateJwk } = stranger
  t.equal(await outcome(await sign(credential, { privateJwk })), 'invalid proof invalid-signature')
  t.equal(
    await outcome(await sign(credential, { kid: `${issuer.did}#key-3` })),
    'invalid proof key-not-found',
  )

  const thief = {
    ...documentWith(stranger.publicJwk),
    id: other.did,
    verificationMethod: [
      {
        id: `${other.did}#k`,
        type: 'JsonWebKey',
        controller: issuer.did,
        publicKeyJwk: stranger.publicJwk,
      },
    ],
    assertionMethod: [`${other.did}#k`],
  }
  const stolen = await world({ dids: { ...dids, [other.did]: thief }, lists })
  const signed = await sign(credential, { kid: `${other.did}#k`, privateJwk })
  t.equal(await outcome(signed, stolen), 'invalid issuer-key key-not-issuers')

  const silent = await world({ dids: { [issuer.did]: documentWith(publicJwk) }, lists })
  t.equal(
    await outcome(signed, silent),
    'invalid proof key-not-issuers',
    'whether or not the thief answers',
  )

  const elsewhere = await keeping({ issuerDids: [other.did] })
  t.equal(await outcome(await sign(), elsewhere), 'invalid issuer-key key-not-issuers')

  const claims = { iss: issuer.did, jti: credential.id }
  const header = { alg: 'EdDSA', typ: 'JWT', jwk: ed25519.publicKey.export({ format: 'jwk' }) }
  const own = token({ ...header, typ: 'vc+jwt' }, { ...credential, ...claims }, ed25519.privateKey)
  t.match(await outcome(own), /^invalid proof/, 'a key in the header proves nothing')
})

t.test('a token that names no key is signed by its issuer, who has to have some', async (t) => {
  const bare = { ...credential, issuer: { ...(credential.issuer as object), id: 'urn:library' } }
  const unnamed = token({ alg: 'EdDSA', typ: 'vc+jwt' }, bare, ed25519.privateKey)
  t.equal(await outcome(unnamed), 'invalid proof key-not-found')
})

t.test('a revoked key fails whatever the token says', async (t) => {
  const revoked = documentWith(publicJwk, { revoked: '2026-02-01T00:00:00Z' })
  const environment = await world({ dids: { [issuer.did]: revoked }, lists })
  t.equal(await outcome(await sign(), environment), 'invalid issuer-key key-revoked')
  t.equal(
    await outcome(await sign(), await keeping({ revoked: true })),
    'invalid issuer-key key-revoked',
  )
})

t.test('a key that is listed but not for assertions does not do', async (t) => {
  const document = { ...documentWith(publicJwk), assertionMethod: [`${issuer.did}#key-1`] }
  const environment = await world({ dids: { [issuer.did]: document }, lists })
  t.equal(await outcome(await sign(), environment), 'invalid issuer-key key-not-issuers')
})

t.test('what cannot be asked is inconclusive', async (t) => {
  t.equal(await outcome(await sign(), await world({ lists })), 'inconclusive proof did-unavailable')
  const named = openBadgeCredential(award('https://issuer.example/profile'))
  t.equal(await outcome(await sign(named)), 'inconclusive proof issuer-unavailable')
  const broken: VerificationEnvironment = {
    ...(await world({ lists })),
    ownJwtKey: () => Promise.reject(new Error('away')),
  }
  t.equal(await outcome(await sign(), broken), 'inconclusive proof did-unavailable')
})

t.test('status and validity go for tokens too', async (t) => {
  const { statusListIndex } = credential.credentialStatus as { statusListIndex: string }
  const withBit = async (index: number) => {
    const list = await statusList(await keyIssuer(), [index])
    return world({ dids, lists: { [listUrl]: list } })
  }
  const own = Number(statusListIndex)
  t.equal(await outcome(await sign(), await withBit(own)), 'invalid status revoked')
  t.equal(await outcome(await sign(), await withBit(own + 1)), 'valid', 'another one is revoked')

  const valid = (changes: Parameters<typeof award>[1]) =>
    sign(openBadgeCredential(award(issuer.did, { status: undefined, ...changes })))
  const late = await valid({ validFrom: new Date('2999-01-01T00:00:00Z'), validUntil: undefined })
  t.equal(await outcome(late), 'invalid validity not-yet-valid')
  const [validFrom, validUntil] = [
    new Date('2019-01-01T00:00:00Z'),
    new Date('2020-01-01T00:00:00Z'),
  ]
  t.equal(await outcome(await valid({ validFrom, validUntil })), 'invalid validity expired')
})

t.test(
  'a token whose payload is the credential needs no claims, and has times of its own',
  async (t) => {
    const { privateKey } = ed25519
    const did = `did:jwk:${Buffer.from(JSON.stringify(ed25519.publicKey.export({ format: 'jwk' }))).toString('base64url')}`
    const bare = { ...credential, issuer: { ...(credential.issuer as object), id: did } }
    const header = { alg: 'EdDSA', kid: `${did}#0` }
    const signed = (typ: string, claims: object = {}, more: object = {}) =>
      token({ ...header, typ, ...more }, { ...bare, ...claims }, privateKey)
    for (const typ of [
      'vc+jwt',
      'application/vc+jwt',
      'VC+JWT',
      'vc+ld+jwt',
      'vc-ld+jwt',
      'vc+ld+json+jwt',
    ]) {
      t.equal(await outcome(signed(typ)), 'valid', typ)
    }
    for (const cty of ['vc', 'application/vc', 'vc+ld+json']) {
      t.equal(await outcome(signed('vc+jwt', {}, { cty })), 'valid', cty)
    }
    for (const cty of ['vp', 'JWT', 'text/html', 7]) {
      t.equal(
        await outcome(signed('vc+jwt', {}, { cty })),
        'invalid shape unexpected-type',
        `${cty}`,
      )
    }
    const now = Date.parse('2026-03-01T12:00:00Z') / 1000
    for (const [what, claims, expected] of [
      ['for a year yet', { exp: now + 31_536_000, iat: now, nbf: now }, 'valid'],
      ['over', { exp: now - 1 }, 'invalid proof proof-expired'],
      ['not yet', { nbf: now + 3600 }, 'invalid proof proof-not-yet-valid'],
      ['at no time', { exp: 'tomorrow' }, 'invalid proof proof-expired'],
      ['of another', { iss: other.did }, 'invalid shape claim-different'],
      ['about another', { sub: other.did }, 'invalid shape claim-different'],
      ['with another id', { jti: 'urn:a:1' }, 'invalid shape claim-different'],
    ] as const) {
      t.equal(await outcome(signed('vc+jwt', claims)), expected, what)
    }
    t.equal(
      await outcome(signed('JWT')),
      'invalid shape claim-missing',
      'elsewhere claims are needed',
    )

    const enveloped = {
      '@context': 'https://www.w3.org/ns/credentials/v2',
      type: 'EnvelopedVerifiableCredential',
      id: `data:application/vc+jwt,${signed('vc+jwt')}`,
    }
    const opened = async (changes: object) =>
      (await verifyCredential({ ...enveloped, ...changes }, await world({ dids, lists }))).verdict
    t.equal(await opened({}), 'valid', 'in an envelope')
    for (const changes of [
      { '@context': [] },
      { id: signed('vc+jwt') },
      { type: 'VerifiableCredential' },
      { name: 'Another' },
      { credentialStatus: { id: 'urn:a:1', type: 'BitstringStatusListEntry' } },
    ]) {
      t.equal(await opened(changes), 'invalid', JSON.stringify(changes).slice(0, 40))
    }
  },
)

t.test('whatever is no token of a credential is invalid and never an exception', async (t) => {
  const jwt = await sign()
  const [head = '', body = '', signature = ''] = jwt.split('.')
  const changed = Buffer.from(
    Buffer.from(body, 'base64url').toString().replace('Podcast', 'Broadcast'),
  ).toString('base64url')
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const cases: Record<string, [string, string]> = {
    'no text': ['', 'malformed-jwt'],
    'a word': ['hello', 'malformed-jwt'],
    'a part too few': [`${head}.${body}`, 'malformed-jwt'],
    'a part too many': [`${jwt}.x`, 'malformed-jwt'],
    'no algorithm': [`${encoded({ alg: 'none' })}.${body}.`, 'unsupported-algorithm'],
    'a shared secret': [
      `${encoded({ alg: 'HS256' })}.${body}.${signature}`,
      'unsupported-algorithm',
    ],
    'an access token': [
      `${encoded({ alg: 'ES256', typ: 'at+jwt' })}.${body}.${signature}`,
      'unexpected-type',
    ],
    'no credential': [`${head}.${encoded({})}.${signature}`, 'malformed'],
    'more than a million characters': [
      `${head}.${'A'.repeat(1_100_000)}.${signature}`,
      'too-large',
    ],
  }
  for (const [what, [text, code]] of Object.entries(cases)) {
    t.equal(await outcome(text), `invalid shape ${code}`, what)
  }
  if (changed !== body) {
    t.equal(await outcome(`${head}.${changed}.${signature}`), 'invalid proof invalid-signature')
  }
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
  for (const [claim, value] of Object.entries({
    iss: other.did,
    jti: 'urn:x',
    nbf: 1,
    sub: 'urn:y',
  })) {
    const forged = encoded({ ...claims, [claim]: value })
    t.equal(await outcome(`${head}.${forged}.${signature}`), 'invalid shape claim-different', claim)
  }
})
