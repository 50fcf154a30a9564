import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Creations, problemResponses, resourceRoutes } from '../http/index.ts'
import {
  Learner,
  LearnerMatches,
  LearnerPatch,
  LearnerQuery,
  LearnerSearch,
  NewLearner,
} from './schema.ts'
import type { LearnerService } from './service.ts'

const tags = ['Learners']

/** Learners, as those see them who deal with them. */
export const learnerRoutes =
  (service: LearnerService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    resourceRoutes(
      app,
      {
        path: '/v1/learners',
        names: ['Learner', 'Learners'],
        tag: 'Learners',
        scopes: { read: 'learners:read', write: 'learners:write' },
        openToLearners: ['read', 'update'],
        schemas: {
          create: NewLearner,
          patch: LearnerPatch,
          resource: Learner,
          entry: Learner,
          query: LearnerQuery,
        },
        words: {
          create: {
            summary: 'Find or create a learner',
            description:
              'A person who earns badges, found by any of the identifiers or made. A key without an issuer is answered 200 when the learner was there already; a key bound to an issuer gets the same answer either way.',
          },
          list: {
            summary: 'List learners',
            description:
              'A key bound to an issuer sees the learners that the issuer has dealings with.',
          },
          read: {
            summary: 'Read a learner',
            description:
              'As the caller knows the learner: a key bound to an issuer sees what that issuer noted.',
          },
          update: {
            summary: 'Change a learner',
            description:
              'JSON merge patch: null takes a value away. A key bound to an issuer changes what that issuer noted, and nothing that others see. A learner with a token of their own changes the language in which they are written to, whoever writes, and nothing else.',
          },
          archive: {
            summary: 'Archive a learner',
            description:
              'The learner leaves the lists; what was awarded stays. `PATCH {"archived": false}` brings the learner back.',
          },
        },
        findsExisting: true,
      },
      service,
      creations,
    )

    app.post(
      '/v1/learners/search',
      {
        config: { scope: 'learners:read' },
        schema: {
          tags,
          operationId: 'searchLearners',
          summary: 'Find a learner by an identifier',
          description: 'A POST, so that no e-mail address or card number stands in a URL.',
          body: LearnerSearch,
          response: { 200: LearnerMatches, ...problemResponses(400) },
        },
      },
      async ({ actor, body }) => ({ data: await service.search(actor, body.identifier) }),
    )
  }
