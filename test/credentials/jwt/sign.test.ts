import { createPublicKey, verify } from 'node:crypto'
import fc from 'fast-check'
import { jwtVerify } from 'jose'
import t from 'tap'
import {
  claimProblems,
  decodeCredentialJwt,
  generateJwtKey,
  type JsonObject,
  jwkSigner,
  shapeProblems,
  signCredentialJwt,
  verifyCredentialJwt,
} from '../../../src/credentials/index.ts'
import { altered } from '../samples.ts'
import { credential, keys, kid } from './tokens.ts'

const algorithms = ['RS256', 'ES256'] as const
const signed = (alg: 'RS256' | 'ES256', document: JsonObject = credential) =>
  signCredentialJwt(document, { sign: jwkSigner(keys[alg].privateJwk, alg), alg, kid })

const part = (jwt: string, at: number) =>
  JSON.parse(Buffer.from(jwt.split('.')[at] ?? '', 'base64url').toString())

for (const alg of algorithms) {
  t.test(`a VC-JWT of ${alg}`, async (t) => {
    const jwt = await signed(alg)

    t.test('has exactly the header members that validators read', async (t) => {
      t.strictSame(part(jwt, 0), { alg, kid, typ: 'JWT' })
    })

    t.test('has the credential as its payload, with its claims and no vc', async (t) => {
      t.strictSame(part(jwt, 1), {
        ...credential,
        iss: 'did:web:badges.example',
        jti: 'https://badges.example/credentials/9f2c',
        nbf: Date.parse('2026-02-01T09:00:00Z') / 1000,
        exp: Date.parse('2028-02-01T09:00:00Z') / 1000,
        sub: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b11',
      })
    })

    t.test('gives the credential back, whose claims agree', async (t) => {
      const decoded = decodeCredentialJwt(jwt)
      if ('problem' in decoded) throw new Error(decoded.detail)
      t.strictSame(decoded.credential, credential)
      t.strictSame(claimProblems(decoded.claims, decoded.credential), [])
      t.strictSame(shapeProblems(decoded.credential), [])
    })

    t.test('verifies here, with jose and with node:crypto', async (t) => {
      const { publicJwk } = keys[alg]
      t.strictSame(await verifyCredentialJwt(jwt, { ...publicJwk, kid }), { verified: true })
      const now = new Date('2026-03-01T12:00:00Z')
      const { protectedHeader } = await jwtVerify(jwt, publicJwk, {
        currentDate: now,
        algorithms: [alg],
      })
      t.equal(protectedHeader.kid, kid)
      const [header, payload, signature = ''] = jwt.split('.')
      const key = createPublicKey({ key: publicJwk as { kty: string }, format: 'jwk' })
      const input = Buffer.from(`${header}.${payload}`)
      const bytes = Buffer.from(signature, 'base64url')
      t.ok(verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, bytes))
    })

    t.test('has keys of which the public one is only public', async (t) => {
      const members = alg === 'RS256' ? ['alg', 'e', 'kty', 'n'] : ['alg', 'crv', 'kty', 'x', 'y']
      t.strictSame(Object.keys(keys[alg].publicJwk).sort(), members)
      t.ok(keys[alg].privateJwk.d)
      const another = await generateJwtKey(alg)
      t.notSame(another.publicJwk, keys[alg].publicJwk)
      const verdict = await verifyCredentialJwt(jwt, another.publicJwk)
      t.match(verdict, { verified: false, code: 'invalid-signature' })
    })
  })
}

t.test('a credential that never ends has no exp', async (t) => {
  const endless = altered(credential, (copy) => {
    delete copy.validUntil
  })
  t.notOk('exp' in part(await signed('ES256', endless), 1))
})

t.test('RS256 gives the same token for the same credential', async (t) => {
  t.equal(await signed('RS256'), await signed('RS256'))
})

t.test('any text comes back as it was', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 200 }).filter((value) => value.isWellFormed())
  await fc.assert(
    fc.asyncProperty(text, async (name) => {
      const jwt = await signed('ES256', { ...credential, name })
      const decoded = decodeCredentialJwt(jwt)
      const verdict = await verifyCredentialJwt(jwt, keys.ES256.publicJwk)
      return verdict.verified && 'credential' in decoded && decoded.credential.name === name
    }),
    { numRuns: 40 },
  )
})

t.test('what no token can say is not signed', async (t) => {
  const wrong: [string, (copy: JsonObject) => void][] = [
    ['a proof', (copy) => Object.assign(copy, { proof: [] })],
    ['a claim of its own', (copy) => Object.assign(copy, { iat: 1 })],
    ['a claim vc', (copy) => Object.assign(copy, { vc: {} })],
    ['no id', (copy) => delete copy.id],
    ['no issuer', (copy) => delete copy.issuer],
    ['no time', (copy) => delete copy.validFrom],
    [
      'a time with fractions',
      (copy) => Object.assign(copy, { validFrom: '2026-01-01T00:00:00.5Z' }),
    ],
    ['an end that is none', (copy) => Object.assign(copy, { validUntil: 'never' })],
    ['a subject without an id', (copy) => delete (copy.credentialSubject as JsonObject).id],
    [
      'two subjects',
      (copy) => Object.assign(copy, { credentialSubject: [copy.credentialSubject] }),
    ],
  ]
  for (const [name, change] of wrong) {
    await t.rejects(signed('ES256', altered(credential, change)), TypeError, name)
  }
  const { privateJwk } = keys.ES256
  t.throws(() => jwkSigner(privateJwk, 'RS256'), TypeError)
})
