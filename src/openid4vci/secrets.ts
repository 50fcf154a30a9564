import { createHash, randomBytes, randomInt } from 'node:crypto'

const sha256 = (text: string) => createHash('sha256').update(text)

/** 256 random bits. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

export function hashOf(secret: string): Buffer {
  return sha256(secret).digest()
}

/** The pre-authorized code of an offer: made from what stands in its link, so that neither is kept. */
export function codeOf(token: string): string {
  return sha256(`pre-authorized-code ${token}`).digest('base64url')
}

/** Six digits that a learner types in. */
export function newTxCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0')
}
