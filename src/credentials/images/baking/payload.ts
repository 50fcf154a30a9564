/**
 * What is baked into an image: the JSON text of a credential (or of an Open Badges 2.0 assertion),
 * or a compact JWS (a VC-JWT, or a signed 2.0 assertion).
 */
export type BakePayload = { credential: string } | { jwt: string }

/** Which Open Badges the payload is of; 3 when left out. */
export type BakeVersion = 2 | 3

/** What was found in an image; `text` is as it was baked, without white space around it. */
export type Baked = { kind: 'json' | 'jwt' | 'url'; version: BakeVersion; text: string }

const compactJws = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*$/

/** Whether a text has the form of a compact JWS (RFC 7515, section 7.1). */
export function isCompactJws(text: string): boolean {
  return compactJws.test(text)
}

/** A JSON object's text, parsed; null when it is none. */
export function parsedObject(text: string): { [member: string]: unknown } | null {
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

/** Whether a payload is what it says it is, and can be written as UTF-8 and read back. */
export function isBakeable(payload: BakePayload): boolean {
  if ('jwt' in payload) return isCompactJws(payload.jwt)
  return payload.credential.isWellFormed() && parsedObject(payload.credential) !== null
}

/**
 * What a text taken from an image is, by its form: JSON, a compact JWS, or, in Open Badges 2.0, the
 * URL of a hosted assertion. Null when it is none of these. JSON is not parsed here.
 */
export function bakedFrom(untrimmed: string, version: BakeVersion): Baked | null {
  const text = untrimmed.trim()
  if (text.startsWith('{')) return { kind: 'json', version, text }
  if (isCompactJws(text)) return { kind: 'jwt', version, text }
  const isUrl = /^https?:\/\/\S{1,2000}$/i.test(text) && URL.canParse(text)
  return version === 2 && isUrl ? { kind: 'url', version, text } : null
}
