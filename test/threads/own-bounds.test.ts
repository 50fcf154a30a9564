// The bounds of a thread's memory, in a process that was started with flags as the service is.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { passedOn } from '../support/environment.ts'

const SCRIPT = fileURLToPath(new URL('./bounded.ts', import.meta.url))

/** The most that the heaps of a first thread and of one that it makes may have, in megabytes. */
async function bounds(...args: string[]): Promise<{ first: number; second: number }> {
  const flags = ['--max-semi-space-size=8', '--max-old-space-size=512']
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, [...flags, SCRIPT, ...args], { env: passedOn })
  return JSON.parse(stdout)
}

t.test('a thread has bounds of its own, and the first one keeps those of the flags', async (t) => {
  const { first, second } = await bounds('own')
  t.ok(first > 512, `${first}`)
  t.ok(second > 64 && second < 128, `${second}`)
})

t.test('without it the flags are the bounds of every thread', async (t) => {
  const { second } = await bounds()
  t.ok(second > 512, `${second}`)
})
