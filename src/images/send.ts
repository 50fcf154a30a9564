import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { notModified } from '../http/index.ts'
import type { ImageFile } from './service.ts'
import { tagOf } from './tag.ts'

/**
 * What an SVG that somebody opens by itself may do: be looked at, in an origin of its own. Styles
 * and pictures that are part of it are shown.
 */
export const SVG_POLICY = "default-src 'none'; sandbox; img-src data:; style-src 'unsafe-inline'"

/** Sends an image with an ETag made from its bytes, or 304; an SVG so that it can do nothing. */
export function sendImage(
  request: FastifyRequest,
  reply: FastifyReply,
  { mediaType, content }: ImageFile,
): FastifyReply {
  reply.header('x-content-type-options', 'nosniff')
  if (mediaType === 'image/svg+xml') reply.header('content-security-policy', SVG_POLICY)
  if (notModified(request, reply, tagOf(content))) return reply.send()
  return reply
    .type(mediaType)
    .send(Buffer.from(content.buffer, content.byteOffset, content.byteLength))
}

/** The `response` entries of a route that serves images. */
export function imageResponse(types: string[]) {
  return {
    200: {
      description: 'The image.',
      content: Object.fromEntries(
        types.map((type) => [
          type,
          { schema: Type.Unsafe({ contentMediaType: type }), example: '(binary)' },
        ]),
      ),
    },
    304: Type.Null({ description: 'The copy that the caller has is current.' }),
  }
}
