import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { createRequire } from 'node:module'
import type Sodium from 'sodium-native'

/** One Ed25519 key that signs (RFC 8032). */
export type Ed25519Key = {
  /** 32 bytes. */
  publicKey: Uint8Array
  /** @returns the signature of these bytes: 64, and the same ones each time */
  sign(data: Uint8Array): Uint8Array
}

/** What stands before the seed in the PKCS #8 form of an Ed25519 key (RFC 8410, section 7). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** A key from its seed of 32 bytes, by OpenSSL: wherever Node.js runs. */
export function openSslKey(seed: Uint8Array): Ed25519Key {
  // Read once: reading a key takes longer than signing with it.
  const key = Buffer.concat([PKCS8_ED25519, seed])
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  return {
    publicKey: Buffer.from(x, 'base64url'),
    sign: (data) => sign(null, data, privateKey),
  }
}

/** The same by libsodium, which takes less time. */
export function sodiumKey(sodium: typeof Sodium, seed: Uint8Array): Ed25519Key {
  const publicKey = Buffer.alloc(sodium.crypto_sign_PUBLICKEYBYTES)
  const secretKey = Buffer.alloc(sodium.crypto_sign_SECRETKEYBYTES)
  sodium.crypto_sign_seed_keypair(publicKey, secretKey, seed)
  return {
    publicKey,
    sign(data) {
      const signature = Buffer.alloc(sodium.crypto_sign_BYTES)
      sodium.crypto_sign_detached(signature, data, secretKey)
      return signature
    },
  }
}

/** libsodium; undefined where it was not built for the machine, as for musl and an old glibc. */
export const sodium = ((): typeof Sodium | undefined => {
  try {
    return createRequire(import.meta.url)('sodium-native')
  } catch {
    return undefined
  }
})()

/** A key from its seed of 32 bytes, by what signs quickest here: the signatures are the same. */
export function ed25519Key(seed: Uint8Array): Ed25519Key {
  return sodium === undefined ? openSslKey(seed) : sodiumKey(sodium, seed)
}
