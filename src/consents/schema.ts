import { type Static, Type } from 'typebox'
import { examplesOf, Id, nullable, pageQuery, Timestamp, text } from '../http/index.ts'
import { AGE_BANDS } from './standing.ts'

/** What somebody can consent to. */
export const PURPOSES = [
  'public-name',
  'share-with-platform',
  'equality-monitoring',
  'mail',
] as const

export const Purpose = Type.Enum(PURPOSES, {
  type: 'string',
  description:
    '`public-name`: the name of the learner on the public pages of their credentials; `equality-monitoring`: what they tell for equality reports; `mail`: notices of awards by mail, of which who withdraws it gets none (what they ask for themselves still comes); `share-with-platform`: their record is shown on the partner platform, which keeps to it: here it is only kept.',
})

const Language = Type.String({
  pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$',
  maxLength: 35,
  examples: ['en'],
})

const textFields = { purpose: Purpose, language: Language, wording: text(10_000) }
const textExample = {
  purpose: 'public-name',
  language: 'en',
  wording: 'Whoever has the link of one of my badges may read my name beside it.',
}

export const NewConsentText = Type.Object(textFields, {
  additionalProperties: false,
  examples: [textExample],
})

export const ConsentText = Type.Object(
  {
    id: Id,
    ...textFields,
    version: Type.Integer({ description: 'Counts within its purpose and language.' }),
    hash: Type.String({ description: 'SHA-256 of the wording, in hex.' }),
    createdAt: Timestamp,
  },
  {
    examples: [
      {
        id: '019aa7c7-1f00-7c11-8a21-5d0c6b7e8f90',
        ...textExample,
        version: 1,
        hash: 'c0f6b7f0b6d0a7d5c8e1c7f9a5f5c84e5a9b57b8f2b6f0e6d0c2b3a495867768',
        createdAt: '2026-11-22T09:30:00Z',
      },
    ],
  },
)

export const ConsentTextQuery = Type.Object(
  { ...pageQuery, purpose: Type.Optional(Purpose), language: Type.Optional(Language) },
  { additionalProperties: false },
)

const Party = Type.Enum(['learner', 'guardian'], { type: 'string' })

export const NewConsent = Type.Object(
  {
    decision: Type.Enum(['given', 'withdrawn'], { type: 'string' }),
    consentTextId: Type.Optional(
      Type.Unsafe<string>({ ...Id, description: 'The text that was agreed to; needed to give.' }),
    ),
    purpose: Type.Optional(
      Type.Unsafe<Static<typeof Purpose>>({
        ...Purpose,
        description: 'What is withdrawn; what is given is the purpose of the text.',
      }),
    ),
    by: Type.Optional(
      Type.Unsafe<Static<typeof Party>>({
        ...Party,
        description: "Whose decision it is; the learner's when absent.",
      }),
    ),
    method: Type.Optional(
      Type.Enum(['online', 'in-person', 'paper'], {
        type: 'string',
        description: 'How it was said. `online` when absent.',
      }),
    ),
    evidence: Type.Optional(
      text(1000, {
        description:
          'How it is known, such as where the signed form lies. Required when `by` is `guardian`, whatever the decision.',
      }),
    ),
    guardianName: Type.Optional(text(200)),
    shownName: Type.Optional(
      text(200, {
        description:
          'With `public-name`, the name that may be shown; the display name of the learner when absent.',
      }),
    ),
  },
  {
    additionalProperties: false,
    examples: [
      {
        decision: 'given',
        consentTextId: '019aa7c7-1f00-7c11-8a21-5d0c6b7e8f90',
        shownName: 'Sam Q.',
      },
    ],
  },
)

const consentExample = {
  id: '019aa7c7-2a11-7d22-9b32-6e1d7c8f9a01',
  learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
  purpose: 'public-name',
  decision: 'given',
  by: 'learner',
  consentTextId: '019aa7c7-1f00-7c11-8a21-5d0c6b7e8f90',
  method: 'online',
  evidence: null,
  guardianName: null,
  shownName: 'Sam Q.',
  actorId: '019aa7c1-0a3c-7d55-b1a0-3a5f2a9e7c10',
  at: '2026-11-22T09:30:00Z',
}

export const Consent = Type.Object(
  {
    id: Id,
    learnerId: Id,
    purpose: Purpose,
    decision: Type.Enum(['given', 'withdrawn'], { type: 'string' }),
    by: Type.Enum(['learner', 'guardian', 'merge'], {
      type: 'string',
      description:
        '`merge`: this record became one with another that had not consented, so it has to be asked for anew.',
    }),
    consentTextId: nullable(Id),
    method: Type.String(),
    evidence: nullable(Type.String()),
    guardianName: nullable(Type.String()),
    shownName: nullable(Type.String()),
    actorId: Type.String({ description: 'Id of the API key or token, or `admin`.' }),
    at: Timestamp,
  },
  { examples: [consentExample] },
)

