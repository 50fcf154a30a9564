import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  type Creations,
  IdParams,
  NoContent,
  PageOf,
  pageRequest,
  problemResponses,
} from '../http/index.ts'
import { ApiKey, ApiKeyQuery, ApiKeyWithSecret, NewApiKey } from './schema.ts'
import type { ApiKeyService } from './service.ts'

const tags = ['API keys']

/** API keys: a secret is told once, when it is made. */
export const apiKeyRoutes =
  (service: ApiKeyService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/api-keys',
      {
        config: { scope: 'api-keys:write', creates: true, place: true },
        schema: {
          tags,
          operationId: 'createApiKey',
          summary: 'Create an API key',
          description:
            'The key is shown once, in this answer. Bound to an issuer, it sees nothing of any other; to a place, only what belongs to the place. Whoever leads a place makes keys for it.',
          body: NewApiKey,
          response: { 201: ApiKeyWithSecret, ...problemResponses(400, 403, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) => service.create(tx, request.actor, request.body)),
    )

    app.get(
      '/v1/api-keys',
      {
        config: { scope: 'api-keys:read', place: true },
        schema: {
          tags,
          operationId: 'listApiKeys',
          summary: 'List API keys by prefix',
          description: 'Revoked keys are listed with `archived=true`.',
          querystring: ApiKeyQuery,
          response: { 200: PageOf(ApiKey), ...problemResponses(400) },
        },
      },
      ({ actor, query }) => service.list(actor, query, pageRequest(query)),
    )

    app.get(
      '/v1/api-keys/:id',
      {
        config: { scope: 'api-keys:read', place: true },
        schema: {
          tags,
          operationId: 'getApiKey',
          summary: 'Read an API key',
          params: IdParams,
          response: { 200: ApiKey, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.get(actor, params.id),
    )

    app.delete(
      '/v1/api-keys/:id',
      {
        config: { scope: 'api-keys:write', place: true },
        schema: {
          tags,
          operationId: 'revokeApiKey',
          summary: 'Revoke an API key',
          description: 'Takes effect at once and for good.',
          params: IdParams,
          response: { 204: NoContent, ...problemResponses(404) },
        },
      },
      async ({ actor, params }, reply) => {
        await service.revoke(actor, params.id)
        return reply.code(204).send(null)
      },
    )
  }
