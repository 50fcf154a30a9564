import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  answerChanged,
  answerRead,
  type Creations,
  expectedRevisions,
  IdParams,
  PageOf,
  pageRequest,
  problemResponses,
} from '../http/index.ts'
import {
  Acceptance,
  Decline,
  Endorsement,
  EndorsementQuery,
  EndorsementRevocation,
  EndorsementSummary,
  NewEndorsement,
} from './schema.ts'
import type { EndorsementService } from './service.ts'

const tags = ['Endorsements']
const read = { scope: 'endorsements:read' } as const
const decides = { scope: 'endorsements:write', conditional: true } as const

/** Endorsements: asking for one, offering one, accepting, declining and revoking. */
export const endorsementRoutes =
  (service: EndorsementService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/endorsements',
      {
        config: { scope: 'endorsements:write', creates: true },
        schema: {
          tags,
          operationId: 'createEndorsement',
          summary: 'Ask for an endorsement, or offer one',
          description:
            'By the owner of the target it is a request to the endorser; by the key of the endorser, an offer to the owner. A `credential` that an endorser elsewhere signed is verified now and accepted as it is.',
          body: NewEndorsement,
          response: { 201: Endorsement, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) => {
        const { actor, body } = request
        return creations.create(
          request,
          reply,
          (tx) => service.create(tx, actor, body),
          () => service.prepare(body),
        )
      },
    )

    app.get(
      '/v1/endorsements',
      {
        config: read,
        schema: {
          tags,
          operationId: 'listEndorsements',
          summary: 'List endorsements',
          description:
            'Oldest first, without the signed statements; for the key of an issuer, those that it endorses or owns the target of.',
          querystring: EndorsementQuery,
          response: { 200: PageOf(EndorsementSummary), ...problemResponses(400) },
        },
      },
      ({ actor, query }) => {
        const { limit, cursor, ...filter } = query
        return service.list(actor, filter, pageRequest({ limit, cursor }))
      },
    )

    app.get(
      '/v1/endorsements/:id',
      {
        config: { ...read, conditional: true },
        schema: {
          tags,
          operationId: 'getEndorsement',
          summary: 'Read an endorsement',
          description: 'With its signed statement, once there is one.',
          params: IdParams,
          response: { 200: Endorsement, ...problemResponses(404) },
        },
      },
      async (request, reply) =>
        answerRead(request, reply, await service.get(request.actor, request.params.id)),
    )

    app.post(
      '/v1/endorsements/:id/acceptance',
      {
        config: decides,
        schema: {
          tags,
          operationId: 'acceptEndorsement',
          summary: 'Accept an endorsement',
          description:
            'A request is accepted by the endorser, whose `comment` takes the place of the one asked for (null: none); an offer, by the owner of the target, as it is. It is signed, published, and embedded in what is awarded from then on. Accepting again changes nothing.',
          params: IdParams,
          body: Acceptance,
          response: { 200: Endorsement, ...problemResponses(400, 404, 409, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request
        const expected = expectedRevisions(request)
        return answerChanged(reply, await service.accept(actor, params.id, body.comment, expected))
      },
    )

    app.post(
      '/v1/endorsements/:id/decline',
      {
        config: decides,
        schema: {
          tags,
          operationId: 'declineEndorsement',
          summary: 'Decline an endorsement',
          description:
            'By either side, as long as it is not accepted: who asked or offered takes it back so. Declining again changes nothing.',
          params: IdParams,
          body: Decline,
          response: { 200: Endorsement, ...problemResponses(400, 404, 409, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request
        const expected = expectedRevisions(request)
        return answerChanged(reply, await service.decline(actor, params.id, body.reason, expected))
      },
    )

    app.post(
      '/v1/endorsements/:id/revocation',
      {
        config: decides,
        schema: {
          tags,
          operationId: 'revokeEndorsement',
          summary: 'Revoke an endorsement',
          description:
            "By the endorser, for good: its bit in the endorser's status list is set, and no award carries it any more. One that was signed elsewhere is given up by the owner of its target. Revoking again changes nothing.",
          params: IdParams,
          body: EndorsementRevocation,
          response: { 200: Endorsement, ...problemResponses(400, 404, 409, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request
        const expected = expectedRevisions(request)
        return answerChanged(reply, await service.revoke(actor, params.id, body.reason, expected))
      },
    )
  }
