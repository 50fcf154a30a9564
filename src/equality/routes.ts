import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { IdParams, NoContent, problemResponses } from '../http/index.ts'
import {
  EqualityAnswers,
  EqualityAnswersInput,
  EqualityReport,
  EqualityReportQuery,
} from './schema.ts'
import type { Equality } from './service.ts'

const tags = ['Equality monitoring']

/** What learners tell for equality monitoring, and the reports made of it. */
export const equalityRoutes =
  (equality: Equality): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.put(
      '/v1/learners/:id/equality-answers',
      {
        config: { scope: 'consents:write', learner: true },
        schema: {
          tags,
          operationId: 'answerEqualityQuestions',
          summary: 'Answer what a place asks for equality',
          description:
            'By the learner, or the platform for them, with a standing consent to `equality-monitoring`. Answers are kept encrypted and are in no credential; withdrawing the consent deletes them.',
          params: IdParams,
          body: EqualityAnswersInput,
          response: { 204: NoContent, ...problemResponses(400, 404, 409) },
        },
      },
      async ({ actor, params, body }, reply) => {
        await equality.answer(actor, params.id, body)
        return reply.code(204).send(null)
      },
    )

    app.get(
      '/v1/learners/:id/equality-answers',
      {
        config: { scope: 'consents:read', learner: true },
        schema: {
          tags,
          operationId: 'getEqualityAnswers',
          summary: 'Read what one answered for equality',
          description: "For the learner's own token alone.",
          params: IdParams,
          response: { 200: EqualityAnswers, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => equality.answers(actor, params.id),
    )

    app.delete(
      '/v1/learners/:id/equality-answers',
      {
        config: { scope: 'consents:write', learner: true },
        schema: {
          tags,
          operationId: 'forgetEqualityAnswers',
          summary: 'Take back what was answered',
          params: IdParams,
          response: { 204: NoContent, ...problemResponses(404) },
        },
      },
      async ({ actor, params }, reply) => {
        await equality.forget(actor, params.id)
        return reply.code(204).send(null)
      },
    )

    app.get(
      '/v1/places/:id/equality-report',
      {
        config: { scope: 'places:read', place: true },
        schema: {
          tags,
          operationId: 'getEqualityReport',
          summary: 'Read an equality report of a place',
          description:
            'For who leads the place. Counts of fewer than ten learners are left out, with as many more as it takes that none can be worked out; and a report stays as it is until the answers of ten learners changed.',
          params: IdParams,
          querystring: EqualityReportQuery,
          response: { 200: EqualityReport, ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, query }) => equality.report(actor, params.id, query.characteristic),
    )
  }
