import type pg from 'pg'
import { freePort } from '../../listening.ts'
import { EmbeddedPostgresError, errorCode, errorText } from './errors.ts'
import { takeOwnership } from './owner.ts'
import { type Installation, runningPort, startServer } from './postmaster.ts'

/** PostgreSQL's code while it recovers at the start or shuts down. */
const CANNOT_CONNECT_NOW = '57P03'
const WRONG_PASSWORD = '28P01'

/**
 * How far one attempt to own a running server came:
 * - `owned`: the server runs and this connection owns it;
 * - `held`: it runs and another service owns it;
 * - `started`: it has just been started and can be owned by the next attempt;
 * - `busy`: it runs, but is still recovering or already shutting down;
 * - `failed`: it could not be reached or started, for a reason that may pass.
 */
export type Attempt =
  | { state: 'owned'; owner: pg.Client; port: number }
  | { state: 'held' }
  | { state: 'started' }
  | { state: 'busy' }
  | { state: 'failed'; problem: string }

/**
 * One step towards owning the server of a cluster: takes over the server that runs, whoever
 * started it, else starts one.
 *
 * @param port where to start one; undefined: on a free port
 * @param onLost called when the owning connection ends
 * @throws EmbeddedPostgresError when a further attempt cannot end better
 */
export async function attempt(
  installation: Installation,
  password: string,
  port: number | undefined,
  onLost: () => void,
): Promise<Attempt> {
  const running = await runningPort(installation.cluster)
  if (running !== undefined) {
    try {
      const owner = await takeOwnership(running, password, onLost)
      if (owner === undefined) return { state: 'held' }
      return { state: 'owned', owner, port: running }
    } catch (error) {
      if (errorCode(error) === CANNOT_CONNECT_NOW) return { state: 'busy' }
      if (errorCode(error) === WRONG_PASSWORD) throw wrongPassword(installation.cluster)
      // Nobody answers there: postmaster.pid is stale, or the server has only just begun.
    }
  }
  try {
    const problem = await startServer(installation, port ?? (await freePort('127.0.0.1')))
    return problem === undefined ? { state: 'started' } : { state: 'failed', problem }
  } catch (error) {
    return { state: 'failed', problem: errorText(error) }
  }
}

function wrongPassword(cluster: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The PostgreSQL server of ${cluster} refuses the password kept beside it: restore the password file from your backup of DATA_DIR.`,
  )
}
