import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import {
  didDocument,
  didJwkDocument,
  didKey,
  didKeyDocument,
  didWebDocumentUrl,
  didWebFor,
  ed25519Fragment,
  generateJwtKey,
  generateSigningKey,
  isEd25519Multikey,
  publicKeyOfDidKey,
  revokedDidKeyDocument,
  signingKey,
  usesDidWeb,
  verifySignature,
} from '../../src/credentials/index.ts'

t.test('keys', async (t) => {
  t.test('a new key has a seed of 32 bytes and a public half as a Multikey', async (t) => {
    const [one, other] = [await generateSigningKey(), await generateSigningKey()]
    t.equal(one.seed.length, 32)
    t.ok(isEd25519Multikey(one.publicKeyMultibase))
    t.not(one.publicKeyMultibase, other.publicKeyMultibase)
  })

  t.test('what is signed with the seed verifies with the public half', async (t) => {
    const { seed, publicKeyMultibase } = await generateSigningKey()
    const key = await signingKey({ seed, verificationMethod: 'did:x:1#k', controller: 'did:x:1' })
    t.equal(key.publicKeyMultibase, publicKeyMultibase)
    const data = Buffer.from('some bytes')
    const signature = await key.sign(data)
    t.ok(await verifySignature({ publicKeyMultibase, data, signature }))
    const other = Buffer.from('same bytes')
    t.notOk(await verifySignature({ publicKeyMultibase, data: other, signature }))
  })

  t.test('a seed of another length is refused', async (t) => {
    const seed = new Uint8Array(31)
    await t.rejects(signingKey({ seed, verificationMethod: 'did:x:1#k', controller: 'did:x:1' }), {
      message: /32 bytes/,
    })
  })

  t.test('a Multikey is told from everything else', async (t) => {
    const good = (await generateSigningKey()).publicKeyMultibase
    const last = good.at(-1) === '2' ? '3' : '2'
    t.ok(isEd25519Multikey(good))
    t.ok(isEd25519Multikey(good.slice(0, -1) + last), 'any 32 bytes may be a key')
    for (const bad of [
      good.slice(0, -1),
      `${good}1`,
      good.slice(1),
      `z6Mk${'0'.repeat(44)}`,
      '',
      7,
    ]) {
      t.notOk(isEd25519Multikey(bad), String(bad))
    }
  })
})

t.test('did:key', async (t) => {
  t.test('a DID is made of a key and gives it back, with its document', async (t) => {
    const { publicKeyMultibase } = await generateSigningKey()
    const { did, verificationMethod } = didKey(publicKeyMultibase)
    t.equal(did, `did:key:${publicKeyMultibase}`)
    t.equal(publicKeyOfDidKey(did), publicKeyMultibase)
    const document = await didKeyDocument(did)
    t.match(document, {
      id: did,
      assertionMethod: [verificationMethod],
      verificationMethod: [
        { id: verificationMethod, type: 'Multikey', controller: did, publicKeyMultibase },
      ],
    })
  })

  t.test('keys on the curves P-256 and P-384 have documents too', async (t) => {
    for (const key of [
      'zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169',
      'z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9',
    ]) {
      const [did, id] = [`did:key:${key}`, `did:key:${key}#${key}`]
      t.match(await didKeyDocument(did), {
        id: did,
        verificationMethod: [{ id, type: 'Multikey', controller: did, publicKeyMultibase: key }],
        assertionMethod: [id],
      })
    }
  })

  t.test('malformed ones, and other kinds of key, have no document', async (t) => {
    for (const did of [
      'did:key:',
      'did:key:z6Mk',
      // X25519, secp256k1, and points that are on no curve
      'did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc',
      'did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme',
      'did:key:zDnaehfHR8Q5U7ckmLQfuZ3eGEypooJ46zzjRQ1AR9asDvdnv',
      'did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU21',
      'did:web:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2',
      'did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ0',
    ]) {
      t.equal(await didKeyDocument(did), null, did)
    }
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        return (await didKeyDocument(`did:key:${text}`)) === null
      }),
    )
  })
})

