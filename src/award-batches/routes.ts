import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { IdParams, pageRequest, problemResponses } from '../http/index.ts'
import { answersRoutes } from './answers-routes.ts'
import type { BatchAnswers } from './batch-answers.ts'
import { receptionRoutes } from './reception-routes.ts'
import { AwardBatch, AwardBatchPage, AwardBatchQuery } from './schema.ts'
import type { AwardBatchService } from './service.ts'

const tags = ['Award batches']

/** Batches of awards: their reception, their progress, their results, and their end. */
export const awardBatchRoutes =
  ({
    service,
    answers,
  }: {
    service: AwardBatchService
    answers: BatchAnswers
  }): FastifyPluginAsyncTypebox =>
  async (app) => {
    await app.register(receptionRoutes(service))
    await app.register(answersRoutes(answers, service))

    app.get(
      '/v1/award-batches',
      {
        config: { scope: 'assertions:read' },
        schema: {
          tags,
          operationId: 'listAwardBatches',
          summary: 'List award batches',
          description: 'Oldest first. For the key of an issuer, the batches of that issuer.',
          querystring: AwardBatchQuery,
          response: { 200: AwardBatchPage, ...problemResponses(400) },
        },
      },
      ({ actor, query }) => {
        const { limit, cursor, ...filter } = query
        return service.list(actor, filter, pageRequest({ limit, cursor, archived: true }))
      },
    )

    app.get(
      '/v1/award-batches/:id',
      {
        config: { scope: 'assertions:read' },
        schema: {
          tags,
          operationId: 'getAwardBatch',
          summary: 'Read an award batch',
          description: 'How far it is. The counts are exact at any time.',
          params: IdParams,
          response: { 200: AwardBatch, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.get(actor, params.id),
    )

    for (const [action, summary, description] of [
      [
        'pause',
        'Pause an award batch',
        'What is under way is finished, a thousand rows at most; the rest waits until it is resumed.',
      ],
      ['resume', 'Resume an award batch', 'It goes on where it was paused.'],
      [
        'cancel',
        'Cancel an award batch',
        'What was awarded stays; every row that was not has failed. For good.',
      ],
    ] as const) {
      app.post(
        `/v1/award-batches/:id/${action}`,
        {
          config: { scope: 'assertions:write' },
          schema: {
            tags,
            operationId: `${action}AwardBatch`,
            summary,
            description,
            params: IdParams,
            response: { 200: AwardBatch, ...problemResponses(404, 409) },
          },
        },
        ({ actor, params }) => service[action](actor, params.id),
      )
    }
  }
