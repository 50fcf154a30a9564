import { spawn } from 'node:child_process'

/** The numeric ids a program of PostgreSQL runs under; undefined: those of this process. */
export type Account = { uid: number; gid: number } | undefined

/** What a finished program left: its exit code (null after a signal) and all it printed. */
export interface CommandResult {
  code: number | null
  output: string
}

/**
 * Runs a program to its end and collects what it prints on both streams.
 *
 * The program gets a session of its own, so that a Ctrl-C in the terminal reaches the service but
 * never a half finished initdb or pg_ctl, and an environment without the operator's PG* and
 * locale variables, which would change what the programs of PostgreSQL do.
 *
 * @param cwd the working directory, entered before the account is taken on
 * @param environment variables to add to the minimal environment
 * @throws the system error (ENOENT, EACCES, EPERM ...) of a program that cannot be started
 */
export function runCommand(
  file: string,
  args: string[],
  { account, cwd, environment }: { account: Account; cwd: string; environment?: NodeJS.ProcessEnv },
): Promise<CommandResult> {
  const { PATH, LD_LIBRARY_PATH, SystemRoot, TEMP } = process.env
  const child = spawn(file, args, {
    ...account,
    cwd,
    detached: true,
    env: { PATH, LD_LIBRARY_PATH, SystemRoot, TEMP, LC_ALL: 'C', TZ: 'UTC', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return new Promise((resolve, reject) => {
    let output = ''
    const collect = (chunk: string) => {
      output += chunk
    }
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

/** The last line a program printed that says something, for the end of an error message. */
export function lastLine(output: string): string {
  const lines = output.split('\n').map((line) => line.trim())
  return lines.findLast((line) => line !== '') ?? 'it printed nothing'
}
