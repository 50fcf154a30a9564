import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/db/embedded/index.ts'

/** The part of a tap test these helpers need: something to clean up after it. */
export interface Teardown {
  teardown(handler: () => unknown): void
}

/** A new DATA_DIR of mode 0700, as mktemp -d makes it, removed after the test. */
export async function newDataDir(t: Teardown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'waymark-embedded-'))
  t.teardown(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** Starts the embedded server in this process; what it logs is collected in `lines`. */
export async function startHere(
  t: Teardown,
  dataDir: string,
  lines: string[] = [],
): Promise<EmbeddedPostgres> {
  const log = {
    info: (line: string) => lines.push(line),
    warn: (line: string) => lines.push(`warning: ${line}`),
  }
  const server = await startEmbeddedPostgres({ dataDir, log })
  t.teardown(() => server.stop())
  return server
}

/** A service in a process of its own that has been killed or ended by itself. */
export interface Child {
  process: ChildProcess
  /** The connection string it printed; undefined when it was refused. */
  url: string | undefined
  /** All it printed on stderr. */
  stderr: string
}

/** Starts the embedded server in another process and waits until it is ready or has given up. */
export async function startChild(t: Teardown, dataDir: string): Promise<Child> {
  const script = fileURLToPath(new URL('embedded-child.ts', import.meta.url))
  const process_ = spawn(process.execPath, [script, dataDir], { stdio: 'pipe' })
  const child: Child = { process: process_, url: undefined, stderr: '' }
  process_.stderr.setEncoding('utf8').on('data', (text: string) => {
    child.stderr += text
  })
  t.teardown(() => kill(child))
  const ready = once(process_.stdout.setEncoding('utf8'), 'data')
  const [line] = await Promise.race([ready, once(process_, 'close').then(() => [undefined])])
  if (typeof line === 'string') child.url = JSON.parse(line).url
  return child
}

/** Kills the child alone with SIGKILL, if it still runs. */
export async function kill(child: Child) {
  if (child.process.exitCode !== null || child.process.signalCode !== null) return
  const closed = once(child.process, 'exit')
  child.process.kill('SIGKILL')
  await closed
}

/** Runs one statement on a connection of its own and answers its rows. */
export async function query<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

/** The process id of the server of a DATA_DIR. */
export async function serverPid(dataDir: string): Promise<number> {
  const text = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')
  return Number.parseInt(text, 10)
}

/** Kills the server and all of its processes with SIGKILL. */
export async function killServer(url: string, dataDir: string) {
  const rows = await query<{ pid: number }>(
    url,
    'select pid from pg_stat_activity where pid <> pg_backend_pid()',
  )
  const server = await serverPid(dataDir)
  for (const pid of [server, ...rows.map((row) => row.pid)]) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It went down with the server.
    }
  }
}

/** Whether a process runs; one that has ended and awaits its parent's question does not. */
export async function runs(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const state = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return !/^State:\s+Z/m.test(state)
}

/** Waits until a condition holds; what it throws counts as not yet. The test's timeout ends it. */
export async function until(condition: () => boolean | Promise<boolean>) {
  while (
    !(await Promise.resolve()
      .then(condition)
      .catch(() => false))
  )
    await delay(20)
}
