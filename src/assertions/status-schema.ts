import { type Static, Type } from 'typebox'
import { Id, Timestamp, text } from '../http/index.ts'

/** What a status can be. Erasing revokes nothing: `revokedAt` and `suspendedAt` say how it stands. */
export const Status = Type.Enum(['active', 'suspended', 'revoked', 'erased'])

/** Why an award is taken back. It is told to everybody who looks at the credential. */
export const PublicReason = text(1000, {
  description:
    'Why. It becomes public: whoever has the URL of the credential can read it, so it must name nobody. One that repeats an identifier of the learner is refused.',
})

export const Revocation = Type.Object(
  { reason: PublicReason },
  { additionalProperties: false, examples: [{ reason: 'Awarded to the wrong person.' }] },
)

const MAX_REVOCATIONS = 10_000

export const BulkRevocation = Type.Object(
  {
    assertionIds: Type.Array(Id, { minItems: 1, maxItems: MAX_REVOCATIONS }),
    reason: PublicReason,
  },
  {
    additionalProperties: false,
    examples: [
      {
        assertionIds: ['019aa7c4-34a2-7236-9bbb-ecd5bb657712'],
        reason: 'The course was never held.',
      },
    ],
  },
)

export const Revocations = Type.Object(
  {
    data: Type.Array(
      Type.Object({
        id: Id,
        outcome: Type.Enum(['revoked', 'already-revoked', 'not-found']),
      }),
      { description: 'What became of each id, in the order given.' },
    ),
  },
  {
    examples: [{ data: [{ id: '019aa7c4-34a2-7236-9bbb-ecd5bb657712', outcome: 'revoked' }] }],
  },
)

export const Suspension = Type.Object(
  { reason: text(1000, { description: "Why; kept with the assertion for the issuer's own use." }) },
  { additionalProperties: false, examples: [{ reason: 'Under review after a complaint.' }] },
)

/** A DELETE without a body is read as null. */
export const Reinstatement = Type.Union(
  [
    Type.Object(
      {
        reason: Type.Optional(
          text(1000, {
            description: 'Why; kept in the history of the assertion. "Reinstated." when left out.',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    Type.Null(),
  ],
  { examples: [{ reason: 'The complaint was unfounded.' }] },
)

const STATUS_CHANGES = ['revoked', 'suspended', 'reinstated'] as const

export const StatusHistory = Type.Object(
  {
    data: Type.Array(
      Type.Object({
        kind: Type.Enum(STATUS_CHANGES),
        reason: Type.Union([Type.String(), Type.Null()], {
          description: 'Null once the learner was erased.',
        }),
        actorId: Type.String({ description: 'Id of the API key, or `admin`.' }),
        at: Timestamp,
      }),
    ),
  },
  {
    examples: [
      {
        data: [
          {
            kind: 'suspended',
            reason: 'Under review after a complaint.',
            actorId: '019aa7c1-0a3c-7d55-b1a0-3a5f2a9e7c10',
            at: '2026-11-22T09:30:00Z',
          },
        ],
      },
    ],
  },
)

export type StatusHistory = Static<typeof StatusHistory>
export type StatusChangeKind = (typeof STATUS_CHANGES)[number]
export type Revocations = Static<typeof Revocations>
