// How much one verification may ask of others, whatever a document names.
import t from 'tap'
import { type JsonLdProcessor, jsonLdProcessor } from '../../src/credentials/index.ts'
import { verifyCredential, verifyPresentation } from '../../src/verification/index.ts'
import { keyIssuer } from '../credentials/samples.ts'
import { signedPlain } from './standing.ts'
import { badgeOf, world } from './world.ts'

t.test('nothing is asked for twice', async (t) => {
  const issuer = await keyIssuer()
  const list = 'https://elsewhere.example/list'
  const entry = (index: number) => ({
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: String(index),
    statusListCredential: list,
  })
  const credential = await signedPlain(issuer, { credentialStatus: [1, 2, 3].map(entry) })
  const environment = await world({ lists: {} })
  await verifyCredential(credential, environment)
  t.strictSame(environment.asked, [list])
})

t.test('an environment whose functions reject counts as silent', async (t) => {
  const broken = () => Promise.reject(new Error('boom'))
  const badge = await badgeOf(await keyIssuer())
  const environment = { ...(await world()), load: broken, findIssuer: broken }
  const report = await verifyCredential(badge, environment, { checkEvidence: true })
  t.equal(report.verdict, 'inconclusive')
})

t.test('of all that a presentation holds only a few documents are in work at a time', async (t) => {
  const badge = await badgeOf(await keyIssuer(), { status: undefined })
  const presentation = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiablePresentation'],
    verifiableCredential: Array.from({ length: 25 }, () => badge),
  }
  const processor = jsonLdProcessor()
  let inWork = 0
  let most = 0
  const counted = async <T>(work: () => Promise<T>): Promise<T> => {
    inWork += 1
    most = Math.max(most, inWork)
    // Long enough for whatever would come at the same time.
    await new Promise((resolve) => setImmediate(resolve))
    return work().finally(() => {
      inWork -= 1
    })
  }
  const jsonLd: JsonLdProcessor = {
    problemOf: (document) => counted(() => processor.problemOf(document)),
    hashes: (documents, algorithm) => counted(() => processor.hashes(documents, algorithm)),
  }
  const { verdict } = await verifyPresentation({ presentation }, { ...(await world()), jsonLd })
  t.equal(verdict, 'valid')
  t.ok(most <= 8, `${most} at a time`)
})
