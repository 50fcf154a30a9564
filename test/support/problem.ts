import type { Answer } from './client.ts'

/** Ours, or where an interface of the W3C is spoken, one that its standards define. */
const TYPE = /^(urn:waymark:problem:[a-z-]+|https:\/\/(www\.w3|w3id)\.org\/[\w/.-]+#[A-Z_]+)$/

/**
 * What is wrong with an answer that should be a problem document (RFC 9457) with a status from
 * 400 to 499; null when nothing is.
 *
 * @param field - must be among the fields that it names
 */
export function notAProblem(answer: Answer, field?: string): string | null {
  const { status, headers, body, text } = answer
  const seen = `${status} ${text.slice(0, 300)}`
  if (status < 400 || status > 499) return `not refused: ${seen}`
  if (!/^application\/problem\+json/.test(headers.get('content-type') ?? '')) {
    return `no problem document: ${headers.get('content-type')} ${seen}`
  }
  const whole =
    TYPE.test(body.type) &&
    typeof body.title === 'string' &&
    body.status === status &&
    typeof body.detail === 'string' &&
    body.detail !== ''
  if (!whole) return `not all of type, title, status, detail: ${seen}`
  const fields: string[] = (body.errors ?? []).map((error: { field: string }) => error.field)
  if (field !== undefined && !fields.includes(field)) return `${field} is not named: ${seen}`
  return null
}
