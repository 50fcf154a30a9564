import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  type Creations,
  IdParams,
  PageOf,
  pageRequest,
  problemResponses,
  resourceRoutes,
} from '../http/index.ts'
import {
  DeliveryParams,
  NewWebhookDelivery,
  NewWebhookEndpoint,
  WebhookDelivery,
  WebhookDeliveryQuery,
  WebhookEndpoint,
  WebhookEndpointPatch,
  WebhookEndpointQuery,
} from './schema.ts'
import type { WebhookService } from './service.ts'

const tags = ['Webhooks']

/** Endpoints that are told of events, and what became of each delivery. */
export const webhookRoutes =
  (service: WebhookService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    resourceRoutes(
      app,
      {
        path: '/v1/webhook-endpoints',
        names: ['WebhookEndpoint', 'WebhookEndpoints'],
        tag: 'Webhooks',
        scopes: { read: 'webhooks:read', write: 'webhooks:write' },
        schemas: {
          create: NewWebhookEndpoint,
          patch: WebhookEndpointPatch,
          resource: WebhookEndpoint,
          entry: WebhookEndpoint,
          query: WebhookEndpointQuery,
        },
        words: {
          create: {
            summary: 'Create a webhook endpoint',
            description:
              'Told of what happens from now on: of its issuer, or without one of everything. Deliveries are signed by the Standard Webhooks with the `secret`, which is shown once, in this answer. Each event arrives at least once, in no certain order; `webhook-id` is the id of the event.',
          },
          list: { summary: 'List webhook endpoints', description: 'Oldest first.' },
          read: { summary: 'Read a webhook endpoint', description: 'Without its secret.' },
          update: {
            summary: 'Change a webhook endpoint',
            description:
              'JSON merge patch. While it is `disabled` nothing is sent; what happened meanwhile is sent afterwards, as long as events are kept. One whose receiver answers with 410 is disabled by us.',
          },
          archive: {
            summary: 'Archive a webhook endpoint',
            description: 'Nothing is sent to it. `PATCH {"archived": false}` brings it back.',
          },
        },
      },
      service,
      creations,
    )

    app.post(
      '/v1/webhook-endpoints/:id/deliveries',
      {
        config: { scope: 'webhooks:write', creates: true },
        schema: {
          tags,
          operationId: 'createWebhookDelivery',
          summary: 'Try a webhook endpoint',
          description: 'Sends an event of the type `webhook.test`, to this endpoint alone.',
          params: IdParams,
          body: NewWebhookDelivery,
          response: { 201: WebhookDelivery, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          service.test(tx, request.actor, request.params.id),
        ),
    )

    app.get(
      '/v1/webhook-endpoints/:id/deliveries',
      {
        config: { scope: 'webhooks:read' },
        schema: {
          tags,
          operationId: 'listWebhookDeliveries',
          summary: 'List deliveries to a webhook endpoint',
          description:
            'Oldest first, as long as their events are kept. `status=failed` lists those that were given up, after three days and a half of trying.',
          params: IdParams,
          querystring: WebhookDeliveryQuery,
          response: { 200: PageOf(WebhookDelivery), ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, query }) => {
        const { status, ...page } = query
        const filter = status === undefined ? {} : { status }
        return service.deliveries(
          actor,
          params.id,
          filter,
          pageRequest({ ...page, archived: false }),
        )
      },
    )

    app.get(
      '/v1/webhook-endpoints/:id/deliveries/:deliveryId',
      {
        config: { scope: 'webhooks:read' },
        schema: {
          tags,
          operationId: 'getWebhookDelivery',
          summary: 'Read a delivery to a webhook endpoint',
          description: 'What became of it so far.',
          params: DeliveryParams,
          response: { 200: WebhookDelivery, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.delivery(actor, params.id, params.deliveryId),
    )

    app.post(
      '/v1/webhook-endpoints/:id/deliveries/:deliveryId/replay',
      {
        config: { scope: 'webhooks:write' },
        schema: {
          tags,
          operationId: 'replayWebhookDelivery',
          summary: 'Send a delivery again',
          description:
            'Whatever became of it, and as often as a new one where it fails. Its `webhook-id` stays the same.',
          params: DeliveryParams,
          response: { 200: WebhookDelivery, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.replay(actor, params.id, params.deliveryId),
    )
  }
