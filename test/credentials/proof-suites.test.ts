import { createECDH, generateKeyPairSync } from 'node:crypto'
import { decode, encode } from 'base58-universal'
import t from 'tap'
import {
  CREDENTIALS_V2,
  DATA_INTEGRITY_V2,
  type JsonObject,
  OPEN_BADGES_V3,
  openBadgeCredential,
  publicKeyOf,
  verifyProof,
} from '../../src/credentials/index.ts'
import { foreignIssuer, foreignSuites } from './foreign-suites.ts'
import { altered, at, award } from './samples.ts'

const issuers = await Promise.all(foreignSuites.map((suite) => foreignIssuer(suite)))
const signed = await Promise.all(
  issuers.map(async (issuer) => ({
    issuer,
    document: await issuer.sign(openBadgeCredential(award(issuer.did))),
  })),
)

async function verdict(document: JsonObject, verificationMethod: unknown) {
  const result = await verifyProof({ document, proof: document.proof, verificationMethod })
  return result.verified || result.code
}

for (const { issuer, document } of signed) {
  t.test(`${issuer.suite}, made by another library`, async (t) => {
    const { verificationMethod } = issuer
    t.equal(await verdict(document, verificationMethod), true, 'verifies')

    const changes: [string, (copy: JsonObject) => void][] = [
      ['the document', (copy) => Object.assign(at(copy, 'issuer'), { name: 'Another' })],
      [
        'the time of the proof',
        (copy) => Object.assign(at(copy, 'proof'), { created: '2026-03-01T12:00:01Z' }),
      ],
      [
        'the purpose',
        (copy) => Object.assign(at(copy, 'proof'), { proofPurpose: 'authentication' }),
      ],
      ['the domain', (copy) => Object.assign(at(copy, 'proof'), { domain: 'https://a.example' })],
      ['the order of contexts', (copy) => (copy['@context'] as string[]).splice(1, 1)],
      [
        'the signature',
        (copy) => {
          const bytes = decode(String(at(copy, 'proof').proofValue).slice(1)) ?? new Uint8Array()
          bytes[40] = (bytes[40] ?? 0) ^ 1
          Object.assign(at(copy, 'proof'), { proofValue: `z${encode(bytes)}` })
        },
      ],
    ]
    for (const [what, change] of changes) {
      t.not(await verdict(altered(document, change), verificationMethod), true, what)
    }
    const value = String(at(document, 'proof').proofValue)
    for (const [what, proofValue] of [
      ['another multibase header', `m${value.slice(1)}`],
      [
        'base64url, which no suite uses',
        `u${Buffer.from(decode(value.slice(1)) ?? []).toString('base64url')}`,
      ],
      ['no header', value.slice(1)],
      ['a byte more', `z${encode(Uint8Array.of(...(decode(value.slice(1)) ?? []), 0))}`],
      ['a byte less', `z${encode((decode(value.slice(1)) ?? new Uint8Array()).subarray(1))}`],
    ] as const) {
      const changed = altered(document, (copy) => Object.assign(at(copy, 'proof'), { proofValue }))
      t.equal(await verdict(changed, verificationMethod), 'malformed-proof', what)
    }
    for (const other of issuers) {
      if (other.verificationMethod.publicKeyMultibase === verificationMethod.publicKeyMultibase)
        continue
      const code = await verdict(document, other.verificationMethod)
      t.ok(
        code === 'invalid-signature' || code === 'unusable-key' || code === 'malformed-proof',
        other.suite,
      )
    }
    for (const cryptosuite of ['eddsa-rdfc-2022', 'eddsa-jcs-2022', 'ecdsa-rdfc-2019']) {
      if (issuer.suite.startsWith(cryptosuite)) continue
      const renamed = altered(document, (copy) =>
        Object.assign(at(copy, 'proof'), { type: 'DataIntegrityProof', cryptosuite }),
      )
      t.not(await verdict(renamed, verificationMethod), true, `passes not for ${cryptosuite}`)
    }
  })
}

