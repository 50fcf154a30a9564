import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { CredentialFormats, Kept } from '../credential-formats/index.ts'
import { notFound, notModified, preferredType, problemResponses } from '../http/index.ts'
import { SVG_POLICY } from '../images/index.ts'
import { installProblemPages, type Pages, sendPage } from '../pages/index.ts'
import { CACHING, JSON_LD_TYPES, PublicIdParams } from '../serving/index.ts'
import { CREDENTIAL_TYPES, type CredentialFormat, negotiateCredential } from './credential-types.ts'
import { EXAMPLES } from './examples.ts'

const tags = ['Public documents']

const SUFFIXES: Record<CredentialFormat, { summary: string; types: string[] }> = {
  json: { summary: 'Read a credential as JSON-LD', types: ['application/ld+json'] },
  jwt: { summary: 'Read a credential as a VC-JWT', types: ['application/vc+jwt', 'text/plain'] },
  png: { summary: 'Read a credential baked into a PNG', types: ['image/png'] },
  svg: { summary: 'Read a credential baked into an SVG', types: ['image/svg+xml'] },
  html: { summary: 'Read a credential as a page', types: ['text/html'] },
}

/** The routes of a credential: one that negotiates, and one for each format. */
export const credentialRoutes =
  (formats: CredentialFormats, pages: Pages): FastifyPluginAsyncTypebox =>
  async (app) => {
    installProblemPages(app, pages)

    const read: Record<
      Exclude<CredentialFormat, 'html'>,
      (id: string) => Promise<Kept | undefined>
    > = {
      json: formats.jsonLd,
      jwt: formats.jwt,
      png: (id) => formats.baked(id, 'png'),
      svg: (id) => formats.baked(id, 'svg'),
    }

    async function answer(
      request: FastifyRequest,
      reply: FastifyReply,
      publicId: string,
      about: { type: string; format: CredentialFormat; cacheControl: string },
    ): Promise<FastifyReply> {
      const { type, format, cacheControl } = about
      if (format === 'html') return page(reply, publicId)
      const document = await read[format](publicId)
      if (document === undefined) throw notFound('credential', 'publicId')
      reply.header('cache-control', cacheControl)
      if (format === 'svg') reply.header('content-security-policy', SVG_POLICY)
      return notModified(request, reply, document.tag(type))
        ? reply.send()
        : reply.type(type).send(document.content)
    }

    /** Made anew each time: it says how the credential stands now. */
    async function page(reply: FastifyReply, publicId: string): Promise<FastifyReply> {
      const found = (await formats.jsonLd(publicId)) && (await pages.credentialPage(publicId))
      if (found === undefined) throw notFound('credential', 'publicId')
      return sendPage(reply, found)
    }

    app.get(
      '/credentials/:publicId',
      {
        schema: {
          tags,
          operationId: 'getCredential',
          summary: 'Read a credential',
          description:
            'In the format that `Accept` prefers, each the same credential: the signed document byte for byte, a VC-JWT, a page for people, or a PNG or SVG with the document baked into it.',
          params: PublicIdParams,
          response: {
            ...formatsResponse(CREDENTIAL_TYPES),
            ...problemResponses(404, 406),
          },
        },
      },
      (request, reply) => {
        const wanted = negotiateCredential(request)
        reply.header('vary', 'Accept')
        const cacheControl = CACHING.negotiated
        return answer(request, reply, request.params.publicId, { ...wanted, cacheControl })
      },
    )

    for (const [suffix, { summary, types }] of Object.entries(SUFFIXES)) {
      const format = suffix as CredentialFormat
      const [type = '', other] = types
      app.get(
        `/credentials/:publicId.${suffix}`,
        {
          schema: {
            tags,
            operationId: `getCredential${suffix.replace(/^./, (letter) => letter.toUpperCase())}`,
            summary,
            params: PublicIdParams,
            response: { ...formatsResponse(types), ...problemResponses(404) },
          },
        },
        (request, reply) => {
          if (other !== undefined) reply.header('vary', 'Accept')
          const asOther = other !== undefined && preferredType(request, types) === other
          return answer(request, reply, request.params.publicId, {
            type: asOther ? other : type,
            format,
            cacheControl: CACHING.asked,
          })
        },
      )
    }
  }

/** The `response` entries of a route that answers in these media types. */
function formatsResponse(types: string[]) {
  const media = (type: string) => {
    if (JSON_LD_TYPES.includes(type)) {
      return {
        schema: Type.Object({}, { additionalProperties: true }),
        example: EXAMPLES.credential,
      }
    }
    if (type.startsWith('image/')) {
      return { schema: Type.Unsafe({ contentMediaType: type }), example: '(binary)' }
    }
    return {
      schema: Type.String(),
      example: type === 'text/html' ? '<!doctype html>...' : 'eyJhbGciOiJSUzI1NiIs...',
    }
  }
  return {
    200: {
      description: 'The signed Open Badges 3.0 credential.',
      content: Object.fromEntries(types.map((type) => [type, media(type)])),
    },
    304: Type.Null({ description: 'The copy that the caller has is current.' }),
  }
}
