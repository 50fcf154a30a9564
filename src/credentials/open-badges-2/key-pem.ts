import { createPublicKey } from 'node:crypto'

const MAX_CHARACTERS = 20_000

/**
 * The public key that a PEM text holds, as a JWK (Open Badges 2.0, CryptographicKey: `publicKeyPem`);
 * null when it holds none, or holds a private key: whoever publishes that lets anybody sign.
 */
export function jwkOfPem(pem: string): unknown {
  const text = pem.trim()
  if (text.length > MAX_CHARACTERS || !text.startsWith('-----BEGIN ')) return null
  if (text.includes('PRIVATE KEY')) return null
  try {
    return createPublicKey(text).export({ format: 'jwk' })
  } catch {
    return null
  }
}
