import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Creations, IdParams, problemResponses } from '../http/index.ts'
import {
  CompletedRecordClaim,
  NewRecordClaim,
  RecordClaim,
  RecordClaimCompletion,
  RecordClaimCounts,
} from './record-claim-schema.ts'
import type { RecordClaims } from './record-claims.ts'

const tags = ['Claims']

/** Claiming the record of what was awarded to an address. */
export const recordClaimRoutes =
  (service: RecordClaims, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/record-claims',
      {
        config: { scope: 'learners:write', creates: true },
        schema: {
          tags,
          operationId: 'claimRecord',
          summary: 'Let a learner claim their record',
          description:
            'For somebody who says that badges were awarded to their e-mail address: where that is so, a code is sent there. The answer is always the same, so that nobody learns who has a record. The code is good for a quarter of an hour, once, with five attempts; an address can be asked about five times an hour.',
          body: NewRecordClaim,
          response: { 202: RecordClaim, ...problemResponses(400, 409, 422, 429) },
        },
      },
      async (request, reply) => {
        const asked = await creations.create(request, reply, (tx) =>
          service.ask(tx, request.actor, request.body),
        )
        reply.code(202)
        return asked
      },
    )

    app.post(
      '/v1/record-claims/:id/completion',
      {
        config: { scope: 'learners:write', creates: true },
        schema: {
          tags,
          operationId: 'completeRecordClaim',
          summary: 'Complete the claim with the code',
          description:
            'The record is claimed and the identifier verified. From here on the learner has a name: mint a token for them.',
          params: IdParams,
          body: RecordClaimCompletion,
          response: { 201: CompletedRecordClaim, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) => {
        const { actor, params, body } = request
        const { complete, prove } = service.completion(actor, params.id, body.code)
        return creations.create(request, reply, complete, prove)
      },
    )

    app.get(
      '/v1/record-claims/counts',
      {
        config: { scope: 'learners:read' },
        schema: {
          tags,
          operationId: 'countRecordClaims',
          summary: 'Count claimed records',
          description:
            'Of the learners that the caller knows; a key bound to an issuer counts those who came on its behalf.',
          response: { 200: RecordClaimCounts },
        },
      },
      ({ actor }) => service.counts(actor),
    )
  }
