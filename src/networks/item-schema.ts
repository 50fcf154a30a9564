import { type Static, Type } from 'typebox'
import { Id, lifecycleExample, nullable, pageQuery, Timestamp } from '../http/index.ts'

const pathwayId = '019aa7c5-6f00-7b5c-8d11-90fa6a1f2c33'
const badgeClassId = '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411'
const placeId = '019aa7c7-1a10-7c2d-8b3f-5d6e7f8a9b01'
const issuerId = '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11'

export const NewItem = Type.Object(
  {
    placeId: Type.Optional({
      ...Id,
      description: 'The place that shares it; left out by a key of that place.',
    }),
    badgeClassId: Type.Optional({ ...Id, description: 'Of an issuer that is in the place.' }),
    pathwayId: Type.Optional({ ...Id, description: 'Of the place, and published.' }),
  },
  {
    additionalProperties: false,
    description: 'One badge class or one pathway.',
    examples: [{ placeId, badgeClassId }],
  },
)

const itemFields = {
  id: Id,
  networkId: Id,
  placeId: { ...Id, description: 'The place that shares it.' },
  placeName: Type.String(),
  badgeClassId: nullable(Id),
  pathwayId: nullable(Id),
  name: Type.String(),
  description: nullable(Type.String()),
  version: Type.Integer({ description: 'What would be adopted now.' }),
  createdAt: Timestamp,
}

const itemExample = {
  id: '019aa7c8-2b20-7d3e-9c4f-6e7f8a9b0c12',
  networkId: '019aa7c8-1a10-7c2d-8b3f-5d6e7f8a9b02',
  placeId,
  placeName: 'Harbour City',
  badgeClassId,
  pathwayId: null,
  name: 'Podcast Producer',
  description: 'Recorded, edited and published a podcast episode about the harbour.',
  version: 1,
  createdAt: lifecycleExample.createdAt,
}

/** What is shared, as it stands in a list. */
export const Item = Type.Object(itemFields, { examples: [itemExample] })

const Template = Type.Object({
  name: Type.String(),
  description: Type.String(),
  criteria: Type.Unknown({ description: 'As in a badge class.' }),
  achievementType: nullable(Type.String()),
  imageUrl: nullable(Type.String()),
  tags: Type.Array(Type.String()),
  alignments: Type.Array(Type.Unknown()),
  layer: nullable(Type.String()),
  hours: nullable(Type.Number()),
  issuerId: Id,
  issuerName: Type.String(),
})

const SharedPathway = Type.Object({
  name: Type.String(),
  steps: Type.Array(Type.Unknown({ description: 'As in a pathway.' })),
  destinations: Type.Array(Type.String()),
  badgeClasses: Type.Array(
    Type.Object({ id: Id, name: Type.String(), issuerName: Type.String() }),
    {
      description: 'The badge classes that its steps name.',
    },
  ),
})

/** What is shared, with what would be adopted. */
export const FullItem = Type.Object(
  { ...itemFields, badgeClass: nullable(Template), pathway: nullable(SharedPathway) },
  {
    examples: [
      {
        ...itemExample,
        badgeClass: {
          name: itemExample.name,
          description: itemExample.description,
          criteria: { narrative: 'Publish an episode of at least **five minutes**.' },
          achievementType: 'Badge',
          imageUrl: null,
          tags: ['audio', 'storytelling'],
          alignments: [],
          layer: 'Demonstrate',
          hours: 6,
          issuerId,
          issuerName: 'Harbour Library',
        },
        pathway: null,
      },
    ],
  },
)

const { limit, cursor } = pageQuery

export const ItemQuery = Type.Object(
  {
    limit,
    cursor,
    type: Type.Optional(Type.Enum(['badge-class', 'pathway'])),
    placeId: Type.Optional(Id),
  },
  { additionalProperties: false },
)

export const ItemParams = Type.Object({ id: Id, itemId: Id })

const Others = (what: string) =>
  Type.Optional(
    Type.Record(Type.String({ pattern: '^[0-9a-f-]{36}$' }), Id, {
      maxProperties: 200,
      description: `${what} of your own by the ids of those that the steps name.`,
    }),
  )

export const NewAdoption = Type.Object(
  {
    placeId: Type.Optional({
      ...Id,
      description: 'The place that adopts it; left out by a key of that place.',
    }),
    issuerId: Type.Optional({
      ...Id,
      description:
        "An issuer that is in the place, whose it becomes; the caller's own when left out. A pathway can be without one.",
    }),
    status: Type.Optional(
      Type.Enum(['draft', 'published'], {
        description:
          'published, when left out. A badge class that is a draft is archived: nobody is awarded it until `PATCH {"archived": false}`.',
      }),
    ),
    badgeClasses: Others('Badge classes'),
    pathways: Others('Pathways'),
    opportunities: Others('Opportunities'),
  },
  { additionalProperties: false, examples: [{ placeId, issuerId, status: 'draft' }] },
)

export const Adoption = Type.Object(
  {
    id: Id,
    networkId: Id,
    placeId: Id,
    issuerId: nullable(Id),
    badgeClassId: nullable({ ...Id, description: 'What it became.' }),
    pathwayId: nullable({ ...Id, description: 'What it became.' }),
    sourceBadgeClassId: nullable(Id),
    sourcePathwayId: nullable(Id),
    sourceVersion: Type.Integer(),
    createdAt: Timestamp,
  },
  {
    examples: [
      {
        id: '019aa7c8-3c30-7e4f-8d50-7f8a9b0c1d23',
        networkId: itemExample.networkId,
        placeId,
        issuerId,
        badgeClassId: null,
        pathwayId: '019aa7c5-6f00-7b5c-8d11-90fa6a1f2c34',
        sourceBadgeClassId: null,
        sourcePathwayId: pathwayId,
        sourceVersion: 1,
        createdAt: lifecycleExample.createdAt,
      },
    ],
  },
)

export type NewItem = Static<typeof NewItem>
export type Item = Static<typeof Item>
export type FullItem = Static<typeof FullItem>
export type ItemFilter = Omit<Static<typeof ItemQuery>, 'limit' | 'cursor'>
export type NewAdoption = Static<typeof NewAdoption>
export type Adoption = Static<typeof Adoption>
