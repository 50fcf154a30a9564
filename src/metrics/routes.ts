import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Counter, Gauge, Registry } from 'prom-client'
import { Type } from 'typebox'
import type { CanonicaliserStats } from '../credentials/index.ts'
import { countForeignDocuments, type ForeignCounts } from './foreign-documents.ts'
import { countJobs, type WaitingJobs } from './jobs.ts'

/**
 * `/metrics`, in the text format of Prometheus.
 *
 * @param canonicaliser - what the compiled canonicalisation has done so far
 * @param foreign - what came of asking strangers
 * @param waiting - what is to be done in the background
 */
export const metricsRoutes =
  (
    canonicaliser: () => CanonicaliserStats,
    foreign: ForeignCounts,
    waiting: WaitingJobs,
  ): FastifyPluginAsyncTypebox =>
  async (app) => {
    const register = registryOf(canonicaliser)
    countForeignDocuments(register, foreign)
    countJobs(register, waiting)
    app.get(
      '/metrics',
      {
        schema: {
          tags: ['Operations'],
          operationId: 'getMetrics',
          summary: 'Read what the service has counted',
          description: 'In the text format of Prometheus; of this process, since it started.',
          response: {
            200: {
              description: 'The metrics.',
              content: {
                'text/plain': {
                  schema: Type.String(),
                  example: 'waymark_canonical_checks_total 12\n',
                },
              },
            },
          },
        },
      },
      async (_request, reply) => {
        reply.header('cache-control', 'no-store').type(register.contentType)
        return reply.send(await register.metrics())
      },
    )
  }

function registryOf(stats: () => CanonicaliserStats): Registry {
  const register = new Registry()
  const registers = [register]
  new Counter({
    name: 'waymark_canonical_documents_total',
    help: 'Documents canonicalised to be signed: by a compiled shape, or by the library and why.',
    labelNames: ['by', 'reason'],
    registers,
    collect() {
      this.reset()
      const { carried, library } = stats()
      this.inc({ by: 'compiled' }, carried)
      for (const [reason, count] of Object.entries(library)) {
        this.inc({ by: 'library', reason }, count)
      }
    },
  })
  new Counter({
    name: 'waymark_canonical_checks_total',
    help: 'Documents whose compiled canonical form was compared with that of the library.',
    registers,
    collect() {
      this.reset()
      this.inc(stats().checked)
    },
  })
  new Counter({
    name: 'waymark_canonical_differences_total',
    help: 'Comparisons that found a difference. More than none is an alarm.',
    registers,
    collect() {
      this.reset()
      this.inc(stats().differed)
    },
  })
  new Gauge({
    name: 'waymark_canonical_shapes',
    help: 'Compiled shapes of documents in memory.',
    registers,
    collect() {
      this.set(stats().shapes)
    },
  })
  return register
}
