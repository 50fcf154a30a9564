import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { installJsonBody, type JsonLimits, refuseEncodings } from './json-body.ts'
import { invalid, Problem } from './problems.ts'

/** An uploaded file: its bytes, whatever the caller called them. */
export class Upload {
  readonly bytes: Buffer
  /** What problems with it name: a field of a form, or the body. */
  readonly field: string
  /** The other fields of the form that it came in; none when it was the body itself. */
  readonly fields: ReadonlyMap<string, string>

  constructor(bytes: Buffer, field = 'body', fields: ReadonlyMap<string, string> = new Map()) {
    this.bytes = bytes
    this.field = field
    this.fields = fields
  }

  /** What stands for it where requests are compared: its hash. */
  toJSON(): { sha256: string } {
    return { sha256: createHash('sha256').update(this.bytes).digest('hex') }
  }
}

const IMAGE_TYPES = ['image/png', 'image/svg+xml'] as const
const FORM = 'multipart/form-data'

/**
 * The `content` of a body that may be a file, for the description of a route.
 *
 * @param types - the media types that the file may come as by itself
 */
export function uploadContent(types: readonly string[] = IMAGE_TYPES) {
  return Object.fromEntries(
    [...types, FORM].map((type) => [
      type,
      {
        schema: Type.Unsafe({
          description:
            type === FORM
              ? 'A form with one file.'
              : 'The file itself. What it is, its content says.',
          ...(type === FORM ? {} : { contentMediaType: type }),
          examples: [type === FORM ? { file: 'badge.png' } : '(binary)'],
        }),
      },
    ]),
  )
}

/**
 * Lets the routes of this plugin take a file: as the body itself (PNG or SVG, or other types), or as
 * the one file of a form. `request.body` is then an {@link Upload}. JSON is taken too, within limits
 * of its own.
 *
 * @param options - limits of the body, in bytes, and the types that a file may come as
 */
export async function installUploads(
  app: FastifyInstance,
  options: { fileBytes: number; json: JsonLimits; types?: readonly string[] },
): Promise<void> {
  const { fileBytes, json, types = IMAGE_TYPES } = options
  installJsonBody(app, json)
  app.addContentTypeParser(
    [...types],
    { parseAs: 'buffer', bodyLimit: fileBytes },
    async (request: FastifyRequest, body: Buffer) => {
      refuseEncodings(request)
      return upload(body, 'body')
    },
  )
  await app.register(import('@fastify/multipart'), {
    limits: {
      fileSize: fileBytes,
      files: 1,
      fields: 10,
      fieldSize: 1024,
      parts: 11,
      headerPairs: 50,
    },
  })
  app.addHook('preValidation', async (request) => {
    if (request.isMultipart()) request.body = await fileOf(request)
    // Without a content type there is no schema to say so.
    if (request.body === undefined) throw malformed('The body is missing.')
  })
}

async function fileOf(request: FastifyRequest): Promise<Upload> {
  let bytes: Buffer | undefined
  const fields = new Map<string, string>()
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') bytes = await part.toBuffer()
      else fields.set(part.fieldname, String(part.value))
    }
  } catch (error) {
    throw formProblem(error as { statusCode?: number })
  }
  if (bytes === undefined) throw invalid({ field: 'file', detail: 'The form has no file in it.' })
  return upload(bytes, 'file', fields)
}

function formProblem({ statusCode }: { statusCode?: number }): Problem {
  if (statusCode === 413) {
    const detail = 'The form holds more than one file, or more than this route accepts.'
    return new Problem('body-too-large', detail)
  }
  return malformed('The body is not a form that can be read.')
}

function malformed(detail: string): Problem {
  return new Problem('malformed-body', detail, { errors: [{ field: 'body', detail }] })
}

function upload(bytes: Buffer, field: string, fields?: ReadonlyMap<string, string>): Upload {
  if (bytes.length === 0) throw invalid({ field, detail: `${field}: the file is empty.` })
  return new Upload(bytes, field, fields)
}
