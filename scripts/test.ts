// npm test [-- [--long] [--count N] [--seed N] [test files]]
//
// Starts one PostgreSQL server for all test files (or uses the one that WAYMARK_TEST_POSTGRES or
// TEST_DATABASE_URL names), runs them with tap and ends with the line `N passed, N failed`.
// --long adds the checks that take minutes; --count and --seed steer those that draw at random.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, glob, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism, constants, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { EmbeddedPostgresError, startEmbeddedPostgres } from '../src/db/embedded/index.ts'
import { report } from './test-report.ts'
import { execute, makeTemplate } from './test-template.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const FILE_SECONDS = 300
const LONG_FILE_SECONDS = 7200

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    long: { type: 'boolean', default: false },
    count: { type: 'string' },
    seed: { type: 'string' },
  },
})

let received: NodeJS.Signals | undefined
const interrupted = new AbortController()
for (const signal of SIGNALS) {
  process.on(signal, () => {
    received = signal
    interrupted.abort()
  })
}

// Whatever the tests put into the temporary folder goes with this one, also after a Ctrl-C.
const folder = await mkdtemp(join(tmpdir(), 'waymark-test-'))
const temporary = join(folder, 'tmp')
try {
  // PostgreSQL may run as another user, who has to get through.
  await chmod(folder, 0o711)
  await mkdir(temporary, { mode: 0o711 })
  const given = process.env.WAYMARK_TEST_POSTGRES || process.env.TEST_DATABASE_URL
  process.exitCode = await (given ? withTemplate(given, runTests) : withServer(runTests))
} catch (error) {
  if (!(error instanceof EmbeddedPostgresError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
} finally {
  await endStrayServers(temporary)
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** What is run on a server, with the name of a database to make copies of. */
type Action = (url: string, template: string) => Promise<number>

/** Runs an action beside a fresh server, which is stopped however the action ends. */
async function withServer(action: Action): Promise<number> {
  const log = {
    info: () => undefined,
    warn: (line: string) => process.stderr.write(`${line}\n`),
  }
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'server'), log })
  try {
    const url = server.url('postgres')
    // Nobody misses these databases after a power cut. Tests that kill a server have one of their own.
    await execute(url, 'alter system set fsync = off')
    await execute(url, 'select pg_reload_conf()')
    return await withTemplate(url, action)
  } finally {
    await server.stop()
  }
}

async function withTemplate(url: string, action: Action): Promise<number> {
  const template = await makeTemplate(url)
  try {
    return await action(url, template.name)
  } finally {
    await template.drop()
  }
}

/** Ends servers of tests that were interrupted: they outlive the process that started them. */
async function endStrayServers(below: string) {
  for await (const name of glob('**/postmaster.pid', { cwd: below })) {
    const pid = Number.parseInt(await readFile(join(below, name), 'utf8').catch(() => ''), 10)
    try {
      if (pid > 1) process.kill(pid, 'SIGQUIT')
    } catch {
      // It has ended, and left its file.
    }
  }
}

/** Runs tap and answers the exit code of it all: 0 only when something ran and nothing failed. */
async function runTests(postgres: string, template: string): Promise<number> {
  if (interrupted.signal.aborted) return exitCodeOf(received)
  const tapPackage = createRequire(import.meta.url).resolve('tap/package.json')
  const tap = join(dirname(tapPackage), 'dist/esm/run.mjs')
  await leaveOutPlugins(tap, createRequire(tapPackage).resolve('@tapjs/test/test-built'))
  if (interrupted.signal.aborted) return exitCodeOf(received)
  const child = spawn(
    process.execPath,
    [
      tap,
      '--reporter=tap',
      '--no-color',
      `--jobs=${availableParallelism()}`,
      `--timeout=${options.long ? LONG_FILE_SECONDS : FILE_SECONDS}`,
      ...files,
    ],
    {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      env: {
        ...process.env,
        TMPDIR: temporary,
        WAYMARK_TEST_POSTGRES: postgres,
        WAYMARK_TEST_TEMPLATE: template,
        ...(options.long && { WAYMARK_TEST_LONG: '1' }),
        ...(options.count && { WAYMARK_TEST_COUNT: options.count }),
        ...(options.seed && { WAYMARK_TEST_SEED: options.seed }),
      },
      // A process group of its own, for tap itself only waits for its tests when it is told to end.
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const stop = () => {
    if (child.pid !== undefined) process.kill(-child.pid, received)
  }
  interrupted.signal.addEventListener('abort', stop)
  const closed = once(child, 'close')
  const counts = await report(child.stdout, (text) => process.stdout.write(text))
  const [code] = await closed
  interrupted.signal.removeEventListener('abort', stop)

  const { passed, failed, skipped } = counts ?? { passed: 0, failed: 0, skipped: 0 }
  // tap may have failed without a failed test: no test file found, a signal, a crash of its own.
  const broken = failed === 0 && (code !== 0 || passed === 0)
  if (broken) process.stderr.write('The tests did not run to their end, or there were none.\n')
  process.stdout.write(
    `\n${passed} passed, ${failed + (broken ? 1 : 0)} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
  )
  if (received !== undefined) return exitCodeOf(received)
  return failed > 0 || broken ? 1 : 0
}

/**
 * tap is installed with its TypeScript plugin built in, which .taprc leaves out because Node reads
 * TypeScript itself. tap would rebuild itself when it finds out, but by then it has decided to run
 * the tests with the plugin: the first run after an installation would fail.
 *
 * @param tap - the script that runs tap
 * @param built - the file that tap rebuilds; it lists the plugins that are built in
 */
async function leaveOutPlugins(tap: string, built: string): Promise<void> {
  if (!(await readFile(built, 'utf8')).includes('@tapjs/typescript')) return
  const child = spawn(process.execPath, [tap, 'build'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await once(child, 'close')
}

/** The exit code a shell gives a program that a signal ended. */
function exitCodeOf(signal: NodeJS.Signals | undefined): number {
  return signal === undefined ? 1 : 128 + constants.signals[signal]
}
