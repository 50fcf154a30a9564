import { credentialExample } from '../assertions/index.ts'
import { LAYERS, layerUrl } from '../badge-classes/index.ts'
import {
  achievementDocument,
  didDocument,
  endorsementCredential,
  issuerProfileDocument,
  statusListCredential,
} from '../credentials/index.ts'

const ORIGIN = 'https://badges.example.org'
const ISSUER = '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11'
const DID = `did:web:badges.example.org:issuers:${ISSUER}`
const ENDORSER = '019aa7c2-6a0b-7d9e-8f00-3c2f1f0a7e52'
const ENDORSER_DID = `did:web:badges.example.org:issuers:${ENDORSER}`
const [LAYER] = LAYERS

/** Its signature is made up. */
const endorsement = {
  ...endorsementCredential({
    id: `${ORIGIN}/endorsements/Zk3v1mB0QXy5t8n2w7cR4A`,
    name: 'Endorsement of Podcast Producer',
    issuer: { id: ENDORSER_DID, name: 'Harbour Radio', url: 'https://radio.example.org' },
    subjectId: `${ORIGIN}/achievements/019aa7c3-1b1b-7111-8d2e-5b7c90ffe0a2`,
    comment: 'We hire **makers of podcasts** by this badge.',
    status: {
      statusListCredential: `${ORIGIN}/status-lists/019aa7c8-11c0-7d3f-a1b2-6f0e9d8c7b6a`,
      statusListIndex: 4711,
      statusPurpose: 'revocation',
    },
    validFrom: new Date('2026-11-22T09:30:00Z'),
  }),
  proof: [
    {
      type: 'DataIntegrityProof',
      created: '2026-11-22T09:30:00Z',
      verificationMethod: `${ENDORSER_DID}#key-1`,
      cryptosuite: 'eddsa-rdfc-2022',
      proofPurpose: 'assertionMethod',
      proofValue: 'z5KdJRgqetzSSV1WGMAAYo8BcBAmTequ2hm5L1Dz87pvePvZ5NMUT1HGtJud7MBAdXvRp13',
    },
  ],
}

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
  endorsement,
  endorsements: { data: [{ about: 'achievement', credential: endorsement }] },
  standard: {
    id: `${ORIGIN}/standards/019aa7c6-0c11-7e2a-9b0d-7f2f4c1a9d20`,
    name: 'Cities of Learning',
    description: 'How badges of a city are designed, awarded and described.',
    url: 'https://standards.example.org/cities-of-learning',
  },
  layer: LAYER && { id: layerUrl(ORIGIN, LAYER.name), ...LAYER },
}
