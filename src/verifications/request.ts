import { isObject, type JsonObject } from '../credentials/index.ts'
import { invalid, Problem, Upload } from '../http/index.ts'
import { decodeBase64, decodeDataUrl, UPLOAD_BYTES } from '../images/index.ts'
import { isOpenBadge2 } from '../verification/index.ts'
import {
  DOCUMENT_BYTES,
  type Recognised,
  recognised,
  recognisedText,
  recognisedUrl,
} from './recognise.ts'
import { IMAGE_CHARACTERS, type VerificationRequest } from './schema.ts'

/** What may stand around a document or an image in a request. */
const AROUND = 16 * 1024

/** How long a request may be: only what is an image may make it longer than a document. */
export const REQUEST_LIMITS = {
  maxBytes: DOCUMENT_BYTES + AROUND,
  besides: { members: ['image', 'url'], maxBytes: IMAGE_CHARACTERS + AROUND },
}

/** How long each text in a request may be. */
const MOST_CHARACTERS = {
  credential: DOCUMENT_BYTES,
  jwt: DOCUMENT_BYTES,
  url: IMAGE_CHARACTERS,
  image: IMAGE_CHARACTERS,
}

/**
 * A request as a body in JSON makes it: an object that says what to verify, or a document that is to
 * be verified by itself.
 *
 * @param type - the media type of the body: under every one but `application/json` it is a document
 * @throws Problem 400 for a document that is none, 413 for texts that are too long
 */
export function requestIn(body: unknown, type = 'application/json'): unknown {
  if (!/^application\/json\b/i.test(type)) {
    if (isObject(body)) return { credential: body }
    throw invalid({ field: 'body', detail: 'The body is not a JSON object.' })
  }
  if (!isObject(body)) return body
  if (isDocument(body)) return { credential: body }
  for (const [field, most] of Object.entries(MOST_CHARACTERS)) {
    const { [field]: value } = body
    if (typeof value === 'string' && value.length > most) throw tooLarge(field)
  }
  return body
}

/** No request has a context, and none has both of what every badge of the first version has. */
function isDocument(body: JsonObject): boolean {
  return '@context' in body || isOpenBadge2(body)
}

/**
 * What a request presents.
 *
 * @throws Problem 400 unless it is exactly one thing that can be verified, 413 when that is too long
 */
export function presentedIn(request: VerificationRequest | Upload): Recognised {
  if (request instanceof Upload) return inFile(request.bytes, request.field)
  const { credential, url, jwt, image } = request
  const given = Object.entries({ credential, url, jwt, image }).filter(
    ([, value]) => value !== undefined,
  )
  const [one, ...others] = given
  if (one === undefined || others.length > 0) {
    const detail = 'Exactly one of credential, url, jwt and image is required.'
    const fields = one === undefined ? ['credential'] : given.map(([name]) => name)
    const errors = fields.map((field) => ({ field, detail }))
    throw new Problem('invalid-request', detail, { errors })
  }
  const [field, value] = one
  if (typeof value !== 'string') return { credential: value }
  switch (field) {
    case 'jwt':
      return { jwt: value.trim() }
    case 'url':
      return inUrl(value)
    case 'image':
      return inImage(value)
  }
  return known(
    recognisedText(value),
    'credential must be a document, or a text that is one, a token or an address.',
    field,
  )
}

function inFile(bytes: Uint8Array, field: string): Recognised {
  const found = recognised(bytes)
  if (found === null && bytes.length > DOCUMENT_BYTES) throw tooLarge(field)
  const detail = `The ${field} is neither a credential in JSON, nor a JWT, a PNG or an SVG.`
  return known(found, detail, field)
}

function inUrl(text: string): Recognised {
  const found = recognisedUrl(text)
  return known(found, 'url must be an absolute https URL, or a data: URL of a credential.', 'url')
}

/** An image in base64, by itself or in a data: URL. */
function inImage(text: string): Recognised {
  const bytes = /^\s*data:/i.test(text) ? decodeDataUrl(text) : decodeBase64(text)
  if (bytes !== null && bytes.length > UPLOAD_BYTES) throw tooLarge('image')
  const found = bytes && recognised(bytes)
  const detail = 'image must be a PNG or an SVG in base64, or a data: URL of one.'
  return known(found !== null && 'image' in found ? found : null, detail, 'image')
}

function known(found: Recognised | null, detail: string, field: string): Recognised {
  if (found === null) throw invalid({ field, detail })
  return found
}

function tooLarge(field: string): Problem {
  const detail = `${field} is too large: an image may have 10 MB, a document or a token 1 MB.`
  return new Problem('body-too-large', detail, { errors: [{ field, detail }] })
}
