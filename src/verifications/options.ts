import { invalid, refuseUnstorable, Upload } from '../http/index.ts'
import type { VerificationOptions } from '../verification/index.ts'
import { RECIPIENT_CHARACTERS, type VerificationRequest } from './schema.ts'

/**
 * What the caller wants checked besides: members of the JSON body, or the fields of a form. An image
 * that is the body itself has no place for them: in an URL an e-mail address would be in every log
 * on its way.
 *
 * @throws Problem 400 for what cannot be understood
 */
export function optionsIn(request: VerificationRequest | Upload): VerificationOptions {
  const { recipient, checkEvidence } =
    request instanceof Upload ? optionsOfForm(request.fields) : request
  // What is presented may hold any text, which is why the body as a whole was not looked through.
  for (const [name, text] of Object.entries(recipient ?? {})) {
    refuseUnstorable(text, `/recipient/${name}`)
  }
  return {
    ...(recipient !== undefined && { recipient }),
    ...(checkEvidence !== undefined && { checkEvidence }),
  }
}

const FIELDS = new Map([
  ['recipient.type', RECIPIENT_CHARACTERS],
  ['recipient.value', RECIPIENT_CHARACTERS],
  ['checkEvidence', 'false'.length],
])

function optionsOfForm(fields: ReadonlyMap<string, string>): VerificationOptions {
  for (const [field, text] of fields) {
    const most = FIELDS.get(field)
    if (most === undefined) throw invalid({ field, detail: `${field} is no field of this form.` })
    if (text === '' || text.length > most) {
      throw invalid({ field, detail: `${field} must have 1 to ${most} characters.` })
    }
  }
  const type = fields.get('recipient.type')
  const value = fields.get('recipient.value')
  if ((type === undefined) !== (value === undefined)) {
    const field = type === undefined ? 'recipient.type' : 'recipient.value'
    throw invalid({ field, detail: 'recipient.type and recipient.value are required together.' })
  }
  const checkEvidence = fields.get('checkEvidence')
  if (checkEvidence !== undefined && !/^(true|false)$/.test(checkEvidence)) {
    throw invalid({ field: 'checkEvidence', detail: 'checkEvidence must be true or false.' })
  }
  return {
    ...(type !== undefined && value !== undefined && { recipient: { type, value } }),
    ...(checkEvidence !== undefined && { checkEvidence: checkEvidence === 'true' }),
  }
}
