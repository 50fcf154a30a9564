import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { passedOn } from './environment.ts'

const COMMAND = fileURLToPath(new URL('../../src/cli/change-master-key.ts', import.meta.url))

/** A run of `npm run master-key:change`. */
export type Change = {
  child: ChildProcess
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>
}

/** Starts the command that changes the master key. */
export function launchChange(env: NodeJS.ProcessEnv): Change {
  const child = spawn(process.execPath, [COMMAND], {
    env: { ...passedOn, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const ended = new Promise<Awaited<Change['ended']>>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  return { child, ended }
}

/** Runs it to its end. */
export const changeMasterKey = (env: NodeJS.ProcessEnv) => launchChange(env).ended
