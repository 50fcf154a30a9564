import { type Static, Type } from 'typebox'
import { Id, nullable, pageQuery, Timestamp, text } from '../http/index.ts'

const Algorithm = Type.Enum(['Ed25519', 'RS256', 'ES256'], {
  type: 'string',
  description: 'Ed25519 signs credentials and status lists; RS256 and ES256 sign VC-JWTs.',
})

const { archived: _archived, ...paging } = pageQuery
export const KeyQuery = Type.Object(paging, { additionalProperties: false })

export const KeyParams = Type.Object({
  id: Id,
  number: Type.Integer({
    minimum: 1,
    maximum: 2_147_483_647,
    description: 'Counts from 1 over all keys of the issuer.',
  }),
})

export const NewKey = Type.Object(
  {
    algorithm: Type.Optional(Algorithm),
    seed: Type.Optional(
      Type.String({
        minLength: 43,
        maxLength: 100,
        description:
          'Imports an Ed25519 key: its seed of 32 bytes in hex, base64 or base64url, or as a secretKeyMultibase. Kept encrypted and never shown again. A new key is made when left out.',
      }),
    ),
  },
  { additionalProperties: false, examples: [{ algorithm: 'ES256' }] },
)

const Reason = text(1000, {
  description: "Why; for the issuer's own records, and never published.",
})

export const Compromise = Type.Object(
  { reason: Reason },
  {
    additionalProperties: false,
    examples: [{ reason: 'A backup of the signing server was stolen.' }],
  },
)

export const IssuerKey = Type.Object(
  {
    id: Id,
    number: Type.Integer(),
    algorithm: Algorithm,
    state: Type.Enum(['pending', 'active', 'retired', 'compromised'], {
      description:
        'pending: does not sign yet. active: signs. retired: signs no more, and what it signed verifies. compromised: nothing that it signed verifies.',
    }),
    did: Type.String({ description: 'The identity that it signs as.' }),
    verificationMethods: Type.Array(Type.String(), {
      description: 'The names under which it stands in the DID document.',
    }),
    kid: nullable(
      Type.String({ description: 'The `kid` of VC-JWTs, an URL that serves the public key.' }),
    ),
    publicKeyMultibase: nullable(Type.String()),
    publicJwk: nullable(Type.Object({}, { additionalProperties: true })),
    createdAt: Timestamp,
    retiredAt: nullable(Timestamp),
    compromisedAt: nullable(Timestamp),
    compromiseReason: nullable(Type.String()),
  },
  {
    examples: [
      {
        id: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b12',
        number: 2,
        algorithm: 'Ed25519',
        state: 'active',
        did: 'did:web:badges.example.org:issuers:019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
        verificationMethods: [
          'did:web:badges.example.org:issuers:019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11#key-2',
          'did:web:badges.example.org:issuers:019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11#key-2-ed25519-2020',
        ],
        kid: null,
        publicKeyMultibase: 'z6MkqnBSFAWhLcyRTwDdWADoA8QndbbnCfpnfZsStx3bPMmc',
        publicJwk: null,
        createdAt: '2026-11-22T09:30:00Z',
        retiredAt: null,
        compromisedAt: null,
        compromiseReason: null,
      },
    ],
  },
)

export const NewReissue = Type.Object(
  {
    reason: Type.Optional(Reason),
  },
  { additionalProperties: false, examples: [{ reason: 'The signing key was stolen.' }] },
)

export const Reissue = Type.Object(
  {
    status: Type.Enum(['not-started', 'running', 'completed']),
    total: Type.Integer({ description: 'How many assertions there are, or were, to issue again.' }),
    reissued: Type.Integer({ description: 'How many have been so far.' }),
    reason: nullable(Type.String()),
    createdAt: nullable(Timestamp),
    completedAt: nullable(Timestamp),
  },
  {
    examples: [
      {
        status: 'running',
        total: 1200,
        reissued: 400,
        reason: 'The signing key was stolen.',
        createdAt: '2026-11-22T09:30:00Z',
        completedAt: null,
      },
    ],
  },
)

export type NewKey = Static<typeof NewKey>
export type IssuerKey = Static<typeof IssuerKey>
export type NewReissue = Static<typeof NewReissue>
export type Reissue = Static<typeof Reissue>
