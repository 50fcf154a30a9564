import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { examplesOf, IdParams, Problem, preferredType, problemResponses } from '../http/index.ts'
import { reportChart, reportCsv } from './forms.ts'
import { Report, ReportQuery } from './schema.ts'
import type { ReportService } from './service.ts'

const TYPES = ['application/json', 'text/csv', 'image/svg+xml']

const REPORT = {
  description: 'The counts as JSON or CSV, or a chart of the badges awarded.',
  content: {
    'application/json': { schema: Report, example: examplesOf(Report)[0] },
    'text/csv': {
      schema: Type.String(),
      example:
        'period,value,name,suppressed,participants,badgesAwarded,shareWithMoreThanOne,daysToNextBadge\r\n2026,all,all,false,210,261,0.2,34\r\n',
    },
    'image/svg+xml': {
      schema: Type.String(),
      example: '<svg xmlns="http://www.w3.org/2000/svg">...</svg>',
    },
  },
}

/** What a place can see of what it does, also as CSV. */
export const reportRoutes =
  (service: ReportService): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/places/:id/report',
      {
        config: { scope: 'places:read', place: true },
        schema: {
          tags: ['Places'],
          operationId: 'getPlaceReport',
          summary: 'Read what happens in a place',
          description:
            'Participants, badges awarded, the share with more than one badge and the days to the next one, by issuer or layer and by period, as of this moment: as JSON, as CSV or as a chart in SVG, by `Accept`. Counts about fewer than five people are suppressed, and with them as many others as it takes that no sum or difference of anything that can be asked here leads back to them.',
          params: IdParams,
          querystring: ReportQuery,
          response: { 200: REPORT, ...problemResponses(400, 403, 404, 406) },
        },
      },
      async (request, reply) => {
        const { actor, params, query } = request
        const type = preferredType(request, TYPES)
        if (type === undefined) {
          throw new Problem('not-acceptable', `Offered are: ${TYPES.join(', ')}.`)
        }
        const report = await service.report(actor, params.id, query)
        reply.header('vary', 'Accept')
        if (type === 'application/json') return report
        reply.type(`${type}; charset=utf-8`)
        reply.serializer((text: string) => text)
        if (type === 'text/csv') return reply.send(reportCsv(report) as never)
        reply.header('content-security-policy', "default-src 'none'; sandbox")
        return reply.send(reportChart(report) as never)
      },
    )
  }
