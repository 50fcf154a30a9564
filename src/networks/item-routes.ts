import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  type Creations,
  IdParams,
  NoContent,
  PageOf,
  pageRequest,
  problemResponses,
} from '../http/index.ts'
import {
  Adoption,
  FullItem,
  Item,
  ItemParams,
  ItemQuery,
  NewAdoption,
  NewItem,
} from './item-schema.ts'
import type { ItemService } from './item-service.ts'

const tags = ['Networks']
const read = { scope: 'places:read', place: true } as const
const write = { scope: 'places:write', place: true } as const

export const networkItemRoutes =
  (service: ItemService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/networks/:id/items',
      {
        config: { ...write, creates: true },
        schema: {
          tags,
          operationId: 'shareWithNetwork',
          summary: 'Share a badge class or a pathway',
          description:
            'By the lead of a place of the network, or the issuer whose it is. The other places of the network see it and can make their own of it. Sharing again finds it (200).',
          params: IdParams,
          body: NewItem,
          response: { 200: Item, 201: Item, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          service.share(tx, request.actor, request.params.id, request.body),
        ),
    )

    app.get(
      '/v1/networks/:id/items',
      {
        config: read,
        schema: {
          tags,
          operationId: 'listNetworkItems',
          summary: 'List what is shared in a network',
          description: 'Oldest first.',
          params: IdParams,
          querystring: ItemQuery,
          response: { 200: PageOf(Item), ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, query: { limit, cursor, ...filter } }) =>
        service.list(actor, params.id, filter, pageRequest({ limit, cursor })),
    )

    app.get(
      '/v1/networks/:id/items/:itemId',
      {
        config: read,
        schema: {
          tags,
          operationId: 'getNetworkItem',
          summary: 'Read what is shared in a network',
          description: 'With all that would be adopted.',
          params: ItemParams,
          response: { 200: FullItem, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.get(actor, params.id, params.itemId),
    )

    app.delete(
      '/v1/networks/:id/items/:itemId',
      {
        config: write,
        schema: {
          tags,
          operationId: 'withdrawNetworkItem',
          summary: 'Share something no more',
          description:
            'By the lead of the place that shares it, the issuer whose it is, or the lead of the network. What was adopted stays.',
          params: ItemParams,
          response: { 204: NoContent, ...problemResponses(404) },
        },
      },
      async ({ actor, params }, reply) => {
        await service.withdraw(actor, params.id, params.itemId)
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/v1/networks/:id/items/:itemId/adoptions',
      {
        config: { ...write, creates: true },
        schema: {
          tags,
          operationId: 'adoptNetworkItem',
          summary: 'Make your own of what is shared',
          description:
            'A badge class of an issuer of your place, or a pathway of your place, which names what it was made from (`derivedFrom`; a credential does so in `related`). Each issuer adopts a badge class once, each place a pathway: again finds what was made (200). Later changes of what is shared leave it as it is. A pathway keeps the badge classes that its steps name, or has your own for them.',
          params: ItemParams,
          body: NewAdoption,
          response: { 200: Adoption, 201: Adoption, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          service.adopt(tx, request.actor, request.params.id, request.params.itemId, request.body),
        ),
    )
  }
