// Issuers at https URLs, and keys at https URLs: bound from the issuer's own side or not at all.
import { createPublicKey } from 'node:crypto'
import t from 'tap'
import {
  generateJwtKey,
  type JsonObject,
  jwkOf,
  jwkSigner,
  openBadgeCredential,
  type SigningKey,
  signCredential,
  signCredentialJwt,
} from '../../src/credentials/index.ts'
import { type VerificationEnvironment, verifyJwt } from '../../src/verification/index.ts'
import { award, keyIssuer } from '../credentials/samples.ts'
import { found, outcome as outcomeOf, webIssuer, world } from './world.ts'

const issuer = 'https://library.example/issuers/7'
const keyUrl = `${issuer}#key-1`
const elsewhere = 'https://library.example/keys/1'
const jwksUrl = 'https://library.example/.well-known/jwks.json'

const { key } = await keyIssuer(7)
const multikey = (id: unknown, changes: object = {}) => ({
  id,
  type: 'Multikey',
  controller: issuer,
  publicKeyMultibase: key.publicKeyMultibase,
  ...changes,
})
const jwk = jwkOf(multikey('')) as JsonObject
const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'pem', type: 'spki' })

const es256 = await generateJwtKey('ES256')

/** What the web holds; all else is not there, and `null` does not answer. */
type Web = { [url: string]: unknown }

async function on(web: Web): Promise<VerificationEnvironment> {
  return {
    ...(await world({ dids: web })),
    load: async (url) => {
      if (web[url] === null) return { unavailable: 'no answer' }
      if (web[url] === undefined)
        return { status: 404, mediaType: null, bytes: Buffer.from('<html>') }
      return found(web[url])
    },
  }
}

async function badge(verificationMethod: string, by = issuer, signer: SigningKey = key) {
  const unsigned = openBadgeCredential(award(by, { status: undefined }))
  return signCredential(unsigned, {
    key: { ...signer, verificationMethod },
    suites: ['eddsa-rdfc-2022'],
    created: new Date('2026-02-01T09:00:01Z'),
  })
}

/** What becomes of a badge of the issuer that names its key like this, on such a web. */
const outcome = async (verificationMethod: string, web: Web, by = issuer) =>
  outcomeOf(await badge(verificationMethod, by), await on(web))

const profile = (changes: object) => ({ id: issuer, type: 'Profile', name: 'Library', ...changes })
const listing = (method: object | string, changes: object = {}) =>
  profile({ verificationMethod: [method], assertionMethod: [keyUrl], ...changes })

t.test('an issuer lists its key in the document at its own address', async (t) => {
  for (const [how, document] of Object.entries({
    'by reference': listing(multikey(keyUrl)),
    'in full': profile({ assertionMethod: multikey(keyUrl) }),
    'by a relative reference': listing(multikey('#key-1'), { assertionMethod: '#key-1' }),
    'as a JWK': listing({ id: keyUrl, type: 'JsonWebKey', controller: issuer, publicKeyJwk: jwk }),
    'the older way': profile({ publicKey: multikey(keyUrl) }),
    'the older way, as PEM': profile({
      publicKey: [{ id: keyUrl, type: 'CryptographicKey', owner: issuer, publicKeyPem: pem }],
    }),
  })) {
    t.equal(await outcome(keyUrl, { [issuer]: document }), 'valid', how)
  }
})

t.test('or refers from there to where the key lies', async (t) => {
  const away = 'https://keys.example/library'
  for (const [what, lies] of Object.entries({
    'a JWK': jwk,
    'a JWKS of one': { keys: [jwk] },
    'a key as PEM': { id: away, type: 'CryptographicKey', owner: issuer, publicKeyPem: pem },
  })) {
    const older = { [issuer]: profile({ publicKey: away }), [away]: lies }
    t.equal(await outcome(away, older), 'valid', `${what}, the older way`)
    const newer = { [issuer]: profile({ assertionMethod: [away] }), [away]: lies }
    t.equal(await outcome(away, newer), 'valid', what)
  }
  const web = { [issuer]: profile({ assertionMethod: [`${jwksUrl}#b`] }) }
  const keys = [
    { ...es256.publicJwk, kid: 'a' },
    { ...jwk, kid: 'b' },
  ]
  t.equal(await outcome(`${jwksUrl}#b`, { ...web, [jwksUrl]: { keys } }), 'valid', 'one of several')
  const did = key.verificationMethod
  t.equal(await outcome(did, { [issuer]: profile({ assertionMethod: did }) }), 'valid', 'a did:key')
})

