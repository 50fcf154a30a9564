import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { type ClaimService, guesserOf } from '../claims/index.ts'
import {
  type Creations,
  examplesOf,
  IdParams,
  invalid,
  momentOf,
  PageOf,
  Problem,
  pageRequest,
  problemResponses,
  readJson,
  refuseEncodings,
  rfc3339,
} from '../http/index.ts'
import {
  AttendanceCount,
  AttendanceQuery,
  CheckedIn,
  CheckIn,
  CheckInParams,
  CheckInQuery,
  CheckInResult,
  CheckInResults,
  CheckInRow,
  CheckInRows,
  NewCheckIn,
} from './schema.ts'
import type { CheckInService } from './service.ts'

const tags = ['Opportunities']
const NDJSON = 'application/x-ndjson'
const MOST_ROWS = 1000

/** Check-ins to opportunities, one by one and as a scanner sends them. */
export const checkInRoutes =
  (
    service: CheckInService,
    creations: Creations,
    { guarding }: Pick<ClaimService, 'guarding'>,
  ): FastifyPluginAsyncTypebox =>
  async (app) => {
    const together = creations.together(service.together)
    app.addContentTypeParser(
      NDJSON,
      { parseAs: 'buffer' },
      async (request: FastifyRequest, body: Buffer) => {
        refuseEncodings(request)
        return rowsOf(body)
      },
    )

    app.post(
      '/v1/opportunities/:id/check-ins',
      {
        config: { scope: 'check-ins:write', creates: true, learner: true, place: true },
        schema: {
          tags,
          operationId: 'createCheckIn',
          summary: 'Check a learner in',
          description:
            'Notes that somebody came and awards every badge class of the activity that they do not have, in one step; also beyond the capacity: who came has come (see `attendance`). Who was there already gets the same answer with 200; of a recurring activity each occurrence counts by itself. With a `claimCode` they claim with it, in the same step; too many wrong codes are a 429.',
          params: IdParams,
          body: NewCheckIn,
          response: {
            200: CheckedIn,
            201: CheckedIn,
            ...problemResponses(400, 404, 409, 422, 429),
          },
        },
      },
      (request, reply) => {
        const { actor, params, body } = request
        const carryOut = () => together(request, reply, { opportunityId: params.id, input: body })
        return (
          body.claimCode === undefined ? carryOut() : guarding(guesserOf(actor), carryOut)
        ) as never
      },
    )

    app.post(
      '/v1/opportunities/:id/check-ins/batch',
      {
        config: { scope: 'check-ins:write', place: true },
        schema: {
          tags,
          operationId: 'checkInMany',
          summary: 'Check in what a scanner recorded',
          description: `Up to ${MOST_ROWS} rows, each with its own \`at\`, as a JSON array or one JSON object a line; answered in the same form with one result for each row, in their order. What is wrong with a row holds up no other. Sent again, all of them are there already.`,
          params: IdParams,
          body: {
            content: {
              'application/json': { schema: CheckInRows },
              [NDJSON]: { schema: CheckInRow },
            },
          },
          response: {
            200: {
              content: {
                'application/json': {
                  schema: CheckInResults,
                  example: examplesOf(CheckInResults)[0],
                },
                [NDJSON]: { schema: CheckInResult, example: examplesOf(CheckInResult)[0] },
              },
            },
            ...problemResponses(400, 404, 429),
          },
        },
        // Rows are validated one by one, and answered so.
        validatorCompiler: (part) =>
          part.httpPart === 'body' ? () => true : (app.validatorCompiler?.(part) as () => boolean),
      },
      async (request, reply) => {
        const { actor, body, headers } = request
        const { id } = request.params as { id: string }
        await service.mayRecord(actor, id)
        const rows = checkedRows(body)
        const carryOut = () => service.batch(actor, id, rows)
        const results = rows.some(bringsCode)
          ? await guarding(guesserOf(actor), carryOut, wrongCodesIn)
          : await carryOut()
        if (headers['content-type']?.startsWith(NDJSON) !== true) return { data: results }
        const lines = results.map((one) => `${JSON.stringify(one)}\n`).join('')
        return reply.type(NDJSON).send(lines as never)
      },
    )

    app.get(
      '/v1/opportunities/:id/check-ins',
      {
        config: { scope: 'check-ins:read' },
        schema: {
          tags,
          operationId: 'listCheckIns',
          summary: 'List who came',
          description: 'Oldest first; for the issuer that runs it.',
          params: IdParams,
          querystring: CheckInQuery,
          response: { 200: PageOf(CheckIn), ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, query: { occurrence, ...paging } }) =>
        service.list(
          actor,
          params.id,
          occurrence === undefined
            ? {}
            : { occurrence: rfc3339(momentOf(occurrence, 'occurrence')) },
          pageRequest({ ...paging, archived: false }),
        ),
    )

    app.get(
      '/v1/opportunities/:id/attendance',
      {
        config: { scope: 'check-ins:read' },
        schema: {
          tags,
          operationId: 'getAttendance',
          summary: 'Count who came',
          description:
            'How many came to an occurrence and how many places are left, for the issuer that runs it. The capacity turns nobody away at the door, nor with a claim code: who came beyond it is checked in, has the badges, and is counted in `beyondCapacity`.',
          params: IdParams,
          querystring: AttendanceQuery,
          response: { 200: AttendanceCount, ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, query: { occurrence } }) =>
        service.attendance(
          actor,
          params.id,
          occurrence === undefined ? undefined : momentOf(occurrence, 'occurrence'),
        ),
    )

    app.get(
      '/v1/opportunities/:id/check-ins/:checkInId',
      {
        config: { scope: 'check-ins:read' },
        schema: {
          tags,
          operationId: 'getCheckIn',
          summary: 'Read a check-in',
          params: CheckInParams,
          response: { 200: CheckIn, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.get(actor, params.id, params.checkInId),
    )
  }

function bringsCode(row: unknown): boolean {
  return typeof row === 'object' && row !== null && 'claimCode' in row
}

function wrongCodesIn(results: readonly CheckInResult[]): number {
  return results.filter(({ problem }) => problem?.field === 'claimCode').length
}

/** @throws Problem 400 unless there are rows, and not too many */
function checkedRows(body: unknown): unknown[] {
  if (!Array.isArray(body) || body.length === 0 || body.length > MOST_ROWS) {
    const detail = `body must be 1 to ${MOST_ROWS} rows.`
    throw invalid({ field: 'body', detail })
  }
  return body
}

/** The rows of lines; a Problem for one that cannot be read. Blank lines are left out. */
function rowsOf(body: Buffer): unknown[] {
  return body
    .toString('latin1')
    .split('\n')
    .map((line) => Buffer.from(line.trim(), 'latin1'))
    .filter((line) => line.length > 0)
    .map((line) => {
      try {
        return readJson(line, false)
      } catch (error) {
        if (error instanceof Problem) return error
        throw error
      }
    })
}
