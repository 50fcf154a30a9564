import type { FastifyReply, FastifyRequest } from 'fastify'
import { notModified, revisionTag } from './conditional.ts'

/** A resource in one of its states; the revision becomes its ETag. */
export type Versioned<T> = { resource: T; revision: number }

/** What a read is answered with: the resource, or 304 where the caller has this state already. */
export function answerRead<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  { resource, revision }: Versioned<T>,
): T | FastifyReply {
  return notModified(request, reply, revisionTag(revision)) ? reply.send() : resource
}

/** What a change is answered with: the resource as it is now, with its ETag. */
export function answerChanged<T>(reply: FastifyReply, { resource, revision }: Versioned<T>): T {
  reply.header('etag', revisionTag(revision))
  return resource
}

/**
 * What a creating service answers with: the new resource, whether it had to be made, and the path
 * it is at where that is not the one posted to and its id.
 */
export type Created<T extends { id: string }> = {
  resource: T
  revision: number
  isNew?: boolean
  location?: string
  /** Whether it can be read nowhere: there is neither an address nor an ETag. */
  unkept?: boolean
  /** The ETag that it is read with, where that is not its revision. */
  etag?: string
  /** What its record is kept under, where the id of the resource is no UUID. */
  resultId?: string
  /** A member that the resource lacks here, as the JSON text that is stored for good. */
  document?: Document
}

/** A member of an answer, as JSON text. */
export type Document = { member: string; text: string }

/** An answer to a creating request: what is sent, and kept under its Idempotency-Key. */
export type Answer = {
  status: number
  headers: Record<string, string>
  /** Without the document, if there is one. */
  body: unknown
  document?: Document
}

/** The answer with a new resource: 201, or 200 when nothing had to be made. */
export function answerWith<T extends { id: string }>(
  request: FastifyRequest,
  created: Created<T>,
): Answer {
  const { resource, revision, isNew = true, location, unkept = false, etag, document } = created
  return {
    status: isNew ? 201 : 200,
    headers: unkept
      ? {}
      : {
          location: location ?? `${request.routeOptions.url}/${resource.id}`,
          etag: etag ?? revisionTag(revision),
        },
    body: resource,
    ...(document !== undefined && { document }),
  }
}

/**
 * Prepares a reply for an answer.
 *
 * @returns what is to be sent: the body as it is serialised by its schema; with a document, text,
 *   into which the document's goes as it is, for reading and writing it again costs and gains nothing
 */
export function prepareReply(reply: FastifyReply, answer: Answer): unknown {
  const { status, headers, body, document } = answer
  reply.code(status).headers(headers)
  if (document === undefined) return body
  reply.type('application/json; charset=utf-8')
  const before = JSON.stringify(body).slice(0, -1)
  return `${before},${JSON.stringify(document.member)}:${document.text}}`
}
