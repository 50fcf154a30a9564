import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  answerRead,
  type Creations,
  IdParams,
  NoContent,
  PageOf,
  pageRequest,
  problemResponses,
} from '../http/index.ts'
import {
  NewShare,
  Share,
  ShareParams,
  ShareQuery,
  ShareView,
  ShareWithUrl,
  ViewQuery,
} from './schema.ts'
import type { ShareService } from './service.ts'

const tags = ['Learner records']

/** A key bound to an issuer deals with the links that were made in that issuer's name only. */
const read = { scope: 'learners:read', learner: true } as const
const write = { scope: 'learners:write', learner: true } as const

/** Links to share. A learner's token may call all of them. */
export const shareRoutes =
  (service: ShareService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/learners/:id/shares',
      {
        config: { ...write, creates: true },
        schema: {
          tags,
          operationId: 'createShare',
          summary: 'Make a link to share',
          description:
            'Whoever has the link sees the badges, or the record, as a page or as JSON that anybody can verify, until it expires or is withdrawn. What the learner hides or declines leaves it at once. The link is told once.',
          params: IdParams,
          body: NewShare,
          response: { 201: ShareWithUrl, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          service.create(tx, request.actor, request.params.id, request.body),
        ),
    )

    app.get(
      '/v1/learners/:id/shares',
      {
        config: read,
        schema: {
          tags,
          operationId: 'listShares',
          summary: "List a learner's links",
          description: 'Oldest first; withdrawn ones with `archived=true`.',
          params: IdParams,
          querystring: ShareQuery,
          response: { 200: PageOf(Share), ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, query }) => service.list(actor, params.id, pageRequest(query)),
    )

    app.get(
      '/v1/learners/:id/shares/:shareId',
      {
        config: { ...read, conditional: true },
        schema: {
          tags,
          operationId: 'getShare',
          summary: "Read what is known of a learner's link",
          description: 'Without the link itself, of which only a hash is kept.',
          params: ShareParams,
          response: { 200: Share, ...problemResponses(404) },
        },
      },
      async (request, reply) => {
        const { id, shareId } = request.params
        const { resource, revision } = await service.get(request.actor, id, shareId)
        // Being opened changes it, and is no change that anybody made.
        const state = revision + resource.views * 1000 + (resource.status === 'expired' ? 1 : 0)
        return answerRead(request, reply, { resource, revision: state })
      },
    )

    app.get(
      '/v1/learners/:id/shares/:shareId/views',
      {
        config: read,
        schema: {
          tags,
          operationId: 'listShareViews',
          summary: 'See when a link was opened',
          description:
            'Newest first, the last 500: the time and the kind of program, and nothing that tells who it was.',
          params: ShareParams,
          querystring: ViewQuery,
          response: { 200: PageOf(ShareView), ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, query }) =>
        service.views(actor, params.id, params.shareId, pageRequest({ ...query, archived: true })),
    )

    app.delete(
      '/v1/learners/:id/shares/:shareId',
      {
        config: write,
        schema: {
          tags,
          operationId: 'withdrawShare',
          summary: 'Withdraw a link',
          description: 'At once and for good.',
          params: ShareParams,
          response: { 204: NoContent, ...problemResponses(404) },
        },
      },
      async ({ actor, params }, reply) => {
        await service.withdraw(actor, params.id, params.shareId)
        return reply.code(204).send(null)
      },
    )
  }
