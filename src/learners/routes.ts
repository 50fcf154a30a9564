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
  Learner,
  LearnerMatches,
  LearnerPatch,
  LearnerQuery,
  LearnerSearch,
  NewLearner,
} from './schema.ts'
import type { LearnerService } from './service.ts'

const tags = ['Learners']

export const learnerRoutes =
  (service: LearnerService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/learners',
      {
        config: { scope: 'learners:write', creates: true },
        schema: {
          tags,
          operationId: 'createLearner',
          summary: 'Find or create a learner',
          description:
            'A person who earns badges, found by any of the identifiers or made. A key without an issuer is answered 200 when the learner was there already; a key bound to an issuer gets the same answer either way.',
          body: NewLearner,
          response: { 200: Learner, 201: Learner, ...problemResponses(400, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) => service.create(tx, request.actor, request.body)),
    )

    app.get(
      '/v1/learners',
      {
        config: { scope: 'learners:read' },
        schema: {
          tags,
          operationId: 'listLearners',
          summary: 'List learners',
          querystring: LearnerQuery,
          response: { 200: PageOf(Learner), ...problemResponses(400) },
        },
      },
      ({ actor, query }) => service.list(actor, pageRequest(query)),
    )

    app.get(
      '/v1/learners/:id',
      {
        config: { scope: 'learners:read', conditional: true },
        schema: {
          tags,
          operationId: 'getLearner',
          summary: 'Read a learner',
          params: IdParams,
          response: { 200: Learner, ...problemResponses(404) },
        },
      },
      async (request, reply) => {
        const { resource, revision } = await service.get(request.actor, request.params.id)
        return notModified(request, reply, revisionTag(revision)) ? reply.send() : resource
      },
    )

    app.patch(
      '/v1/learners/:id',
      {
        config: { scope: 'learners:write', conditional: true },
        schema: {
          tags,
          operationId: 'updateLearner',
          summary: 'Change a learner',
          description:
            'JSON merge patch: null takes a value away. A key bound to an issuer changes what that issuer noted, and nothing that others see.',
          params: IdParams,
          body: LearnerPatch,
          response: { 200: Learner, ...problemResponses(400, 404, 412) },
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
      '/v1/learners/:id',
      {
        config: { scope: 'learners:write', conditional: true },
        schema: {
          tags,
          operationId: 'archiveLearner',
          summary: 'Archive a learner',
          description:
            'The learner leaves the lists; what was awarded stays. `PATCH {"archived": false}` brings the learner back.',
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
