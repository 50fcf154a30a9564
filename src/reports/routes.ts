import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { IdParams, problemResponses } from '../http/index.ts'
import { reportChart } from './chart.ts'
import { reportCsv } from './csv.ts'
import { inForms, sendInForm, wantedForm } from './offered.ts'
import { pathwayChart, pathwayCsv } from './pathway-report.ts'
import { PathwayReport, PathwayReportParams } from './pathway-schema.ts'
import { Report, ReportQuery } from './schema.ts'
import type { ReportService } from './service.ts'

const REPORT = inForms(
  Report,
  'The counts as JSON or CSV, or a chart of the participants.',
  'period,value,name,suppressed,participants,opportunitiesBadged,badgesAwarded,shareWithMoreThanOne,daysToNextBadge,claimRate\r\n2026,all,all,false,210,14,261,0.2,34,0.65\r\n',
)

const PATHWAY_REPORT = inForms(
  PathwayReport,
  'The counts as JSON or CSV, or a chart of who completed each step.',
  'step,name,optional,started,fulfilled,share,reached,dropOff\r\nlisten,Visit the studio,false,210,185,0.9,210,25\r\n',
)

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
            'Participants, opportunities badged, badges awarded, the share with more than one badge, the days to the next one and the claim rate, by issuer, theme, layer, age band, area or target group and by period: as JSON, as CSV or as a chart in SVG, by `Accept`. Counts about fewer than five people (of target groups: ten) are suppressed, and with them as many others as it takes that no sum or difference of anything that can be asked here at one time leads back to them, nor what is left when the issuer that reads takes its own learners away, or a reader another place whose issuers are all in this one. Issuers, themes and layers are counted as of this moment; counts by who learners are stay as they were until something changed of ten learners whom no issuer can have made up: whose age or answers are known, or, where those of nobody are, those left without the learners of any one issuer. Target groups are for who leads the place: the answers that learners gave it with their consent to equality monitoring.',
          params: IdParams,
          querystring: ReportQuery,
          response: { 200: REPORT, ...problemResponses(400, 403, 404, 406) },
        },
      },
      async (request, reply) => {
        const { actor, params, query } = request
        const type = wantedForm(request)
        const report = await service.report(actor, params.id, query)
        return sendInForm(reply, type, report, { csv: reportCsv, chart: reportChart })
      },
    )

    app.get(
      '/v1/places/:id/pathways/:pathwayId/report',
      {
        config: { scope: 'places:read', place: true },
        schema: {
          tags: ['Places'],
          operationId: 'getPlacePathwayReport',
          summary: 'Read what becomes of learners on a pathway',
          description:
            'Completion and drop-off by step: how many learners of the place (who have a badge of an issuer in it) started the pathway, completed each step, came as far as before it and did not go on, and completed the pathway, as of this moment and in all: as JSON, as CSV or as a chart in SVG, by `Accept`. Everybody counts by the steps of the current version, also who goes on with an older one, and by everything that their progress counts. Counts of fewer than five are suppressed, and with them as many others as it takes that no sum or difference leads back to them; all others are rounded to the nearest five. Fewer than five who are somewhere only by what others than one issuer of the place awarded are left out there. There are no periods: when somebody started is not a matter of one day where badges can be revoked and stand for several steps.',
          params: PathwayReportParams,
          response: { 200: PATHWAY_REPORT, ...problemResponses(400, 403, 404, 406) },
        },
      },
      async (request, reply) => {
        const { actor, params } = request
        const type = wantedForm(request)
        const report = await service.pathwayReport(actor, params.id, params.pathwayId)
        return sendInForm(reply, type, report, { csv: pathwayCsv, chart: pathwayChart })
      },
    )
  }
