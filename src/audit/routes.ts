import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { IdParams, PageOf, problemResponses } from '../http/index.ts'
import { AuditQuery, AuditRecord } from './schema.ts'
import type { AuditReading } from './service.ts'

/** Who read what of a learner, for the platform and the learner. */
export const auditRoutes =
  (service: AuditReading): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/learners/:id/audit',
      {
        config: { scope: 'learners:read', learner: true },
        schema: {
          tags: ["Learners' rights"],
          operationId: 'listLearnerAccesses',
          summary: 'Read who read what of a learner',
          description:
            'Which key or token read or changed what of the learner, and when; oldest first, without any of the data. Awards stand in the events. For the platform and the learner; not for keys of an issuer.',
          params: IdParams,
          querystring: AuditQuery,
          response: { 200: PageOf(AuditRecord), ...problemResponses(400, 403, 404) },
        },
      },
      ({ actor, params, query }) => service.list(actor, params.id, query),
    )
  }
