import { decode } from 'base58-universal'

const SEED_BYTES = 32
/** The multicodec prefix of an Ed25519 private key, as in `secretKeyMultibase`. */
const ED25519_PRIVATE = [0x80, 0x26]

/**
 * An Ed25519 seed as programs write it down: 32 bytes in hex, in base64 or base64url, or a
 * `secretKeyMultibase` (base58-btc, Controlled Identifiers 1.0, section 2.2.2), in which some put the
 * 32 bytes of the public key after the seed.
 *
 * @returns The seed; null when the text is none of these.
 */
export function seedFromText(text: string): Uint8Array | null {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return new Uint8Array(Buffer.from(text, 'hex'))
  if (/^z[1-9A-HJ-NP-Za-km-z]{46,94}$/.test(text)) return fromMultibase(text)
  const plain = text.replaceAll('+', '-').replaceAll('/', '_').replace(/=$/, '')
  const bytes = Buffer.from(plain, 'base64url')
  // A canonical spelling only: stray characters would otherwise be passed over.
  const exact = bytes.length === SEED_BYTES && bytes.toString('base64url') === plain
  return exact ? new Uint8Array(bytes) : null
}

function fromMultibase(text: string): Uint8Array | null {
  const bytes = decode(text.slice(1))
  if (bytes === undefined || !ED25519_PRIVATE.every((byte, at) => bytes[at] === byte)) return null
  const key = bytes.slice(ED25519_PRIVATE.length)
  return key.length === SEED_BYTES || key.length === 2 * SEED_BYTES
    ? key.slice(0, SEED_BYTES)
    : null
}
