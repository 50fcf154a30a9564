import t from 'tap'
import { type JsonObject, valuesOf } from '../../src/credentials/index.ts'
import { verifyCredential } from '../../src/verification/index.ts'
import { needsShared, sharedJson } from '../credentials/shared.ts'
import { checkOf, outcome, world } from './world.ts'

// Credentials that others made, as they come with the public validator of 1EdTech. Their issuer is
// named by an https URL and their proofs name `https URL#z6Mk...`, which that validator takes for the
// key itself. We do not: what lies at the issuer's URL would have to list the key. What each of the
// files gets where nobody answers, test/conformance/expectations.ts says.

const folder = 'fixtures/1edtech-validator-samples/ob30'

t.test('samples of the 1EdTech validator', needsShared(folder), async (t) => {
  for (const name of ['simple', 'simple_v1']) {
    const sample = sharedJson(`${folder}/${name}.json`)
    const silent = await world()
    const report = await verifyCredential(sample, silent)
    t.match(report.credential, { name: 'Teamwork Badge', issuer: { name: 'Example Corp' } })
    t.equal(checkOf(report, 'context')?.outcome, 'passed')
    const id = String(report.credential.issuer?.id)
    t.ok(silent.asked.length > 0, 'the issuer was asked for its keys')
    const asked = silent.asked.map((url) => new URL(url).origin)
    t.strictSame([...new Set(asked)], [new URL(id).origin])

    const [proof] = valuesOf(sample.proof) as JsonObject[]
    const url = String(proof?.verificationMethod)
    const publicKeyMultibase = url.split('#')[1]
    const key = { id: url, type: 'Multikey', controller: id, publicKeyMultibase }
    const listing = await world({ lists: { [id]: { id, assertionMethod: [key] } } })
    t.equal(await outcome(sample, listing), 'valid', `${name}, had the issuer listed the key`)
    const bent = { ...sample, name: 'Teamwerk Badge' }
    t.equal(await outcome(bent, listing), 'invalid proof invalid-signature')
  }
})
