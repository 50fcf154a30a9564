// node scripts/bootstrap.js <script.ts> [arguments]
//
// Runs a script of this project on the Node.js that the project pins, whatever runs this file
// (Node.js 20 or later, on a fresh clone with nothing installed). Dependencies are installed first
// when package-lock.json is not the one they were last installed from.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
const stamp = join(modules, '.waymark-installed')
const lock = join(root, '.install-lock')
const runtime = join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')

const HEARTBEAT_MS = 1000
/** A lock that has not been touched for this long belongs to an installer that was killed. */
const SILENCE_MS = 10_000
/** An npm that outlived its installer is given this long to finish. */
const ORPHAN_MS = 300_000
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Ends the bootstrap with one sentence and exit code 1, or 4 where 1 is a verdict. */
class BootstrapError extends Error {}
/** Ends the bootstrap as the signal would have. */
class Interrupted {
  constructor(signal) {
    this.signal = signal
  }
}

try {
  const given = process.argv.slice(2)
  // Those before the script are for Node.js itself.
  const first = given.findIndex((one) => !one.startsWith('--'))
  const flags = given.slice(0, Math.max(first, 0))
  const [script, ...args] = given.slice(flags.length)
  if (script === undefined) {
    throw new BootstrapError(
      'Usage: node scripts/bootstrap.js [flags of Node.js] <script.ts> [arguments]',
    )
  }
  if (!(await isInstalled())) await installOnce()
  const child = spawn(runtime, [...flags, resolve(root, script), ...args], {
    // A second start reads what the first compiled: a second less of three, for children too.
    env: { NODE_COMPILE_CACHE: join(modules, '.cache', 'node-compile'), ...process.env },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  const { code, signal, error } = await ended(child)
  if (error) throw new BootstrapError(`Node.js could not be started: ${error.message}`)
  if (signal !== null) throw new Interrupted(signal)
  process.exitCode = code
} catch (error) {
  if (error instanceof Interrupted) {
    process.exitCode = 128 + constants.signals[error.signal]
    process.kill(process.pid, error.signal)
  } else if (error instanceof BootstrapError) {
    process.exitCode = process.argv[2] === 'src/cli/waymark.ts' ? 4 : 1
    process.stderr.write(`${error.message}\n`)
  } else throw error
}

/** The fingerprint of what ought to be installed. */
async function wanted() {
  const text = await readFile(join(root, 'package-lock.json'))
  return createHash('sha256').update(text).digest('hex')
}

async function isInstalled() {
  return (await readIfThere(stamp)) === (await wanted()) && existsSync(runtime)
}

/** Installs unless another bootstrap does or has just done so: one installer at a time. */
async function installOnce() {
  const token = await takeLock()
  try {
    if (!(await isInstalled())) await install(token)
  } finally {
    if ((await readIfThere(lock))?.startsWith(token)) await rm(lock, { force: true })
  }
}

async function install(token) {
  const fingerprint = await wanted()
  process.stderr.write('Installing dependencies (npm ci), this takes a minute...\n')
  // Everything, whatever NODE_ENV and npm's configuration leave out: Node.js itself is among the
  // development dependencies, PostgreSQL among the optional ones.
  const npm = spawn(
    'npm',
    ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'],
    {
      cwd: root,
      env: { ...process.env, PATH: pathWithoutModules() },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    },
  )
  const end = ended(npm)
  let output = ''
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  }
  // Written into the lock so that nobody installs beside an npm that outlived its installer.
  if (npm.pid !== undefined) await writeFile(lock, `${token} ${npm.pid}`)
  const heartbeat = setInterval(() => {
    const now = new Date()
    utimes(lock, now, now).catch(() => undefined)
  }, HEARTBEAT_MS)
  const { code, signal, error, received } = await end
  clearInterval(heartbeat)
  if (received !== undefined && code !== 0) throw new Interrupted(received)
  if (code !== 0) {
    throw new BootstrapError(
      `${output}${error ? `${error.message}\n` : ''}The dependencies could not be installed: npm ci failed${code === null ? '' : ` with code ${code}`}${signal === null ? '' : ` by ${signal}`}; see above for its reason.`,
    )
  }
  if (!existsSync(runtime)) {
    throw new BootstrapError(
      'npm ci succeeded but left no Node.js in node_modules/.bin: install scripts seem to be switched off (ignore-scripts), and this project needs those named in package.json under allowScripts.',
    )
  }
  await writeFile(stamp, fingerprint)
}

/** Without node_modules/.bin: npm ci must not run on the Node.js that it is about to delete. */
function pathWithoutModules() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.filter((folder) => resolve(folder) !== join(modules, '.bin')).join(delimiter)
}

/**
 * Waits until the lock file is ours. Its text is a token, which begins with the process id of its
 * holder, then the process id of the holder's npm. The lock of a dead holder is taken over.
 */
async function takeLock() {
  const token = `${process.pid}-${Date.now()}`
  let seen
  let since = Date.now()
  let told = false
  for (;;) {
    try {
      await writeFile(lock, token, { flag: 'wx' })
      return token
    } catch (error) {
      if (error.code !== 'EEXIST') {
        throw new BootstrapError(
          `The dependencies could not be installed: ${root} cannot be written to (${error.code}).`,
        )
      }
    }
    const held = await lockState()
    if (held === undefined) continue
    if (held.text !== seen?.text || held.touched !== seen.touched) {
      seen = held
      since = Date.now()
    }
    if (await isAbandoned(held.text, Date.now() - since)) {
      await breakLock(held.text)
      continue
    }
    if (!told) process.stderr.write('Waiting for another installation of the dependencies...\n')
    told = true
    await delay(100)
  }
}

/** What the lock file says and when it was last touched; undefined when it is gone. */
async function lockState() {
  const text = await readIfThere(lock)
  const times = await stat(lock).catch(() => undefined)
  return text === undefined || times === undefined ? undefined : { text, touched: times.mtimeMs }
}

/** @param silence milliseconds for which the lock was seen unchanged */
async function isAbandoned(text, silence) {
  const [, holder, npm] = /^(\d+)-\d+(?: (\d+))?$/.exec(text) ?? []
  if (npm !== undefined && (await isAlive(npm))) return silence > ORPHAN_MS
  if (holder !== undefined && !(await isAlive(holder))) return true
  return silence > SILENCE_MS
}

/** Removes the lock, unless another took it over since `text` was read. */
async function breakLock(text) {
  const aside = `${lock}.${process.pid}`
  try {
    await rename(lock, aside)
    if ((await readIfThere(aside)) !== text) await link(aside, lock)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  }
  await rm(aside, { force: true })
}

/** A process that has ended may stay listed until its parent asks: in a container, for ever. */
async function isAlive(pid) {
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    if (error.code !== 'EPERM') return false
  }
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return !/\) [ZX] [^)]*$/.test(text)
}

async function readIfThere(file) {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Waits for a child and all that share its output, and does not die before it: signals are passed
 * on. A Ctrl-C reaches the child several times then (terminal, npm, this), which it has to bear.
 */
function ended(child) {
  let received
  const forward = (signal) => {
    received = signal
    child.kill(signal)
  }
  for (const signal of SIGNALS) process.on(signal, forward)
  return new Promise((done) => {
    let error
    child.on('error', (reason) => {
      error = reason
    })
    child.on('close', (code, signal) => {
      for (const name of SIGNALS) process.off(name, forward)
      done({ code: error ? null : code, signal, error, received })
    })
  })
}
