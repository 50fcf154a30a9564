import { type Static, Type } from 'typebox'
import { ConfigError } from './error.ts'

/** Where data lies, and the key that it is encrypted with. */
export const StorageVariables = Type.Object({
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://',
      description:
        'PostgreSQL 15 or later. Unset: an embedded PostgreSQL keeps its data under DATA_DIR.',
    }),
  ),
  DATA_DIR: Type.String({
    default: './data',
    minLength: 1,
    description: 'Folder of the embedded PostgreSQL and of the secrets generated for it.',
  }),
  MASTER_KEY: Type.Optional(
    Type.String({
      description:
        '32 bytes in base64 that encrypt private keys and personal data. Required with DATABASE_URL; otherwise generated into DATA_DIR.',
    }),
  ),
})

export const storageExpectations = {
  DATABASE_URL: 'a PostgreSQL connection string that begins with postgres:// or postgresql://',
}

export type StorageConfig = {
  databaseUrl: string | undefined
  dataDir: string
  /** 32 bytes, or undefined when the service keeps its own in `dataDir`. */
  masterKey: Buffer | undefined
}

export function readStorage(values: Static<typeof StorageVariables>): StorageConfig {
  const masterKey =
    values.MASTER_KEY === undefined ? undefined : decodeMasterKey('MASTER_KEY', values.MASTER_KEY)
  if (values.DATABASE_URL !== undefined && masterKey === undefined) {
    throw new ConfigError(
      'MASTER_KEY must be set when DATABASE_URL is: 32 random bytes in base64, for example from "openssl rand -base64 32".',
    )
  }
  return { databaseUrl: values.DATABASE_URL, dataDir: values.DATA_DIR, masterKey }
}

/**
 * The bytes of a master key.
 *
 * @param name - the variable that it was given in
 * @throws ConfigError when it is no such key
 */
export function decodeMasterKey(name: string, text: string): Buffer {
  const key = Buffer.from(text, 'base64')
  if (key.length !== 32 || key.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, '')) {
    throw new ConfigError(
      `${name} must be 32 bytes in base64, for example from "openssl rand -base64 32".`,
    )
  }
  return key
}
