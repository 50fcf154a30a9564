import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { IdParams, problemResponses } from '../http/index.ts'
import { Erasure, NewErasure } from './schema.ts'
import type { LearnerRecords } from './service.ts'

const tags = ["Learners' rights"]

export const learnerRecordRoutes =
  ({ erasing }: LearnerRecords): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/learners/:id/erasure',
      {
        config: { scope: 'learners:write', learner: true },
        schema: {
          tags,
          operationId: 'eraseLearner',
          summary: 'Erase a learner',
          description:
            'Removes the person for good: names, identifiers, credentials, files, and what names them in events, jobs and uploaded rows. Of each award a record without a learner stays, with the hash of the credential; its URL answers 410. Nothing is revoked: a copy that the learner kept goes on verifying. Asked again, the answer is the same. 202 while what others sent is still being looked through, 200 when nothing is left. Not for keys of an issuer.',
          params: IdParams,
          body: NewErasure,
          response: { 200: Erasure, 202: Erasure, ...problemResponses(400, 403, 404) },
        },
      },
      async ({ actor, params, body }, reply) => {
        const erasure = await erasing.erase(actor, params.id, body)
        return reply.code(erasure.status === 'completed' ? 200 : 202).send(erasure)
      },
    )

    app.get(
      '/v1/erasures/:id',
      {
        config: { scope: 'learners:read' },
        schema: {
          tags,
          operationId: 'getErasure',
          summary: 'Read an erasure',
          description: 'That it was done, by whom and why; nothing of whom.',
          params: IdParams,
          response: { 200: Erasure, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => erasing.get(actor, params.id),
    )
  }
