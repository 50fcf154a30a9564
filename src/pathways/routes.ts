import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  type Creations,
  IdParams,
  PageOf,
  pageRequest,
  problemResponses,
  resourceRoutes,
} from '../http/index.ts'
import { Completion, CompletionQuery, Progress, ProgressParams } from './progress-schema.ts'
import type { ProgressService } from './progress-service.ts'
import { NewPathway, Pathway, PathwayPatch, PathwayQuery, PathwayVersions } from './schema.ts'
import type { PathwayService } from './service.ts'

const tags = ['Pathways']
/** Two hundred steps with much to choose from. */
const LARGEST_BYTES = 1024 * 1024

/** Pathways, their versions, and who is how far. */
export const pathwayRoutes =
  (
    service: PathwayService,
    progress: ProgressService,
    creations: Creations,
  ): FastifyPluginAsyncTypebox =>
  async (app) => {
    resourceRoutes(
      app,
      {
        path: '/v1/pathways',
        names: ['Pathway', 'Pathways'],
        tag: 'Pathways',
        bodyLimit: LARGEST_BYTES,
        scopes: { read: 'pathways:read', write: 'pathways:write' },
        openToPlaces: 'all',
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
              'Steps toward a goal, in no order but that in which they ask for one another. Badges of any issuer count, and declared equivalents. It is published at once unless `status` is `draft`. What nobody could meet is refused with the step named: circles, references to nothing or to what is archived, more points than there are.',
          },
          list: {
            summary: 'List pathways',
            description:
              'Oldest first. For an issuer its own, all of the places that it leads, and what is published in those that it is a member of; for learners what is published.',
          },
          read: {
            summary: 'Read a pathway',
            description: 'With its steps.',
          },
          update: {
            summary: 'Change a pathway',
            description:
              'JSON merge patch; steps are replaced as a whole, which makes a new version of a published pathway. `learnersUnderWay` says who follows it. By its issuer, and by the lead of its place.',
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
      '/v1/pathways/:id/versions',
      {
        config: { scope: 'pathways:read', place: true },
        schema: {
          tags,
          operationId: 'listPathwayVersions',
          summary: 'List the versions of a pathway',
          description: 'Those that were published, newest first.',
          params: IdParams,
          response: { 200: PathwayVersions, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.versions(actor, params.id),
    )

    app.get(
      '/v1/pathways/:id/completions',
      {
        config: { scope: 'pathways:read' },
        schema: {
          tags,
          operationId: 'listPathwayCompletions',
          summary: 'List who completed a pathway',
          description:
            'Of a pathway that awards a badge: each learner with what was awarded, and whether the ground has fallen away since.',
          params: IdParams,
          querystring: CompletionQuery,
          response: {
            200: PageOf(Completion),
            ...problemResponses(400, 404),
          },
        },
      },
      ({ actor, params, query }) =>
        progress.completions(actor, params.id, query.flagged ?? false, pageRequest(query)),
    )

    app.get(
      '/v1/learners/:id/pathways/:pathwayId',
      {
        config: { scope: 'pathways:read', learner: true },
        schema: {
          tags,
          operationId: 'getProgress',
          summary: "Read a learner's progress on a pathway",
          description:
            "Derived from the assertions that stand at this moment: which of them meets which requirement, and what is missing. It is the same for everybody who may read it, whoever awarded; an issuer's key is told it without the ids of assertions and check-ins of others.",
          params: ProgressParams,
          response: { 200: Progress, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => progress.progress(actor, params.id, params.pathwayId),
    )
  }
