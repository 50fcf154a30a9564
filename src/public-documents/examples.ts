import { credentialExample } from '../assertions/index.ts'
import { LAYERS, layerUrl } from '../badge-classes/index.ts'
import {
  achievementDocument,
  didDocument,
  issuerProfileDocument,
  statusListCredential,
} from '../credentials/index.ts'

const ORIGIN = 'https://badges.example.org'
const ISSUER = '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11'
const DID = `did:web:badges.example.org:issuers:${ISSUER}`
const [LAYER] = LAYERS

/** What each public document looks like, for the API's description. */
export const EXAMPLES = {
  credential: credentialExample,
  issuerProfile: issuerProfileDocument({
    id: DID,
    name: 'Harbour Library',
    url: 'https://library.example.org',
  }),
  didDocument: didDocument({
    did: DID,
    keys: [
      {
        fragment: 'key-1',
        publicKeyMultibase: 'z6MkqnBSFAWhLcyRTwDdWADoA8QndbbnCfpnfZsStx3bPMmc',
      },
    ],
    ed25519Signature2020: false,
  }),
  achievement: achievementDocument({
    id: `${ORIGIN}/achievements/019aa7c3-1b1b-7111-8d2e-5b7c90ffe0a2`,
    name: 'Podcast Producer',
    description: 'Recorded, edited and published a podcast episode about the harbour.',
    criteria: { narrative: 'Publish an episode of at least **five minutes**.' },
    version: '1',
  }),
  statusList: statusListCredential({
    id: `${ORIGIN}/status-lists/019aa7c4-3492-77f6-b5ce-b6ad0be5b004`,
    issuer: DID,
    purpose: 'revocation',
    encodedList: 'uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA',
    validFrom: new Date('2026-11-22T09:30:00Z'),
    validUntil: new Date('2026-11-23T09:30:00Z'),
    ttlMs: 60_000,
  }),
  layer: LAYER && { id: layerUrl(ORIGIN, LAYER.name), ...LAYER },
}
