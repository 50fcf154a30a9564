import { type Static, Type } from 'typebox'
import {
  Id,
  lifecycleExample,
  lifecycleFields,
  nullable,
  pageQuery,
  text,
  Url,
} from '../http/index.ts'

export const NewBadgingStandard = Type.Object(
  {
    name: text(200),
    description: Type.Optional(nullable(text(5000))),
    url: Type.Optional(nullable(Url)),
    issuerId: Type.Optional(nullable(Id)),
    placeId: Type.Optional(nullable(Id)),
  },
  {
    additionalProperties: false,
    examples: [
      {
        name: 'Cities of Learning',
        description: 'How badges of a city are designed, awarded and described.',
        url: 'https://standards.example.org/cities-of-learning',
      },
    ],
  },
)

export const BadgingStandardPatch = Type.Object(
  {
    name: Type.Optional(NewBadgingStandard.properties.name),
    description: NewBadgingStandard.properties.description,
    url: NewBadgingStandard.properties.url,
    archived: Type.Optional(Type.Boolean()),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    examples: [{ description: 'How badges of a city are designed and awarded.' }],
  },
)

export const BadgingStandard = Type.Object(
  {
    id: Id,
    name: Type.String(),
    description: nullable(Type.String()),
    url: nullable(Type.String()),
    issuerId: nullable(Id),
    placeId: nullable(Id),
    standardUrl: Type.String({
      description: 'The public document, which badges that follow the standard refer to.',
    }),
    ...lifecycleFields,
  },
  {
    examples: [
      {
        id: '019aa7c6-0c11-7e2a-9b0d-7f2f4c1a9d20',
        name: 'Cities of Learning',
        description: 'How badges of a city are designed, awarded and described.',
        url: 'https://standards.example.org/cities-of-learning',
        issuerId: null,
        placeId: null,
        standardUrl: 'https://badges.example.org/standards/019aa7c6-0c11-7e2a-9b0d-7f2f4c1a9d20',
        ...lifecycleExample,
      },
    ],
  },
)

export const BadgingStandardQuery = Type.Object(
  { ...pageQuery, issuerId: Type.Optional(Id), placeId: Type.Optional(Id) },
  { additionalProperties: false },
)

export type NewBadgingStandard = Static<typeof NewBadgingStandard>
export type BadgingStandardPatch = Static<typeof BadgingStandardPatch>
export type BadgingStandard = Static<typeof BadgingStandard>
