import { type Static, Type } from 'typebox'
import { Id, nullable, pageQuery, Timestamp } from '../http/index.ts'
import { ROLES } from './roles.ts'

const Role = Type.Enum([...ROLES], {
  description:
    'lead: changes the place and says who takes part; issuer-staff: awards and runs opportunities; reviewer: decides on evidence; partner-platform: brings its own learners; reader: reads.',
})

const STATUSES = ['invited', 'member', 'declined', 'left'] as const

export const NewInvitation = Type.Object(
  { issuerId: Id, role: Role },
  {
    additionalProperties: false,
    examples: [{ issuerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11', role: 'issuer-staff' }],
  },
)

export const MemberRole = Type.Object(
  { role: Role },
  { additionalProperties: false, examples: [{ role: 'reviewer' }] },
)

export const Membership = Type.Object(
  {
    id: Id,
    placeId: Id,
    issuerId: Id,
    issuerName: Type.String(),
    role: Role,
    status: Type.Enum([...STATUSES]),
    invitedAt: Timestamp,
    joinedAt: nullable(Timestamp),
    endedAt: nullable(Timestamp),
  },
  {
    examples: [
      {
        id: '019aa7c7-2b20-7d3e-9c4f-6e7f8a9b0c12',
        placeId: '019aa7c7-1a10-7c2d-8b3f-5d6e7f8a9b01',
        issuerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
        issuerName: 'Harbour Library',
        role: 'issuer-staff',
        status: 'invited',
        invitedAt: '2026-11-22T09:30:00Z',
        joinedAt: null,
        endedAt: null,
      },
    ],
  },
)

const { limit, cursor } = pageQuery

export const InvitationQuery = Type.Object(
  { limit, cursor, status: Type.Optional(Type.Enum([...STATUSES])) },
  { additionalProperties: false },
)

export const MemberQuery = Type.Object({ limit, cursor }, { additionalProperties: false })

export const InvitationParams = Type.Object({ id: Id, invitationId: Id })
export const MemberParams = Type.Object({ id: Id, memberId: Id })

export type NewInvitation = Static<typeof NewInvitation>
export type MemberRole = Static<typeof MemberRole>
export type Membership = Static<typeof Membership>
