import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from './problems.ts'

/** The ETag of a resource of the API: its revision. */
export function revisionTag(revision: number): string {
  return `"${revision}"`
}

/**
 * The revision a conditional update insists on (RFC 9110, section 13.1.1), or null when the
 * caller sent no `If-Match`, or `*`.
 * @throws Problem 412 when the tags cannot match any revision
 */
export function expectedRevisions(request: FastifyRequest): number[] | null {
  const header = request.headers['if-match']
  if (header === undefined || header.trim() === '*') return null
  return header.split(',').flatMap((tag) => {
    const match = /^"(\d{1,9})"$/.exec(tag.trim())
    return match?.[1] === undefined ? [] : [Number(match[1])]
  })
}

/**
 * Compares a locked row's revision with the ones the caller has seen.
 * @throws Problem 412 when it was changed in the meantime
 */
export function checkRevision(revision: number, expected: number[] | null): void {
  if (expected === null || expected.includes(revision)) return
  const detail = 'It was changed since it was read; read it again and repeat the change.'
  throw new Problem('precondition-failed', detail, { errors: [{ field: 'If-Match', detail }] })
}

/**
 * Answers a GET with its ETag, or with 304 when the caller already has this state
 * (RFC 9110, section 13.1.2).
 *
 * @param etag - a quoted entity tag
 * @returns true when 304 was set and no body is to be sent
 */
export function notModified(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  reply.header('etag', etag)
  const header = request.headers['if-none-match']
  if (header === undefined) return false
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (!tags.includes('*') && !tags.includes(etag.replace(/^W\//, ''))) return false
  reply.code(304)
  return true
}
