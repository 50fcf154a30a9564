import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import { Problem, problemResponses } from './problems.ts'

const Health = Type.Object({ status: Type.Literal('ok') }, { examples: [{ status: 'ok' }] })
const tags = ['Operations']

/**
 * `/livez`: the process answers. `/readyz`: it can do its work, too.
 *
 * @param ping - resolves when the database answers
 */
export const healthRoutes =
  (ping: () => Promise<unknown>): FastifyPluginAsync =>
  async (app) => {
    app.get(
      '/livez',
      {
        schema: {
          tags,
          operationId: 'getLiveness',
          summary: 'Is the process alive?',
          response: { 200: Health },
        },
      },
      async () => ({ status: 'ok' }),
    )
    app.get(
      '/readyz',
      {
        schema: {
          tags,
          operationId: 'getReadiness',
          summary: 'Can it serve requests?',
          description: 'Asks the database.',
          response: { 200: Health, ...problemResponses(503) },
        },
      },
      async () => {
        await ping().catch(() => {
          throw new Problem('unavailable', 'The database cannot be reached.', {
            headers: { 'retry-after': '5' },
          })
        })
        return { status: 'ok' }
      },
    )
  }
