import { type Static, Type } from 'typebox'
import {
  examplesOf,
  Id,
  lifecycleExample,
  lifecycleFields,
  nullable,
  pageQuery,
  Timestamp,
  text,
} from '../http/index.ts'

/** So many that the record with all that is in it is still verified as a whole. */
const MAX_PICKS = 28

/** The credentials that a learner picks, in the order in which they are shown. */
export const AssertionIds = Type.Array(Id, {
  minItems: 1,
  maxItems: MAX_PICKS,
  uniqueItems: true,
  description: "Assertions of the learner's own that stand, in the order to show them in.",
})

export const NewClr = Type.Object(
  {
    assertionIds: AssertionIds,
    name: Type.Optional(
      text(200, {
        description:
          "The title. It stands in the signed record, but for a learner's token: what a learner writes is not signed by an issuer.",
      }),
    ),
    issuerId: Type.Optional(
      Type.Unsafe<string>({
        ...Id,
        description:
          "Who signs. A learner's token may name an issuer of one of the badges, or CLR_ISSUER_ID. When left out: the issuer of the key, CLR_ISSUER_ID, or the issuer of the first badge.",
      }),
    ),
  },
  {
    additionalProperties: false,
    examples: [
      {
        assertionIds: ['019aa7c4-34a2-7236-9bbb-ecd5bb657712'],
        name: 'What I can do with sound',
      },
    ],
  },
)

const fields = {
  id: Id,
  learnerId: Id,
  issuerId: Id,
  name: Type.String(),
  assertionIds: Type.Array(Id),
  status: Type.Enum(['active', 'revoked']),
  revokedAt: nullable(Timestamp),
  ...lifecycleFields,
}

const example = {
  id: '019aa7d0-71a0-7a11-8d0a-5a2f3b7c9e01',
  learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
  issuerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
  name: 'What I can do with sound',
  assertionIds: ['019aa7c4-34a2-7236-9bbb-ecd5bb657712'],
  status: 'active',
  revokedAt: null,
  ...lifecycleExample,
}

export const ClrSummary = Type.Object(fields, { examples: [example] })

export const Clr = Type.Object(
  {
    ...fields,
    credential: Type.Object(
      {},
      {
        additionalProperties: true,
        description: 'The signed ClrCredential (CLR 2.0), with the badges as they were signed.',
      },
    ),
  },
  {
    examples: [
      {
        ...example,
        credential: {
          type: ['VerifiableCredential', 'ClrCredential'],
          id: 'urn:uuid:8f1d1a52-6c5f-4a86-8f4b-0d2f0f0c7b11',
          name: 'What I can do with sound',
        },
      },
    ],
  },
)

export const ClrQuery = Type.Object(pageQuery, { additionalProperties: false })

export const ClrParams = Type.Object({ id: Id, clrId: Id })

export const NewPresentation = Type.Object(
  { assertionIds: AssertionIds },
  {
    additionalProperties: false,
    examples: [{ assertionIds: ['019aa7c4-34a2-7236-9bbb-ecd5bb657712'] }],
  },
)

export const Presentation = Type.Object(
  {
    presentation: Type.Object(
      {},
      { additionalProperties: true, description: 'A VerifiablePresentation without a proof.' },
    ),
  },
  {
    examples: [
      {
        presentation: {
          '@context': ['https://www.w3.org/ns/credentials/v2'],
          type: ['VerifiablePresentation'],
          verifiableCredential: examplesOf(Clr).slice(1),
        },
      },
    ],
  },
)

export type NewClr = Static<typeof NewClr>
export type ClrSummary = Static<typeof ClrSummary>
export type Clr = Static<typeof Clr>
