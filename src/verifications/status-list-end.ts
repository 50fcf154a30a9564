import { decodeCredentialJwt, isObject, type JsonObject } from '../credentials/index.ts'

/**
 * Until when a status list may be used without asking for it again, by what it says itself: its `ttl` in
 * milliseconds (Bitstring Status List 1.0, section 2.2) and the end of its validity. Nothing of it is
 * verified: a forged one could only shorten the time.
 *
 * @param body the list as it was served, JSON or a VC-JWT; anything else has no end
 */
export function statusListEnd(body: Uint8Array, now: Date): Date | null {
  const list = documentIn(Buffer.from(body).toString().trim())
  if (list === null) return null
  const subject = isObject(list.credentialSubject) ? list.credentialSubject : {}
  const ends = [list.validUntil, list.expirationDate].map((end) => Date.parse(String(end)))
  const { ttl } = subject
  if (typeof ttl === 'number' && ttl >= 0) ends.push(now.getTime() + ttl)
  const first = Math.min(...ends.filter((end) => !Number.isNaN(end)))
  return Number.isFinite(first) ? new Date(first) : null
}

function documentIn(text: string): JsonObject | null {
  try {
    if (!text.startsWith('{')) {
      const token = decodeCredentialJwt(text)
      return 'problem' in token ? null : token.credential
    }
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
