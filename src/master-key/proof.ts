import { randomBytes } from 'node:crypto'
import { ConfigError } from '../config/index.ts'
import {
  type Database,
  DatabaseError,
  keepSetting,
  type Queries,
  readSetting,
} from '../db/index.ts'
import { createVault, type Vault, VaultError } from '../vault.ts'

/** The setting by which a master key is recognised: a known text, sealed under it. */
export const PROOF = 'master-key-proof'
/** The setting that holds the key of all keyed hashes, sealed. */
export const HASH_ROOT = 'hash-root'

const PROVEN = 'waymark'

/** The setting `PROOF` of a master key. */
export function makeProof(vault: Vault): string {
  return vault.seal(PROVEN, PROOF).toString('base64')
}

/** Whether the database is encrypted under this key; undefined when it was never used. */
export async function opensWith(db: Queries, masterKey: Uint8Array): Promise<boolean | undefined> {
  const proof = await readSetting(db, PROOF)
  return proof === undefined ? undefined : proves(createVault(masterKey), proof)
}

function proves(vault: Vault, proof: string): boolean {
  try {
    vault.open(Buffer.from(proof, 'base64'), PROOF)
    return true
  } catch (error) {
    if (error instanceof VaultError) return false
    throw error
  }
}

/**
 * The vault of a database, which its first user encrypts and everybody after opens. From then on
 * no connection is used once the database has another master key.
 *
 * @param database - migrated
 * @param onReplaced - told, once, when the database turns out to have another master key: every
 *   statement fails from then on
 * @throws ConfigError when it is encrypted under another key
 */
export async function openVault(
  database: Database,
  masterKey: Uint8Array,
  onReplaced: () => void = () => undefined,
): Promise<Vault> {
  const sealing = createVault(masterKey)
  const { queries } = database
  const sealedRoot = (root: Uint8Array) => sealing.seal(root, HASH_ROOT).toString('base64')
  if ((await readSetting(queries, PROOF)) === undefined) {
    // Both or neither: a proof alone marks a database from before there was such a root.
    await database.transaction(async (tx) => {
      await keepSetting(tx, PROOF, () => makeProof(sealing))
      await keepSetting(tx, HASH_ROOT, () => sealedRoot(randomBytes(32)))
    })
  }
  const proof = (await readSetting(queries, PROOF)) as string
  if (!proves(sealing, proof)) {
    throw new ConfigError(
      'MASTER_KEY is not the one that this database is encrypted with; set the one it was first used with, or last changed to.',
    )
  }
  let told = false
  database.admit(async (client) => {
    const { rows } = await client.query<{ value: string }>(
      'select value from settings where name = $1',
      [PROOF],
    )
    if (rows[0]?.value === proof) return
    if (!told) onReplaced()
    told = true
    throw new DatabaseError('The MASTER_KEY of this database was changed.', '57P03')
  })
  // Hashes of databases from before there was such a root were made under the master key.
  const root = await keepSetting(queries, HASH_ROOT, () => sealedRoot(masterKey))
  return createVault(masterKey, sealing.open(Buffer.from(root, 'base64'), HASH_ROOT))
}
