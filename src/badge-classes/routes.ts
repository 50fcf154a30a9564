import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import {
  type Creations,
  examplesOf,
  IdParams,
  problemResponses,
  resourceRoutes,
} from '../http/index.ts'
import { IMAGE_JSON_BYTES } from '../images/index.ts'
import {
  BadgeClass,
  BadgeClassPatch,
  BadgeClassQuery,
  BadgeClassVersion,
  NewBadgeClass,
} from './schema.ts'
import type { BadgeClassService } from './service.ts'

const tags = ['Badge classes']

/** Badge classes and their versions. */
export const badgeClassRoutes =
  (service: BadgeClassService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    resourceRoutes(
      app,
      {
        path: '/v1/badge-classes',
        names: ['BadgeClass', 'BadgeClasses'],
        tag: 'Badge classes',
        bodyLimit: IMAGE_JSON_BYTES,
        scopes: { read: 'badge-classes:read', write: 'badge-classes:write' },
        openToPlaces: 'read',
        openToLearners: ['list', 'read'],
        schemas: {
          create: NewBadgeClass,
          patch: BadgeClassPatch,
          resource: BadgeClass,
          entry: BadgeClass,
          query: BadgeClassQuery,
        },
        words: {
          create: {
            summary: 'Create a badge class',
            description:
              'What is awarded. It is checked first: what would lead to a credential that does not conform is refused, with the field named.',
          },
          list: {
            summary: 'List badge classes',
            description: 'Oldest first, each in its current version.',
          },
          read: {
            summary: 'Read a badge class',
            description: 'In its current version.',
          },
          update: {
            summary: 'Change a badge class',
            description:
              'JSON merge patch of the top-level members: null takes a value away. Once it was awarded, an edit makes a new version; what was awarded keeps the old text.',
          },
          archive: {
            summary: 'Archive a badge class',
            description:
              'It leaves the lists and can be awarded no more. What was awarded stays valid. `PATCH {"archived": false}` brings it back.',
          },
        },
      },
      service,
      creations,
    )

    app.get(
      '/v1/badge-classes/:id/versions',
      {
        config: { scope: 'badge-classes:read', place: true },
        schema: {
          tags,
          operationId: 'listBadgeClassVersions',
          summary: 'List the versions of a badge class',
          description: 'Newest first. A version is frozen from its first award.',
          params: IdParams,
          response: {
            200: Type.Object(
              { data: Type.Array(BadgeClassVersion) },
              { examples: [{ data: examplesOf(BadgeClassVersion) }] },
            ),
            ...problemResponses(404),
          },
        },
      },
      async ({ actor, params }) => ({ data: await service.versions(actor, params.id) }),
    )
  }
