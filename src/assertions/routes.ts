import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  type Creations,
  expectedRevisions,
  IdParams,
  problemResponses,
  resourceRoutes,
  revisionTag,
} from '../http/index.ts'
import {
  Assertion,
  AssertionPatch,
  AssertionQuery,
  AssertionSummary,
  NewAssertion,
  Revocation,
  StatusHistory,
  Suspension,
} from './schema.ts'
import type { AssertionService } from './service.ts'

const tags = ['Assertions']

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

    app.post(
      '/v1/assertions/:id/revocation',
      {
        config: { scope: 'assertions:write', conditional: true },
        schema: {
          tags,
          operationId: 'revokeAssertion',
          summary: 'Revoke an assertion',
          description:
            'For good: its bit in the status list is set, and verifiers see it within the time that the list may be cached. Revoking again changes nothing.',
          params: IdParams,
          body: Revocation,
          response: { 200: Assertion, ...problemResponses(400, 404, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request
        const expected = expectedRevisions(request)
        const { resource, revision } = await service.revoke(actor, params.id, body.reason, expected)
        reply.header('etag', revisionTag(revision))
        return resource
      },
    )

    app.post(
      '/v1/assertions/:id/suspension',
      {
        config: { scope: 'assertions:write', conditional: true },
        schema: {
          tags,
          operationId: 'suspendAssertion',
          summary: 'Suspend an assertion',
          description:
            'For a time. Possible when its badge class was suspendable at the award; otherwise 409. Suspending again changes nothing.',
          params: IdParams,
          body: Suspension,
          response: { 200: Assertion, ...problemResponses(400, 404, 409, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request
        const expected = expectedRevisions(request)
        const { resource, revision } = await service.suspend(
          actor,
          params.id,
          body.reason,
          expected,
        )
        reply.header('etag', revisionTag(revision))
        return resource
      },
    )

    app.delete(
      '/v1/assertions/:id/suspension',
      {
        config: { scope: 'assertions:write', conditional: true },
        schema: {
          tags,
          operationId: 'reinstateAssertion',
          summary: 'Reinstate a suspended assertion',
          description: 'Its bit in the status list is cleared.',
          params: IdParams,
          response: { 200: Assertion, ...problemResponses(400, 404, 409, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params } = request
        const expected = expectedRevisions(request)
        const { resource, revision } = await service.reinstate(actor, params.id, expected)
        reply.header('etag', revisionTag(revision))
        return resource
      },
    )

    app.get(
      '/v1/assertions/:id/status-changes',
      {
        config: { scope: 'assertions:read' },
        schema: {
          tags,
          operationId: 'listStatusChanges',
          summary: 'List the status changes of an assertion',
          description:
            'Each revocation, suspension and reinstatement, oldest first: why, by whom, when.',
          params: IdParams,
          response: { 200: StatusHistory, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.statusHistory(actor, params.id),
    )
  }