t.test('or its host publishes the key where hosts publish keys', async (t) => {
  const named = { ...jwk, kid: elsewhere }
  t.equal(await outcome(elsewhere, { [jwksUrl]: { keys: [named] } }), 'valid')
  t.equal(await outcome(elsewhere, { [jwksUrl]: { keys: [{ ...named, iss: issuer }] } }), 'valid')
  const others = { keys: [{ ...named, iss: 'https://library.example/issuers/8' }] }
  t.equal(
    await outcome(elsewhere, { [jwksUrl]: others }),
    'invalid issuer-key key-not-issuers',
    'for another issuer of the same host',
  )
  const web = await webIssuer(8)
  const wellKnown = 'https://badges.example/.well-known/jwks.json'
  const ofWeb = { [web.did]: web.document, [wellKnown]: { keys: [named] } }
  t.equal(await outcome(elsewhere, ofWeb, web.did), 'valid', 'of an issuer with a did:web')
})

t.test('a key that the issuer’s side does not list is not the issuer’s', async (t) => {
  const refused = 'invalid issuer-key key-not-issuers'
  const other = multikey(keyUrl, {
    publicKeyMultibase: (await keyIssuer(8)).key.publicKeyMultibase,
  })
  const listed = { [issuer]: listing(other) }
  t.equal(await outcome(elsewhere, listed), refused, 'it was removed, or never was there')
  t.equal(
    await outcome(elsewhere, { ...listed, [elsewhere]: { ...jwk, kid: elsewhere, iss: issuer } }),
    refused,
    'not even if it lies on the issuer’s own origin: a platform keeps uploads of people',
  )
  t.equal(
    await outcome(elsewhere, { ...listed, [elsewhere]: multikey(elsewhere) }),
    refused,
    'nor with a document around it that claims the issuer',
  )
  t.equal(await outcome(key.verificationMethod, listed), refused, 'nor a did:key')
  t.equal(await outcome(keyUrl, listed), 'invalid proof invalid-signature', 'nor by its name')
  t.equal(
    await outcome(keyUrl, { [issuer]: listing(multikey(keyUrl, { controller: 'https://a.b' })) }),
    refused,
    'of another controller',
  )
  t.equal(
    await outcome(keyUrl, { [issuer]: listing(multikey(keyUrl), { assertionMethod: [] }) }),
    refused,
    'not for assertions',
  )
  const did = { [issuer]: profile({ assertionMethod: [multikey(key.verificationMethod)] }) }
  t.equal(await outcome(key.verificationMethod, did), 'valid', 'a did:key in full')
  const swapped = profile({ assertionMethod: { ...other, id: key.verificationMethod } })
  t.equal(
    await outcome(key.verificationMethod, { [issuer]: swapped }),
    'invalid proof invalid-signature',
    'another key under the name of a did:key',
  )
})

t.test('a key that was revoked fails, wherever it says so; a retired one stays good', async (t) => {
  const revoked = { revoked: '2026-02-20T00:00:00Z' }
  const refused = 'invalid issuer-key key-revoked'
  t.equal(await outcome(keyUrl, { [issuer]: listing(multikey(keyUrl, revoked)) }), refused)
  const inSet = { keys: [{ ...jwk, kid: elsewhere, revoked: { revoked_at: 1772000000 } }] }
  t.equal(await outcome(elsewhere, { [jwksUrl]: inSet }), refused)
  const first = { [issuer]: profile({ verificationMethod: multikey(elsewhere, revoked) }) }
  const still = { ...first, [jwksUrl]: { keys: [{ ...jwk, kid: elsewhere }] } }
  t.equal(await outcome(elsewhere, still), refused, 'although the JWKS still has it')
})

