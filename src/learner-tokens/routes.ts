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
  LearnerToken,
  LearnerTokenParams,
  LearnerTokenQuery,
  LearnerTokenWithSecret,
  NewLearnerToken,
} from './schema.ts'
import type { LearnerTokenService } from './service.ts'

const tags = ['Learner tokens']

/** Tokens with which learners call for themselves. */
export const learnerTokenRoutes =
  (service: LearnerTokenService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/learners/:id/tokens',
      {
        config: { scope: 'learner-tokens:write', creates: true },
        schema: {
          tags,
          operationId: 'createLearnerToken',
          summary: 'Mint a token for a learner',
          description:
            "For an app of the learner's own, which then needs no API key: a bearer token for what is open to learners, about this learner alone. It is shown once, in this answer, and ends by itself; it ends before with the key that minted it, and when the learner is archived, merged into another or erased. Minted by a key bound to an issuer, it sees what that issuer knows of the learner.",
          params: IdParams,
          body: NewLearnerToken,
          response: { 201: LearnerTokenWithSecret, ...problemResponses(400, 403, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          service.create(tx, request.actor, request.params.id, request.body),
        ),
    )

    app.get(
      '/v1/learners/:id/tokens',
      {
        config: { scope: 'learner-tokens:read' },
        schema: {
          tags,
          operationId: 'listLearnerTokens',
          summary: "List a learner's tokens",
          description:
            'Those that are good, without the tokens themselves; with `archived=true` those of the last thirty days that are over, too.',
          params: IdParams,
          querystring: LearnerTokenQuery,
          response: { 200: PageOf(LearnerToken), ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, query }) => service.list(actor, params.id, pageRequest(query)),
    )

    app.delete(
      '/v1/learners/:id/tokens/:tokenId',
      {
        config: { scope: 'learner-tokens:write' },
        schema: {
          tags,
          operationId: 'revokeLearnerToken',
          summary: "Revoke a learner's token",
          description: 'Takes effect at once and for good.',
          params: LearnerTokenParams,
          response: { 204: NoContent, ...problemResponses(404) },
        },
      },
      async ({ actor, params }, reply) => {
        await service.revoke(actor, params.id, params.tokenId)
        return reply.code(204).send(null)
      },
    )
  }
