import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { notFound, Problem, preferredType, problemResponses } from '../http/index.ts'
import { installProblemPages, type Pages, sendPage } from '../pages/index.ts'
import { coarseAgent } from './agent.ts'
import type { ShareReading } from './reading.ts'

const tags = ['Public documents']
const JSON_LD = 'application/ld+json'
const TYPES = [JSON_LD, 'application/json', 'application/vc', 'application/vp', 'text/html']

const TokenParams = Type.Object({
  token: Type.String({
    pattern: '^[\\w-]{43}$',
    description: 'The unguessable part of the link: who has it may look.',
  }),
})

/** Openings a minute from one address: more than people need, and too few to try tokens. */
const rateLimit = { max: 120, timeWindow: '1 minute' }

/** What a link opens as: never kept by anybody on the way, nor found by a search. */
export const publicShareRoutes =
  (reading: ShareReading, pages: Pages): FastifyPluginAsyncTypebox =>
  async (app) => {
    installProblemPages(app, pages, 'share')

    async function open(
      request: FastifyRequest<{ Params: { token: string } }>,
      reply: FastifyReply,
      asPage: boolean,
    ): Promise<FastifyReply> {
      reply.headers({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' })
      const found = await reading.find(request.params.token)
      if (found === undefined) throw notFound('share', 'token')
      if (found === 'gone') throw new Problem('gone', 'This link is over.')
      // Whoever asks for the head only has seen nothing.
      if (request.method === 'GET') {
        const agent = coarseAgent(request.headers['user-agent'])
        await reading.viewed(found.id, { agent, format: asPage ? 'page' : 'json' })
      }
      if (!asPage) return reply.type(JSON_LD).send(found.document)
      return sendPage(reply, await pages.sharePage({ ...found, token: request.params.token }))
    }

    app.get(
      '/shares/:token',
      {
        config: { rateLimit },
        schema: {
          tags,
          operationId: 'openShare',
          summary: 'Open a link that somebody shared',
          description:
            'As `Accept` prefers: a page with the badges, each verified at this moment, or the signed record (or the badges as a presentation) as JSON-LD. What is over is a 410.',
          params: TokenParams,
          response: { ...response(TYPES), ...problemResponses(404, 406, 410, 429) },
        },
      },
      (request, reply) => {
        reply.header('vary', 'Accept')
        const type = preferredType(request, TYPES)
        if (type === undefined) {
          throw new Problem('not-acceptable', `Offered here: ${TYPES.join(', ')}.`, {
            errors: [{ field: 'Accept', detail: `must allow one of ${TYPES.join(', ')}` }],
          })
        }
        return open(request, reply, type === 'text/html')
      },
    )

    app.get(
      '/shares/:token.json',
      {
        config: { rateLimit },
        schema: {
          tags,
          operationId: 'openShareJson',
          summary: 'Open a link that somebody shared as JSON-LD',
          params: TokenParams,
          response: { ...response([JSON_LD]), ...problemResponses(404, 410, 429) },
        },
      },
      (request, reply) => open(request, reply, false),
    )
  }

function response(types: string[]) {
  const media = (type: string) =>
    type === 'text/html'
      ? { schema: Type.String(), example: '<!doctype html>...' }
      : {
          schema: Type.Object({}, { additionalProperties: true }),
          example: { type: ['VerifiableCredential', 'ClrCredential'], name: 'Learner record' },
        }
  return {
    200: {
      description: 'The badges that somebody shares.',
      content: Object.fromEntries(types.map((type) => [type, media(type)])),
    },
  }
}
