import { chance } from './chance.ts'
import { pathwayPlan, WELCOME } from './pathways.ts'
import { EARNED } from './region.ts'

/** So many people are one step away from completing a pathway: the first of the pathways, one each. */
export const FINISHERS = 20
/** So many people come together. */
const CROWD = 200
/** How many badges one person after the other has: ten on average. */
const COUNTS = [1, 3, 5, 7, 9, 11, 13, 15, 17, 19]

/** Who is awarded which badge class, by its number. */
export type PlannedAward = { email: string; badgeClass: number }

/** The address of who is one step away from completing this pathway. */
export function finisher(pathway: number): string {
  return `finisher-${pathway}@example.org`
}

/**
 * Awards without end, of one crowd of people after another: the same for the same seed. Everybody is
 * welcomed before the next crowd, and awarded the rest after that: by then all issuers know of each.
 */
export function* plannedAwards(seed: string): Generator<PlannedAward> {
  for (let pathway = 0; pathway < FINISHERS; pathway += 1) {
    const { nearly } = pathwayPlan(seed, pathway)
    for (const badgeClass of nearly) yield { email: finisher(pathway), badgeClass }
  }
  const others = Array.from({ length: EARNED }, (_, at) => at).filter((at) => at !== WELCOME)
  let rest: PlannedAward[] = []
  for (let person = 0; ; ) {
    const crowd = Array.from({ length: CROWD }, (_, at) => person + at)
    person += CROWD
    for (const one of crowd) yield { email: addressOf(one), badgeClass: WELCOME }
    yield* rest
    rest = crowd.flatMap((one) => {
      const count = (COUNTS[one % COUNTS.length] as number) - 1
      const classes = chance(seed, 'learner', one).some(others, count)
      return classes.map((badgeClass) => ({ email: addressOf(one), badgeClass }))
    })
  }
}

/** The address of a person. */
export function addressOf(person: number): string {
  return `learner-${person}@example.org`
}
