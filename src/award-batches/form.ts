import { extname } from 'node:path'
import type { Multipart, MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { createGathering, ROW_MEDIA_TYPES } from '../award-rows/index.ts'
import { fieldName, invalid, Problem } from '../http/index.ts'

/** How much of a file is held while the fields behind it are waited for, in bytes. */
const HELD_BYTES = 4 * 1024 * 1024

const LIMITS = {
  fileSize: Number.MAX_SAFE_INTEGER,
  files: 1,
  fields: 20,
  fieldSize: 64 * 1024,
  parts: 21,
  headerPairs: 50,
}

/** Media types by the ends of file names: programs that send forms often know no better. */
const TYPES: Record<string, string> = {
  '.csv': 'text/csv',
  '.tsv': 'text/csv',
  '.ndjson': 'application/x-ndjson',
  '.jsonl': 'application/x-ndjson',
  '.json': 'application/json',
}

/** A file as its sender declares it. */
export type FormFile = {
  mediaType: string
  charset: string | undefined
  body: AsyncIterable<Buffer>
}

/**
 * Reads a form with one file. A small file is held until the fields behind it are there; a large one
 * is read as it comes, and can have none behind it.
 *
 * @throws Problem 400 when there is no file or the form cannot be read, 413 when it holds too much
 */
export async function readForm(
  request: FastifyRequest,
): Promise<FormFile & { fields: ReadonlyMap<string, string> }> {
  const parts = request.parts({ limits: LIMITS })[Symbol.asyncIterator]()
  const fields = new Map<string, string>()
  let file: FormFile | undefined
  for (;;) {
    const part = await readable(parts.next())
    if (part === undefined) break
    if (part.type === 'field') {
      fields.set(part.fieldname, textOf(part))
      continue
    }
    if (file !== undefined) throw tooMuch()
    const { body, isWhole } = await held(part, parts)
    file = { mediaType: typeOf(part), charset: undefined, body }
    if (!isWhole) break
  }
  if (file === undefined) {
    throw invalid({ field: 'file', detail: 'The form has no file in it.' })
  }
  return { ...file, fields }
}

/** The beginning of a file, and whether that is all of it; if not, the rest comes as it is read. */
async function held(
  { file }: MultipartFile,
  parts: AsyncIterator<Multipart>,
): Promise<{ body: AsyncIterable<Buffer>; isWhole: boolean }> {
  const chunks = file.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>
  const beginning = createGathering()
  while (beginning.length() <= HELD_BYTES) {
    const chunk = await readable(chunks.next())
    if (chunk === undefined) return { body: all(beginning.take()), isWhole: true }
    beginning.add(chunk)
  }
  return { body: all(beginning.take(), chunks, parts), isWhole: false }
}

async function* all(
  beginning: Buffer,
  rest?: AsyncIterator<Buffer>,
  parts?: AsyncIterator<Multipart>,
): AsyncGenerator<Buffer> {
  if (beginning.length > 0) yield beginning
  if (rest === undefined || parts === undefined) return
  for (;;) {
    const chunk = await readable(rest.next())
    if (chunk === undefined) break
    yield chunk
  }
  const behind = await readable(parts.next())
  if (behind === undefined) return
  if (behind.type === 'file') throw tooMuch()
  const field = fieldName(`/${behind.fieldname}`)
  throw invalid({ field, detail: `${field} must come before the file, which is a large one.` })
}

/** The next part, or the next chunk of a file, which breaks when its form ends within it. */
async function readable<T>(reading: Promise<IteratorResult<T>>): Promise<T | undefined> {
  try {
    const next = await reading
    return next.done ? undefined : next.value
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 413) throw tooMuch()
    const detail = 'The body is not a form that can be read.'
    throw new Problem('malformed-body', detail, { errors: [{ field: 'body', detail }] })
  }
}

function textOf(part: Extract<Multipart, { type: 'field' }>): string {
  if (part.valueTruncated || part.fieldnameTruncated) throw tooMuch()
  // A field that is sent as JSON comes parsed.
  return typeof part.value === 'string' ? part.value : JSON.stringify(part.value)
}

function typeOf({ mimetype, filename }: MultipartFile): string {
  // The type alone makes it a file for the parser of forms: the name may be missing, whatever its type says.
  const declared = mimetype.toLowerCase()
  if (Object.hasOwn(ROW_MEDIA_TYPES, declared)) return declared
  return TYPES[extname((filename ?? '').toLowerCase().replace(/\.gz$/, ''))] ?? declared
}

function tooMuch(): Problem {
  const detail = 'The form holds more than one file, or fields that are too long or too many.'
  return new Problem('body-too-large', detail, { errors: [{ field: 'body', detail }] })
}
