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
import { DEFAULT_SETTINGS, PlaceSettings, PlaceSettingsInput } from './settings.ts'

export const NewPlace = Type.Object(
  {
    name: text(200),
    description: Type.Optional(nullable(text(5000))),
    url: Type.Optional(nullable(Url)),
    settings: Type.Optional(PlaceSettingsInput),
  },
  {
    additionalProperties: false,
    examples: [
      {
        name: 'Harbour City',
        description: 'What there is to learn in Harbour City.',
        settings: { cardAuthority: 'harbour-libraries', guardianConsentBelowAge: 16 },
      },
    ],
  },
)

export const PlacePatch = Type.Object(
  {
    name: Type.Optional(NewPlace.properties.name),
    description: NewPlace.properties.description,
    url: NewPlace.properties.url,
    settings: NewPlace.properties.settings,
    archived: Type.Optional(Type.Boolean()),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    examples: [{ settings: { guardianConsentBelowAge: 14, retention: { attendanceDays: 365 } } }],
  },
)

export const Place = Type.Object(
  {
    id: Id,
    name: Type.String(),
    description: nullable(Type.String()),
    url: nullable(Type.String()),
    settings: PlaceSettings,
    ...lifecycleFields,
  },
  {
    examples: [
      {
        id: '019aa7c7-1a10-7c2d-8b3f-5d6e7f8a9b01',
        name: 'Harbour City',
        description: 'What there is to learn in Harbour City.',
        url: null,
        settings: { ...DEFAULT_SETTINGS, cardAuthority: 'harbour-libraries' },
        ...lifecycleExample,
      },
    ],
  },
)

export const PlaceQuery = Type.Object(pageQuery, { additionalProperties: false })

export type NewPlace = Static<typeof NewPlace>
export type PlacePatch = Static<typeof PlacePatch>
export type Place = Static<typeof Place>
