import { repeatsMember } from '../credentials/index.ts'

/** A credential in one of the forms that can be checked: a document, or a compact JWS. */
export type Presented = { credential: unknown } | { jwt: string }

/** What a text must hold to have a member named `__proto__`, plainly or with escapes. */
const MAY_NAME_PROTOTYPE = /__proto__|\\u/
const COMPACT_JWS = /^[\w-]+\.[\w-]*\.[\w-]*$/

/**
 * The credential that a text is: JSON, or a compact JWS; null when it is neither. JSON with a member
 * named `__proto__` is nobody's credential, and not every library would take it for a mere name; nor
 * is one in which a member stands twice, of which every reader would choose one.
 */
export function presentedText(text: string): Presented | null {
  const trimmed = text.replace(/^\ufeff/, '').trim()
  if (COMPACT_JWS.test(trimmed)) return { jwt: trimmed }
  try {
    const reviver = MAY_NAME_PROTOTYPE.test(trimmed) ? refusePrototype : undefined
    const credential: unknown = JSON.parse(trimmed, reviver)
    return repeatsMember(trimmed, credential) ? null : { credential }
  } catch {
    return null
  }
}

function refusePrototype(name: string, value: unknown): unknown {
  if (name === '__proto__') throw new SyntaxError('a member named __proto__')
  return value
}
