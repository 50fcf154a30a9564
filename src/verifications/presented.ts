import { type Baked, isObject } from '../credentials/index.ts'
import { type Refusal, UNREADABLE } from '../images/index.ts'
import { type PresentedBadge, presentedText } from '../verification/index.ts'

/** A credential as it can be checked. */
export type Credential = PresentedBadge

/** Why there is no credential to check: a code for programs, a sentence for a reader. */
export type NotFound = { outcome: 'failed' | 'inconclusive'; code: string; detail: string }

const failed = (code: string, detail: string): NotFound => ({ outcome: 'failed', code, detail })

/** The credential that was baked into an image, or why it cannot be checked. */
export function credentialOfImage(baked: Baked | Refusal): Credential | NotFound {
  if ('problem' in baked) {
    const { problem: code, detail } = baked
    // Broken off, it says nothing about what is in the image.
    return { outcome: code === UNREADABLE ? 'inconclusive' : 'failed', code, detail }
  }
  if (baked.kind === 'jwt') return { jwt: baked.text }
  if (baked.kind === 'url') return { badgeUrl: baked.text }
  const found = presentedText(baked.text)
  if (found !== null && 'credential' in found && isObject(found.credential)) return found
  return failed('not-a-credential', 'What is baked into the image is not a credential.')
}
