import { hash, randomBytes } from 'node:crypto'
import { Problem } from '../../http/index.ts'
import { databaseKeyStore } from '../database.ts'
import type { KeyAlgorithm, KeyStore, Sign, StoredKey } from '../key-store.ts'
import type { Handle } from './module.ts'
import {
  KINDS,
  privateTemplate,
  publicTemplate,
  searchTemplate,
  seedAttributes,
} from './templates.ts'
import { openToken, type Pkcs11Options } from './token.ts'

export type { Pkcs11Options }

const ID_BYTES = 16

/**
 * Keys in a PKCS#11 token: made there, signing there, never readable. A reference is the `CKA_ID`
 * of a key. The token must offer EdDSA (PKCS#11 3.0), and ECDSA or RSA for VC-JWTs.
 *
 * @param onFailure - told what the token said when it failed
 * @throws ConfigError when the token cannot be opened
 */
export async function openPkcs11KeyStore(
  options: Pkcs11Options,
  onFailure: (error: Error) => void,
): Promise<KeyStore> {
  const token = await openToken(options)
  const { module } = token

  async function use<T>(work: (session: Handle, generation: number) => Promise<T>): Promise<T> {
    try {
      return await token.use(work)
    } catch (error) {
      onFailure(error as Error)
      throw new Problem('unavailable', 'The key service does not answer; try again shortly.', {
        headers: { 'retry-after': '5' },
      })
    }
  }

  function find(session: Handle, algorithm: KeyAlgorithm, id: Buffer): Handle {
    module.C_FindObjectsInit(session, searchTemplate(KINDS[algorithm], id))
    const [key] = module.C_FindObjects(session, 1)
    module.C_FindObjectsFinal(session)
    if (key === undefined) throw new Error('The token does not have the key (any more).')
    return key
  }

  return {
    name: 'pkcs11',
    generate: (algorithm) =>
      use(async (session): Promise<StoredKey> => {
        const kind = KINDS[algorithm]
        const id = randomBytes(ID_BYTES)
        const { publicKey } = await module.C_GenerateKeyPairAsync(
          session,
          { mechanism: kind.generation },
          publicTemplate(kind, id),
          privateTemplate(kind, id),
        )
        const wanted = kind.publicAttributes.map((type) => ({ type }))
        const values = module.C_GetAttributeValue(session, publicKey, wanted)
        return { reference: id, ...kind.publicHalf(values.map(({ value }) => value)) }
      }),
    async importSeed(seed) {
      const { publicKeyMultibase } = await databaseKeyStore.importSeed(seed)
      return use(async (session) => {
        const id = randomBytes(ID_BYTES)
        const template = [...privateTemplate(KINDS.Ed25519, id), ...seedAttributes(seed)]
        module.C_CreateObject(session, template)
        return { reference: id, publicKeyMultibase, publicJwk: null } as StoredKey
      })
    },
    async signer(reference, algorithm): Promise<Sign> {
      const { signing, signatureLength } = KINDS[algorithm]
      let found: { key: Handle; generation: number } | undefined
      return (data) =>
        use(async (session, generation) => {
          if (found?.generation !== generation) {
            found = { key: find(session, algorithm, Buffer.from(reference)), generation }
          }
          module.C_SignInit(session, { mechanism: signing }, found.key)
          // Not every token hashes for ECDSA.
          const message = algorithm === 'ES256' ? hash('sha256', data, 'buffer') : Buffer.from(data)
          return module.C_SignAsync(session, message, Buffer.alloc(signatureLength))
        })
    },
    close: async () => token.close(),
  }
}
