// What a forger tries beyond changing something in one place.
import { generateKeyPairSync } from 'node:crypto'
import { decode, encode } from 'base58-universal'
import t from 'tap'
import {
  isObject,
  type JsonObject,
  openBadgeCredential,
  type SigningKey,
  signCredential,
  signingKey,
} from '../../src/credentials/index.ts'
import {
  type PresentedBadge,
  presentedText,
  type VerificationEnvironment,
  verifyPresented,
} from '../../src/verification/index.ts'
import { foreignIssuer } from '../credentials/foreign-suites.ts'
import { altered, at, award, keyIssuer, now } from '../credentials/samples.ts'
import { badgeOf, statusList, webIssuer, world } from '../verification/world.ts'
import { badge, claimsOf, signedByJose, tokenIssuer } from './corpus/index.ts'

const environment = await world()

/** Verdict, and check and code that made it so. */
async function told(
  presented: PresentedBadge,
  outside: VerificationEnvironment = environment,
): Promise<string> {
  const { verdict, checks } = (await verifyPresented(presented, outside)).report
  const telling =
    checks.find(({ outcome }) => outcome === 'failed') ??
    checks.find(({ outcome }) => outcome === 'inconclusive')
  return telling && 'code' in telling ? `${verdict} ${telling.name} ${telling.code}` : verdict
}

const issuer = await keyIssuer()
const one = await badgeOf(issuer, { status: undefined })
const other = await badgeOf(issuer, { status: undefined, narrative: 'Another story.' })

t.test('a proof of another document of the same issuer', async (t) => {
  t.equal(await told({ credential: one }), 'valid')
  const forged = 'invalid proof invalid-signature'
  t.equal(await told({ credential: { ...one, proof: other.proof } }), forged)
  const list = await statusList(issuer)
  t.equal(await told({ credential: { ...one, proof: list.proof } }), forged)
  const mixed = { ...one, proof: [at(one, 'proof', 0), at(other, 'proof', 0)] }
  t.equal(await told({ credential: mixed }), forged, 'beside its own')

  for (const suite of ['eddsa-jcs-2022', 'ecdsa-rdfc-2019 P-256'] as const) {
    const signer = await foreignIssuer(suite)
    const [first, second] = await Promise.all([
      signer.sign(badge(signer.did)),
      signer.sign(badge(signer.did, { name: 'Another' })),
    ])
    t.equal(await told({ credential: { ...first, proof: second.proof } }), forged, suite)
  }
})

t.test('a proof that the issuer made to present, not to assert', async (t) => {
  const signer = await foreignIssuer('eddsa-rdfc-2022')
  const presented = await signer.present({
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiablePresentation'],
  })
  const document = badge(signer.did)
  const borrowed = { ...document, proof: presented.proof }
  t.equal(await told({ credential: borrowed }), 'invalid proof wrong-proof-purpose')
  const proof = { ...at(presented, 'proof'), proofPurpose: 'assertionMethod' }
  t.equal(await told({ credential: { ...document, proof } }), 'invalid proof invalid-signature')
})

t.test('a key that is named so that it seems to be the issuer’s', async (t) => {
  const victim = await webIssuer(7)
  const seed = new Uint8Array(32).fill(66)
  const { did } = victim
  const host = did.replace('did:web:badges.example', 'did:web:BADGES.example')
  const names = [
    `${did}?versionId=1#key-1`,
    `${did}?#key-1`,
    `${did}/#key-1`,
    `${did}/path#key-1`,
    `${did};service=a#key-1`,
    `${did}.#key-1`,
    `${did}:#key-1`,
    `${did}#KEY-1`,
    `${did}#key%2D1`,
    `${did}#key-1#key-1`,
    `${did}#key-2`,
    `${did}# key-1`,
    `${did}%23key-1`,
    `${did}#`,
    did,
    '#key-1',
    'key-1',
    `//${did}#key-1`,
    `${did} #key-1`,
    ` ${did}#key-1`,
    `${did}\n#key-1`,
    `${host}#key-1`,
    did.replace('did:web', 'DID:web').concat('#key-1'),
    did.replace('did:web', 'did:WEB').concat('#key-1'),
    did.replace('example', 'example%3A443').concat('#key-1'),
    did.replace('example:', 'example.:').concat('#key-1'),
    did.replace(':issuers:', ':x:..:issuers:').concat('#key-1'),
    did.replace(':issuers:', ':%69ssuers:').concat('#key-1'),
    did.replace(':issuers:', '/issuers/').concat('#key-1'),
    did.replace(':issuers:', '::issuers:').concat('#key-1'),
    did.replace('badges', 'bаdges').concat('#key-1'),
    'https://badges.example/issuers/7/did.json#key-1',
  ]
  const own = obliging(victim.key, victim)
  const real = await badgeOf(victim, { status: undefined })
  t.equal(await told({ credential: real }, own), 'valid', 'what the issuer itself signs')
  for (const verificationMethod of names) {
    // The thief's own server says whatever helps: its key under any name, as the issuer's.
    const key = await signingKey({ seed, verificationMethod, controller: did })
    const outside = obliging(key, victim)
    const unsigned = openBadgeCredential(award(did, { status: undefined }))
    const options = { key, suites: ['eddsa-rdfc-2022'] as const, created: now }
    const forged = await signCredential(unsigned, options).catch(() => null)
    if (forged === null) continue
    t.match(await told({ credential: forged }, outside), /^invalid/, verificationMethod)
  }
})

