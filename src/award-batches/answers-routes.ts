import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { IdParams, problemResponses } from '../http/index.ts'
import { ARCHIVE, EVENTS, ExportQuery, FAILURES, RESULTS, ResultsQuery } from './answers-schema.ts'
import type { BatchAnswers } from './batch-answers.ts'
import { LAST_EVENT_ID } from './progress-events.ts'
import { acceptedFormat, fileOf, RESULT_TYPES, resultsWriter } from './results-formats.ts'
import type { Outcome } from './results-reading.ts'
import { BatchRevocation } from './revocation-schema.ts'
import { AwardBatch } from './schema.ts'
import type { AwardBatchService } from './service.ts'

const tags = ['Award batches']
/** So long a listener is believed to be who it was; then it has to ask again. */
const LISTENING_MS = 10 * 60_000

/** What comes out of a batch, and revoking it. Answers are sent as they are read. */
export const answersRoutes =
  (
    { results, exports, progress, revocations }: BatchAnswers,
    service: Pick<AwardBatchService, 'get'>,
  ): FastifyPluginAsyncTypebox =>
  async (app) => {
    const closing = new AbortController()
    app.addHook('preClose', async () => closing.abort())

    app.get(
      '/v1/award-batches/:id/results',
      {
        config: { scope: 'assertions:read' },
        schema: {
          tags,
          operationId: 'getAwardBatchResults',
          summary: 'Read what became of each row',
          description:
            'One line for each row, in the order of the rows: NDJSON, or CSV for `Accept: text/csv` or `format=csv`. While the batch is worked on: the rows before the first that has no answer yet; the header `Answered-Rows` says how many.',
          params: IdParams,
          querystring: ResultsQuery,
          response: { ...RESULTS, ...problemResponses(400, 404, 406, 410) },
        },
      },
      async (request, reply) => {
        const { actor, params, query } = request
        const format = query.format ?? acceptedFormat(request)
        const only =
          query.outcome === undefined ? null : new Set(query.outcome.split(',') as Outcome[])
        const writer = resultsWriter(format)
        const { upToRow, pieces } = await results.results(actor, params.id, { only, writer })
        reply.header('answered-rows', upToRow).header('vary', 'Accept')
        reply.type(`${RESULT_TYPES[format]}; charset=utf-8`)
        return sendWhileRead(reply, Readable.from(pieces))
      },
    )

    app.get(
      '/v1/award-batches/:id/failures',
      {
        config: { scope: 'assertions:read' },
        schema: {
          tags,
          operationId: 'getAwardBatchFailures',
          summary: 'Download the rows that were not awarded',
          description:
            'The invalid and the failed rows in the format in which they came, with the same columns, delimiter and encoding, ready to be corrected and sent again. A CSV file has a last column `problem`, which is ignored when it is sent.',
          params: IdParams,
          response: { ...FAILURES, ...problemResponses(404, 410) },
        },
      },
      async ({ actor, params: { id } }, reply) => {
        const { upToRow, format, pieces } = await results.failures(actor, id)
        const { mediaType, extension } = fileOf(format)
        reply.header('answered-rows', upToRow)
        asDownload(reply, mediaType, `award-batch-${id}-failures.${extension}`)
        return sendWhileRead(reply, Readable.from(pieces))
      },
    )

    app.get(
      '/v1/award-batches/:id/events',
      {
        config: { scope: 'assertions:read' },
        schema: {
          tags,
          operationId: 'listenToAwardBatch',
          summary: 'Listen to the progress of an award batch',
          description:
            'Server-Sent Events: `progress` with the batch whenever it has changed, a few times a second at most; then `completed` or `cancelled`, and the stream ends. A stream that ends before is to be asked for again, as every client for such streams does by itself.',
          params: IdParams,
          response: { ...EVENTS, ...problemResponses(404) },
        },
      },
      async ({ actor, params, headers }, reply) => {
        const gone = new AbortController()
        reply.raw.once('close', () => gone.abort())
        const stop = [closing.signal, gone.signal, AbortSignal.timeout(LISTENING_MS)]
        const events = await progress.events(actor, params.id, AbortSignal.any(stop))
        // Whoever is told so does not ask again.
        if (headers['last-event-id'] === LAST_EVENT_ID) return reply.code(204).send(null)
        reply.type('text/event-stream')
        reply.headers({ 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' })
        return sendWhileRead(reply, Readable.from(events))
      },
    )

    app.get(
      '/v1/award-batches/:id/credentials',
      {
        config: { scope: 'assertions:read' },
        schema: {
          tags,
          operationId: 'exportAwardBatch',
          summary: 'Download the credentials of an award batch',
          description:
            'A ZIP archive, made while it is read: `credentials/{row}-{id}.json`, each the signed bytes as they are served, `images/{row}-{id}.png` if asked for, and `index.csv` with `row,assertionId,credentialUrl,status,file`. What was revoked since is in it and has the status `revoked`. Once the answers are deleted, rows have no numbers.',
          params: IdParams,
          querystring: ExportQuery,
          response: { ...ARCHIVE, ...problemResponses(400, 404) },
        },
      },
      async ({ actor, params: { id }, query }, reply) => {
        const archive = await exports.archive(actor, id, query)
        asDownload(reply, 'application/zip', `award-batch-${id}.zip`)
        return sendWhileRead(reply, archive)
      },
    )

    app.post(
      '/v1/award-batches/:id/revocation',
      {
        config: { scope: 'assertions:write' },
        schema: {
          tags,
          operationId: 'revokeAwardBatch',
          summary: 'Revoke everything that a batch awarded',
          description:
            'For good, and for one reason; what was revoked before keeps its own. The batch must have ended: cancel it first. A large one is revoked in the background: `revocation` of the batch says how far that is. Asking again changes nothing, unless the reason was refused.',
          params: IdParams,
          body: BatchRevocation,
          response: {
            202: { ...AwardBatch, description: 'Under way, or done already.' },
            ...problemResponses(400, 404, 409),
          },
        },
      },
      async ({ actor, params, body }, reply) => {
        await revocations.start(actor, params.id, body.reason)
        return reply.code(202).send(await service.get(actor, params.id))
      },
    )
  }

/** Sends what is made while it is read, and no more of it once nobody reads: a HEAD wants none. */
function sendWhileRead(reply: FastifyReply, stream: Readable): FastifyReply {
  reply.raw.once('close', () => stream.destroy())
  return reply.send(stream)
}

function asDownload(reply: FastifyReply, mediaType: string, name: string): void {
  reply.type(mediaType).header('content-disposition', `attachment; filename="${name}"`)
}
