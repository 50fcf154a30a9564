import { type Static, Type } from 'typebox'
import { AssertionSummary } from '../assertions/index.ts'
import {
  examplesOf,
  Id,
  nullable,
  pageQuery,
  Timestamp,
  TimestampInput,
  text,
} from '../http/index.ts'
import { Identifier } from '../learners/index.ts'

const KINDS = ['single', 'shared'] as const
const description = 'single: each code for one learner; shared: for many, up to `maxClaims` each.'
const Kind = Type.Enum([...KINDS], { description })

export const NewClaimCodes = Type.Object(
  {
    badgeClassId: Type.Optional(Id),
    opportunityId: Type.Optional(Id),
    count: Type.Integer({ minimum: 1, maximum: 10_000, default: 1 }),
    kind: Type.Enum([...KINDS], { default: 'single', description }),
    maxClaims: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        description: 'Of each shared code; left out, there is no limit.',
      }),
    ),
    validFrom: Type.Optional(TimestampInput),
    validUntil: Type.Optional(TimestampInput),
    reservedFor: Type.Optional(
      Type.Unsafe<Static<typeof Identifier>>({
        ...Identifier,
        description:
          'Only whoever has this identifier can claim; whoever brings the code to a check-in is taken for them.',
      }),
    ),
    note: Type.Optional(
      text(1000, { description: 'Where they were handed out. Never published.' }),
    ),
  },
  {
    additionalProperties: false,
    description:
      'Exactly one of badgeClassId and opportunityId says what they are for: a badge, or checking in and the badges of the activity.',
    examples: [
      {
        badgeClassId: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411',
        count: 30,
        kind: 'single',
        validUntil: '2027-06-30T22:00:00Z',
        note: 'Podcast workshop, May',
      },
    ],
  },
)

const members = {
  id: Id,
  issuerId: Id,
  badgeClassId: nullable(Id),
  opportunityId: nullable(Id),
  kind: Kind,
  maxClaims: nullable(Type.Integer()),
  validFrom: nullable(Timestamp),
  validUntil: nullable(Timestamp),
  reserved: Type.Boolean(),
  note: nullable(Type.String()),
  distributed: Type.Integer({ description: 'How many codes there are.' }),
  claimed: Type.Integer({ description: 'How many of them somebody has claimed with.' }),
  claims: Type.Integer({ description: 'How many learners claimed.' }),
  revoked: Type.Integer({ description: 'How many codes were revoked.' }),
  createdAt: Timestamp,
}

const example = {
  id: '019aa7cc-2d33-7f2a-8c0d-5e2f4c1a9d80',
  issuerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
  badgeClassId: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411',
  opportunityId: null,
  kind: 'single',
  maxClaims: 1,
  validFrom: null,
  validUntil: '2027-06-30T22:00:00Z',
  reserved: false,
  note: 'Podcast workshop, May',
  distributed: 30,
  claimed: 12,
  claims: 12,
  revoked: 0,
  createdAt: '2026-11-22T09:30:00Z',
} as const

const Code = Type.Object({ number: Type.Integer(), code: Type.String(), url: Type.String() })
const codeExample = {
  number: 1,
  code: 'K7QX9M-2TVB4H-8RN3C',
  url: 'https://badges.example.org/claim/K7QX9M-2TVB4H-8RN3C',
}

export const ClaimCodes = Type.Object(members, { examples: [example] })

export const MadeClaimCodes = Type.Object(
  {
    ...members,
    codes: Type.Array(Code, {
      description: 'The codes themselves: they are shown here and never again.',
    }),
  },
  { examples: [{ ...example, claimed: 0, claims: 0, codes: [codeExample] }] },
)

export const ClaimCodesQuery = Type.Object(
  {
    limit: pageQuery.limit,
    cursor: pageQuery.cursor,
    issuerId: Type.Optional(Id),
    badgeClassId: Type.Optional(Id),
    opportunityId: Type.Optional(Id),
  },
  { additionalProperties: false },
)

