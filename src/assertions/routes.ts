import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Creations, resourceRoutes } from '../http/index.ts'
import { NewAssertion } from './award-schema.ts'
import { choiceRoutes } from './choice-routes.ts'
import { Assertion, AssertionPatch, AssertionQuery, AssertionSummary } from './schema.ts'
import type { AssertionService } from './service.ts'
import { statusRoutes } from './status-routes.ts'
import { supersedingRoutes } from './superseding-routes.ts'

/** Awards, their status, what learners choose about them, and what takes their place. */
export const assertionRoutes =
  (service: AssertionService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    resourceRoutes(
      app,
      {
        path: '/v1/assertions',
        names: ['Assertion', 'Assertions'],
        tag: 'Assertions',
        scopes: { read: 'assertions:read', write: 'assertions:write' },
        openToLearners: ['list', 'read'],
        schemas: {
          create: NewAssertion,
          patch: AssertionPatch,
          resource: Assertion,
          entry: AssertionSummary,
          query: AssertionQuery,
        },
        words: {
          create: {
            summary: 'Award a badge',
            description:
              'Signs an Open Badges 3.0 credential and publishes it under an unguessable URL. Awarding to an identifier finds or makes its learner.',
          },
          list: {
            summary: 'List assertions',
            description: 'Oldest first, without the credentials themselves.',
          },
          read: {
            summary: 'Read an assertion',
            description: 'With its signed credential, as the award was answered.',
          },
          update: {
            summary: 'Change the note of an assertion',
            description: 'JSON merge patch. The credential itself is never changed.',
          },
          archive: {
            summary: 'Archive an assertion',
            description:
              'It leaves the lists; the credential stays valid. `PATCH {"archived": false}` brings it back.',
          },
        },
      },
      service,
      creations,
    )

    await app.register(choiceRoutes(service))
    await app.register(statusRoutes(service))
    await app.register(supersedingRoutes(service, creations))
  }
