import type { JWK } from 'jose'
import { generateJwtKey, generateSigningKey, jwkSigner, signingKey } from '../credentials/index.ts'
import type { KeyStore } from './key-store.ts'

/**
 * The store whose references are the secrets themselves, the seed of an Ed25519 key or a private
 * JWK as text: what keeps them sealed is the database.
 */
export const databaseKeyStore: KeyStore = {
  name: 'database',
  async generate(algorithm) {
    if (algorithm === 'Ed25519') {
      const { seed, publicKeyMultibase } = await generateSigningKey()
      return { reference: seed, publicKeyMultibase, publicJwk: null }
    }
    const { privateJwk, publicJwk } = await generateJwtKey(algorithm)
    const reference = Buffer.from(JSON.stringify(privateJwk))
    return { reference, publicKeyMultibase: null, publicJwk }
  },
  async importSeed(seed) {
    const { publicKeyMultibase } = await keyOf(seed)
    return { reference: seed, publicKeyMultibase, publicJwk: null }
  },
  async signer(reference, algorithm) {
    if (algorithm === 'Ed25519') return (await keyOf(reference)).sign
    return jwkSigner(JSON.parse(Buffer.from(reference).toString()) as JWK, algorithm)
  },
  close: async () => undefined,
}

const keyOf = (seed: Uint8Array) => signingKey({ seed, verificationMethod: '', controller: '' })
