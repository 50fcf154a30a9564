import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What bounds its memory, and how much of it there is before all is collected, as `npm start` has it; whether compiled code is kept is up to who starts it. */
const FLAGS = ['--max-semi-space-size=8', '--max-old-space-size=768', '--heap-growing-percent=70']
const SET = { MALLOC_ARENA_MAX: '2' }
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** How a process ended: an exit code, or the signal that killed it. */
export type End = { code: number | null; signal: NodeJS.Signals | null }

/** A server in a process of its own. */
export type ServiceProcess = {
  child: ChildProcess
  /** All it printed so far. */
  output: { stdout: string; stderr: string }
  /** Where it listens, as soon as it says so; rejects with what it said when it ends before. */
  ready: Promise<string>
  /** Resolves when it has ended and all it printed was read. Never rejects. */
  ended: Promise<End>
}

/**
 * Starts the service (`src/main.ts`) in a process of its own, on the Node.js that runs this.
 *
 * @param options.env - its whole environment otherwise
 * @param options.cwd - its working directory; the one of this process when left out
 * @param options.nodeArguments - such as `--cpu-prof`
 */
export function startServiceProcess(options: {
  env: NodeJS.ProcessEnv
  cwd?: string
  nodeArguments?: string[]
}): ServiceProcess {
  const { env, cwd, nodeArguments = [] } = options
  const child = spawn(process.execPath, [...FLAGS, ...nodeArguments, MAIN], {
    env: { ...SET, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  })
  return observe(child)
}

/**
 * Listens to a process that is a server, or will start one, and says so in a line of its own:
 * `<name> listening on <url>`.
 *
 * @param child - with pipes for its output, which nobody has read from yet
 */
export function observe(child: ChildProcess): ServiceProcess {
  const output = { stdout: '', stderr: '' }
  const ended = new Promise<End>((resolve) => {
    child.once('error', (error) => {
      output.stderr += error.message
      resolve({ code: null, signal: null })
    })
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text
      const [, url] = /^\S+ listening on (\S+)\n/m.exec(output.stdout) ?? []
      if (url !== undefined) resolve(url)
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text
    })
    ended.then(() => reject(new Error(`The server did not start: ${output.stderr.trim()}`)))
  })
  // Whoever waits for the end instead has no use for it.
  ready.catch(() => undefined)
  return { child, output, ready, ended }
}
