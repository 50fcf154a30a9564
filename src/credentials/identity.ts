import { createHash } from 'node:crypto'

/**
 * The IdentityHash of an e-mail address (Open Badges 3.0, appendix B, IdentityObject):
 * `sha256$` + hex(sha256(utf8(address in lower case + salt))).
 *
 * The salt is plain text that is published beside the hash; use a fresh one per award, so that two
 * badges of one person do not show the same hash.
 */
export function identityHash(emailAddress: string, salt: string): string {
  const digest = createHash('sha256').update(emailAddress.toLowerCase() + salt, 'utf8')
  return `sha256$${digest.digest('hex')}`
}
