// What we use of libsodium, as https://sodium-friends.github.io/docs/docs/signing states it.

declare module 'sodium-native' {
  const sodium: {
    crypto_sign_PUBLICKEYBYTES: number
    crypto_sign_SECRETKEYBYTES: number
    crypto_sign_BYTES: number
    /** Fills both keys from the seed. */
    crypto_sign_seed_keypair(publicKey: Buffer, secretKey: Buffer, seed: Uint8Array): void
    /** Fills the signature of the message. */
    crypto_sign_detached(signature: Buffer, message: Uint8Array, secretKey: Buffer): void
  }
  export default sodium
}
