/** The bytes in a data: URL (RFC 2397); null when it is not well-formed. */
export function decodeDataUrl(url: string): Uint8Array | null {
  const comma = url.indexOf(',')
  if (comma < 0) return null
  try {
    // What is in base64 may have escapes as well: some programs write its `+` and `=` so.
    const data = decodeURIComponent(url.slice(comma + 1))
    return /;\s*base64$/i.test(url.slice(0, comma)) ? decodeBase64(data) : Buffer.from(data)
  } catch {
    return null
  }
}

/**
 * The bytes that a text in base64 stands for, in either alphabet, with line breaks or without; null
 * when it is none.
 */
export function decodeBase64(encoded: string): Uint8Array | null {
  const text = /\s/.test(encoded) ? encoded.replace(/\s+/g, '') : encoded
  const bytes = Buffer.from(text, 'base64')
  // What is not base64 is passed over by the decoder; as much as was written must come out.
  const written = text.length - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0)
  return bytes.length === Math.floor((written * 3) / 4) ? bytes : null
}