export const ConsentQuery = Type.Object(pageQuery, { additionalProperties: false })

export const ConsentStatus = Type.Object(
  {
    data: Type.Array(
      Type.Object({
        purpose: Purpose,
        status: Type.Enum(['none', 'standing', 'withdrawn', 'awaiting-guardian', 'awaiting-age'], {
          type: 'string',
          description:
            '`awaiting-guardian`: the learner is younger than their place lets decide alone; `awaiting-age`: nobody has said how old they are.',
        }),
        consentId: Type.Union([Id, Type.Null()], { description: 'The record that it stands on.' }),
      }),
    ),
  },
  {
    examples: [
      {
        data: [
          { purpose: 'public-name', status: 'standing', consentId: consentExample.id },
          { purpose: 'mail', status: 'none', consentId: null },
        ],
      },
    ],
  },
)

const DateOfBirth = Type.String({ format: 'date', maxLength: 10, examples: ['2011-04-05'] })
const Band = Type.Enum(AGE_BANDS, { type: 'string' })

export const AgeInput = Type.Object(
  { dateOfBirth: Type.Optional(DateOfBirth), ageBand: Type.Optional(Band) },
  {
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    description: 'Either of the two. A band is enough.',
    examples: [{ ageBand: '13-15' }],
  },
)

export const LearnerAge = Type.Object(
  {
    dateOfBirth: nullable(DateOfBirth),
    ageBand: nullable(Band),
    needsGuardian: Type.Union([Type.Boolean(), Type.Null()], {
      description: "Whether their place asks for a guardian's consent; null: no age was told.",
    }),
  },
  { examples: [{ dateOfBirth: null, ageBand: '13-15', needsGuardian: true }] },
)

export const NewGuardianRequest = Type.Object(
  {
    consentTextId: Id,
    guardian: Type.Object(
      {
        name: text(200),
        email: Type.String({ format: 'email', maxLength: 254 }),
        language: Type.Optional(Language),
      },
      { additionalProperties: false },
    ),
    shownName: NewConsent.properties.shownName,
  },
  {
    additionalProperties: false,
    examples: [
      {
        consentTextId: '019aa7c7-1f00-7c11-8a21-5d0c6b7e8f90',
        guardian: { name: 'Alex Quayle', email: 'alex@example.org', language: 'en' },
      },
    ],
  },
)

const requestExample = {
  id: '019aa7c7-3b22-7e33-8c43-7f2e8d9a0b12',
  learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
  consentTextId: '019aa7c7-1f00-7c11-8a21-5d0c6b7e8f90',
  status: 'open',
  createdAt: '2026-11-22T09:30:00Z',
  expiresAt: '2026-12-06T09:30:00Z',
}

export const GuardianRequest = Type.Object(
  {
    id: Id,
    learnerId: Id,
    consentTextId: Id,
    status: Type.Enum(['open', 'given', 'refused', 'expired'], { type: 'string' }),
    createdAt: Timestamp,
    expiresAt: Timestamp,
  },
  { examples: [requestExample] },
)

export const GuardianRequests = Type.Object(
  { data: Type.Array(GuardianRequest) },
  { examples: [{ data: examplesOf(GuardianRequest) }] },
)

export const GuardianAnswer = Type.Object(
  {
    code: Type.String({
      maxLength: 40,
      // What cannot be a code is a slip, and no attempt.
      pattern: '^[ -]*([0-9A-Za-z][ -]*){16}$',
      description: 'As it stands in the mail.',
    }),
    decision: Type.Enum(['given', 'refused'], { type: 'string' }),
  },
  { additionalProperties: false, examples: [{ code: 'K7QM-2XWT-9RHD-4PZN', decision: 'given' }] },
)

export type Purpose = Static<typeof Purpose>
export type NewConsentText = Static<typeof NewConsentText>
export type ConsentText = Static<typeof ConsentText>
export type NewConsent = Static<typeof NewConsent>
export type Consent = Static<typeof Consent>
export type ConsentStatus = Static<typeof ConsentStatus>
export type AgeInput = Static<typeof AgeInput>
export type LearnerAge = Static<typeof LearnerAge>
export type NewGuardianRequest = Static<typeof NewGuardianRequest>
export type GuardianRequest = Static<typeof GuardianRequest>
export type GuardianAnswer = Static<typeof GuardianAnswer>
