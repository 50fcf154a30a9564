import { access, chmod, constants, mkdir, realpath, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Binaries } from './binaries.ts'
import { type Account, runCommand } from './command.ts'
import { EmbeddedPostgresError, errorCode, errorText } from './errors.ts'

/**
 * Makes DATA_DIR when it is missing and answers its real path.
 *
 * @throws EmbeddedPostgresError when it is no folder, cannot be made or cannot be written to
 */
export async function makeDataDir(dataDir: string): Promise<string> {
  try {
    // In two steps, since the mode would close the folders above for the server's account, too.
    await mkdir(dirname(resolve(dataDir)), { recursive: true })
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
    return await realpath(dataDir)
  } catch (error) {
    throw new EmbeddedPostgresError(dataDirSentence(dataDir, error))
  }
}

function dataDirSentence(dataDir: string, error: unknown): string {
  const code = errorCode(error)
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return `DATA_DIR ${dataDir} is not a folder, or something above it is a file: set DATA_DIR to a folder.`
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return `DATA_DIR ${dataDir} cannot be written to by this user: change its owner or mode, or set DATA_DIR to another folder.`
  }
  return `DATA_DIR ${dataDir} cannot be used (${errorText(error)}): set DATA_DIR to another folder.`
}

/**
 * Sees to it that the server's account can reach the cluster in DATA_DIR and the programs.
 * DATA_DIR itself is opened (0700 becomes 0711); folders above it are not ours to change.
 *
 * @param dataDir real path of DATA_DIR
 * @throws EmbeddedPostgresError naming the folder that the account cannot enter and the way out
 */
export async function openFolders(dataDir: string, binaries: Binaries, account: Account) {
  if (account === undefined) return
  const closedToData = await firstClosed(dataDir, account)
  if (closedToData === dataDir) {
    const { mode } = await stat(dataDir)
    await chmod(dataDir, (mode & 0o7777) | 0o011)
  } else if (closedToData !== undefined) {
    throw new EmbeddedPostgresError(
      `PostgreSQL does not run as root, and its system user cannot enter ${closedToData}, which holds DATA_DIR ${dataDir}: set DATA_DIR to a folder elsewhere, such as /var/lib/waymark, or run chmod o+x ${closedToData}.`,
    )
  }
  const programs = await realpath(binaries.postgres)
  const closedToPrograms = await firstClosed(programs, account)
  if (closedToPrograms !== undefined) {
    throw new EmbeddedPostgresError(
      `PostgreSQL does not run as root, and its system user cannot enter ${closedToPrograms}, which holds the embedded PostgreSQL: run chmod o+x ${closedToPrograms}, move this checkout elsewhere, or set DATABASE_URL.`,
    )
  }
}

/** The first folder on the way from the root to `path`, itself included, closed to the account. */
async function firstClosed(path: string, account: Account): Promise<string | undefined> {
  const way = [path]
  for (let folder = dirname(path); folder !== way[0]; folder = dirname(folder)) way.unshift(folder)
  // Tried as that user rather than worked out from modes: access control lists count, too.
  const script = 'for f; do test -x "$f" || { printf %s "$f"; exit 1; }; done'
  const { code, output } = await runCommand('/bin/sh', ['-c', script, 'sh', ...way], {
    account,
    cwd: '/',
  })
  return code === 1 ? output : undefined
}
