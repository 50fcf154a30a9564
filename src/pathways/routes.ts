import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  type Creations,
  expectedRevisions,
  IdParams,
  NoContent,
  notModified,
  PageOf,
  pageRequest,
  problemResponses,
  revisionTag,
} from '../http/index.ts'
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
    app.post(
      '/v1/pathways',
      {
        config: { scope: 'pathways:write', creates: true },
        schema: {
          tags,
          operationId: 'createPathway',
          summary: 'Create a pathway',
          description:
            'Steps toward a goal; every step asks for a badge, and all steps are required.',
          body: NewPathway,
          response: { 201: Pathway, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) => service.create(tx, request.actor, request.body)),
    )

    app.get(
      '/v1/pathways',
      {
        config: { scope: 'pathways:read' },
        schema: {
          tags,
          operationId: 'listPathways',
          summary: 'List pathways',
          querystring: PathwayQuery,
          response: { 200: PageOf(Pathway), ...problemResponses(400) },
        },
      },
      ({ actor, query }) => service.list(actor, pageRequest(query)),
    )

    app.get(
      '/v1/pathways/:id',
      {
        config: { scope: 'pathways:read', conditional: true },
        schema: {
          tags,
          operationId: 'getPathway',
          summary: 'Read a pathway',
          params: IdParams,
          response: { 200: Pathway, ...problemResponses(404) },
        },
      },
      async (request, reply) => {
        const { resource, revision } = await service.get(request.actor, request.params.id)
        return notModified(request, reply, revisionTag(revision)) ? reply.send() : resource
      },
    )

    app.patch(
      '/v1/pathways/:id',
      {
        config: { scope: 'pathways:write', conditional: true },
        schema: {
          tags,
          operationId: 'updatePathway',
          summary: 'Change a pathway',
          description: 'JSON merge patch; steps are replaced as a whole.',
          params: IdParams,
          body: PathwayPatch,
          response: { 200: Pathway, ...problemResponses(400, 404, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request
        const changed = await service.update(actor, params.id, body, expectedRevisions(request))
        reply.header('etag', revisionTag(changed.revision))
        return changed.resource
      },
    )

    app.delete(
      '/v1/pathways/:id',
      {
        config: { scope: 'pathways:write', conditional: true },
        schema: {
          tags,
          operationId: 'archivePathway',
          summary: 'Archive a pathway',
          description:
            'It leaves the lists; progress can still be read. `PATCH {"archived": false}` brings it back.',
          params: IdParams,
          response: { 204: NoContent, ...problemResponses(404, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params } = request
        await service.archive(actor, params.id, expectedRevisions(request))
        return reply.code(204).send(null)
      },
    )

    app.get(
      '/v1/learners/:id/pathways/:pathwayId',
      {
        config: { scope: 'pathways:read' },
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
