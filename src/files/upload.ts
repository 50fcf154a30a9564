import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { invalid, Problem } from '../http/index.ts'
import { fileName, nameInForm, nameInHeader } from './names.ts'
import type { Incoming } from './reception.ts'

/** Besides its one file a form may hold a field or two, which nobody reads. */
const FORM = { files: 1, fields: 10, fieldSize: 1024, parts: 11, headerPairs: 50 }

/**
 * Reads the file that a request sends, as its body or as the one file of a form.
 *
 * @param take - reads all of it
 * @param undo - undoes what `take` did, when what follows in the form is wrong
 * @throws Problem when there is none, or there are several
 */
export async function readUpload<T>(
  request: FastifyRequest,
  options: { take: (incoming: Incoming) => Promise<T>; undo: (taken: T) => Promise<void> },
): Promise<{ taken: T; name: string | null }> {
  refuseEncoding(request)
  if (request.isMultipart()) return readForm(request, options)
  const body = request.body as Readable | undefined
  if (body === undefined || body === null || !('iterator' in body)) {
    throw malformed('The body is missing.')
  }
  return {
    // Who stops reading must be able to answer.
    taken: await whole(options.take({ field: 'body', body: pieces(body) })),
    name: fileName(nameInHeader(request.headers['content-disposition'])),
  }
}

async function readForm<T>(
  request: FastifyRequest,
  { take, undo }: { take: (incoming: Incoming) => Promise<T>; undo: (taken: T) => Promise<void> },
): Promise<{ taken: T; name: string | null }> {
  let found: { taken: T; name: string | null } | undefined
  try {
    // How long a file may be, the one who reads it says.
    const limits = { ...FORM, fileSize: Number.MAX_SAFE_INTEGER }
    for await (const part of request.parts({ limits })) {
      if (part.type !== 'file') continue
      const taken = await take({ field: 'file', body: pieces(part.file) })
      found = { taken, name: fileName(nameInForm(part.filename)) }
    }
  } catch (error) {
    if (found !== undefined) await undo(found.taken)
    throw formProblem(error)
  }
  if (found === undefined) throw invalid({ field: 'file', detail: 'The form has no file in it.' })
  return found
}

function pieces(stream: Readable): AsyncIterable<Buffer> {
  return { [Symbol.asyncIterator]: () => stream.iterator({ destroyOnReturn: false }) }
}

async function whole<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    throw isCut(error) ? malformed('The upload was cut off: send it again.') : error
  }
}

function formProblem(error: unknown): unknown {
  if (error instanceof Problem) return error
  const { statusCode } = error as { statusCode?: number }
  if (statusCode === 413) {
    const detail = 'The form holds more than one file, or more than this route accepts.'
    return new Problem('body-too-large', detail, { errors: [{ field: 'body', detail }] })
  }
  const { code } = error as NodeJS.ErrnoException
  // Of this machine, not of the form.
  if (/^E[A-Z]+$/.test(code ?? '') && !isCut(error)) return error
  return malformed('The body is not a form that can be read.')
}

function isCut(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET'
}

function refuseEncoding({ headers }: FastifyRequest): void {
  if (/^(identity)?$/i.test(headers['content-encoding'] ?? '')) return
  const field = 'Content-Encoding'
  const detail = `${field}: send the file as it is, not encoded otherwise.`
  throw new Problem('unsupported-media-type', detail, { errors: [{ field, detail }] })
}

function malformed(detail: string): Problem {
  return new Problem('malformed-body', detail, { errors: [{ field: 'body', detail }] })
}
