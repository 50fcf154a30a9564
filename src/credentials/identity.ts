import { createHash, hash } from 'node:crypto'

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

/** How a document names a person: in plain text, or as `algorithm$` + hex(hash(identity + salt)). */
export type StatedIdentity = { identity: string; hashed: boolean; salt?: string }

const ALGORITHMS = new Set(['sha256', 'md5'])

/** The ways in which one identity may have been written before it was hashed. */
function spellings(value: string, ignoreCase: boolean): Set<string> {
  const trimmed = value.trim()
  const cases = ignoreCase ? [trimmed, trimmed.toLowerCase(), lowerDomain(trimmed)] : [trimmed]
  return new Set(cases.flatMap((text) => [text, text.normalize('NFC'), text.normalize('NFD')]))
}

function lowerDomain(address: string): string {
  const at = address.lastIndexOf('@')
  return address.slice(0, at + 1) + address.slice(at + 1).toLowerCase()
}

/**
 * Whether an identity is the one that a document states (Open Badges 3.0, "Verify the Recipient Using
 * an Identifier"; Open Badges 2.0, IdentityObject and IdentityHash): in the Unicode normal forms in
 * which it may have been written, with SHA-256 or the MD5 of old badges.
 *
 * @param options.ignoreCase For e-mail addresses: plain ones are compared without regard to case;
 *   hashed ones as given, in lower case, and with the domain alone in lower case.
 */
export function isSameIdentity(
  value: string,
  { identity, hashed, salt = '' }: StatedIdentity,
  { ignoreCase }: { ignoreCase: boolean },
): boolean {
  const written = [...spellings(value, ignoreCase)]
  if (!hashed) {
    const plain = (text: string) => (ignoreCase ? text.toLowerCase() : text).normalize('NFC').trim()
    return written.some((text) => plain(text) === plain(identity))
  }
  const [algorithm = '', digest = '', ...rest] = identity.split('$')
  if (rest.length > 0 || digest === '' || !ALGORITHMS.has(algorithm)) return false
  return written.some((text) => hash(algorithm, text + salt, 'hex') === digest.toLowerCase())
}
