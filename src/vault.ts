import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import { randomOctets } from './randomness.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A sealed value that this master key, or this place, did not seal. */
export class VaultError extends Error {
  override name = 'VaultError'
}

/**
 * Everything that is kept secret at rest: encryption, blind indexes, keyed hashes.
 * Each use has a subkey of its own (HKDF-SHA-256), so that no two uses can be played against
 * each other.
 */
export type Vault = {
  /**
   * Encrypts with AES-256-GCM under a fresh nonce.
   * @param place - what the value is for, such as `learner-identifier`; bound to the ciphertext,
   *   so that a value copied into another column does not open there
   */
  seal(plaintext: string | Uint8Array, place: string): Buffer
  /**
   * The bytes that `seal` was given.
   * @throws VaultError when the value was altered or sealed for another place or by another key
   */
  open(sealed: Uint8Array, place: string): Buffer
  /**
   * HMAC-SHA-256 of the parts under the subkey of `purpose`: equal inputs give equal hashes, and
   * nobody without the key can guess their way back. The parts are length-prefixed, so that
   * `('a', 'bc')` and `('ab', 'c')` differ.
   */
  keyedHash(purpose: string, ...parts: string[]): Buffer
}

/**
 * @param masterKey - 32 random bytes, which seal
 * @param hashRoot - 32 random bytes that keyed hashes are made under: a key of their own, so that
 *   they stay what they are when the master key is changed
 */
export function createVault(masterKey: Uint8Array, hashRoot: Uint8Array = masterKey): Vault {
  // Key objects: handing raw bytes to each operation costs several times the operation itself.
  const subkeys = new Map<string, KeyObject>()
  const subkey = (root: Uint8Array, purpose: string): KeyObject => {
    let key = subkeys.get(purpose)
    if (key === undefined) {
      key = createSecretKey(Buffer.from(hkdfSync('sha256', root, '', `waymark ${purpose}`, 32)))
      subkeys.set(purpose, key)
    }
    return key
  }
  return {
    seal(plaintext, place) {
      const nonce = randomOctets(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', subkey(masterKey, 'seal'), nonce)
      cipher.setAAD(Buffer.from(place))
      const body = Buffer.concat([
        typeof plaintext === 'string' ? cipher.update(plaintext, 'utf8') : cipher.update(plaintext),
        cipher.final(),
      ])
      return Buffer.concat([nonce, body, cipher.getAuthTag()])
    },
    open(sealed, place) {
      try {
        const decipher = createDecipheriv(
          'aes-256-gcm',
          subkey(masterKey, 'seal'),
          sealed.subarray(0, NONCE_BYTES),
        )
        decipher.setAAD(Buffer.from(place))
        decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
        return Buffer.concat([
          decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)),
          decipher.final(),
        ])
      } catch (cause) {
        throw new VaultError(`A sealed ${place} could not be opened with this MASTER_KEY.`, {
          cause,
        })
      }
    },
    keyedHash(purpose, ...parts) {
      // In one piece: each that is handed over is a call of its own.
      let text = ''
      for (const part of parts) text += `${Buffer.byteLength(part)}:${part}`
      return createHmac('sha256', subkey(hashRoot, `hash ${purpose}`))
        .update(text)
        .digest()
    },
  }
}