t.test(
  'P-384: the hash of canonicalisation follows the key, which shows in blank nodes',
  async (t) => {
    for (const suite of ['ecdsa-rdfc-2019 P-256', 'ecdsa-rdfc-2019 P-384'] as const) {
      const issuer = await foreignIssuer(suite)
      const alignment = ['A', 'B', 'C', 'D', 'E'].map((targetName) => ({
        targetName,
        targetUrl: 'https://framework.example/same',
      }))
      const { achievement } = award(issuer.did)
      const changes = { achievement: { ...achievement, alignment } }
      const document = await issuer.sign(openBadgeCredential(award(issuer.did, changes)))
      t.equal(await verdict(document, issuer.verificationMethod), true, suite)
    }
  },
)

t.test('eddsa-jcs-2022: the contexts of the proof begin those of the document', async (t) => {
  const [, jcs] = signed
  if (!jcs) throw new Error('no issuer')
  const { document, issuer } = jcs
  const withContexts = (...contexts: string[]) => ({ ...document, '@context': contexts })
  t.strictSame(at(document, 'proof')['@context'], [CREDENTIALS_V2, OPEN_BADGES_V3])
  for (const [what, changed, expected] of [
    ['one more at the end', withContexts(CREDENTIALS_V2, OPEN_BADGES_V3, DATA_INTEGRITY_V2), true],
    ['another order', withContexts(OPEN_BADGES_V3, CREDENTIALS_V2), 'malformed-proof'],
    [
      'one in between',
      withContexts(CREDENTIALS_V2, DATA_INTEGRITY_V2, OPEN_BADGES_V3),
      'malformed-proof',
    ],
    ['one less', withContexts(CREDENTIALS_V2), 'malformed-proof'],
    [
      'none in the proof',
      altered(document, (copy) => delete at(copy, 'proof')['@context']),
      'invalid-signature',
    ],
  ] as const) {
    t.equal(await verdict(changed, issuer.verificationMethod), expected, what)
  }
})

t.test('keys', async (t) => {
  const curves = [
    ['P-256', 'prime256v1', [0x80, 0x24]],
    ['P-384', 'secp384r1', [0x81, 0x24]],
  ] as const
  for (const [curve, name, header] of curves) {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: name })
    const jwk = publicKey.export({ format: 'jwk' }) as { x: string; y: string }
    const point = createECDH(name)
    point.generateKeys()
    const compressed = point.getPublicKey(null, 'compressed')
    const multikey = (bytes: Uint8Array, first: readonly number[] = header) => ({
      type: 'Multikey',
      publicKeyMultibase: `z${encode(Uint8Array.of(...first, ...bytes))}`,
    })
    t.equal(publicKeyOf({ type: 'JsonWebKey', publicKeyJwk: jwk })?.curve, curve)
    t.equal(publicKeyOf(multikey(compressed))?.curve, curve)
    const off = Buffer.from(compressed).fill(0xff, 1)
    const other = Buffer.from(jwk.x, 'base64url').reverse().toString('base64url')
    for (const [what, method] of [
      ['a point off the curve', multikey(off)],
      ['the header of Ed25519', multikey(compressed, [0xed, 0x01])],
      ['the header of a private key', multikey(compressed, [0x86, 0x26])],
      ['no header', multikey(compressed, [])],
      ['an uncompressed point', multikey(point.getPublicKey())],
      ['a byte less', multikey(compressed.subarray(1))],
      [
        'the older type of Ed25519',
        { ...multikey(compressed), type: 'Ed25519VerificationKey2020' },
      ],
      ['a JWK off the curve', { type: 'JsonWebKey', publicKeyJwk: { ...jwk, x: other } }],
      ['a JWK of another curve', { type: 'JsonWebKey', publicKeyJwk: { ...jwk, crv: 'P-521' } }],
      ['a JWK with its private half', { type: 'JsonWebKey', publicKeyJwk: { ...jwk, d: jwk.x } }],
      ['a JWK to encrypt with', { type: 'JsonWebKey', publicKeyJwk: { ...jwk, use: 'enc' } }],
      ['half a JWK', { type: 'JsonWebKey', publicKeyJwk: { ...jwk, y: undefined } }],
    ] as const) {
      t.equal(publicKeyOf(method), null, `${curve}: ${what}`)
    }
  }
})

t.test('what JSON has no one form for is refused, not thrown at', async (t) => {
  for (const { issuer, document } of signed) {
    for (const strange of ['\ud800', Number.POSITIVE_INFINITY]) {
      const bent = { ...document, name: strange }
      t.type(await verdict(bent, issuer.verificationMethod), 'string', issuer.suite)
    }
  }
})
