import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { problemResponses } from '../http/index.ts'
import { EventPage, EventQuery } from './schema.ts'
import type { EventService } from './service.ts'

/** What happened, in its order. */
export const eventRoutes =
  (service: EventService): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/events',
      {
        config: { scope: 'events:read' },
        schema: {
          tags: ['Events'],
          operationId: 'listEvents',
          summary: 'Read what happened',
          description:
            'Oldest first, in an order that never changes: give the `id` of the last event as `after`, now or later, and none is missed and none comes twice. An event can be read when every transaction that began before its own has ended. For the key of an issuer, the events of that issuer. Events are kept for a configured period.',
          querystring: EventQuery,
          response: { 200: EventPage, ...problemResponses(400) },
        },
      },
      ({ actor, query }) => service.list(actor, query),
    )
  }
