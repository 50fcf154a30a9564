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
  NetworkPlace,
  NetworkPlaceParams,
  NetworkPlaceQuery,
  NewNetworkPlace,
} from './place-schema.ts'
import type { NetworkPlaceService } from './place-service.ts'

const tags = ['Networks']
const read = { scope: 'places:read', place: true } as const
const write = { scope: 'places:write', place: true } as const

export const networkPlaceRoutes =
  (service: NetworkPlaceService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/networks/:id/places',
      {
        config: { ...write, creates: true },
        schema: {
          tags,
          operationId: 'inviteNetworkPlace',
          summary: 'Ask a place into a network',
          description:
            'By the place that leads the network. A place that was asked, or is in it, is found (200); one that declined or left is asked again.',
          params: IdParams,
          body: NewNetworkPlace,
          response: {
            200: NetworkPlace,
            201: NetworkPlace,
            ...problemResponses(400, 404, 409, 422),
          },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          service.invite(tx, request.actor, request.params.id, request.body),
        ),
    )

    app.get(
      '/v1/networks/:id/places',
      {
        config: read,
        schema: {
          tags,
          operationId: 'listNetworkPlaces',
          summary: 'List the places of a network',
          description:
            'Those that were asked too, whatever became of it; before it has joined, a place sees its own invitation only.',
          params: IdParams,
          querystring: NetworkPlaceQuery,
          response: { 200: PageOf(NetworkPlace), ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, query: { status, ...paging } }) =>
        service.list(
          actor,
          params.id,
          status === undefined ? {} : { status },
          pageRequest({ ...paging, archived: false }),
        ),
    )

    app.get(
      '/v1/networks/:id/places/:placeId',
      {
        config: read,
        schema: {
          tags,
          operationId: 'getNetworkPlace',
          summary: 'Read what became of an invitation into a network',
          params: NetworkPlaceParams,
          response: { 200: NetworkPlace, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.get(actor, params.id, params.placeId),
    )

    app.post(
      '/v1/networks/:id/places/:placeId/acceptance',
      {
        config: write,
        schema: {
          tags,
          operationId: 'joinNetwork',
          summary: 'Join a network',
          description: 'By who leads the place. Joining again changes nothing.',
          params: NetworkPlaceParams,
          response: { 200: NetworkPlace, ...problemResponses(404, 409) },
        },
      },
      ({ actor, params }) => service.accept(actor, params.id, params.placeId),
    )

    app.post(
      '/v1/networks/:id/places/:placeId/decline',
      {
        config: write,
        schema: {
          tags,
          operationId: 'declineNetwork',
          summary: 'Decline an invitation into a network',
          description:
            'By who leads the place; by the lead of the network, which takes it back so. Declining again changes nothing.',
          params: NetworkPlaceParams,
          response: { 200: NetworkPlace, ...problemResponses(404, 409) },
        },
      },
      ({ actor, params }) => service.decline(actor, params.id, params.placeId),
    )

    app.delete(
      '/v1/networks/:id/places/:placeId',
      {
        config: write,
        schema: {
          tags,
          operationId: 'leaveNetwork',
          summary: 'Leave a network',
          description:
            'By who leads the place, or the network. What the place shared is shared no more; what was adopted stays.',
          params: NetworkPlaceParams,
          response: { 204: NoContent, ...problemResponses(404, 409) },
        },
      },
      async ({ actor, params }, reply) => {
        await service.end(actor, params.id, params.placeId)
        return reply.code(204).send(null)
      },
    )
  }