/** A world that answers to every name but the victim's with the key of a thief. */
function obliging(
  { verificationMethod, publicKeyMultibase }: SigningKey,
  victim: { did: string; document: object },
): VerificationEnvironment {
  const documentOf = (id: string) => {
    const method = { type: 'Multikey', controller: victim.did, publicKeyMultibase }
    return { id, assertionMethod: [{ id: verificationMethod, ...method }] }
  }
  return {
    now,
    resolveDid: async (did) => ({
      document: did === victim.did ? victim.document : documentOf(did),
    }),
    load: async (url) => ({
      status: 200,
      mediaType: 'application/json',
      bytes: Buffer.from(JSON.stringify(documentOf(url.split('#')[0] ?? ''))),
      url,
    }),
  }
}

t.test('a token that brings its own key', async (t) => {
  const victim = tokenIssuer('ES256')
  const thief = tokenIssuer('ES256')
  const document = badge(victim.did)
  const claims = { ...document, ...claimsOf(document) }
  const url = 'https://thief.example/keys'
  const headers: [string, JsonObject][] = [
    ['jwk', { jwk: thief.publicJwk }],
    ['jku', { jku: url }],
    ['x5u', { x5u: url }],
    ['x5c', { x5c: ['AAAA'] }],
    ['a key at an address', { kid: url }],
    ['a key of its own', { kid: `${thief.did}#0` }],
    ['two names', { kid: [`${victim.did}#0`, `${thief.did}#0`] }],
    ['a name that is an object', { kid: { jwk: thief.publicJwk } }],
  ]
  t.equal(await told({ jwt: await signedByJose(victim, claims) }), 'valid')
  for (const [what, header] of headers) {
    const outside = await world({ lists: { [url]: { keys: [thief.publicJwk] } } })
    for (const kid of [`${victim.did}#0`, undefined]) {
      const jwt = await signedByJose(thief, claims, { kid, ...header })
      t.match(await told({ jwt }, outside), /^invalid/, what)
    }
    t.notOk(outside.asked.includes(url), `${what}: nobody is sent there`)
  }
})

t.test('a token with another signature', async (t) => {
  const signer = tokenIssuer('ES256')
  const document = badge(signer.did)
  const sign = (more: JsonObject = {}) =>
    signedByJose(signer, { ...document, ...more, ...claimsOf(document) })
  const [first = [], second = []] = [await sign(), await sign({ name: 'Another' })].map((jwt) =>
    jwt.split('.'),
  )
  const swapped = [first[0], first[1], second[2]].join('.')
  t.equal(await told({ jwt: swapped }), 'invalid proof invalid-signature')
})

const ORDERS = {
  'P-256': 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  Ed25519: 2n ** 252n + 27742317777372353535851937790883648493n,
}
const bytesOf = (number: bigint) => Buffer.from(number.toString(16).padStart(64, '0'), 'hex')
const numberOf = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)

/** The document with another signature in its one proof. */
const resigned = (document: JsonObject, signature: Uint8Array) =>
  altered(document, (copy) =>
    Object.assign(at(copy, 'proof'), { proofValue: `z${encode(signature)}` }),
  )
const signatureOf = (document: JsonObject) =>
  Buffer.from(decode(String(at(document, 'proof').proofValue).slice(1)) ?? [])

t.test('signatures of ECDSA that are numbers out of range, and their twins', async (t) => {
  const signer = await foreignIssuer('ecdsa-rdfc-2019 P-256')
  const document = await signer.sign(badge(signer.did))
  const signature = signatureOf(document)
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32)]
  const order = ORDERS['P-256']
  const verdictOn = (...parts: Uint8Array[]) =>
    told({ credential: resigned(document, Buffer.concat(parts)) })
  // FIPS 186-5, section 6.4.2, takes both; half of what honest signers make is the one, half the other.
  t.equal(await verdictOn(r, bytesOf(order - numberOf(s))), 'valid', 'n - s')
  const zero = Buffer.alloc(32)
  for (const [what, ...parts] of [
    ['zeros', zero, zero],
    ['r is zero', zero, s],
    ['s is zero', r, zero],
    ['s is n', r, bytesOf(order)],
    ['r is n', bytesOf(order), s],
    ['all ones', Buffer.alloc(64, 0xff)],
    ['r and s exchanged', s, r],
  ] as [string, ...Uint8Array[]][]) {
    t.match(await verdictOn(...parts), /^invalid proof/, what)
  }
})

