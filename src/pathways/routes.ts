import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Creations, problemResponses, resourceRoutes } from '../http/index.ts'
import {
  NewPathway,
  Pathway,
  PathwayPatch,
  PathwayQuery,
  Progress,
  ProgressParams,
} from './schema.ts'
import type { PathwayService } from './service.ts'

const tags = ['Pathways']

export const pathwayRoutes =
  (service: PathwayService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    resourceRoutes(
      app,
      {
        path: '/v1/pathways',
        names: ['Pathway', 'Pathways'],
        tag: 'Pathways',
        scopes: { read: 'pathways:read', write: 'pathways:write' },
        openToLearners: ['list', 'read'],
        schemas: {
          create: NewPathway,
          patch: PathwayPatch,
          resource: Pathway,
          entry: Pathway,
          query: PathwayQuery,
        },
        words: {
          create: {
            summary: 'Create a pathway',
            description:
              'Steps toward a goal; every step asks for a badge, and all steps are required.',
          },
          list: {
            summary: 'List pathways',
            description: 'Oldest first.',
          },
          read: {
            summary: 'Read a pathway',
            description: 'With its steps.',
          },
          update: {
            summary: 'Change a pathway',
            description: 'JSON merge patch; steps are replaced as a whole.',
          },
          archive: {
            summary: 'Archive a pathway',
            description:
              'It leaves the lists; progress can still be read. `PATCH {"archived": false}` brings it back.',
          },
        },
      },
      service,
      creations,
    )

    app.get(
      '/v1/learners/:id/pathways/:pathwayId',
      {
        config: { scope: 'pathways:read', learner: true },
        schema: {
          tags,
          operationId: 'getProgress',
          summary: "Read a learner's progress on a pathway",
          description: 'Derived from the assertions that stand at this moment.',
          params: ProgressParams,
          response: { 200: Progress, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.progress(actor, params.id, params.pathwayId),
    )
  }
