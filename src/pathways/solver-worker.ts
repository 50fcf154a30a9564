// The thread in which the least effort along a pathway is found: see solver.ts.

import load, { type Highs } from 'highs'
import { serve } from '../threads/index.ts'

/** How long one program may take; beyond, the best that was found so far is the answer. */
const LONGEST_SECONDS = 8

export type Job = { text: string }
/** Null when there is no solution. `isBest`: none is cheaper. */
export type Solved = { chosen: string[]; cost: number; isBest: boolean } | null

/** The module's types know it as CommonJS only. */
const start = load as unknown as (options: object) => Promise<Highs>
let solver: Promise<Highs> | undefined

serve<Job, Solved>(async ({ text }) => {
  solver ??= start({})
  const found = (await solver).solve(text, {
    mip_rel_gap: 0,
    mip_abs_gap: 0,
    time_limit: LONGEST_SECONDS,
    output_flag: false,
  })
  const columns = Object.entries(found.Columns)
  const chosen = columns.flatMap(([name, column]) =>
    'Primal' in column && Math.round(Number(column.Primal)) === 1 ? [name] : [],
  )
  if (found.Status === 'Optimal') return { chosen, cost: found.ObjectiveValue, isBest: true }
  if (found.Status === 'Time limit reached' && chosen.length > 0) {
    return { chosen, cost: found.ObjectiveValue, isBest: false }
  }
  return null
})
