import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { IdParams, NoContent, problemResponses } from '../http/index.ts'
import type { LearnerAges } from './ages.ts'
import { AgeInput, LearnerAge } from './schema.ts'

const tags = ['Consents']

/** How old learners are, as far as consent depends on it. */
export const ageRoutes =
  (ages: LearnerAges): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/learners/:id/age',
      {
        config: { scope: 'consents:read', learner: true },
        schema: {
          tags,
          operationId: 'getLearnerAge',
          summary: 'Read how old a learner is',
          description: 'As far as it was told, and whether a guardian has to be asked.',
          params: IdParams,
          response: { 200: LearnerAge, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => ages.get(actor, params.id),
    )

    app.put(
      '/v1/learners/:id/age',
      {
        config: { scope: 'consents:write' },
        schema: {
          tags,
          operationId: 'setLearnerAge',
          summary: 'Say how old a learner is',
          description:
            'By the platform. It is kept encrypted, and used for nothing but who has to consent, which opportunities are open to them, and how many learners of an age band reports of places count. Of a band the youngest age counts, and a year more each year.',
          params: IdParams,
          body: AgeInput,
          response: { 200: LearnerAge, ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, body }) => ages.set(actor, params.id, body),
    )

    app.delete(
      '/v1/learners/:id/age',
      {
        config: { scope: 'consents:write' },
        schema: {
          tags,
          operationId: 'forgetLearnerAge',
          summary: 'Forget how old a learner is',
          params: IdParams,
          response: { 204: NoContent, ...problemResponses(404) },
        },
      },
      async ({ actor, params }, reply) => {
        await ages.forget(actor, params.id)
        return reply.code(204).send(null)
      },
    )
  }
