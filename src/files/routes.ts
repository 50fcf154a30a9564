import { Readable } from 'node:stream'
import multipart from '@fastify/multipart'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  type Creations,
  IdParams,
  NoContent,
  PageOf,
  pageRequest,
  passOver,
  problemResponses,
  uploadContent,
} from '../http/index.ts'
import { FILE_MEDIA_TYPES } from './kinds.ts'
import { asAttachment } from './names.ts'
import { FileQuery, StoredFile, UploadQuery } from './schema.ts'
import type { FileService } from './service.ts'
import { readUpload } from './upload.ts'

const tags = ['Files']
const read = { scope: 'applications:read', learner: true } as const
const write = { scope: 'applications:write', learner: true } as const
/** When the caller has not sent anything for this long, nobody is there. */
const IDLE_MS = 60_000
/** It is for its reader's disk: opened in a browser all the same, it can do nothing. */
const POLICY = "default-src 'none'; sandbox"

/** Files that are sent as evidence. */
export const fileRoutes =
  (service: FileService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    await app.register(uploadRoute(service, creations))

    app.get(
      '/v1/files',
      {
        config: read,
        schema: {
          tags,
          operationId: 'listFiles',
          summary: 'List files',
          description: 'Oldest first: all that the caller may read.',
          querystring: FileQuery,
          response: { 200: PageOf(StoredFile), ...problemResponses(400) },
        },
      },
      ({ actor, query }) => {
        const { limit, cursor, ...filter } = query
        return service.list(actor, filter, pageRequest({ limit, cursor }))
      },
    )

    app.get(
      '/v1/files/:id',
      {
        config: read,
        schema: {
          tags,
          operationId: 'getFile',
          summary: 'Read what is known of a file',
          description: 'Its content is at `/content`.',
          params: IdParams,
          response: { 200: StoredFile, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.get(actor, params.id),
    )

    app.get(
      '/v1/files/:id/content',
      {
        config: read,
        schema: {
          tags,
          operationId: 'downloadFile',
          summary: 'Download a file',
          description: 'As it was sent, to be saved and not to be shown.',
          params: IdParams,
          response: {
            200: {
              description: 'The file.',
              content: Object.fromEntries(
                FILE_MEDIA_TYPES.map((type) => [
                  type,
                  { schema: Type.Unsafe({ contentMediaType: type }), example: '(binary)' },
                ]),
              ),
            },
            ...problemResponses(404, 503),
          },
        },
      },
      async ({ actor, params }, reply) => {
        const { name, mediaType, size, content } = await service.content(actor, params.id)
        return reply
          .type(mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : mediaType)
          .header('content-length', size)
          .header('content-disposition', asAttachment(name))
          .header('content-security-policy', POLICY)
          .header('x-content-type-options', 'nosniff')
          .send(Readable.from(content, { objectMode: false }))
      },
    )

    app.delete(
      '/v1/files/:id',
      {
        config: write,
        schema: {
          tags,
          operationId: 'deleteFile',
          summary: 'Delete a file',
          description: 'For good, by whoever sent it, its learner or the platform.',
          params: IdParams,
          response: { 204: NoContent, ...problemResponses(404, 409) },
        },
      },
      async ({ actor, params }, reply) => {
        await service.delete(actor, params.id)
        return reply.code(204).send(null)
      },
    )
  }

const uploadRoute =
  (service: FileService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', async (_request: FastifyRequest, body: unknown) => body)
    await app.register(multipart)
    // A file has no schema: it is looked at as it comes.
    const validator = app.validatorCompiler
    app.setValidatorCompiler((route) =>
      route.httpPart === 'body' || validator === undefined ? () => true : validator(route),
    )

    app.post(
      '/v1/files',
      {
        config: { ...write, creates: true, streamedBody: true },
        schema: {
          tags,
          operationId: 'createFile',
          summary: 'Keep a file of a learner',
          description:
            'As the body, named by `Content-Disposition`, or as the one file of a form. What it is, its content says. It is kept encrypted, for those only who have to do with it. The same file again is answered with 200.',
          querystring: UploadQuery,
          body: { content: uploadContent(FILE_MEDIA_TYPES) },
          response: {
            200: StoredFile,
            201: StoredFile,
            ...problemResponses(400, 404, 409, 413, 415, 422, 503),
          },
        },
      },
      async (request, reply) => {
        request.raw.socket.setTimeout(IDLE_MS)
        const { actor, query } = request
        try {
          const learnerId = await service.learnerFor(actor, query.learnerId)
          const { taken: received, name } = await readUpload(request, {
            take: (incoming) => service.receive(incoming),
            undo: (taken) => service.discard(taken),
          })
          try {
            // What stands for the file where requests are compared.
            request.body = { sha256: received.contentSha256, name }
            const file = { received, learnerId, name }
            return await creations.create(
              request,
              reply,
              (tx) => service.create(tx, actor, file),
              () => service.put(file),
            )
          } finally {
            await service.discard(received)
          }
        } catch (error) {
          passOver(request)
          throw error
        }
      },
    )
  }
