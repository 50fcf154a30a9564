import {
  CREDENTIALS_V1,
  CREDENTIALS_V2,
  type JsonObject,
  OPEN_BADGES_V3,
} from '../../../src/credentials/index.ts'

// What other platforms issue, worded by hand from the standards, with every kind of value in it.

const profile = (id: string, more: JsonObject = {}) => ({ id, type: ['Profile'], ...more })

const alignment = (targetCode: string) => ({
  type: ['Alignment'],
  targetName: `Seamanship ${targetCode}`,
  targetUrl: `https://frameworks.example/${targetCode}`,
  targetType: 'CFItem',
  targetCode,
})

const achievement = {
  id: 'https://elsewhere.example/achievements/night',
  type: ['Achievement'],
  achievementType: 'Certificate',
  name: 'Night Sailor',
  description: 'Sailed through a night: “Überfahrt”.',
  creator: profile('https://elsewhere.example/school', { name: 'The School' }),
  criteria: { id: 'https://elsewhere.example/criteria', narrative: 'Sail from dusk to dawn.' },
  creditsAvailable: 36.5,
  alignment: [alignment('N-1'), alignment('N-2')],
  image: { id: 'https://elsewhere.example/night.png', type: 'Image', caption: 'A moon' },
  otherIdentifier: [{ type: 'IdentifierEntry', identifier: 'NS', identifierType: 'identifier' }],
  resultDescription: [
    {
      id: 'urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c',
      type: ['ResultDescription'],
      name: 'Grade',
      resultType: 'LetterGrade',
      allowedValue: ['D', 'C', 'B', 'A'],
    },
  ],
  tag: ['sea', 'night'],
  version: '2',
}

const subject = {
  id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b11',
  type: ['AchievementSubject'],
  activityStartDate: '2024-12-01T00:00:00Z',
  creditsEarned: 42,
  identifier: [
    {
      type: 'IdentityObject',
      identityHash: 'ada@example.org',
      identityType: 'emailAddress',
      hashed: false,
      salt: 'not-used',
    },
  ],
  narrative: 'At the helm from two to four.',
  result: [
    {
      type: ['Result'],
      resultDescription: 'urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c',
      value: 'A',
    },
  ],
  achievement,
}

const members = (did: string, more: JsonObject) => ({
  id: 'https://elsewhere.example/credentials/1',
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  issuer: profile(did, { name: 'Elsewhere', url: 'https://elsewhere.example' }),
  name: 'Night Sailor',
  credentialSubject: subject,
  evidence: [
    { id: 'https://elsewhere.example/log', type: ['Evidence'], name: 'Logbook' },
    { type: ['Evidence'], narrative: 'Seen by the harbour master.' },
  ],
  ...more,
})

/** An Open Badge in the data model 2.0. */
export function badge(did: string, more: JsonObject = {}): JsonObject {
  return {
    '@context': [CREDENTIALS_V2, OPEN_BADGES_V3],
    ...members(did, {
      validFrom: '2025-01-01T00:00:00Z',
      validUntil: '2095-01-01T00:00:00Z',
      awardedDate: '2024-12-24T18:00:00Z',
      ...more,
    }),
  }
}

/** An Open Badge in the data model 1.1. */
export function olderBadge(did: string, more: JsonObject = {}): JsonObject {
  return {
    '@context': [
      CREDENTIALS_V1,
      'https://purl.imsglobal.org/spec/ob/v3p0/context.json',
      // What defines an entry of a status list, which the data model 1.1 itself does not.
      ...(more.credentialStatus ? ['https://www.w3.org/ns/credentials/status/v1'] : []),
    ],
    ...members(did, {
      issuanceDate: '2025-01-01T00:00:00Z',
      expirationDate: '2095-01-01T00:00:00Z',
      ...more,
    }),
  }
}

/** A credential that is no badge, with words in languages, a term of its own and two subjects. */
export function credential(did: string, more: JsonObject = {}): JsonObject {
  return {
    '@context': [CREDENTIALS_V2, { '@protected': true, Permit: 'https://harbour.example/#Permit' }],
    id: 'urn:uuid:6f0a8a52-17e1-4b7a-8a3e-1b7a1bd6c1f2',
    type: ['VerifiableCredential', 'Permit'],
    issuer: did,
    name: [
      { '@value': 'Permit', '@language': 'en' },
      { '@value': 'Erlaubnis', '@language': 'de', '@direction': 'ltr' },
    ],
    credentialSubject: [{ id: 'did:example:boat' }, { id: 'did:example:crew' }],
    termsOfUse: { type: 'https://harbour.example/#Terms', id: 'https://harbour.example/terms' },
    validFrom: '2025-01-01T00:00:00.250+02:00',
    ...more,
  }
}

/** A statement about a badge or an issuer. */
export function endorsement(did: string, more: JsonObject = {}): JsonObject {
  return {
    '@context': [CREDENTIALS_V2, OPEN_BADGES_V3],
    id: 'https://elsewhere.example/endorsements/1',
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: 'In good standing',
    issuer: profile(did, { name: 'The Admiralty' }),
    validFrom: '2025-01-01T00:00:00Z',
    credentialSubject: {
      id: achievement.id,
      type: ['EndorsementSubject'],
      endorsementComment: 'A fine badge.',
    },
    ...more,
  }
}
