import { eq } from 'drizzle-orm'
import { ConfigError } from './config.ts'
import { type Database, settings } from './db/index.ts'
import { type Vault, VaultError } from './vault.ts'

const PROOF_OF_KEY = 'waymark'

/**
 * Holds the configuration against what this database was first used with.
 *
 * @param options.publicUrl - what the operator named, if anything
 * @param options.fallbackUrl - the address that the service listens on
 * @returns the public URL to use, and whether it is another than the listening address
 * @throws ConfigError naming PUBLIC_URL or MASTER_KEY when it is not the one of the first start
 */
export async function checkInstallation(
  database: Database,
  vault: Vault,
  options: { publicUrl: string | undefined; fallbackUrl: string },
): Promise<{ publicUrl: string; moved: boolean }> {
  await checkMasterKey(database, vault)
  const { publicUrl, fallbackUrl } = options
  const stored = await keep(database, 'public-url', () => publicUrl ?? fallbackUrl)
  if (publicUrl !== undefined && publicUrl !== stored) {
    throw new ConfigError(
      `PUBLIC_URL is ${publicUrl}, but this database was first used as ${stored}, which stands in every credential it issued; set PUBLIC_URL to that, or use another database.`,
    )
  }
  return { publicUrl: stored, moved: publicUrl === undefined && stored !== fallbackUrl }
}

async function checkMasterKey(database: Database, vault: Vault): Promise<void> {
  const sealed = await keep(database, 'master-key-proof', () =>
    vault.seal(PROOF_OF_KEY, 'master-key-proof').toString('base64'),
  )
  try {
    vault.open(Buffer.from(sealed, 'base64'), 'master-key-proof')
  } catch (error) {
    if (!(error instanceof VaultError)) throw error
    throw new ConfigError(
      'MASTER_KEY is not the one that this database was encrypted with; set the one it was first used with.',
    )
  }
}

/** The setting as it was first stored; replicas that start together agree on one. */
async function keep(database: Database, name: string, value: () => string): Promise<string> {
  const read = async () => {
    const [row] = await database.queries.select().from(settings).where(eq(settings.name, name))
    return row?.value
  }
  const stored = await read()
  if (stored !== undefined) return stored
  await database.queries.insert(settings).values({ name, value: value() }).onConflictDoNothing()
  return (await read()) as string
}
