import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { verifyCredential } from '@digitalbazaar/vc'
import t from 'tap'
import {
  didKeyDocument,
  documentLoader,
  encodeStatusList,
  isObject,
  type JsonObject,
  openBadgeCredential,
  signCredential,
  statusListCredential,
  valuesOf,
} from '../../src/credentials/index.ts'
import { altered, at, award, keyIssuer, now, signedBadge } from './samples.ts'

/** A verification as any user of the public library would set it up, contexts and DIDs from memory. */
async function plainVerify(credential: JsonObject, suite: object) {
  const { did } = await keyIssuer()
  const didDocument = await didKeyDocument(did)
  return verifyCredential({
    credential,
    suite,
    now,
    checkStatus: async () => ({ verified: true }),
    documentLoader: async (url) => {
      if (url === did) return { contextUrl: null, documentUrl: url, document: didDocument }
      const method = didDocument?.verificationMethod.find(({ id }) => id === url)
      if (!method) return documentLoader(url)
      const document = { '@context': 'https://w3id.org/security/multikey/v1', ...method }
      return { contextUrl: null, documentUrl: url, document }
    },
  })
}

t.test('the public library accepts what we sign', async (t) => {
  const modern = new DataIntegrityProof({ cryptosuite })
  const older = new Ed25519Signature2020()
  const one = await signedBadge()
  t.match(await plainVerify(one, modern), { verified: true })
  const both = await signedBadge({ suites: ['eddsa-rdfc-2022', 'Ed25519Signature2020'] })
  for (const suite of [modern, older]) t.match(await plainVerify(both, suite), { verified: true })
  const changed = altered(one, (copy) => {
    at(copy, 'credentialSubject', 'achievement').name = 'Story Tellers'
  })
  t.match(await plainVerify(changed, modern), { verified: false }, 'and nothing else')
})

t.test('the proof of an Open Badge', async (t) => {
  t.test('is an array, also of one', async (t) => {
    const { did, key } = await keyIssuer()
    const badge = await signedBadge()
    t.match(badge.proof, [
      {
        type: 'DataIntegrityProof',
        cryptosuite: 'eddsa-rdfc-2022',
        created: '2026-02-01T09:00:01Z',
        proofPurpose: 'assertionMethod',
        verificationMethod: key.verificationMethod,
        proofValue: /^z[1-9A-HJ-NP-Za-km-z]{80,}$/,
      },
    ])
    t.equal(at(badge, 'issuer').id, did)
  })

  t.test('has one proof for each suite, in the order asked for', async (t) => {
    const badge = await signedBadge({ suites: ['Ed25519Signature2020', 'eddsa-rdfc-2022'] })
    const types = valuesOf(badge.proof).map((proof) => isObject(proof) && proof.type)
    t.strictSame(types, ['Ed25519Signature2020', 'DataIntegrityProof'])
  })

  t.test('is made in whole seconds', async (t) => {
    const { did, key } = await keyIssuer()
    const created = new Date('2026-03-01T12:00:00.987Z')
    const unsigned = openBadgeCredential(award(did))
    const badge = await signCredential(unsigned, { key, suites: ['eddsa-rdfc-2022'], created })
    t.equal(at(badge, 'proof', 0).created, '2026-03-01T12:00:00Z')
  })

  t.test('is the same for the same input: nothing in it is left to chance', async (t) => {
    t.strictSame(await signedBadge(), await signedBadge())
  })

  t.test(
    'can name the key of older wallets where it stands under a fragment of its own',
    async (t) => {
      const { did, key } = await keyIssuer()
      const own = { ...key, ed25519VerificationMethod: `${did}#older` }
      const badge = await signCredential(
        openBadgeCredential(award(did, { ed25519Signature2020: true })),
        { key: own, suites: ['eddsa-rdfc-2022', 'Ed25519Signature2020'], created: now },
      )
      const methods = valuesOf(badge.proof).map((p) => isObject(p) && p.verificationMethod)
      t.strictSame(methods, [key.verificationMethod, `${did}#older`])
    },
  )
})

t.test('the proof of another credential is an object', async (t) => {
  const { did, key } = await keyIssuer()
  const list = await signCredential(
    statusListCredential({
      id: 'https://badges.example/status-lists/3',
      issuer: did,
      purpose: 'revocation',
      encodedList: await encodeStatusList([]),
      validFrom: now,
      ttlMs: 60_000,
    }),
    { key, suites: ['eddsa-rdfc-2022'], created: now },
  )
  t.match(list.proof, { type: 'DataIntegrityProof' })
  t.notOk(Array.isArray(list.proof))
})

t.test('nothing is signed that could not be verified', async (t) => {
  const { did, key } = await keyIssuer()
  const options = { key, suites: ['eddsa-rdfc-2022'] as const, created: now }
  const good = openBadgeCredential(award(did))
  const table: [string, (copy: JsonObject) => void][] = [
    ['a term that no context defines', (copy) => Object.assign(copy, { colour: 'red' })],
    ['a relative id', (copy) => Object.assign(copy, { id: 'credentials/1' })],
    ['an unknown context', (copy) => valuesOf(copy['@context']).push('https://a.example/c')],
    ['a missing issuer', (copy) => delete copy.issuer],
    ['a proof from before', (copy) => Object.assign(copy, { proof: [] })],
  ]
  for (const [what, change] of table) {
    await t.rejects(signCredential(altered(good, change), options), { message: /./ }, what)
  }
  await t.rejects(signCredential(good, { ...options, suites: ['Ed25519Signature2020'] }), {
    message: /do not define Ed25519Signature2020/,
  })
  await t.rejects(signCredential(good, { ...options, suites: [] }))
})

t.test('the unsigned credential is left as it was', async (t) => {
  const { did, key } = await keyIssuer()
  const unsigned = openBadgeCredential(award(did))
  const before = structuredClone(unsigned)
  await signCredential(unsigned, { key, suites: ['eddsa-rdfc-2022'], created: now })
  t.strictSame(unsigned, before)
})
