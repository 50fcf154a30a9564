/** A credential in one of the forms that can be checked: a document, or a compact JWS. */
export type Presented = { credential: unknown } | { jwt: string }

const COMPACT_JWS = /^[\w-]+\.[\w-]*\.[\w-]*$/

/** The credential that a text is: JSON, or a compact JWS; null when it is neither. */
export function presentedText(text: string): Presented | null {
  const trimmed = text.replace(/^\ufeff/, '').trim()
  if (COMPACT_JWS.test(trimmed)) return { jwt: trimmed }
  try {
    return { credential: JSON.parse(trimmed) as unknown }
  } catch {
    return null
  }
}
