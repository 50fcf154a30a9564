import { decode, encode } from 'base58-universal'
import fc from 'fast-check'
import t from 'tap'
import { base58 } from '../../../src/credentials/compiled/base58.ts'
import {
  createCredentialSigner,
  documentLoader,
  encodeStatusList,
  type JsonObject,
  openBadgeCredential,
  type ProofSuite,
  signCredential,
  statusListCredential,
  verifyProof,
  verifySignature,
} from '../../../src/credentials/index.ts'
import { altered, at, award, keyIssuer, now } from '../samples.ts'
import { outcomeOf, roomyCanonicaliser } from './agreement.ts'
import { awarded } from './numbered-awards.ts'

const allSuites: ProofSuite[][] = [
  ['eddsa-rdfc-2022'],
  ['Ed25519Signature2020'],
  ['eddsa-rdfc-2022', 'Ed25519Signature2020'],
  ['Ed25519Signature2020', 'eddsa-rdfc-2022'],
]

const newSigner = () =>
  createCredentialSigner({ canonicaliser: roomyCanonicaliser(), documentLoader })

t.test('signs what signCredential signs, to the byte', async (t) => {
  const signer = newSigner()
  const { did, key } = await keyIssuer()
  const own = { ...key, ed25519VerificationMethod: `${did}#older` }
  for (const suites of allSuites) {
    for (let number = 0; number < 6; number += 1) {
      const document = openBadgeCredential(
        award(did, {
          ed25519Signature2020: true,
          narrative: `Story ${number}`,
          id: `https://badges.example/credentials/${number}`,
        }),
      )
      const created = new Date(now.getTime() + 700 * number)
      const options = { key: number % 2 === 0 ? key : own, suites, created }
      const before = structuredClone(document)
      const signed = await signer.sign(document, options)
      t.equal(JSON.stringify(signed), JSON.stringify(await signCredential(document, options)))
      t.strictSame(document, before, 'the unsigned credential is left as it was')
    }
  }
})

t.test('what it signs verifies', async (t) => {
  const signer = newSigner()
  const { key } = await keyIssuer()
  const verificationMethod = { type: 'Multikey', publicKeyMultibase: key.publicKeyMultibase }
  for (const number of [1, 2, 3]) {
    const suites = ['eddsa-rdfc-2022'] as const
    const document = await signer.sign(awarded(number), { key, suites, created: now })
    const proof = at(document, 'proof', 0)
    t.strictSame(await verifyProof({ document, proof, verificationMethod }), { verified: true })
    const changed = { ...document, name: 'Another' }
    t.match(await verifyProof({ document: changed, proof, verificationMethod }), {
      verified: false,
    })
  }
})

t.test('the proof of another credential is an object', async (t) => {
  const { did, key } = await keyIssuer()
  const list = statusListCredential({
    id: 'https://badges.example/status-lists/3',
    issuer: did,
    purpose: 'revocation',
    encodedList: await encodeStatusList([]),
    validFrom: now,
    ttlMs: 60_000,
  })
  const options = { key, suites: ['eddsa-rdfc-2022'] as const, created: now }
  t.strictSame(await newSigner().sign(list, options), await signCredential(list, options))
})

t.test('refuses what signCredential refuses, in the same words', async (t) => {
  const signer = newSigner()
  const { key } = await keyIssuer()
  const options = { key, suites: ['eddsa-rdfc-2022'] as ProofSuite[], created: now }
  await signer.sign(awarded(1), options)
  await signer.sign(awarded(2), options)
  const changes: Record<string, (copy: JsonObject) => unknown> = {
    'a term that no context defines': (copy) => Object.assign(copy, { colour: 'red' }),
    'a relative id': (copy) => Object.assign(copy, { id: 'credentials/1' }),
    'an unknown context': (copy) => Object.assign(copy, { '@context': ['https://a.example/c'] }),
    'one more context': (copy) => (copy['@context'] as string[]).push('https://a.example/c'),
    'no array of contexts': (copy) => Object.assign(copy, { '@context': 'https://a.example/c' }),
    'no issuer': (copy) => delete copy.issuer,
    'no subject': (copy) => delete copy.credentialSubject,
    'no type': (copy) => delete copy.type,
    'a malformed time': (copy) => Object.assign(copy, { validFrom: 'yesterday' }),
    'a subject that is no URI': (copy) =>
      Object.assign(at(copy, 'credentialSubject'), { id: 'me' }),
    'a status without a type': (copy) => delete at(copy, 'credentialStatus').type,
    'a proof from before': (copy) => Object.assign(copy, { proof: [] }),
  }
  for (const [what, change] of Object.entries(changes)) {
    const document = altered(awarded(3), (copy) => void change(copy))
    const expected = await outcomeOf(async () =>
      JSON.stringify(await signCredential(structuredClone(document), options)),
    )
    t.match(expected, /^rejected: /, what)
    const outcome = await outcomeOf(async () =>
      JSON.stringify(await signer.sign(document, options)),
    )
    t.equal(outcome, expected, what)
  }
  const older = { ...options, suites: ['Ed25519Signature2020'] as ProofSuite[] }
  await t.rejects(signer.sign(awarded(4), older), {
    message: /do not define Ed25519Signature2020/,
  })
  await t.rejects(signer.sign(awarded(4), { ...options, suites: [] }), {
    message: /At least one proof suite/,
  })
})

t.test('a key is read once, and signs as Ed25519 does', async (t) => {
  const { key } = await keyIssuer(7)
  const data = Uint8Array.of(1, 2, 3)
  const signature = await key.sign(data)
  t.equal(signature.length, 64)
  const { publicKeyMultibase } = key
  t.ok(await verifySignature({ publicKeyMultibase, data, signature }))
  t.notOk(await verifySignature({ publicKeyMultibase, data: Uint8Array.of(1), signature }))
})

t.test('base58 is that of the library', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(3), (bytes, zeros) => {
      const all = Uint8Array.of(...Array(zeros).fill(0), ...bytes)
      t.equal(base58(all), encode(all))
      t.strictSame(decode(base58(all)), all)
    }),
  )
  t.end()
})
