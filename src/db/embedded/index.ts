import { join } from 'node:path'
import { serverAccount } from './account.ts'
import { locateBinaries, majorVersion } from './binaries.ts'
import { checkVersion, clusterVersion, makeCluster } from './cluster.ts'
import { removeDrafts } from './drafts.ts'
import { EmbeddedPostgresError, errorText } from './errors.ts'
import { makeDataDir, openFolders } from './folders.ts'
import { keepPassword } from './password.ts'
import { type EmbeddedPostgresLog, EmbeddedServer } from './server.ts'

export { EmbeddedPostgresError, type EmbeddedPostgresLog }

/** A PostgreSQL server of our own, running until `stop` or the end of the machine. */
export interface EmbeddedPostgres {
  /**
   * The connection string of a database on it, by default `waymark`, which exists. It holds the
   * password. It stays valid when the server dies and is started again.
   */
  url(database?: string): string
  /** Stops the server; close all connections first. May be called again. */
  stop(): Promise<void>
}

/**
 * Runs a PostgreSQL server on a free port of 127.0.0.1 with its data in `DATA_DIR/postgres` and
 * its password in `DATA_DIR/postgres-password`. Makes what is missing; takes over a server that
 * a killed service left running; brings the server back should it die later.
 *
 * The server lives in a session of its own: it outlasts a Ctrl-C and even a kill of this process.
 *
 * @param options.dataDir DATA_DIR, made when missing; this process must be its only user
 * @throws EmbeddedPostgresError, and nothing else, with one sentence for the operator
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string
  log: EmbeddedPostgresLog
}): Promise<EmbeddedPostgres> {
  try {
    const server = await prepare(options.dataDir, options.log)
    await server.start()
    return server
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL in DATA_DIR ${options.dataDir} cannot be used (${errorText(error)}): set DATABASE_URL to a PostgreSQL server to do without it.`,
    )
  }
}

async function prepare(folder: string, log: EmbeddedPostgresLog): Promise<EmbeddedServer> {
  const binaries = await locateBinaries()
  const dataDir = await makeDataDir(folder)
  const cluster = join(dataDir, 'postgres')
  const passwordFile = join(dataDir, 'postgres-password')
  const account = await serverAccount(cluster)
  await openFolders(dataDir, binaries, account)

  await removeDrafts(cluster)
  await removeDrafts(passwordFile)
  const installed = await majorVersion(binaries, account)
  const existing = await clusterVersion(cluster)
  const password = await keepPassword(passwordFile, existing !== undefined)
  if (existing === undefined) {
    log.info(`Making a PostgreSQL ${installed} database in ${cluster}.`)
    await makeCluster(cluster, binaries, account, password)
  }
  const made = existing ?? (await clusterVersion(cluster))
  if (made === undefined) {
    throw new EmbeddedPostgresError(
      `The folder ${cluster} is not empty and holds no database: move it away, or set DATA_DIR to another folder.`,
    )
  }
  checkVersion(cluster, made, installed)
  return new EmbeddedServer({ binaries, account, cluster }, password, log)
}
