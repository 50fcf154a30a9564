import {
  CLR_V2,
  CREDENTIALS_V2,
  type JsonObject,
  OPEN_BADGES_V3,
} from '../../src/credentials/index.ts'

/** A Comprehensive Learner Record with some credentials in it, unsigned. */
export function learnerRecord(did: string, credentials: unknown[]): JsonObject {
  const achievement = (name: string) => ({
    id: `https://badges.example/achievements/${name}`,
    type: ['Achievement'],
    name,
    description: `All about ${name}.`,
    criteria: { narrative: 'Be there.' },
    creator: { id: 'https://badges.example/issuers/1', type: ['Profile'], name: 'Harbour Library' },
  })
  return {
    '@context': [CREDENTIALS_V2, CLR_V2, OPEN_BADGES_V3],
    id: 'https://badges.example/records/1',
    type: ['VerifiableCredential', 'ClrCredential'],
    name: 'What Ada has reached',
    partial: true,
    issuer: { id: did, type: ['Profile'], name: 'Harbour Library' },
    validFrom: '2026-02-01T09:00:00Z',
    credentialSubject: {
      id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b11',
      type: ['ClrSubject'],
      achievement: [achievement('stories'), achievement('speaking')],
      verifiableCredential: credentials,
      association: [
        {
          type: 'Association',
          associationType: 'isChildOf',
          sourceId: 'https://badges.example/achievements/stories',
          targetId: 'https://badges.example/achievements/speaking',
        },
      ],
    },
  }
}
