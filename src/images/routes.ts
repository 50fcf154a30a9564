import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  type Creations,
  installUploads,
  notFound,
  problemResponses,
  type Upload,
  uploadContent,
} from '../http/index.ts'
import { UPLOAD_BYTES } from './bounds.ts'
import { IMAGE_JSON_BYTES, Image, ImageParams, NewImage } from './schema.ts'
import { imageResponse, sendImage } from './send.ts'
import type { ImageFormat, ImageService } from './service.ts'
import type { ImageRow } from './store.ts'

const A_YEAR = 'public, max-age=31536000, immutable'
const PNG = 'image/png'
const SVG = 'image/svg+xml'

/** Images of badges and issuers, for anybody. */
export const imageRoutes =
  (service: ImageService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addHook('onClose', () => service.close())
    await app.register(uploadRoute(service, creations))
    await app.register(publishedRoutes(service))
  }

const uploadRoute =
  (service: ImageService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    await installUploads(app, {
      fileBytes: UPLOAD_BYTES,
      json: { maxBytes: IMAGE_JSON_BYTES },
    })
    app.post(
      '/v1/images',
      {
        config: { scope: 'images:write', creates: true },
        schema: {
          tags: ['Images'],
          operationId: 'createImage',
          summary: 'Keep an image',
          description:
            'A PNG or SVG, recognised by its content: as the body, as the one file of a form, as a data: URL, or fetched from an URL. It is checked, an SVG is cleaned, and it is published for good under an address that hangs on its content. An image that is there already is answered with 200.',
          body: { content: { 'application/json': { schema: NewImage }, ...uploadContent() } },
          response: { 200: Image, 201: Image, ...problemResponses(400, 409, 422, 503) },
        },
      },
      async (request, reply) => {
        let image: ImageRow | undefined
        return creations.create(
          request,
          reply,
          (tx) => service.create(tx, image as ImageRow),
          async () => {
            image = await service.inspect(request.body as NewImage | Upload)
          },
        )
      },
    )
  }

const publishedRoutes =
  (service: ImageService): FastifyPluginAsyncTypebox =>
  async (app) => {
    // Pages of any origin may show these images, and read the problems that stand in for them.
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('access-control-allow-origin', '*')
    })
    const published = (
      url: string,
      about: { operationId: string; summary: string; types: string[]; format?: ImageFormat },
    ) => {
      const { operationId, summary, types, format } = about
      app.get(
        url,
        {
          schema: {
            tags: ['Public documents'],
            operationId,
            summary,
            description: 'What lies at this address never changes.',
            params: ImageParams,
            response: { ...imageResponse(types), ...problemResponses(404) },
          },
        },
        async (request, reply) => {
          const file = await service.file(request.params.id, format)
          if (file === undefined) throw notFound('image')
          reply.header('cache-control', A_YEAR)
          return sendImage(request, reply, file)
        },
      )
    }
    published('/images/:id', {
      operationId: 'getImage',
      summary: 'Read an image as it is kept',
      types: [PNG, SVG],
    })
    published('/images/:id.png', {
      operationId: 'getImagePng',
      summary: 'Read an image as a PNG',
      types: [PNG],
      format: 'png',
    })
    published('/images/:id.svg', {
      operationId: 'getImageSvg',
      summary: 'Read an image as an SVG',
      types: [SVG],
      format: 'svg',
    })
  }
