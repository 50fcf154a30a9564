import { recogniseImage } from '../credentials/index.ts'
import type { Presented } from '../verifications/index.ts'

const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/

/**
 * Recognises a pasted text by what it is: an address, a credential in JSON, or a compact JWT.
 *
 * @returns null when it is none of them
 */
export function presentedText(text: string): Presented | null {
  const trimmed = text.replace(/^\ufeff/, '').trim()
  if (trimmed.startsWith('{')) return presentedJson(trimmed)
  if (COMPACT_JWS.test(trimmed)) return { jwt: trimmed }
  return presentedUrl(trimmed)
}

/** An address that can be looked up; null otherwise. */
export function presentedUrl(text: string): Presented | null {
  const trimmed = text.trim()
  const url = trimmed.length > 2048 || /\s/.test(trimmed) ? null : URL.parse(trimmed)
  return url !== null && /^https?:$/.test(url.protocol) ? { url: trimmed } : null
}

/** Recognises the content of a file; neither its name nor its declared type says anything. */
export function presentedFile(content: Buffer): Presented | null {
  if (recogniseImage(content) !== null) return { image: content }
  try {
    return presentedText(new TextDecoder('utf-8', { fatal: true }).decode(content))
  } catch {
    return null
  }
}

function presentedJson(text: string): Presented | null {
  try {
    const credential = JSON.parse(text, (name, value) => {
      if (name === '__proto__') throw new SyntaxError('not a member of any credential')
      return value
    })
    return { credential }
  } catch {
    return null
  }
}