t.test('an issuer that does not answer, or answers without a list, is inconclusive', async (t) => {
  const silent = 'inconclusive proof issuer-unavailable'
  const listless = 'inconclusive proof issuer-lists-no-keys'
  const away = 'https://keys.example/library'
  for (const [what, web, expected] of [
    ['silence', { [issuer]: null, [jwksUrl]: null }, silent],
    ['silence and no JWKS', { [issuer]: null }, silent],
    ['silence and a JWKS of others', { [issuer]: null, [jwksUrl]: { keys: [] } }, silent],
    ['a profile, and a JWKS that is silent', { [issuer]: profile({}), [jwksUrl]: null }, silent],
    [
      'a silent place for the key',
      { [issuer]: profile({ publicKey: away }), [away]: null },
      silent,
    ],
    ['nothing', {}, listless],
    ['a profile without keys', { [issuer]: profile({}) }, listless],
    ['no object', { [issuer]: ['a'], [jwksUrl]: 1 }, listless],
    [
      'a document of somebody else',
      { [issuer]: { ...listing(multikey(away)), id: away } },
      listless,
    ],
  ] as const) {
    t.equal(await outcome(what.includes('place') ? away : elsewhere, web), expected, what)
  }
  const byDid = await outcome(key.verificationMethod, {})
  t.equal(byDid, 'inconclusive issuer-key issuer-lists-no-keys', 'however well it is signed')
  const tampered = { ...(await badge(key.verificationMethod)), name: 'Poet' }
  t.equal(await outcomeOf(tampered, await on({})), 'invalid proof invalid-signature')
})

t.test('a server that redirects to another one does not lend it its name', async (t) => {
  const id = 'https://library.example/go?to=https%3A%2F%2Fthief.example'
  const document = { id, assertionMethod: multikey(`${id}#k`, { controller: id }) }
  const environment = await on({})
  const redirecting = (url: string) => ({
    ...environment,
    load: async (asked: string, kind: 'issuer') =>
      asked === id ? { ...found(document), url } : environment.load(asked, kind),
  })
  const signed = await badge(`${id}#k`, id)
  const own = redirecting('https://library.example/profile') as VerificationEnvironment
  t.equal(await outcomeOf(signed, own), 'valid', 'on its own origin')
  const away = redirecting('https://thief.example/') as VerificationEnvironment
  t.equal(await outcomeOf(signed, away), 'inconclusive proof issuer-lists-no-keys')
})

t.test('the same goes for tokens', async (t) => {
  const credential = openBadgeCredential(award(issuer, { status: undefined }))
  const sign = (kid: string) =>
    signCredentialJwt(credential, {
      sign: jwkSigner(es256.privateJwk, 'ES256'),
      alg: 'ES256',
      kid,
    })
  const verdictOf = async (kid: string, web: Web) => {
    const { verdict, checks } = await verifyJwt(await sign(kid), await on(web))
    const telling = checks.find((check) => 'code' in check)
    return telling && 'code' in telling ? `${verdict} ${telling.name} ${telling.code}` : verdict
  }
  const inSet = (members: object) => ({ [jwksUrl]: { keys: [{ ...es256.publicJwk, ...members }] } })
  t.equal(await verdictOf(elsewhere, inSet({ kid: elsewhere })), 'valid')
  t.equal(await verdictOf('k1', inSet({ kid: 'k1', iss: issuer })), 'valid')
  t.equal(await verdictOf(`${jwksUrl}#k1`, inSet({ kid: 'k1' })), 'valid', 'a kid into the JWKS')
  const method = { id: keyUrl, type: 'JsonWebKey', controller: issuer }
  const inDocument = listing({ ...method, publicKeyJwk: { ...es256.publicJwk, kid: elsewhere } })
  for (const kid of [keyUrl, elsewhere, 'key-1']) {
    t.equal(await verdictOf(kid, { [issuer]: inDocument }), 'valid', kid)
  }
  const referred = { [issuer]: profile({ publicKey: elsewhere }), [elsewhere]: es256.publicJwk }
  t.equal(await verdictOf(elsewhere, referred), 'valid', 'where the issuer refers to')

  const refused = 'invalid proof key-not-found'
  t.equal(await verdictOf(elsewhere, inSet({ kid: 'other' })), refused)
  const uploaded = { ...inSet({ kid: 'other' }), [elsewhere]: { ...es256.publicJwk, iss: issuer } }
  t.equal(await verdictOf(elsewhere, uploaded), refused, 'what only lies on its origin')
  const forged = { [jwksUrl]: { keys: [{ ...jwk, kid: elsewhere }] } }
  t.match(await verdictOf(elsewhere, forged), /^invalid proof/)
  t.equal(await verdictOf(elsewhere, {}), 'inconclusive proof issuer-lists-no-keys')
  t.equal(await verdictOf(elsewhere, { [issuer]: null }), 'inconclusive proof issuer-unavailable')
})
