import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Creations, resourceRoutes } from '../http/index.ts'
import {
  BadgingStandard,
  BadgingStandardPatch,
  BadgingStandardQuery,
  NewBadgingStandard,
} from './schema.ts'
import type { BadgingStandardService } from './service.ts'

/** Badging standards: everybody reads them, their keepers change them. */
export const badgingStandardRoutes =
  (service: BadgingStandardService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    resourceRoutes(
      app,
      {
        path: '/v1/badging-standards',
        names: ['BadgingStandard', 'BadgingStandards'],
        tag: 'Badging standards',
        scopes: { read: 'badging-standards:read', write: 'badging-standards:write' },
        openToPlaces: 'all',
        schemas: {
          create: NewBadgingStandard,
          patch: BadgingStandardPatch,
          resource: BadgingStandard,
          entry: BadgingStandard,
          query: BadgingStandardQuery,
        },
        words: {
          create: {
            summary: 'Create a badging standard',
            description:
              'What badge classes can follow, and endorsers vouch for as a whole. `issuerId` is its keeper: the issuer of the key; with `placeId` those who lead the place keep it too; with neither the platform.',
          },
          list: {
            summary: 'List badging standards',
            description:
              'Oldest first; those of all keepers, for a standard is there to be followed.',
          },
          read: {
            summary: 'Read a badging standard',
            description: 'Whoever keeps it.',
          },
          update: {
            summary: 'Change a badging standard',
            description:
              'By its keeper only. JSON merge patch: null takes a value away. Once it was put before an endorser its text stays (409). Versions of badge classes keep the name that it had.',
          },
          archive: {
            summary: 'Archive a badging standard',
            description:
              'It leaves the lists and can be followed anew no more. `PATCH {"archived": false}` brings it back.',
          },
        },
      },
      service,
      creations,
    )
  }
