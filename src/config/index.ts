import { type AddressConfig, readAddress } from './address.ts'
import { readEnvironment } from './environment.ts'
import { type FilesConfig, readFiles } from './files.ts'
import { type KeyStoreConfig, readKeyStore } from './key-store.ts'
import { type MailConfig, readMail } from './mail.ts'
import { type RetentionConfig, readRetention } from './retention.ts'
import { type RunningConfig, readRunning } from './running.ts'
import { readStorage, type StorageConfig } from './storage.ts'

export { Environment } from './environment.ts'
export { ConfigError } from './error.ts'
export type { MailSettings } from './mail.ts'
export { decodeMasterKey } from './storage.ts'

/** The configuration as the rest of the service sees it: checked, and in its own types. */
export type Config = AddressConfig &
  StorageConfig &
  KeyStoreConfig &
  RunningConfig &
  RetentionConfig &
  MailConfig &
  FilesConfig

/**
 * Reads and checks the configuration.
 *
 * @param env - the environment; empty strings count as unset, as in a compose file
 * @throws ConfigError naming the first wrong variable
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const values = readEnvironment(env)
  const storage = readStorage(values)
  const keyStore = readKeyStore(values)
  return {
    ...storage,
    ...keyStore,
    ...readFiles(values),
    ...readAddress(values),
    ...readRunning(values, keyStore.pkcs11 !== undefined),
    ...readRetention(values),
    ...readMail(values),
  }
}
