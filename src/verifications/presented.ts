import { type Baked, isObject, recogniseImage } from '../credentials/index.ts'
import { type Refusal, UNREADABLE } from '../images/index.ts'

/** A credential as it can be checked. */
export type Credential = { credential: unknown } | { jwt: string }

/** Why there is no credential to check: a code for programs, a sentence for a reader. */
export type NotFound = { outcome: 'failed' | 'inconclusive'; code: string; detail: string }

const COMPACT_JWS = /^[\w-]+\.[\w-]*\.[\w-]*$/

const failed = (code: string, detail: string): NotFound => ({ outcome: 'failed', code, detail })

/** The credential that a text is: JSON, or a compact JWS; null when it is neither. */
export function credentialOfText(text: string): Credential | null {
  const trimmed = text.replace(/^\ufeff/, '').trim()
  if (COMPACT_JWS.test(trimmed)) return { jwt: trimmed }
  try {
    return { credential: JSON.parse(trimmed) as unknown }
  } catch {
    return null
  }
}

/** The credential that was baked into an image, or why it cannot be checked. */
export function credentialOfImage(baked: Baked | Refusal): Credential | NotFound {
  if ('problem' in baked) {
    const { problem: code, detail } = baked
    // Broken off, it says nothing about what is in the image.
    return { outcome: code === UNREADABLE ? 'inconclusive' : 'failed', code, detail }
  }
  if (baked.version === 2) {
    const detail =
      'The image holds an Open Badge of version 2 of another service, which is not verified here yet.'
    return { outcome: 'inconclusive', code: 'version-unsupported', detail }
  }
  if (baked.kind === 'jwt') return { jwt: baked.text }
  const found = credentialOfText(baked.text)
  if (found !== null && 'credential' in found && isObject(found.credential)) return found
  return failed('not-a-credential', 'What is baked into the image is not a credential.')
}

/** Whether bytes are an image that a credential can be baked into. */
export function isImage(bytes: Uint8Array): boolean {
  return recogniseImage(bytes) !== null
}
