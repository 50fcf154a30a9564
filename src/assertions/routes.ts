import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  type Creations,
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
