import type { FastifyRequest } from 'fastify'
import {
  type Presented,
  recognised,
  recognisedText,
  recognisedUrl,
} from '../verifications/index.ts'
import { WORDS } from './words.ts'

/** As large as a badge picture may be. */
export const FILE_LIMIT_BYTES = 10 * 1024 * 1024
export const TEXT_LIMIT_BYTES = 1024 * 1024

const FIELDS = ['url', 'file', 'text'] as const
export type Field = (typeof FIELDS)[number]

/** What stands in the form: kept, when something in it has to be mended. */
export type FormValues = { url: string; text: string }

/** What is wrong with the form, by field; a field of null is about all of it. */
export type FormProblem = { status: number; field: Field | null; message: string }

export type Submission = { values: FormValues } & (
  | { presented: Presented }
  | { problem: FormProblem }
)

const bad = (field: Field | null, message: string, status = 400) => ({
  problem: { status, field, message },
})

type Reading = [status: number, field: Field | null, message: string]

const UNREADABLE: Reading = [400, null, WORDS.errors.unreadable]

/** Problems of reading a form at all, by the code of the library. */
const READING: Record<string, Reading> = {
  FST_REQ_FILE_TOO_LARGE: [413, 'file', WORDS.errors.fileTooLarge],
  FST_PARTS_LIMIT: [413, null, WORDS.errors.several],
  FST_FILES_LIMIT: [413, 'file', WORDS.errors.several],
  FST_FIELDS_LIMIT: [413, null, WORDS.errors.several],
}

/** Reads the form of the page `/verify` and recognises what was given in it. */
export async function readForm(request: FastifyRequest): Promise<Submission> {
  const values: FormValues = { url: '', text: '' }
  let file: Buffer | null = null
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        const content = await part.toBuffer()
        // A browser sends an empty file where none was chosen.
        if (part.fieldname === 'file' && content.length > 0) file = content
      } else if (part.fieldname === 'url' || part.fieldname === 'text') {
        if (part.valueTruncated) return { values, ...bad('text', WORDS.errors.textTooLarge, 413) }
        values[part.fieldname] = typeof part.value === 'string' ? part.value : ''
      }
    }
  } catch (error) {
    const [status, field, message] = READING[(error as { code?: string }).code ?? ''] ?? UNREADABLE
    return { values, ...bad(field, message, status) }
  }
  return { values, ...presentedIn(values, file) }
}

function presentedIn(
  { url, text }: FormValues,
  file: Buffer | null,
): { presented: Presented } | { problem: FormProblem } {
  const given = FIELDS.filter((field) =>
    field === 'file' ? file !== null : { url, text }[field].trim() !== '',
  )
  const [field, second] = given
  if (field === undefined) return bad('url', WORDS.errors.nothing)
  if (second !== undefined) return bad(second, WORDS.errors.several)
  const presented =
    field === 'url'
      ? recognisedUrl(url)
      : field === 'text'
        ? recognisedText(text)
        : file && recognised(file)
  return presented ? { presented } : bad(field, WORDS.errors[field])
}
