// What is presented is held to the strictest of all that it says of itself.
import t from 'tap'
import { CREDENTIALS_V2, type JsonObject, OPEN_BADGES_V3 } from '../../src/credentials/index.ts'
import { verifyPresented } from '../../src/verification/index.ts'
import { keyIssuer, signedBadge } from '../credentials/samples.ts'
import { world } from './world.ts'

const environment = await world({})
const badge = await signedBadge({ changes: { validUntil: undefined, status: undefined } })
const verdictOf = async (credential: JsonObject) =>
  (await verifyPresented({ credential }, environment)).report.verdict

t.test('a credential that nobody signed does not pass for a presentation', async (t) => {
  const presentation = {
    '@context': [CREDENTIALS_V2, OPEN_BADGES_V3],
    type: ['VerifiablePresentation'],
    verifiableCredential: [badge],
  }
  t.equal(await verdictOf(presentation), 'valid')
  const { did } = await keyIssuer()
  const disguised = {
    ...presentation,
    type: ['VerifiableCredential', 'EndorsementCredential', 'VerifiablePresentation'],
    id: 'urn:uuid:7f9cf1d1-6f3c-4a4e-9d0a-0a4dc6a0f6b2',
    issuer: { id: did, type: ['Profile'] },
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: { id: 'https://badges.example/1', type: ['EndorsementSubject'] },
  }
  for (const type of [disguised.type, disguised.type.toReversed()]) {
    t.equal(await verdictOf({ ...disguised, type }), 'invalid')
  }
})
