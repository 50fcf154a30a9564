import { isObject, recogniseImage } from '../credentials/index.ts'
import { decodeDataUrl } from '../images/index.ts'
import { type Presented as Document, presentedText } from '../verification/index.ts'

/** The longest document or token that is read; only an image may be longer. */
export const DOCUMENT_BYTES = 1024 * 1024
/** The longest web address that is looked up. */
const URL_CHARACTERS = 2048

/** What somebody hands over, by its content: a document, a token, an image, or where it lies. */
export type Recognised = Document | { image: Uint8Array } | { url: string }

/**
 * Recognises a file or a body by its content; neither its name nor its declared type says anything.
 *
 * @returns null for what is nothing that can be verified, or a document that is too long
 */
export function recognised(bytes: Uint8Array): Recognised | null {
  return inBytes(bytes, recognisedText)
}

/** Recognises a text in the same way: a document in JSON, a token, a web address, a data: URL. */
export function recognisedText(text: string): Recognised | null {
  const found = presentedText(text)
  return found === null ? recognisedUrl(text) : readable(found)
}

/** Recognises a web address, or what a data: URL holds; null for everything else. */
export function recognisedUrl(text: string): Recognised | null {
  const trimmed = text.trim()
  if (/^data:/i.test(trimmed)) {
    const bytes = decodeDataUrl(trimmed)
    // No address again: thousands could stand one in the other, each to be decoded by itself.
    return bytes && inBytes(bytes, documentIn)
  }
  if (trimmed.length > URL_CHARACTERS || /\s/.test(trimmed)) return null
  const url = URL.parse(trimmed)
  return url !== null && /^https?:$/.test(url.protocol) ? { url: url.href } : null
}

function inBytes(bytes: Uint8Array, read: (text: string) => Recognised | null): Recognised | null {
  if (recogniseImage(bytes) !== null) return { image: bytes }
  if (bytes.length > DOCUMENT_BYTES) return null
  try {
    return read(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return null
  }
}

function documentIn(text: string): Recognised | null {
  const found = presentedText(text)
  return found && readable(found)
}

/** What cannot be a credential at all, such as a number, is nothing that was recognised. */
function readable(found: Document): Recognised | null {
  return 'jwt' in found || isObject(found.credential) ? found : null
}
