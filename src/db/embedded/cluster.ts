import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { type Account, lastLine, runCommand } from './command.ts'
import { draftName } from './drafts.ts'
import { EmbeddedPostgresError, errorCode } from './errors.ts'

/** The database superuser, and the owner of everything in the database. */
export const SUPERUSER = 'waymark'

/** The major version the cluster was made with; undefined when there is no cluster. */
export async function clusterVersion(cluster: string): Promise<string | undefined> {
  try {
    return (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    if (errorCode(error) !== 'EACCES') throw error
    throw new EmbeddedPostgresError(
      `The database in ${cluster} belongs to another user: start the service as that user, or set DATA_DIR to another folder.`,
    )
  }
}

/**
 * Refuses a cluster that these programs cannot open.
 *
 * @param made the major version the cluster was made with
 * @param installed the major version of the programs
 * @throws EmbeddedPostgresError
 */
export function checkVersion(cluster: string, made: string, installed: string) {
  if (made === installed) return
  throw new EmbeddedPostgresError(
    `The database in ${cluster} was made by PostgreSQL ${made} and cannot be opened by PostgreSQL ${installed}: install the version of Waymark that made it and move the data with pg_dump, or set DATA_DIR to another folder.`,
  )
}

/**
 * Makes a cluster: UTF-8, the same sort order on every machine, passwords (SCRAM) for every
 * connection. It is made beside its place and moved there whole, so that a crash leaves no half
 * cluster; when another starter was faster, that one's cluster stays and this one is thrown away.
 *
 * @param cluster path of the cluster to make, in an existing folder
 * @throws EmbeddedPostgresError when initdb fails, with the reason it gave
 */
export async function makeCluster(
  cluster: string,
  binaries: Binaries,
  account: Account,
  password: string,
) {
  const draft = draftName(cluster)
  try {
    await mkdir(draft, { mode: 0o700 })
    const passwordFile = join(draft, 'password')
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' })
    if (account !== undefined) {
      await chown(draft, account.uid, account.gid)
      await chown(passwordFile, account.uid, account.gid)
    }
    const data = join(draft, 'cluster')
    await initdb(binaries, account, data, passwordFile)
    await rename(data, cluster)
  } catch (error) {
    const code = errorCode(error)
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function initdb(binaries: Binaries, account: Account, data: string, passwordFile: string) {
  const { code, output } = await runCommand(
    binaries.initdb,
    [
      `--pgdata=${data}`,
      `--username=${SUPERUSER}`,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--no-locale',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--data-checksums',
      '--no-instructions',
    ],
    { account, cwd: '/' },
  )
  if (code === 0) return
  throw new EmbeddedPostgresError(
    `PostgreSQL could not make its database folder ${data}: ${lastLine(output)}`,
  )
}