t.test('signatures of Ed25519 that others would take', async (t) => {
  for (const suite of ['eddsa-rdfc-2022', 'eddsa-jcs-2022', 'Ed25519Signature2020'] as const) {
    const signer = await foreignIssuer(suite)
    const document = await signer.sign(badge(signer.did))
    const signature = signatureOf(document)
    const [point, scalar] = [signature.subarray(0, 32), signature.subarray(32)]
    const larger = bytesOf(numberOf(Buffer.from(scalar).reverse()) + ORDERS.Ed25519).reverse()
    const identity = Buffer.from('01'.padEnd(64, '0'), 'hex')
    for (const [what, bytes] of [
      ['zeros', Buffer.alloc(64)],
      ['a scalar that is larger than it has to be', Buffer.concat([point, larger])],
      ['the identity and zero', Buffer.concat([identity, Buffer.alloc(32)])],
    ] as const) {
      const forged = resigned(document, bytes)
      t.equal(await told({ credential: forged }), 'invalid proof invalid-signature', what)
    }
  }
})

// With these, a signature can be found that goes for any document.
const smallOrder = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].flatMap((hex) => {
  const bytes = Buffer.from(hex, 'hex')
  return [bytes, Buffer.from(bytes.with(31, (bytes[31] ?? 0) | 0x80))]
})

t.test('a key of Ed25519 with which anybody can sign', async (t) => {
  for (const key of smallOrder) {
    const multikey = `z${encode(Uint8Array.of(0xed, 0x01, ...key))}`
    const did = `did:key:${multikey}`
    for (const point of smallOrder) {
      const proof = {
        type: 'DataIntegrityProof',
        cryptosuite: 'eddsa-jcs-2022',
        created: '2026-01-01T00:00:00Z',
        verificationMethod: `${did}#${multikey}`,
        proofPurpose: 'assertionMethod',
        proofValue: `z${encode(Buffer.concat([point, Buffer.alloc(32)]))}`,
      }
      const verdict = await told({ credential: { ...badge(did), proof } })
      if (!verdict.startsWith('invalid')) t.fail(`${key.toString('hex')}: ${verdict}`)
    }
  }
  t.pass(`${smallOrder.length} keys`)
})

t.test('the same bytes in another spelling', async (t) => {
  const signer = await foreignIssuer('eddsa-jcs-2022')
  const document = await signer.sign(badge(signer.did))
  const value = String(at(document, 'proof').proofValue)
  const bytes = signatureOf(document)
  for (const [what, proofValue] of [
    ['a zero in front', `z1${value.slice(1)}`],
    ['base64url', `u${bytes.toString('base64url')}`],
    ['base64', `m${bytes.toString('base64')}`],
    ['hexadecimal', `f${bytes.toString('hex')}`],
    ['the other header', `Z${value.slice(1)}`],
    ['white space', `${value} `],
    ['a letter that is none of them', value.replace(/.$/, '0')],
  ] as const) {
    const changed = altered(document, (copy) => Object.assign(at(copy, 'proof'), { proofValue }))
    t.equal(await told({ credential: changed }), 'invalid proof malformed-proof', what)
  }
})

t.test('an RSA key that is passed off as a shared secret', async (t) => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = publicKey.export({ format: 'jwk' })
  const did = `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString('base64url')}`
  const { SignJWT } = await import('jose')
  const secret = Buffer.from(String(publicKey.export({ type: 'spki', format: 'pem' })))
  const document = badge(did)
  const jwt = await new SignJWT({ ...document, ...claimsOf(document) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: `${did}#0` })
    .sign(secret)
  t.equal(await told({ jwt }), 'invalid shape unsupported-algorithm')
})

t.test('a member that stands twice, of which every reader would choose one', async (t) => {
  const text = JSON.stringify(one)
  const found = presentedText(text)
  t.ok(found !== null && 'credential' in found && isObject(found.credential))
  for (const [what, forged] of [
    ['before', text.replace('{', '{"validUntil":"2099-01-01T00:00:00Z",')],
    ['behind', text.replace(/}$/, `,"validUntil":${JSON.stringify(one.validUntil)}}`)],
    ['inside', text.replace('"achievement":{', '"achievement":{"name":"Another",')],
    ['escaped', text.replace('{', '{"valid\\u0055ntil":"2099-01-01T00:00:00Z",')],
    ['the same twice', text.replace('{', `{"id":${JSON.stringify(one.id)},`)],
  ] as const) {
    t.not(forged, text)
    t.equal(presentedText(forged), null, what)
  }
  const colons = { ...one, name: 'A "quoted": thing, {"a":1} and \\": more' }
  t.notSame(presentedText(JSON.stringify(colons, null, 2)), null, 'colons in texts are none')
})
