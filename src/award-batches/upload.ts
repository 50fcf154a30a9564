import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { Declared } from '../award-rows/index.ts'
import { Problem } from '../http/index.ts'
import { type FormFile, readForm } from './form.ts'
import type { NewBatchRow } from './reception-store.ts'

/** Rows on their way to us. */
export type Upload = {
  declared: Declared
  body: AsyncIterable<Buffer>
  /** Whether the connection has broken before all was there. */
  isCut(): boolean
  /** Aborted, with a Problem, when no more can be taken. */
  signal: AbortSignal
}

/** What is decided of a batch before its rows come. */
export type NewBatch = Pick<
  NewBatchRow,
  | 'issuerId'
  | 'badgeClassId'
  | 'actorId'
  | 'actorIssuerId'
  | 'idempotencyHash'
  | 'requestHash'
  | 'onInvalid'
  | 'onDuplicate'
  | 'notify'
>

/** A file as its sender declares it, with the fields of the form around it, if it came in one. */
export type Sent = FormFile & { gzip: boolean; fields: ReadonlyMap<string, string> }

/**
 * The file that a request sends, as its body or in a form.
 *
 * @throws Problem 400 when there is none, 415 when it is encoded in a way that is not read here
 */
export async function sentFile(request: FastifyRequest): Promise<Sent> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() || 'identity'
  const gzip = encoding === 'gzip' || encoding === 'x-gzip'
  if (request.isMultipart()) {
    if (encoding !== 'identity') throw badEncoding('a form cannot be encoded; its file can.')
    return { ...(await readForm(request)), gzip: false }
  }
  if (!gzip && encoding !== 'identity') throw badEncoding('send the body as it is, or with gzip.')
  const { body } = request
  if (!isReadable(body)) {
    const detail = 'The body is missing.'
    throw new Problem('malformed-body', detail, { errors: [{ field: 'body', detail }] })
  }
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').split(';')
  const charset = /^\s*charset="?([^"\s]+)"?\s*$/i
  return {
    mediaType: type.trim().toLowerCase(),
    charset: parameters.map((one) => charset.exec(one)?.[1]).find((one) => one !== undefined),
    // Who stops reading must be able to answer.
    body: body.iterator({ destroyOnReturn: false }),
    gzip,
    fields: new Map(),
  }
}

function isReadable(body: unknown): body is Readable {
  return typeof body === 'object' && body !== null && 'iterator' in body
}

function badEncoding(words: string): Problem {
  const field = 'Content-Encoding'
  const detail = `${field}: ${words}`
  return new Problem('unsupported-media-type', detail, { errors: [{ field, detail }] })
}
