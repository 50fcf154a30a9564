import { type Static, Type } from 'typebox'

/** A word or an address, as long as any of ours. */
const word = (options: { description?: string } = {}) =>
  Type.String({
    minLength: 1,
    maxLength: 2048,
    pattern: '^[^\\s<>"]+$',
    examples: ['urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33'],
    ...options,
  })

const StatusEntry = Type.Object(
  {
    id: Type.Optional(word()),
    type: Type.Enum(['BitstringStatusListEntry', 'BitstringStatusList']),
    statusPurpose: Type.Optional(
      Type.Enum(['revocation', 'suspension'], {
        description: 'Which entry is meant; needed where the credential has two.',
      }),
    ),
    statusListIndex: Type.Optional(word()),
    statusListCredential: Type.Optional(word()),
    status: Type.Optional(
      Type.Enum(['0', '1', 'true', 'false'], { description: 'As older versions have it.' }),
    ),
  },
  { additionalProperties: false },
)

export const StatusRequest = Type.Object(
  {
    credentialId: word({
      description:
        'What the credential was called when it was issued; the id of its status entry when it was not called anything; the URL of the credential of an assertion.',
    }),
    credentialStatus: Type.Union([
      StatusEntry,
      Type.Array(StatusEntry, { minItems: 1, maxItems: 2 }),
    ]),
    status: Type.Optional(
      Type.Boolean({ description: 'True when neither this nor the entry says.' }),
    ),
    indexAllocator: Type.Optional(word({ description: 'Of no consequence here.' })),
  },
  {
    additionalProperties: false,
    examples: [
      {
        credentialId: 'https://badges.example.org/credentials/1Qv9cW3mS1m8w2m0bq3m7A',
        credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
        status: true,
      },
    ],
  },
)

export const StatusAnswer = Type.Object(
  {
    credentialId: Type.String(),
    credentialStatus: Type.Array(
      Type.Object({
        id: Type.String(),
        type: Type.String(),
        statusPurpose: Type.String(),
        statusListIndex: Type.String(),
        statusListCredential: Type.String(),
        status: Type.Boolean({ description: 'What it is now.' }),
      }),
    ),
  },
  {
    description: 'Set. Verifiers see it within the time that the list may be cached.',
    examples: [
      {
        credentialId: 'https://badges.example.org/credentials/1Qv9cW3mS1m8w2m0bq3m7A',
        credentialStatus: [
          {
            id: 'https://badges.example.org/status-lists/019aa7c6-0000-7000-8000-000000000001#94567',
            type: 'BitstringStatusListEntry',
            statusPurpose: 'revocation',
            statusListIndex: '94567',
            statusListCredential:
              'https://badges.example.org/status-lists/019aa7c6-0000-7000-8000-000000000001',
            status: true,
          },
        ],
      },
    ],
  },
)

export type StatusRequest = Static<typeof StatusRequest>
export type StatusAnswer = Static<typeof StatusAnswer>
