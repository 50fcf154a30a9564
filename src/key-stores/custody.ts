import type { Vault } from '../vault.ts'
import { databaseKeyStore } from './database.ts'
import type { KeyAlgorithm, KeyStore, PublicHalf, Sign } from './key-store.ts'

/** A key before it belongs to anybody; what its store knows it by is sealed. */
export type NewKey = PublicHalf & {
  algorithm: KeyAlgorithm
  keyStore: string
  sealedSecret: Buffer
}

/** A key as it is kept. */
export type KeptKey = { algorithm: string; keyStore: string; sealedSecret: Uint8Array }

/** The private keys of all issuers, whichever store each is in. */
export type KeyCustody = {
  /**
   * Makes a key in the store that new keys go to.
   * @param seed - of an Ed25519 key that is there already, 32 bytes; a new one otherwise
   */
  make(algorithm: KeyAlgorithm, seed?: Uint8Array): Promise<NewKey>
  /** What signs with a key; to be kept, for it is costly to make. */
  signer(key: KeptKey): Promise<Sign>
}

/**
 * @param options.vault - seals what the stores know their keys by
 * @param options.stores - besides the database
 * @param options.newKeysIn - name of the store that new keys go to
 */
export function createKeyCustody(options: {
  vault: Vault
  stores?: readonly KeyStore[]
  newKeysIn?: string
}): KeyCustody {
  const { vault, stores = [], newKeysIn = databaseKeyStore.name } = options
  const byName = new Map([databaseKeyStore, ...stores].map((store) => [store.name, store]))
  const named = (name: string): KeyStore => {
    const store = byName.get(name)
    if (store === undefined) throw new Error(`The key store ${name} is not configured.`)
    return store
  }
  return {
    async make(algorithm, seed) {
      const store = named(newKeysIn)
      const { reference, ...half } =
        seed === undefined ? await store.generate(algorithm) : await store.importSeed(seed)
      const sealedSecret = vault.seal(reference, 'issuer-key')
      const made = { algorithm, keyStore: store.name, sealedSecret }
      return half.publicJwk === null
        ? { ...half, ...made }
        : { ...half, publicJwk: { ...half.publicJwk, use: 'sig' }, ...made }
    },
    signer: ({ algorithm, keyStore, sealedSecret }) =>
      named(keyStore).signer(vault.open(sealedSecret, 'issuer-key'), algorithm as KeyAlgorithm),
  }
}
