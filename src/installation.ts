import { ConfigError } from './config/index.ts'
import { type Database, keepSetting } from './db/index.ts'

/**
 * Holds the public URL against the one that this database was first used with.
 *
 * @param options.publicUrl - what the operator named, if anything
 * @param options.fallbackUrl - the address that the service listens on
 * @returns the public URL to use, and whether it is another than the listening address
 * @throws ConfigError naming PUBLIC_URL when it is not the one of the first start
 */
export async function checkInstallation(
  database: Database,
  options: { publicUrl: string | undefined; fallbackUrl: string },
): Promise<{ publicUrl: string; moved: boolean }> {
  const { publicUrl, fallbackUrl } = options
  const stored = await keepSetting(database.queries, 'public-url', () => publicUrl ?? fallbackUrl)
  if (publicUrl !== undefined && publicUrl !== stored) {
    throw new ConfigError(
      `PUBLIC_URL is ${publicUrl}, but this database was first used as ${stored}, which stands in every credential it issued; set PUBLIC_URL to that, or use another database.`,
    )
  }
  return { publicUrl: stored, moved: publicUrl === undefined && stored !== fallbackUrl }
}
