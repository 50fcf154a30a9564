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
  Assertion,
  AssertionPatch,
  AssertionQuery,
  AssertionSummary,
  NewAssertion,
  Revocation,
} from './schema.ts'
import type { AssertionService } from './service.ts'

const tags = ['Assertions']

export const assertionRoutes =
  (service: AssertionService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/assertions',
      {
        config: { scope: 'assertions:write', creates: true },
        schema: {
          tags,
          operationId: 'createAssertion',
          summary: 'Award a badge',
          description:
            'Signs an Open Badges 3.0 credential and publishes it under an unguessable URL. Awarding to an identifier finds or makes its learner.',
          body: NewAssertion,
          response: { 201: Assertion, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) => service.create(tx, request.actor, request.body)),
    )

    app.get(
      '/v1/assertions',
      {
        config: { scope: 'assertions:read' },
        schema: {
          tags,
          operationId: 'listAssertions',
          summary: 'List assertions',
          querystring: AssertionQuery,
          response: { 200: PageOf(AssertionSummary), ...problemResponses(400) },
        },
      },
      ({ actor, query }) => service.list(actor, query, pageRequest(query)),
    )

    app.get(
      '/v1/assertions/:id',
      {
        config: { scope: 'assertions:read', conditional: true },
        schema: {
          tags,
          operationId: 'getAssertion',
          summary: 'Read an assertion',
          params: IdParams,
          response: { 200: Assertion, ...problemResponses(404) },
        },
      },
      async (request, reply) => {
        const { resource, revision } = await service.get(request.actor, request.params.id)
        return notModified(request, reply, revisionTag(revision)) ? reply.send() : resource
      },
    )

    app.patch(
      '/v1/assertions/:id',
      {
        config: { scope: 'assertions:write', conditional: true },
        schema: {
          tags,
          operationId: 'updateAssertion',
          summary: 'Change the note of an assertion',
          description: 'JSON merge patch. The credential itself is never changed.',
          params: IdParams,
          body: AssertionPatch,
          response: { 200: Assertion, ...problemResponses(400, 404, 412) },
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
      '/v1/assertions/:id',
      {
        config: { scope: 'assertions:write', conditional: true },
        schema: {
          tags,
          operationId: 'archiveAssertion',
          summary: 'Archive an assertion',
          description:
            'It leaves the lists; the credential stays valid. `PATCH {"archived": false}` brings it back.',
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
      '/v1/assertions/:id/revocation',
      {
        config: { scope: 'assertions:write' },
        schema: {
          tags,
          operationId: 'revokeAssertion',
          summary: 'Revoke an assertion',
          description:
            'For good: its bit in the status list is set, and verifiers see it within the time that the list may be cached. Revoking again changes nothing.',
          params: IdParams,
          body: Revocation,
          response: { 200: Assertion, ...problemResponses(400, 404) },
        },
      },
      async ({ actor, params, body }, reply) => {
        const { resource, revision } = await service.revoke(actor, params.id, body.reason)
        reply.header('etag', revisionTag(revision))
        return resource
      },
    )
  }
