import { readFile, readlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive, processState } from './alive.ts'
import type { Binaries } from './binaries.ts'
import { type Account, lastLine, runCommand } from './command.ts'
import { EmbeddedPostgresError, errorCode } from './errors.ts'

/** What it takes to run one cluster. */
export interface Installation {
  binaries: Binaries
  account: Account
  /** Real path of the cluster. */
  cluster: string
}

/** The server's log, inside the cluster. */
export const LOG_FILE = 'server.log'

/** Longer than recovery after a crash takes with the default size of the write-ahead log. */
const START_SECONDS = 300
const STOP_SECONDS = 60

/**
 * Errors are the client's to log: the server's messages and statements quote the data of people.
 * So its log begins at the level above ERROR and holds one line per event.
 */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=100',
  'shared_buffers=128MB',
  'jit=off',
  'timezone=UTC',
  'log_timezone=UTC',
  'log_min_messages=log',
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
  'log_checkpoints=off',
]

/**
 * The server that postmaster.pid speaks of, if its process lives.
 *
 * @returns its port on 127.0.0.1, undefined when there is none or it has not got that far
 */
export async function runningPort(cluster: string): Promise<number | undefined> {
  const [pid, , , port] = await readPidFile(cluster)
  if (pid === undefined || port === undefined) return undefined
  return (await isAlive(Number(pid))) ? Number(port) || undefined : undefined
}

/**
 * Starts the server in a session of its own and waits until it takes connections.
 *
 * @param port on 127.0.0.1
 * @returns undefined when it runs, else why it does not; that may be a passing reason, such as
 *   another starter or what is left of a killed server
 */
export async function startServer(
  { binaries, account, cluster }: Installation,
  port: number,
): Promise<string | undefined> {
  await forgetForeignProcess(cluster)
  const settings = [`port=${port}`, ...SETTINGS].map((setting) => `-c ${setting}`).join(' ')
  // The folder is given by PGDATA and the log by a relative name: pg_ctl hands both to a shell.
  const { code, output } = await runCommand(
    binaries.pgCtl,
    ['start', '--wait', `--timeout=${START_SECONDS}`, `--log=${LOG_FILE}`, '-o', settings],
    { account, cwd: cluster, environment: { PGDATA: cluster } },
  )
  return code === 0 ? undefined : ((await lastFatal(cluster)) ?? lastLine(output))
}

/** What the server gave up with, according to the end of its log. */
async function lastFatal(cluster: string): Promise<string | undefined> {
  const log = await readFile(join(cluster, LOG_FILE), 'utf8').catch(() => '')
  return log
    .match(/(?:FATAL|PANIC): .*/g)
    ?.at(-1)
    ?.replaceAll(/\s+/g, ' ')
}

/**
 * Stops the server: sessions are ended, transactions rolled back, data written out. A server
 * that has not stopped after a minute is made to; it recovers at the next start.
 *
 * @throws EmbeddedPostgresError when it still runs then
 */
export async function stopServer({ binaries, account, cluster }: Installation) {
  const [pid] = await readPidFile(cluster)
  let output = ''
  for (const mode of ['fast', 'immediate']) {
    const result = await runCommand(
      binaries.pgCtl,
      ['stop', '--wait', `--timeout=${STOP_SECONDS}`, `--mode=${mode}`],
      { account, cwd: cluster, environment: { PGDATA: cluster } },
    )
    if (result.code === 0 || (await runningPort(cluster)) === undefined) {
      // pg_ctl waits for the end of postmaster.pid, which the process outlives by a moment.
      while (pid !== undefined && (await isAlive(Number(pid)))) await delay(5)
      return
    }
    output = result.output
  }
  throw new EmbeddedPostgresError(
    `The PostgreSQL server of ${cluster} could not be stopped: ${lastLine(output)}`,
  )
}

/**
 * After a crash of the machine or container, another program may live under the process id in
 * postmaster.pid, or the killed server may stay listed as ended, and PostgreSQL would refuse to
 * start for as long as that lasts. The id alone is replaced, by one that no process can have, since PostgreSQL needs the rest of the file to find
 * survivors of the old server. Where the working directory of a process cannot be read (it is
 * the cluster for a server), the file is left alone.
 */
async function forgetForeignProcess(cluster: string) {
  const [pid, ...rest] = await readPidFile(cluster)
  if (pid === undefined) return
  const state = await processState(Number(pid))
  if (state === 'none') return
  if (state === 'alive') {
    const home = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
    if (home === undefined || home === cluster) return
  }
  await writeFile(pidFile(cluster), ['2147483647', ...rest].join('\n'), { flag: 'r+' })
}

/** Lines: process id, data directory, start time, port, socket folder, address, ids, state. */
async function readPidFile(cluster: string): Promise<string[]> {
  try {
    return (await readFile(pidFile(cluster), 'utf8')).split('\n')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

function pidFile(cluster: string): string {
  return join(cluster, 'postmaster.pid')
}
