import type { Resource } from '../demo/api.ts'
import { chance } from './chance.ts'
import { awardOf, EARNED } from './region.ts'

export const STEPS = 50
/** Pathways from here on ask for another one, too. */
const NESTED_FROM = 80
/** The badge class that every pathway begins with. */
export const WELCOME = 0

/** A pathway in the numbers of its badge classes. */
export type PathwayPlan = {
  steps: (ids: { badgeClassIds: string[]; pathwayIds: string[] }) => Resource[]
  /** Badge classes that complete it, but for the last step. */
  nearly: number[]
  /** The badge class that the last step asks for, and no other. */
  last: number
  /** The badge class that is awarded for it. */
  award: number
}

type Ids = { badgeClassIds: string[]; pathwayIds: string[] }
type Planned = { requires: (ids: Ids) => Resource; needs: number[] }

/** The kinds of steps in turn, each with how many badge classes it takes. */
const KINDS: readonly (readonly [(some: number[], at: number) => Planned, number])[] = [
  [single, 1],
  [after, 1],
  [anyOf, 3],
  [severalOf, 4],
  [pointsOf, 3],
]

/** Steps of all kinds, each a badge or several; the same for the same seed and number. */
export function pathwayPlan(seed: string, pathway: number): PathwayPlan {
  const draw = chance(seed, 'pathway', pathway)
  const others = Array.from({ length: EARNED - 1 }, (_, at) => at + 1)
  const supply = draw.some(others, 130)
  const take = (count: number) => supply.splice(0, count)
  const planned = Array.from({ length: STEPS }, (_, at): Planned => {
    if (at === 0) return single(WELCOME)
    if (at === STEPS - 1) return single(take(1)[0] as number)
    if (at === 10 && pathway >= NESTED_FROM) return nested(pathway - NESTED_FROM)
    if (at === 24) return { requires: () => ({ layer: 'Participate', count: 3 }), needs: [] }
    const [make, takes] = KINDS[at % KINDS.length] as (typeof KINDS)[number]
    return make(take(takes), at)
  })
  return {
    steps: (ids) =>
      planned.map(({ requires }, at) => ({
        id: `step-${at}`,
        name: `Step ${at + 1}`,
        requires: requires(ids),
        ...(at % 17 === 16 && { optional: true }),
      })),
    nearly: [...new Set(planned.slice(0, -1).flatMap(({ needs }) => needs))],
    last: planned.at(-1)?.needs[0] as number,
    award: awardOf(pathway),
  }
}

function badge(at: number | undefined) {
  return ({ badgeClassIds }: Ids): Resource => ({ badgeClass: badgeClassIds[at as number] })
}

function single(from: number | number[]): Planned {
  const [one] = [from].flat()
  return { requires: badge(one), needs: [one as number] }
}

function nested(pathway: number): Planned {
  return { requires: ({ pathwayIds }) => ({ pathway: pathwayIds[pathway] }), needs: [] }
}

function after([one]: number[], at: number): Planned {
  return {
    requires: (ids) => ({ all: [{ step: `step-${at - 1}` }, badge(one)(ids)] }),
    needs: [one as number],
  }
}

function anyOf(some: number[]): Planned {
  return {
    requires: (ids) => ({ any: some.map((one) => badge(one)(ids)) }),
    needs: some.slice(0, 1),
  }
}

function severalOf(some: number[]): Planned {
  return {
    requires: (ids) => ({ atLeast: 2, of: some.map((one) => badge(one)(ids)) }),
    needs: some.slice(0, 2),
  }
}

function pointsOf(some: number[]): Planned {
  return {
    requires: (ids) => ({
      points: 5,
      of: some.map((one, at) => ({ weight: 2 + at, requires: badge(one)(ids) })),
    }),
    needs: some.slice(0, 2),
  }
}
