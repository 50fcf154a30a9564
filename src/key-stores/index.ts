export { createKeyCustody, type KeyCustody, type NewKey } from './custody.ts'
export type { KeyAlgorithm, KeyStore } from './key-store.ts'
export { checkKeyStores, openKeyStores } from './open.ts'
