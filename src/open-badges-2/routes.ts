import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { JsonObject } from '../credentials/index.ts'
import { IdParams, problemResponses } from '../http/index.ts'
import { SVG_POLICY } from '../images/index.ts'
import { CACHING, negotiate, PublicIdParams, serve } from '../serving/index.ts'
import { STATUS_LIST_MAX_AGE_SECONDS } from '../status-lists/index.ts'
import { EXAMPLES } from './examples.ts'
import type { HostedBadges } from './service.ts'

const tags = ['Open Badges 2.0']
const TYPES = ['application/ld+json', 'application/json']
/** As long as a status list. */
const FRESH = CACHING.shared(STATUS_LIST_MAX_AGE_SECONDS)

const json = (description: string, example: unknown, types = TYPES) => ({
  description,
  content: Object.fromEntries(
    types.map((type) => [
      type,
      { schema: Type.Object({}, { additionalProperties: true }), example },
    ]),
  ),
})
const unchanged = { 304: Type.Null({ description: 'The copy that the caller has is current.' }) }

/** Open Badges 2.0 documents, for anybody. */
export const hostedBadgeRoutes =
  (badges: HostedBadges): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('access-control-allow-origin', '*')
    })

    const send = (
      request: FastifyRequest,
      reply: FastifyReply,
      document: JsonObject | undefined,
      noun: string,
      cacheControl: string = FRESH,
    ) => {
      const type = negotiate(request, TYPES)
      reply.header('vary', 'Accept')
      const text = document && JSON.stringify(document)
      return serve(request, reply, text, { noun, type, cacheControl })
    }

    app.get(
      '/ob2/assertions/:publicId',
      {
        schema: {
          tags,
          operationId: 'getHostedAssertion',
          summary: 'Read an award as an Open Badges 2.0 Assertion',
          description:
            'For hosted verification. Once it is revoked, and while it is suspended, the answer is a 410 with `revoked` and `revocationReason`.',
          params: PublicIdParams,
          response: {
            200: json('The Assertion.', EXAMPLES.assertion),
            ...unchanged,
            ...problemResponses(404, 406),
            410: json('It was revoked, or is suspended.', EXAMPLES.revoked),
          },
        },
      },
      async (request, reply) => {
        const found = await badges.assertion(request.params.publicId)
        if (found === undefined || found.revoked === null) {
          return send(request, reply, found?.document, 'assertion', CACHING.asked)
        }
        const type = negotiate(request, TYPES)
        reply.code(410).headers({ vary: 'Accept', 'cache-control': CACHING.asked })
        return reply.type(type).send(JSON.stringify(found.revoked))
      },
    )

    for (const [format, type] of [
      ['png', 'image/png'],
      ['svg', 'image/svg+xml'],
    ] as const) {
      app.get(
        `/ob2/assertions/:publicId.${format}`,
        {
          schema: {
            tags,
            operationId: `getHostedAssertion${format === 'png' ? 'Png' : 'Svg'}`,
            summary: `Read an Open Badges 2.0 Assertion baked into a ${format.toUpperCase()}`,
            params: PublicIdParams,
            response: {
              200: {
                description: 'The picture of the badge.',
                content: {
                  [type]: { schema: Type.Unsafe({ contentMediaType: type }), example: '(binary)' },
                },
              },
              ...unchanged,
              ...problemResponses(404, 410),
            },
          },
        },
        async (request, reply) => {
          const content = await badges.bakedImage(request.params.publicId, format)
          if (format === 'svg') reply.header('content-security-policy', SVG_POLICY)
          return serve(request, reply, content, {
            noun: 'assertion',
            type,
            cacheControl: CACHING.asked,
          })
        },
      )
    }

    app.get(
      '/ob2/badge-classes/:id',
      {
        schema: {
          tags,
          operationId: 'getHostedBadgeClass',
          summary: 'Read a version of a badge class in Open Badges 2.0',
          params: IdParams,
          response: {
            200: json('The BadgeClass.', EXAMPLES.badgeClass),
            ...unchanged,
            ...problemResponses(404, 406),
          },
        },
      },
      async (request, reply) =>
        send(request, reply, await badges.badgeClass(request.params.id), 'badge class version'),
    )

    app.get(
      '/ob2/issuers/:id',
      {
        schema: {
          tags,
          operationId: 'getHostedIssuer',
          summary: 'Read the profile of an issuer in Open Badges 2.0',
          params: IdParams,
          response: {
            200: json('The Profile.', EXAMPLES.issuer),
            ...unchanged,
            ...problemResponses(404, 406),
          },
        },
      },
      async (request, reply) =>
        send(request, reply, await badges.issuer(request.params.id), 'issuer'),
    )
  }
