import { and, inArray, notInArray } from 'drizzle-orm'
import { type Config, ConfigError } from '../config/index.ts'
import { issuerKeys, type Queries } from '../db/index.ts'
import { databaseKeyStore } from './database.ts'
import type { KeyStore } from './key-store.ts'
import { openPkcs11KeyStore } from './pkcs11/index.ts'

/**
 * Opens the key stores that are configured, besides the database.
 *
 * @param onFailure - told when a store fails while the service runs
 * @throws ConfigError when one cannot be opened
 */
export async function openKeyStores(
  config: Pick<Config, 'pkcs11'>,
  onFailure: (error: Error) => void = () => undefined,
): Promise<KeyStore[]> {
  return config.pkcs11 === undefined ? [] : [await openPkcs11KeyStore(config.pkcs11, onFailure)]
}

/**
 * Sees to it that every key that may still have to sign is in a store that is open.
 * @throws ConfigError when one is not
 */
export async function checkKeyStores(db: Queries, stores: readonly KeyStore[]): Promise<void> {
  const [missing] = await db
    .select({ name: issuerKeys.keyStore })
    .from(issuerKeys)
    .where(
      and(
        inArray(issuerKeys.state, ['pending', 'active', 'retired']),
        notInArray(
          issuerKeys.keyStore,
          [databaseKeyStore, ...stores].map(({ name }) => name),
        ),
      ),
    )
    .limit(1)
  if (missing === undefined) return
  throw new ConfigError(
    missing.name === 'pkcs11'
      ? 'Keys of this database are in a PKCS#11 token: set PKCS11_LIBRARY, PKCS11_TOKEN and PKCS11_PIN to reach it, whatever KEY_STORE is.'
      : `Keys of this database are in the key store ${missing.name}, which this version does not know.`,
  )
}