t.test('did:web', async (t) => {
  t.test('needs https and a DNS name', async (t) => {
    for (const url of ['https://badges.example', 'https://badges.example:8443/base']) {
      t.ok(usesDidWeb(url), url)
    }
    for (const url of [
      'http://badges.example',
      'http://127.0.0.1:3000',
      'https://127.0.0.1',
      'https://[::1]:3000',
      'https://localhost',
      'https://0x7f000001',
      'nonsense',
    ]) {
      t.notOk(usesDidWeb(url), url)
      t.throws(() => didWebFor(url, ['issuers', '1']))
    }
  })

  t.test('a DID and the URL of its document belong together', async (t) => {
    const table: [string, string[], string, string][] = [
      ['https://a.example', [], 'did:web:a.example', 'https://a.example/.well-known/did.json'],
      [
        'https://a.example',
        ['issuers', '7'],
        'did:web:a.example:issuers:7',
        'https://a.example/issuers/7/did.json',
      ],
      [
        'https://a.example:8443',
        ['issuers', '7'],
        'did:web:a.example%3A8443:issuers:7',
        'https://a.example:8443/issuers/7/did.json',
      ],
      [
        'https://a.example/badges/',
        ['issuers', '7'],
        'did:web:a.example:badges:issuers:7',
        'https://a.example/badges/issuers/7/did.json',
      ],
    ]
    for (const [publicUrl, segments, did, url] of table) {
      t.equal(didWebFor(publicUrl, segments), did)
      t.equal(didWebDocumentUrl(did), url)
    }
  })

  t.test('a malformed DID leads nowhere', async (t) => {
    for (const did of [
      'did:web:',
      'did:key:a.example',
      'did:web:127.0.0.1',
      'did:web:a.example::x',
      'did:web:a.example:..',
      'did:web:a.example:%2e%2e:x',
      'did:web:a.example:x%2Fy',
      'did:web:a.example/x',
      'did:web:user@a.example',
      'did:web:a.example%3A80%3A81',
      'did:web:a.example#key-1',
      'did:web:a.example?x',
      'did:web:[::1]',
    ]) {
      t.equal(didWebDocumentUrl(did), null, did)
    }
  })
})

t.test('the DID document of an issuer', async (t) => {
  const did = 'did:web:badges.example:issuers:7'
  const keys = [
    { fragment: 'key-1', publicKeyMultibase: (await generateSigningKey()).publicKeyMultibase },
    {
      fragment: 'key-2',
      publicKeyMultibase: (await generateSigningKey()).publicKeyMultibase,
      revoked: '2026-01-01T00:00:00Z',
    },
  ]

  t.test('lists each key once as a Multikey that the issuer controls', async (t) => {
    const document = didDocument({ did, keys, ed25519Signature2020: false })
    t.equal(document.id, did)
    t.strictSame(
      document.verificationMethod.map(({ id, type, controller }) => [id, type, controller]),
      [
        [`${did}#key-1`, 'Multikey', did],
        [`${did}#key-2`, 'Multikey', did],
      ],
    )
  })

  t.test('lets only keys that are not revoked assert, by absolute URLs', async (t) => {
    const document = didDocument({ did, keys, ed25519Signature2020: false })
    t.strictSame(document.assertionMethod, [`${did}#key-1`])
    t.equal(document.verificationMethod[1]?.revoked, '2026-01-01T00:00:00Z')
  })

  t.test('has every key once more for older wallets where that suite is used', async (t) => {
    const document = didDocument({ did, keys: keys.slice(0, 1), ed25519Signature2020: true })
    t.strictSame(
      document.verificationMethod.map(({ id, type }) => [id, type]),
      [
        [`${did}#key-1`, 'Multikey'],
        [`${did}#${ed25519Fragment('key-1')}`, 'Ed25519VerificationKey2020'],
      ],
    )
    t.strictSame(
      document.assertionMethod,
      document.verificationMethod.map(({ id }) => id),
    )
    t.ok(document['@context'].includes('https://w3id.org/security/suites/ed25519-2020/v1'))
  })

  t.test('lists keys for VC-JWTs as they are served', async (t) => {
    const { publicJwk } = await generateJwtKey('ES256')
    const publicKeyJwk = { ...publicJwk, kid: 'https://badges.example/issuers/7/keys/3' }
    const revoked = '2026-01-01T00:00:00Z'
    const document = didDocument({
      did,
      keys: [
        ...keys,
        { fragment: 'key-3', publicKeyJwk },
        { fragment: 'key-4', publicKeyJwk, revoked },
      ],
      ed25519Signature2020: true,
    })
    t.strictSame(document.verificationMethod.slice(-2), [
      { id: `${did}#key-3`, type: 'JsonWebKey', controller: did, publicKeyJwk },
      { id: `${did}#key-4`, type: 'JsonWebKey', controller: did, revoked, publicKeyJwk },
    ])
    t.ok(document.assertionMethod.includes(`${did}#key-3`))
    t.notOk(document.assertionMethod.includes(`${did}#key-4`))
    t.ok(document['@context'].includes('https://w3id.org/security/jwk/v1'))
  })
})

