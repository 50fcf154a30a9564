// How much one verification may ask of others, whatever a document names.
import t from 'tap'
import { verifyCredential } from '../../src/verification/index.ts'
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
