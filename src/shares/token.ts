import { createHash, randomBytes } from 'node:crypto'

/** What stands in a link: 256 random bits, of which only a hash is kept. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** The URL of a link. */
export function shareUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/shares/${token}`
}
