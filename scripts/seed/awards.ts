import { chance } from './chance.ts'
import { pathwayPlan, WELCOME } from './pathways.ts'
import { EARNED } from './region.ts'

/** So many people are one step away from completing a pathway: the first of the pathways, one each. */
export const FINISHERS = 20
/** How many badges one person after the other has: ten on average. */
const COUNTS = [1, 3, 5, 7, 9, 11, 13, 15, 17, 19]

/** Who is awarded which badge class, by its number. */
export type PlannedAward = { email: string; badgeClass: number }

/** The address of who is one step away from completing this pathway. */
export function finisher(pathway: number): string {
  return `finisher-${pathway}@example.org`
}

/** Awards without end, person after person: the same for the same seed. */
export function* plannedAwards(seed: string): Generator<PlannedAward> {
  for (let pathway = 0; pathway < FINISHERS; pathway += 1) {
    const { nearly } = pathwayPlan(seed, pathway)
    for (const badgeClass of nearly) yield { email: finisher(pathway), badgeClass }
  }
  const others = Array.from({ length: EARNED }, (_, at) => at).filter((at) => at !== WELCOME)
  for (let person = 0; ; person += 1) {
    const email = `learner-${person}@example.org`
    yield { email, badgeClass: WELCOME }
    const count = (COUNTS[person % COUNTS.length] as number) - 1
    for (const badgeClass of chance(seed, 'learner', person).some(others, count)) {
      yield { email, badgeClass }
    }
  }
}
