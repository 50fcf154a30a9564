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
  Clr,
  ClrParams,
  ClrQuery,
  ClrSummary,
  NewClr,
  NewPresentation,
  Presentation,
} from './schema.ts'
import type { ClrService } from './service.ts'

const tags = ['Learner records']

/** A key bound to an issuer deals with that issuer's badges and records only. */
const read = { scope: 'learners:read', learner: true } as const
const write = { scope: 'learners:write', learner: true } as const

/** Records of credentials that a learner picks. A learner's token may call all of them. */
export const clrRoutes =
  (service: ClrService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/learners/:id/clrs',
      {
        config: { ...write, creates: true },
        schema: {
          tags,
          operationId: 'createClr',
          summary: 'Make a signed record of badges',
          description:
            'A ClrCredential (Comprehensive Learner Record 2.0) that holds the badges the learner picks, each as it was signed, with their layers and skills. It is verified as a whole. It can be read with a key and through a link to share, and nowhere else.',
          params: IdParams,
          body: NewClr,
          response: { 201: Clr, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          service.create(tx, request.actor, request.params.id, request.body),
        ),
    )

    app.get(
      '/v1/learners/:id/clrs',
      {
        config: read,
        schema: {
          tags,
          operationId: 'listClrs',
          summary: "List a learner's records",
          description:
            'Oldest first, without the records themselves; revoked ones with `archived=true`.',
          params: IdParams,
          querystring: ClrQuery,
          response: { 200: PageOf(ClrSummary), ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, query }) => service.list(actor, params.id, pageRequest(query)),
    )

    app.get(
      '/v1/learners/:id/clrs/:clrId',
      {
        config: { ...read, conditional: true },
        schema: {
          tags,
          operationId: 'getClr',
          summary: "Read a learner's record",
          description: 'With the signed ClrCredential.',
          params: ClrParams,
          response: { 200: Clr, ...problemResponses(404) },
        },
      },
      async (request, reply) => {
        const { id, clrId } = request.params
        return answerRead(request, reply, await service.get(request.actor, id, clrId))
      },
    )

    app.delete(
      '/v1/learners/:id/clrs/:clrId',
      {
        config: write,
        schema: {
          tags,
          operationId: 'revokeClr',
          summary: "Revoke a learner's record",
          description:
            'For good: from then on the record does not verify, and links to it lead nowhere. The badges in it stay as they are.',
          params: ClrParams,
          response: { 204: NoContent, ...problemResponses(404) },
        },
      },
      async ({ actor, params }, reply) => {
        await service.revoke(actor, params.id, params.clrId)
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/v1/learners/:id/presentations',
      {
        config: read,
        schema: {
          tags,
          operationId: 'presentCredentials',
          summary: 'Put badges into a presentation',
          description:
            'A VerifiablePresentation of the badges the learner picks, for a wallet to sign or to be given as it is. Nothing is kept.',
          params: IdParams,
          body: NewPresentation,
          response: { 200: Presentation, ...problemResponses(400, 404, 409) },
        },
      },
      async ({ actor, params, body }) => ({
        presentation: await service.present(actor, params.id, body.assertionIds),
      }),
    )
  }
