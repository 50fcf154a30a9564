import { Problem } from '../http/index.ts'
import type { Program } from '../requirements/index.ts'
import { BROKEN_OFF, createPool } from '../threads/index.ts'
import type { Job, Solved } from './solver-worker.ts'

/** How many routes of the same effort are told. */
const MOST_ROUTES = 3
const LONGEST_MS = 20_000
const HEAP_MB = 512

/** A cheapest solution: badge classes to earn, and opportunities to attend. */
export type Solution = {
  badgeClasses: string[]
  opportunities: string[]
  cost: number
  /** Whether it is certain that none is cheaper. */
  isBest: boolean
}

/** Finds the cheapest solutions of a program, in a thread; none when there is none. */
export type Solver = (program: Program) => Promise<Solution[]>

/** A solver in threads of its own, which are ended when they take too long. */
export function createSolver(): Solver {
  const pool = createPool<Job, Solved>({
    script: new URL('./solver-worker.ts', import.meta.url),
    lanes: 2,
    longestMs: LONGEST_MS,
    heapMb: HEAP_MB,
    mostWaiting: { light: 50, heavy: 1 },
    full: unavailable,
  })
  return async (program) => {
    const solutions: Solution[] = []
    const cuts: string[][] = []
    while (solutions.length < MOST_ROUTES) {
      const text = program.text(cuts)
      const solved = await pool.run(() => ({ text }), 'light')
      if (solved === BROKEN_OFF) {
        if (solutions.length > 0) return solutions
        throw unavailable()
      }
      const cheapest = solutions[0]?.cost
      if (solved === null || (cheapest !== undefined && solved.cost > cheapest + 1e-6)) break
      const chosen = new Set(solved.chosen)
      const named = (of: ReadonlyMap<string, string>) =>
        [...of].filter(([, name]) => chosen.has(name))
      const badges = named(program.badges)
      const opportunities = named(program.opportunities)
      solutions.push({
        badgeClasses: badges.map(([id]) => id).sort(),
        opportunities: opportunities.map(([id]) => id).sort(),
        cost: Math.round(solved.cost * 1e6) / 1e6,
        isBest: solved.isBest,
      })
      const cut = [...badges, ...opportunities].map(([, name]) => name)
      if (cut.length === 0 || !solved.isBest) break
      cuts.push(cut)
    }
    return solutions
  }
}

function unavailable(): Problem {
  return new Problem('unavailable', 'Too many routes are being looked for; try again shortly.', {
    headers: { 'retry-after': '5' },
  })
}
