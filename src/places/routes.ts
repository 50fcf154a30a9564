import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Creations, resourceRoutes } from '../http/index.ts'
import { NewPlace, Place, PlacePatch, PlaceQuery } from './schema.ts'
import type { PlaceService } from './service.ts'

/** Places and what they set. */
export const placeRoutes =
  (service: PlaceService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    resourceRoutes(
      app,
      {
        path: '/v1/places',
        names: ['Place', 'Places'],
        tag: 'Places',
        scopes: { read: 'places:read', write: 'places:write' },
        schemas: {
          create: NewPlace,
          patch: PlacePatch,
          resource: Place,
          entry: Place,
          query: PlaceQuery,
        },
        openToPlaces: 'all',
        words: {
          create: {
            summary: 'Create a place',
            description:
              'The programme of a city or region. An issuer that makes one leads it. What is not set is as by default; the answer shows what counts.',
          },
          list: {
            summary: 'List places',
            description: 'Oldest first; for an issuer those that it is in, or was asked into.',
          },
          read: {
            summary: 'Read a place',
            description: 'With what it decides, defaults included.',
          },
          update: {
            summary: 'Change a place',
            description:
              'By its lead. JSON merge patch, also within settings: null puts a setting back to its default.',
          },
          archive: {
            summary: 'Archive a place',
            description:
              'It leaves the lists, and its settings count no more. `PATCH {"archived": false}` brings it back.',
          },
        },
      },
      service,
      creations,
    )
  }