t.test('a compromised did:key may do nothing', async (t) => {
  const { publicKeyMultibase } = await generateSigningKey()
  const { did, verificationMethod } = didKey(publicKeyMultibase)
  const document = await revokedDidKeyDocument(did, '2026-01-01T00:00:00Z')
  t.match(document, {
    id: did,
    verificationMethod: [
      { id: verificationMethod, publicKeyMultibase, revoked: '2026-01-01T00:00:00Z' },
    ],
    assertionMethod: [],
  })
  t.notOk(Object.keys(document ?? {}).some((name) => /authentication|capability/.test(name)))
  t.equal(await revokedDidKeyDocument('did:key:z6Mk', '2026-01-01T00:00:00Z'), null)
})

t.test('did:jwk', async (t) => {
  const didOf = (jwk: object | string) => {
    const text = typeof jwk === 'string' ? jwk : JSON.stringify(jwk)
    return `did:jwk:${Buffer.from(text).toString('base64url')}`
  }
  const publicJwk = (type: 'ec' | 'rsa' | 'ed25519' | 'x25519', options: object = {}) =>
    generateKeyPairSync(type as 'ec', options as { namedCurve: string }).publicKey.export({
      format: 'jwk',
    })
  const p256 = publicJwk('ec', { namedCurve: 'P-256' })

  t.test('the document of a key is computed from the DID', async (t) => {
    for (const publicKeyJwk of [
      p256,
      { ...p256, kid: 'a', alg: 'ES256', use: 'sig' },
      publicJwk('ec', { namedCurve: 'P-384' }),
      publicJwk('ed25519'),
      publicJwk('rsa', { modulusLength: 2048 }),
    ]) {
      const did = didOf(publicKeyJwk)
      t.match(didJwkDocument(did), {
        id: did,
        verificationMethod: [{ id: `${did}#0`, controller: did, publicKeyJwk }],
        assertionMethod: [`${did}#0`],
      })
    }
    const example =
      'did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9'
    t.match(didJwkDocument(example), { verificationMethod: [{ publicKeyJwk: { crv: 'P-256' } }] })
  })

  t.test('a key for encryption asserts nothing', async (t) => {
    t.same(didJwkDocument(didOf({ ...p256, use: 'enc' }))?.assertionMethod, [])
  })

  t.test('malformed ones, and keys that do not sign or are private, have none', async (t) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    for (const did of [
      'did:jwk:',
      'did:jwk:x',
      didOf('no JSON'),
      didOf('[]'),
      didOf('null'),
      didOf({}),
      didOf({ ...p256, y: p256.x }),
      didOf({ kty: 'oct', k: 'c2VjcmV0' }),
      didOf(privateKey.export({ format: 'jwk' })),
      didOf(publicJwk('x25519')),
      didOf(publicJwk('ec', { namedCurve: 'secp256k1' })),
      `${didOf(p256)}=`,
      `${didOf(p256)}:x`,
      `did:jwk:${Buffer.from(JSON.stringify(p256)).toString('base64')}==`,
    ]) {
      t.equal(didJwkDocument(did), null, did)
    }
    fc.assert(fc.property(fc.string(), (text) => didJwkDocument(`did:jwk:${text}`) === null))
    fc.assert(fc.property(fc.jsonValue(), (value) => didJwkDocument(didOf({ value })) === null))
  })
})
