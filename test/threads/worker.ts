// The thread of pool.test.ts: does as it is told.

import { setTimeout } from 'node:timers/promises'
import { serve } from '../../src/threads/index.ts'

/** A number is given back, after so many milliseconds. */
export type Job = number | 'for ever' | 'all memory' | 'fail'

serve(async (job: Job) => {
  if (job === 'fail') throw new Error('The thread fails.')
  const hoard: string[][] = []
  while (job === 'for ever' || job === 'all memory') {
    if (job === 'all memory') hoard.push(Array.from({ length: 10_000 }, (_, at) => `${at} of many`))
  }
  await setTimeout(job)
  return job
})
