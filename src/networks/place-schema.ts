import { type Static, Type } from 'typebox'
import { Id, nullable, pageQuery, Timestamp } from '../http/index.ts'

const STATUSES = ['invited', 'member', 'declined', 'left'] as const

export const NewNetworkPlace = Type.Object(
  { placeId: Id },
  {
    additionalProperties: false,
    examples: [{ placeId: '019aa7c7-1a10-7c2d-8b3f-5d6e7f8a9b01' }],
  },
)

export const NetworkPlace = Type.Object(
  {
    networkId: Id,
    placeId: Id,
    placeName: Type.String(),
    role: Type.Enum(['lead', 'member'], {
      description: 'lead: changes the network and says which places take part.',
    }),
    status: Type.Enum([...STATUSES]),
    invitedAt: Timestamp,
    joinedAt: nullable(Timestamp),
    endedAt: nullable(Timestamp),
  },
  {
    examples: [
      {
        networkId: '019aa7c8-1a10-7c2d-8b3f-5d6e7f8a9b02',
        placeId: '019aa7c7-1a10-7c2d-8b3f-5d6e7f8a9b01',
        placeName: 'Harbour City',
        role: 'member',
        status: 'invited',
        invitedAt: '2026-11-22T09:30:00Z',
        joinedAt: null,
        endedAt: null,
      },
    ],
  },
)

const { limit, cursor } = pageQuery

export const NetworkPlaceQuery = Type.Object(
  { limit, cursor, status: Type.Optional(Type.Enum([...STATUSES])) },
  { additionalProperties: false },
)

export const NetworkPlaceParams = Type.Object({ id: Id, placeId: Id })

export type NewNetworkPlace = Static<typeof NewNetworkPlace>
export type NetworkPlace = Static<typeof NetworkPlace>
