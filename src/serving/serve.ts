import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { notFound, notModified, Problem, preferredType } from '../http/index.ts'

/**
 * How long anybody may keep a copy. A negotiated URL answers differently by `Accept`, so caches
 * that are shared do not keep it; everything else may be kept by all. What a learner can hide is asked
 * for again each time, so that it is gone from every cache at once.
 */
export const CACHING = {
  negotiated: 'private, max-age=0, must-revalidate',
  asked: 'public, no-cache',
  shared: (seconds: number) => `public, max-age=${seconds}`,
}

/**
 * Sends a public document as the bytes it consists of: past the serializer, with an ETag made
 * from them.
 *
 * @param document - the text, or the bytes of an image; undefined is a 404
 * @throws Problem 404 that says no more than that there is no such `noun`
 */
export function serve(
  request: FastifyRequest,
  reply: FastifyReply,
  document: string | Uint8Array | undefined,
  options: { noun: string; type: string; cacheControl: string },
): FastifyReply {
  const { noun, type, cacheControl } = options
  if (document === undefined) throw notFound(noun, Object.keys(request.params as object)[0])
  reply.header('cache-control', cacheControl)
  const digest = createHash('sha256').update(type).update('\0').update(document)
  if (notModified(request, reply, `"${digest.digest('base64url').slice(0, 27)}"`)) {
    return reply.send()
  }
  return reply.type(type).send(document)
}

/** The media types under which a signed credential is served as JSON-LD, the preferred one first. */
export const JSON_LD_TYPES = [
  'application/ld+json',
  'application/vc',
  'application/vc+ld+json',
  'application/json',
]

/**
 * The type that a caller prefers among those offered (RFC 9110, section 12.5.1).
 * @throws Problem 406 that names what there is
 */
export function negotiate(request: FastifyRequest, offered: string[]): string {
  const type = preferredType(request, offered)
  if (type !== undefined) return type
  throw new Problem('not-acceptable', `Offered here: ${offered.join(', ')}.`, {
    headers: { vary: 'Accept' },
    errors: [{ field: 'Accept', detail: `must allow one of ${offered.join(', ')}` }],
  })
}
