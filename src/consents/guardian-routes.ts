import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Creations, IdParams, problemResponses } from '../http/index.ts'
import type { Guardians } from './guardians.ts'
import { GuardianAnswer, GuardianRequest, GuardianRequests, NewGuardianRequest } from './schema.ts'

const tags = ['Consents']

/** Asking guardians for consent, and their answers. */
export const guardianRoutes =
  (guardians: Guardians, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/learners/:id/guardian-requests',
      {
        config: { scope: 'consents:write', learner: true, creates: true },
        schema: {
          tags,
          operationId: 'askGuardian',
          summary: 'Ask a guardian for consent',
          description:
            'Sends the guardian the text with a code that nobody else is told. It is good for fourteen days and ten attempts; five guardians may be asked in a day.',
          params: IdParams,
          body: NewGuardianRequest,
          response: { 201: GuardianRequest, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          guardians.ask(tx, request.actor, request.params.id, request.body),
        ),
    )

    app.get(
      '/v1/learners/:id/guardian-requests',
      {
        config: { scope: 'consents:read', learner: true },
        schema: {
          tags,
          operationId: 'listGuardianRequests',
          summary: 'List which guardians were asked',
          description: 'Oldest first, without saying who they are.',
          params: IdParams,
          response: { 200: GuardianRequests, ...problemResponses(404) },
        },
      },
      async ({ actor, params }) => ({ data: await guardians.list(actor, params.id) }),
    )

    app.post(
      '/v1/guardian-requests/:id/answer',
      {
        config: { scope: 'consents:write', learner: true },
        schema: {
          tags,
          operationId: 'answerGuardianRequest',
          summary: 'Answer for a guardian',
          description:
            'With the code that the guardian was sent. A wrong one is 403; an answer is final, and can be withdrawn like any consent.',
          params: IdParams,
          body: GuardianAnswer,
          response: { 200: GuardianRequest, ...problemResponses(400, 404, 409) },
        },
      },
      ({ actor, params, body }) => guardians.answer(actor, params.id, body),
    )
  }
