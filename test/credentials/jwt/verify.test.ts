import { createPrivateKey } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import {
  decodeCredentialJwt,
  decodePresentationJwt,
  type JsonObject,
  jwkSigner,
  signCredentialJwt,
  verifyCredentialJwt,
} from '../../../src/credentials/index.ts'
import { credential, ed25519, keys, kid, token, weakRsa } from './tokens.ts'

const { RS256, ES256 } = keys
const rsa = createPrivateKey({ key: RS256.privateJwk as { kty: string }, format: 'jwk' })
const jwkOf = (key: typeof ed25519.publicKey) => key.export({ format: 'jwk' })

t.test('tokens that others signed verify: RS256, ES256 and EdDSA', async (t) => {
  const p256 = createPrivateKey({ key: ES256.privateJwk as { kty: string }, format: 'jwk' })
  const cases = [
    [token({ alg: 'RS256' }, credential, rsa), RS256.publicJwk],
    [token({ alg: 'ES256', typ: 'vc+jwt' }, credential, p256), ES256.publicJwk],
    [token({ alg: 'EdDSA', typ: 'JWT' }, credential, ed25519.privateKey), jwkOf(ed25519.publicKey)],
  ] as const
  for (const [jwt, jwk] of cases)
    t.strictSame(await verifyCredentialJwt(jwt, jwk), { verified: true })
})

t.test('a token is refused for its header, whatever the key', async (t) => {
  const secret = JSON.stringify(RS256.publicJwk)
  const cases: [string, string, string][] = [
    ['none', 'unsupported-algorithm', token({ alg: 'none' }, credential)],
    ['None', 'unsupported-algorithm', token({ alg: 'None' }, credential)],
    ['no algorithm', 'unsupported-algorithm', token({}, credential, rsa)],
    ['a shared secret', 'unsupported-algorithm', token({ alg: 'HS256' }, credential, secret)],
    ['another hash', 'unsupported-algorithm', token({ alg: 'RS512' }, credential, rsa)],
    ['a list', 'unsupported-algorithm', token({ alg: ['RS256'] }, credential, rsa)],
    ['an inherited name', 'unsupported-algorithm', token({ alg: 'constructor' }, credential, rsa)],
    ['crit', 'critical-header', token({ alg: 'RS256', crit: ['exp'], exp: 1 }, credential, rsa)],
    ['an empty crit', 'critical-header', token({ alg: 'RS256', crit: [] }, credential, rsa)],
    ['b64', 'critical-header', token({ alg: 'RS256', b64: false }, credential, rsa)],
    ['an access token', 'unexpected-type', token({ alg: 'RS256', typ: 'at+jwt' }, credential, rsa)],
    ['a presentation', 'unexpected-type', token({ alg: 'RS256', typ: 'vp+jwt' }, credential, rsa)],
    ['no text', 'unexpected-type', token({ alg: 'RS256', typ: 1 }, credential, rsa)],
  ]
  for (const [name, code, jwt] of cases) {
    const verdict = await verifyCredentialJwt(jwt, RS256.publicJwk)
    t.match(verdict, { verified: false, code }, name)
  }
})

t.test('what is no compact JWS of two objects is malformed', async (t) => {
  const good = token({ alg: 'RS256' }, credential, rsa)
  const [header = '', payload = '', signature = ''] = good.split('.')
  const cases = [
    '',
    'a',
    `${header}.${payload}`,
    `${good}.${signature}`,
    `${header}..${signature}`,
    `${header}.${payload}.`,
    `${header}.${payload}.${signature}=`,
    ` ${good}`,
    `${header}.${payload}.${signature.slice(0, -1)}!`,
    `${Buffer.from('[]').toString('base64url')}.${payload}.${signature}`,
    `${header}.${Buffer.from('"text"').toString('base64url')}.${signature}`,
    `${header}.${Buffer.from('{"a":"\xff"}', 'latin1').toString('base64url')}.${signature}`,
    `${header}.e30.${signature}`.replace('e30', 'e31'),
  ]
  for (const jwt of cases) t.match(decodeCredentialJwt(jwt), { problem: 'malformed-jwt' }, jwt)
  t.match(decodeCredentialJwt('a'.repeat(2_000_000)), { problem: 'too-large' })
})

