import t from 'tap'
import {
  isObject,
  type JsonObject,
  openBadgeCredential,
  signCredential,
  valuesOf,
  verifyProof,
} from '../../src/credentials/index.ts'
import { altered, at, award, keyIssuer, now, signedBadge } from './samples.ts'

// The library keeps nodes by their id as members of a plain object. An id that names a member of
// every object would be written to all objects of the process.
const builtIns = Object.getOwnPropertyNames(Object.prototype)
const places: [string, (copy: JsonObject, value: string) => unknown][] = [
  ['terms of use', (copy, value) => Object.assign(copy, { termsOfUse: [value] })],
  [
    'a status list',
    (copy, value) => Object.assign(at(copy, 'credentialStatus'), { statusListCredential: value }),
  ],
  [
    'criteria',
    (copy, value) =>
      Object.assign(at(copy, 'credentialSubject', 'achievement'), { criteria: value }),
  ],
  ['an id', (copy, value) => Object.assign(at(copy, 'credentialSubject'), { id: value })],
]
const untouched = () => Object.keys(Object.prototype).length === 0

t.test('an id with the name of a member of all objects does no harm', async (t) => {
  const { key } = await keyIssuer()
  const verificationMethod = { type: 'Multikey', publicKeyMultibase: key.publicKeyMultibase }
  for (const suites of [['eddsa-rdfc-2022'], ['Ed25519Signature2020']] as const) {
    const good = await signedBadge({ suites: [...suites] })
    const check = (document: JsonObject, proof: unknown = at(good, 'proof', 0)) =>
      verifyProof({ document, proof, verificationMethod })
    for (const builtIn of builtIns) {
      for (const [what, put] of places) {
        const bad = altered(good, (copy) => void put(copy, builtIn))
        t.match(await check(bad), { verified: false, code: 'relative-iri' }, `${what}: ${builtIn}`)
        t.ok(untouched())
        const { proof: _proof, ...unsigned } = bad
        await t.rejects(signCredential(unsigned, { key, suites, created: now }))
        t.ok(untouched())
      }
      for (const member of ['id', 'verificationMethod', 'previousProof']) {
        const proofs = valuesOf(good.proof).filter(isObject)
        const [proof] = proofs.map((one) => ({ ...one, [member]: builtIn }))
        t.match(await check(good, proof), { verified: false }, `${member}: ${builtIn}`)
        t.ok(untouched())
      }
    }
    t.strictSame(await check(good), { verified: true }, 'and what is good still verifies')
  }
})

t.test('as text such a name is like any other', async (t) => {
  const { did, key } = await keyIssuer()
  const verificationMethod = { type: 'Multikey', publicKeyMultibase: key.publicKeyMultibase }
  for (const name of builtIns) {
    const document = await signCredential(openBadgeCredential(award(did, { name })), {
      key,
      suites: ['eddsa-rdfc-2022'],
      created: now,
    })
    const proof = at(document, 'proof', 0)
    t.strictSame(await verifyProof({ document, proof, verificationMethod }), { verified: true })
  }
})
