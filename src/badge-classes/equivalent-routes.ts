import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { IdParams, problemResponses } from '../http/index.ts'
import type { EquivalentService } from './equivalents.ts'
import { Equivalents } from './schema.ts'

const tags = ['Badge classes']

/** Which badge classes count as which. */
export const equivalentRoutes =
  (service: EquivalentService): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/badge-classes/:id/equivalents',
      {
        config: { scope: 'badge-classes:read' },
        schema: {
          tags,
          operationId: 'getEquivalents',
          summary: 'Read what counts as a badge class',
          description: 'The badge classes that meet what asks for this one on a pathway.',
          params: IdParams,
          response: { 200: Equivalents, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.read(actor, params.id),
    )

    app.put(
      '/v1/badge-classes/:id/equivalents',
      {
        config: { scope: 'badge-classes:write' },
        schema: {
          tags,
          operationId: 'replaceEquivalents',
          summary: 'Say what counts as a badge class',
          description:
            'Replaces the list. It is the word of the issuer of this badge class; learners who have one of the others have come so much further at once.',
          params: IdParams,
          body: Equivalents,
          response: { 200: Equivalents, ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, body }) => service.replace(actor, params.id, body),
    )
  }
