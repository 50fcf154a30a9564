import { envSchema } from 'env-schema'
import { type Static, Type } from 'typebox'
import { AddressVariables } from './address.ts'
import { ConfigError } from './error.ts'
import { FilesVariables } from './files.ts'
import { KeyStoreVariables, keyStoreExpectations } from './key-store.ts'
import { MailVariables, mailExpectations } from './mail.ts'
import { RetentionVariables } from './retention.ts'
import { RunningVariables, runningExpectations } from './running.ts'
import { StorageVariables, storageExpectations } from './storage.ts'

/**
 * Every setting of the service, read from the environment once, at boot. The names, the defaults
 * and what is accepted are this schema; the README's table is held against it by a test.
 */
export const Environment = Type.Object({
  ...AddressVariables.properties,
  ...StorageVariables.properties,
  ...KeyStoreVariables.properties,
  ...RunningVariables.properties,
  ...RetentionVariables.properties,
  ...MailVariables.properties,
  ...FilesVariables.properties,
})

/** What a variable has to be, where its schema does not say it in words that an operator reads. */
const EXPECTATIONS: Partial<Record<string, string>> = {
  ...storageExpectations,
  ...keyStoreExpectations,
  ...runningExpectations,
  ...mailExpectations,
}

/** @throws ConfigError naming the first variable that is not as its schema says */
export function readEnvironment(
  env: Record<string, string | undefined>,
): Static<typeof Environment> {
  const data = Object.fromEntries(
    Object.keys(Environment.properties).flatMap((name) =>
      env[name] === undefined || env[name] === '' ? [] : [[name, env[name]]],
    ),
  )
  try {
    return envSchema<Static<typeof Environment>>({ schema: Environment, data, env: false })
  } catch (error) {
    throw new ConfigError(describe(error))
  }
}

type SchemaFailure = { instancePath: string; message?: string }

function describe(error: unknown): string {
  const [failure] = (error as { errors?: SchemaFailure[] }).errors ?? []
  if (failure === undefined) throw error
  const name = failure.instancePath.slice(1).split('/')[0] as keyof typeof Environment.properties
  const expected =
    EXPECTATIONS[name] ??
    inWords(Environment.properties[name]) ??
    (failure.message ?? 'valid').replace(/^must be /, '')
  return `${name} must be ${expected}.`
}

function inWords(schema: object): string | undefined {
  const { type, minimum, maximum } = schema as { type?: string; minimum?: number; maximum?: number }
  if (type === 'boolean') return 'true or false'
  return type === 'integer' ? `a whole number from ${minimum} to ${maximum}` : undefined
}
