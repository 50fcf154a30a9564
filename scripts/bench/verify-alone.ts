// A process that verifies with one of the verifiers and nothing else, so that none runs in what
// another has left of the processor's caches and the compiler's assumptions: see verify.ts.

import type { JsonObject } from '../../src/credentials/index.ts'
import { type Tally, verifiers, withoutNetwork } from './verifiers.ts'

const verify = verifiers[process.argv[2] ?? '']
if (verify === undefined) throw new Error('Name a verifier.')
withoutNetwork()

process.on('message', async (texts: string[]) => {
  globalThis.gc?.()
  const clock = process.hrtime.bigint()
  const before = process.cpuUsage()
  for (const text of texts) {
    if (!(await verify(JSON.parse(text) as JsonObject)))
      throw new Error('A good badge was refused.')
  }
  const { user, system } = process.cpuUsage(before)
  const seconds = Number(process.hrtime.bigint() - clock) / 1e9
  const tally: Tally = {
    count: texts.length,
    clock: seconds,
    processor: (user + system) / 1e6,
  }
  process.send?.(tally)
})