export const ClaimCodesFormat = Type.Object(
  {
    format: Type.Optional(
      Type.Enum(['json', 'csv'], { description: 'csv: the codes alone, as a table.' }),
    ),
  },
  { additionalProperties: false },
)

export const CodeRevocation = Type.Object(
  {
    numbers: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 10_000 }), {
        minItems: 1,
        maxItems: 10_000,
        description: 'Which codes; left out, all.',
      }),
    ),
  },
  { additionalProperties: false, examples: [{ numbers: [7, 8] }] },
)

export const Sheets = Type.Object(
  {
    codes: Type.Array(text(40), { minItems: 1, maxItems: 500 }),
    language: Type.Optional(text(35, { description: 'BCP 47; of what is printed.' })),
  },
  {
    additionalProperties: false,
    description: 'Codes of this set, as they were shown: we keep none of them.',
    examples: [{ codes: ['K7QX9M-2TVB4H-8RN3C'], language: 'en' }],
  },
)

export const Invitation = Type.Object(
  {
    code: text(40),
    to: text(254, { description: 'An e-mail address.' }),
    language: Type.Optional(text(35, { description: 'BCP 47; of the mail.' })),
  },
  {
    additionalProperties: false,
    examples: [{ code: 'K7QX9M-2TVB4H-8RN3C', to: 'sam@example.org' }],
  },
)

export const Invited = Type.Object(
  { mailMessageId: Id },
  { examples: [{ mailMessageId: '019aa7cb-1c22-7f2a-8c0d-5e2f4c1a9d70' }] },
)

export const NewClaim = Type.Object(
  {
    code: text(40),
    identifier: Type.Optional(Identifier),
    learnerId: Type.Optional(Id),
  },
  {
    additionalProperties: false,
    description:
      'Exactly one of identifier and learnerId says who claims; with the token of a learner neither, it is them.',
    examples: [
      {
        code: 'K7QX9M-2TVB4H-8RN3C',
        identifier: { type: 'email', value: 'sam@example.org' },
      },
    ],
  },
)

const Award = Type.Object({ id: Id, badgeClassId: Id, credentialUrl: Type.String() })
const CheckIn = Type.Object({
  id: Id,
  opportunityId: Id,
  occurrence: Type.Union([Timestamp, Type.Null()], {
    description: 'Which of the occurrences, by its start; null where it does not recur.',
  }),
  at: Timestamp,
})
const [award] = examplesOf(AssertionSummary) as [Static<typeof AssertionSummary>]

export const Claim = Type.Object(
  {
    id: Id,
    learnerId: Id,
    createdAt: Timestamp,
    assertion: Type.Union([AssertionSummary, Type.Null()], {
      description: 'The award; null where the code was for an opportunity.',
    }),
    checkIn: Type.Union([CheckIn, Type.Null()], {
      description: 'That the learner came; null where the code was for a badge.',
    }),
    assertions: Type.Array(Award, {
      description: 'What the learner has now: the badge, or those of the activity.',
    }),
  },
  {
    description: 'That a learner claimed with a code, and what came of it.',
    examples: [
      {
        id: '019aa7cc-3e44-7f2a-8c0d-5e2f4c1a9d81',
        learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
        createdAt: '2026-11-22T09:30:00Z',
        assertion: award,
        checkIn: null,
        assertions: [
          { id: award.id, badgeClassId: award.badgeClassId, credentialUrl: award.credentialUrl },
        ],
      },
    ],
  },
)

export type NewClaimCodes = Static<typeof NewClaimCodes>
export type ClaimCodes = Static<typeof ClaimCodes>
export type MadeClaimCodes = Static<typeof MadeClaimCodes>
export type CodeRevocation = Static<typeof CodeRevocation>
export type Invitation = Static<typeof Invitation>
export type NewClaim = Static<typeof NewClaim>
export type Claim = Static<typeof Claim>
