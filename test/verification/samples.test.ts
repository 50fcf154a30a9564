import t from 'tap'
import { verifyCredential } from '../../src/verification/index.ts'
import { needsShared, sharedJson } from '../credentials/shared.ts'
import { checkOf, outcome, world } from './world.ts'

// Credentials that others made, as they come with the public validator of 1EdTech. Their issuer is
// named by an https URL and their proofs name `https URL#z6Mk...`, which that validator takes for the
// key itself. We do not: what lies at the issuer's URL would have to list the key, and here nobody
// answers there, so that `inconclusive` is the best that such a credential can reach.
const samples: [string, string][] = [
  ['simple', 'inconclusive proof issuer-unavailable'],
  ['simple_v1', 'inconclusive proof issuer-unavailable'],
  // It ran out in 2010, which holds whoever signed it.
  ['simple-err-expired', 'invalid validity expired'],
  // `OtherCredential` is defined by none of its contexts.
  ['simple-err-type', 'invalid context undefined-term'],
  // Called after its lack of a proof, it lacks the achievement too, which is found first.
  ['simple-noproof', 'invalid shape malformed'],
]

const folder = 'fixtures/1edtech-validator-samples/ob30'
const environment = await world()

t.test('samples of the 1EdTech validator', needsShared(folder), async (t) => {
  for (const [name, expected] of samples) {
    const sample = sharedJson(`${folder}/${name}.json`)
    t.equal(await outcome(sample, environment), expected, name)
  }
  const report = await verifyCredential(sharedJson(`${folder}/simple.json`), environment)
  t.match(report.credential, { name: 'Teamwork Badge', issuer: { name: 'Example Corp' } })
  t.equal(checkOf(report, 'context')?.outcome, 'passed')
  const issuer = new URL(String(report.credential.issuer?.id)).origin
  t.ok(environment.asked.length > 0, 'the issuer was asked for its keys')
  t.strictSame([...new Set(environment.asked.map((url) => new URL(url).origin))], [issuer])
})

t.test('a vector of the W3C', needsShared('fixtures/w3c-vc-di-eddsa-test-vectors'), async (t) => {
  const path = 'fixtures/w3c-vc-di-eddsa-test-vectors/eddsa-rdfc-2022/signedDataInt.json'
  // It uses the context of examples, which a verifier of real credentials does not know.
  t.equal(await outcome(sharedJson(path), environment), 'invalid context unknown-context')
})
