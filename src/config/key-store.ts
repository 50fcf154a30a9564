import { type Static, Type } from 'typebox'
import { ConfigError } from './error.ts'

/** Where private keys of issuers are. */
export const KeyStoreVariables = Type.Object({
  KEY_STORE: Type.Enum(['database', 'pkcs11'], {
    default: 'database',
    description:
      'Where new private keys of issuers are made: database (encrypted under MASTER_KEY) or pkcs11. Keys made before stay where they are.',
  }),
  PKCS11_LIBRARY: Type.Optional(
    Type.String({
      description:
        'Path of the PKCS#11 library of a hardware security module. Needed as long as keys are in it.',
    }),
  ),
  PKCS11_TOKEN: Type.Optional(
    Type.String({ description: 'Label of the token that PKCS11_LIBRARY finds the keys in.' }),
  ),
  PKCS11_PIN: Type.Optional(
    Type.String({ description: "PIN of the token's user. Never stored or logged." }),
  ),
})

export const keyStoreExpectations = { KEY_STORE: 'database or pkcs11' }

export type KeyStoreConfig = {
  keyStore: 'database' | 'pkcs11'
  /** The token that is configured, if any. */
  pkcs11: { library: string; token: string; pin: string } | undefined
}

export function readKeyStore(values: Static<typeof KeyStoreVariables>): KeyStoreConfig {
  return { keyStore: values.KEY_STORE, pkcs11: checkPkcs11(values) }
}

function checkPkcs11(values: Static<typeof KeyStoreVariables>): KeyStoreConfig['pkcs11'] {
  const { PKCS11_LIBRARY: library, PKCS11_TOKEN: token, PKCS11_PIN: pin } = values
  if (library === undefined && token === undefined && pin === undefined) {
    if (values.KEY_STORE === 'database') return undefined
  }
  if (library !== undefined && token !== undefined && pin !== undefined) {
    return { library, token, pin }
  }
  throw new ConfigError(
    'PKCS11_LIBRARY, PKCS11_TOKEN and PKCS11_PIN must be set together, and with KEY_STORE=pkcs11.',
  )
}
