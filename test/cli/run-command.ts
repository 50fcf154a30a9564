import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { passedOn } from '../support/environment.ts'

const COMMAND = fileURLToPath(new URL('../../src/cli/waymark.ts', import.meta.url))

/** How a command ended, and what it wrote. */
export type Ran = { code: number; out: string; err: string }

/** A command under way. */
export type Running = {
  child: ChildProcess
  ended: Promise<Ran>
}

/**
 * Starts `waymark` as a process of its own; nothing of the environment of the tests reaches it.
 *
 * @param options.script - in the place of the command itself
 */
export function startCommand(
  args: readonly string[],
  options: { cwd: string; input?: string | Uint8Array; script?: string; env?: object },
): Running {
  const { cwd, input = '', script = COMMAND, env = {} } = options
  const child = spawn(process.execPath, [script, ...args], {
    cwd,
    env: { ...passedOn, ...env },
  })
  const text = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (data) => {
    text.out += data
  })
  child.stderr.setEncoding('utf8').on('data', (data) => {
    text.err += data
  })
  child.stdin.on('error', () => undefined).end(input)
  return {
    child,
    ended: once(child, 'close').then(([code]) => ({ code, ...text })),
  }
}
