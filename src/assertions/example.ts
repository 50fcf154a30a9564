import { openBadgeCredential } from '../credentials/index.ts'

const DID = 'did:web:badges.example.org:issuers:019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11'

/** What a signed credential looks like, for the API's description. Its signature is made up. */
export const credentialExample = {
  ...openBadgeCredential({
    id: 'https://badges.example.org/credentials/1Qv9cW3mS1m8w2m0bq3m7A',
    issuer: { id: DID, name: 'Harbour Library', url: 'https://library.example.org' },
    recipient: { id: 'urn:uuid:b7fb41ed-da21-4b7f-88b7-125679ba1328' },
    achievement: {
      id: 'https://badges.example.org/achievements/019aa7c3-1b1b-7111-8d2e-5b7c90ffe0a2',
      name: 'Podcast Producer',
      description: 'Recorded, edited and published a podcast episode about the harbour.',
      criteria: { narrative: 'Publish an episode of at least **five minutes**.' },
      version: '1',
    },
    narrative: 'Interviewed three dockers and cut the episode alone.',
    status: {
      statusListCredential:
        'https://badges.example.org/status-lists/019aa7c4-3492-77f6-b5ce-b6ad0be5b004',
      statusListIndex: 80756,
      statusPurpose: 'revocation',
    },
    validFrom: new Date('2026-11-22T09:30:00Z'),
    validUntil: new Date('2028-11-22T09:30:00Z'),
  }),
  proof: [
    {
      type: 'DataIntegrityProof',
      cryptosuite: 'eddsa-rdfc-2022',
      created: '2026-11-22T09:30:00Z',
      verificationMethod: `${DID}#key-1`,
      proofPurpose: 'assertionMethod',
      proofValue: 'z5KdJRgqetzSSV1WGMAAYo8BcBAmTequ2hm5L1Dz87pvePvZ5NMUT1HGtJud7MBAdXvRp13',
    },
  ],
}
