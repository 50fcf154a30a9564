import { type Static, Type } from 'typebox'
import { Id, lifecycleExample, lifecycleFields, nullable, pageQuery, text } from '../http/index.ts'

export const NewNetwork = Type.Object(
  {
    name: text(200),
    description: Type.Optional(nullable(text(5000))),
    placeId: Type.Optional({
      ...Id,
      description: 'The place that leads it; left out by a key of that place.',
    }),
  },
  {
    additionalProperties: false,
    examples: [{ name: 'Cities of the coast', placeId: '019aa7c7-1a10-7c2d-8b3f-5d6e7f8a9b01' }],
  },
)

export const NetworkPatch = Type.Object(
  {
    name: Type.Optional(NewNetwork.properties.name),
    description: NewNetwork.properties.description,
    archived: Type.Optional(Type.Boolean()),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    examples: [{ description: 'What the cities of the coast share.' }],
  },
)

export const Network = Type.Object(
  {
    id: Id,
    name: Type.String(),
    description: nullable(Type.String()),
    ...lifecycleFields,
  },
  {
    examples: [
      {
        id: '019aa7c8-1a10-7c2d-8b3f-5d6e7f8a9b02',
        name: 'Cities of the coast',
        description: null,
        ...lifecycleExample,
      },
    ],
  },
)

export const NetworkQuery = Type.Object(pageQuery, { additionalProperties: false })

export type NewNetwork = Static<typeof NewNetwork>
export type NetworkPatch = Static<typeof NetworkPatch>
export type Network = Static<typeof Network>
