import { type Static, Type } from 'typebox'
import {
  Id,
  lifecycleExample,
  lifecycleFields,
  nullable,
  pageQuery,
  Timestamp,
} from '../http/index.ts'
import { Note } from './award-schema.ts'
import { Acceptance, Visibility } from './choice-schema.ts'
import { credentialExample } from './example.ts'
import { Status } from './status-schema.ts'
import { SUPERSESSIONS } from './superseding-schema.ts'

export const AssertionPatch = Type.Object(
  { note: Type.Optional(nullable(Note)), archived: Type.Optional(Type.Boolean()) },
  { additionalProperties: false, minProperties: 1, examples: [{ note: 'Collected at the desk.' }] },
)

const summaryFields = {
  id: Id,
  credentialUrl: Type.String({ description: 'The public URL; whoever has it may look.' }),
  openBadges2Url: Type.String({
    description:
      'The same award for Open Badges 2.0 backpacks, served as long as the issuer has an email.',
  }),
  status: Status,
  acceptance: Acceptance,
  visibility: Visibility,
  issuerId: Id,
  badgeClassId: Id,
  badgeClassVersion: Type.Integer(),
  learnerId: Type.Union([Id, Type.Null()], { description: 'Null once the learner was erased.' }),
  validFrom: Timestamp,
  validUntil: nullable(Timestamp),
  supersedes: Type.Union([Id, Type.Null()], {
    description: 'The assertion that this one stands in the place of.',
  }),
  supersession: Type.Union([Type.Enum(SUPERSESSIONS), Type.Null()], {
    description: 'Why it does.',
  }),
  supersededBy: Type.Union([Id, Type.Null()], {
    description: 'The assertion that stands in the place of this one.',
  }),
  revokedAt: nullable(Timestamp),
  revocationReason: nullable(Type.String()),
  suspendedAt: nullable(Timestamp),
  suspensionReason: nullable(Type.String()),
  note: nullable(Type.String()),
  erasedAt: Type.Union([Timestamp, Type.Null()], {
    description:
      'When the learner was erased. The credential is not revoked by it: a copy that the learner kept goes on verifying.',
  }),
}

const summaryExample = {
  id: '019aa7c4-34a2-7236-9bbb-ecd5bb657712',
  credentialUrl: 'https://badges.example.org/credentials/1Qv9cW3mS1m8w2m0bq3m7A',
  openBadges2Url: 'https://badges.example.org/ob2/assertions/1Qv9cW3mS1m8w2m0bq3m7A',
  status: 'active',
  acceptance: 'pending',
  visibility: 'link',
  issuerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
  badgeClassId: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411',
  badgeClassVersion: 1,
  learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
  validFrom: '2026-11-22T09:30:00Z',
  validUntil: '2028-11-22T09:30:00Z',
  supersedes: null,
  supersession: null,
  supersededBy: null,
  revokedAt: null,
  revocationReason: null,
  suspendedAt: null,
  suspensionReason: null,
  note: null,
  erasedAt: null,
  ...lifecycleExample,
}

export const AssertionSummary = Type.Object(
  { ...summaryFields, ...lifecycleFields },
  { examples: [summaryExample] },
)

export const Assertion = Type.Object(
  {
    ...summaryFields,
    ...lifecycleFields,
    credential: Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()], {
      description:
        'The signed Open Badges 3.0 credential, as it is served at credentialUrl; null once the learner was erased.',
    }),
    credentialHash: Type.Optional(
      Type.String({
        description:
          'Of an erased one: SHA-256 of the document, in hex, by which a copy that somebody kept is known again.',
      }),
    ),
  },
  { examples: [{ ...summaryExample, credential: credentialExample }] },
)

export const AssertionQuery = Type.Object(
  {
    ...pageQuery,
    learnerId: Type.Optional(Id),
    badgeClassId: Type.Optional(Id),
    issuerId: Type.Optional(Id),
    status: Type.Optional(Status),
  },
  { additionalProperties: false },
)

export type AssertionPatch = Static<typeof AssertionPatch>
export type AssertionSummary = Static<typeof AssertionSummary>
export type Assertion = Static<typeof Assertion>
export type AssertionFilter = Pick<
  Static<typeof AssertionQuery>,
  'learnerId' | 'badgeClassId' | 'issuerId' | 'status'
> & {
  /** Whose credential this key signed. */
  issuerKeyId?: string
  /** Whose VC-JWT this key signed. */
  jwtKeyId?: string
}