t.test('a key that is not one for this token is refused', async (t) => {
  const jwt = await signCredentialJwt(credential, {
    sign: jwkSigner(RS256.privateJwk, 'RS256'),
    alg: 'RS256',
    kid,
  })
  const { publicJwk } = RS256
  const weak = token({ alg: 'RS256' }, credential, weakRsa.privateKey)
  const long = Buffer.alloc(2048, 0xff).toString('base64url')
  const cases: [string, string, unknown][] = [
    ['nothing', jwt, undefined],
    ['a text', jwt, 'key'],
    ['a key set', jwt, { keys: [publicJwk] }],
    ['of another type', jwt, ES256.publicJwk],
    ['for another algorithm', jwt, { ...publicJwk, alg: 'PS256' }],
    ['for encryption', jwt, { ...publicJwk, use: 'enc' }],
    ['for wrapping', jwt, { ...publicJwk, key_ops: ['wrapKey'] }],
    ['with its private half', jwt, RS256.privateJwk],
    ['a shared secret', jwt, { kty: 'oct', k: 'AAAA' }],
    ['without its modulus', jwt, { ...publicJwk, n: undefined }],
    ['with a modulus of nothing', jwt, { ...publicJwk, n: '' }],
    ['with a huge modulus', jwt, { ...publicJwk, n: long }],
    ['with the exponent 1', jwt, { ...publicJwk, e: 'AQ' }],
    ['with an even exponent', jwt, { ...publicJwk, e: 'AQAA' }],
    ['weak', weak, jwkOf(weakRsa.publicKey)],
    ['weak, with zeros before it', weak, padded(jwkOf(weakRsa.publicKey))],
    [
      'of another curve',
      token({ alg: 'ES256' }, credential, rsa),
      { ...ES256.publicJwk, crv: 'P-384' },
    ],
    [
      'not on its curve',
      token({ alg: 'ES256' }, credential, rsa),
      { ...ES256.publicJwk, y: 'AAAA' },
    ],
    [
      'of the curve X25519',
      token({ alg: 'EdDSA' }, credential, rsa),
      { ...jwkOf(ed25519.publicKey), crv: 'X25519' },
    ],
  ]
  for (const [name, token, key] of cases) {
    const verdict = await verifyCredentialJwt(token, key)
    t.match(verdict, { verified: false, code: 'unusable-key' }, name)
  }
})

function padded(jwk: JsonObject): JsonObject {
  const modulus = Buffer.from(String(jwk.n), 'base64url')
  return { ...jwk, n: Buffer.concat([Buffer.alloc(256), modulus]).toString('base64url') }
}

t.test('one changed character makes the signature invalid, or the token malformed', async () => {
  const jwt = await signCredentialJwt(credential, {
    sign: jwkSigner(ES256.privateJwk, 'ES256'),
    alg: 'ES256',
    kid,
  })
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.'
  await fc.assert(
    fc.asyncProperty(fc.nat(jwt.length - 1), fc.constantFrom(...letters), async (at, letter) => {
      const changed = jwt.slice(0, at) + letter + jwt.slice(at + 1)
      const { verified } = await verifyCredentialJwt(changed, ES256.publicJwk)
      return verified === (changed === jwt)
    }),
    { numRuns: 200 },
  )
})

t.test('a key in the header proves nothing', async (t) => {
  const header = { alg: 'EdDSA', jwk: jwkOf(ed25519.publicKey) }
  const jwt = token(header, credential, ed25519.privateKey)
  const verdict = await verifyCredentialJwt(jwt, { ...jwkOf(ed25519.publicKey), x: 'A'.repeat(43) })
  t.equal(verdict.verified, false)
})

t.test('no text makes anything throw', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.jsonValue(), async (text, key) => {
      decodeCredentialJwt(text)
      const { verified } = await verifyCredentialJwt(token({ alg: 'RS256' }, key, rsa), key)
      return !verified
    }),
    { numRuns: 100 },
  )
})

t.test('nor does a payload that is nested too deep to be called for each level', async (t) => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
  for (const claim of ['vc', 'vp']) {
    const payload = Buffer.from(`{"${claim}":{"type":${deep}}}`).toString('base64url')
    for (const typ of ['JWT', 'vp+jwt']) {
      const jwt = `${Buffer.from(JSON.stringify({ alg: 'ES256', typ })).toString('base64url')}.${payload}.AAAA`
      t.doesNotThrow(
        () => [decodeCredentialJwt(jwt), decodePresentationJwt(jwt)],
        `${claim} ${typ}`,
      )
    }
  }
})
