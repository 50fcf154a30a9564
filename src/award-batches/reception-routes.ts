import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { ROW_MEDIA_TYPES } from '../award-rows/index.ts'
import { IdParams, idempotencyKey, Problem, passOver, problemResponses } from '../http/index.ts'
import { acceptedFormat, RESULT_TYPES, writeResults } from './results-formats.ts'
import { AwardBatch } from './schema.ts'
import type { AwardBatchService } from './service.ts'
import { ReadingQuery, type Settings, settingsOf, UploadQuery } from './settings.ts'
import { type Sent, sentFile, type Upload } from './upload.ts'
import { AwardRow, IDEMPOTENT, ROWS_BODY, TRIED } from './upload-schema.ts'

const tags = ['Award batches']
/** When the caller has not sent anything for this long, nobody is there. */
const IDLE_MS = 60_000

const words =
  'Rows come as NDJSON, CSV or a JSON array, by themselves or as the one file of a form, compressed with gzip or not; at most 1,000,000. They are stored as they come and awarded by and by: read the batch for its progress. Each row ends in a badge or in a reason. Under `onDuplicate=skip` the same file again awards nothing twice. With an `Idempotency-Key` an upload that was cut off goes on when it is sent again, and one that was not is answered again. `dryRun=true` answers every row and stores nothing.'

export const receptionRoutes =
  (service: AwardBatchService): FastifyPluginAsyncTypebox =>
  async (app) => {
    const closing = new AbortController()
    app.addHook('preClose', async () => {
      const detail = 'The service is being stopped: send the rows again shortly.'
      closing.abort(new Problem('unavailable', detail, { headers: { 'retry-after': '5' } }))
    })
    app.removeAllContentTypeParsers()
    app.addContentTypeParser(
      [...Object.keys(ROW_MEDIA_TYPES), 'application/gzip'],
      async (_request: FastifyRequest, body: unknown) => body,
    )
    await app.register(import('@fastify/multipart'))
    app.addSchema(AwardRow)
    // The rows have a schema each, and are looked at when they come.
    const validator = app.validatorCompiler
    app.setValidatorCompiler((route) =>
      route.httpPart === 'body' || validator === undefined ? () => true : validator(route),
    )

    for (const [path, operationId, summary] of [
      ['/v1/badge-classes/:id/award-batches', 'awardMany', 'Award a badge to many'],
      ['/v1/award-batches', 'awardManyBadges', 'Award badges to many'],
    ] as const) {
      const isNested = path.includes(':id')
      app.post(
        path,
        {
          config: { scope: 'assertions:write', streamedBody: true },
          schema: {
            tags,
            operationId,
            summary,
            description: isNested ? words : `${words} Each row names its own \`badgeClassId\`.`,
            ...(isNested && { params: IdParams }),
            querystring: UploadQuery,
            headers: IDEMPOTENT,
            body: ROWS_BODY,
            response: { ...TRIED, 202: AwardBatch, ...problemResponses(400, 404, 409, 422) },
          },
        },
        async (request, reply) => {
          const query = request.query as Static<typeof UploadQuery>
          const key = idempotencyKey(request)
          settingsOf(query)
          const { id = null } = request.params as { id?: string }
          const target = await service.target(request.actor, id)
          return fromUpload(request, async (sent) => {
            const settings = settingsOf(query, sent.fields)
            const upload = uploadOf(request, sent, { ...settings, perRowBadgeClass: id === null })
            if (settings.dryRun) {
              const format = acceptedFormat(request)
              const results = await service.tryOut(request.actor, { target, settings }, upload)
              reply.type(`${RESULT_TYPES[format]}; charset=utf-8`).header('vary', 'Accept')
              return reply.send(Readable.from(writeResults(results, format)))
            }
            const order = { target, settings, key }
            const { batch, isReplayed } = await service.receive(request.actor, order, upload)
            if (isReplayed) reply.header('idempotency-replayed', 'true')
            return reply.code(202).header('location', `/v1/award-batches/${batch.id}`).send(batch)
          })
        },
      )
    }

    app.put(
      '/v1/award-batches/:id/rows',
      {
        config: { scope: 'assertions:write', streamedBody: true },
        schema: {
          tags,
          operationId: 'resumeUpload',
          summary: 'Send the rows of an incomplete batch again',
          description:
            'All of them: those that are there are compared, the rest is added, and the batch is queued. With a batch that has all its rows nothing happens.',
          params: IdParams,
          querystring: ReadingQuery,
          body: ROWS_BODY,
          response: { 202: AwardBatch, ...problemResponses(400, 404, 409, 422) },
        },
      },
      async (request, reply) => {
        const { actor, params, query } = request
        settingsOf(query)
        const perRowBadgeClass = await service.namesBadgeClasses(actor, params.id)
        return fromUpload(request, async (sent) => {
          const upload = uploadOf(request, sent, {
            ...settingsOf(query, sent.fields),
            perRowBadgeClass,
          })
          return reply.code(202).send(await service.receiveAgain(actor, params.id, upload))
        })
      },
    )

    /** @throws what `work` throws; the caller gets to read it, whatever of the rows is still to come */
    async function fromUpload<T>(
      request: FastifyRequest,
      work: (sent: Sent) => Promise<T>,
    ): Promise<T> {
      request.raw.socket.setTimeout(IDLE_MS)
      try {
        return await work(await sentFile(request))
      } catch (error) {
        passOver(request)
        throw error
      }
    }

    function uploadOf(
      { raw }: FastifyRequest,
      { mediaType, charset, gzip, body }: Sent,
      { columns, delimiter, perRowBadgeClass }: Settings & { perRowBadgeClass: boolean },
    ): Upload {
      return {
        declared: { mediaType, charset, gzip, columns, delimiter, perRowBadgeClass },
        body,
        isCut: () => raw.destroyed && !raw.complete,
        signal: closing.signal,
      }
    }
  }
