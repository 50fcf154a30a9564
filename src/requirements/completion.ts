import type { Facts, World } from './evaluate.ts'
import { type Requirement, type Step, thousandths } from './requirement.ts'

/** Tells of pathways with these steps what is met, and nothing else. */
export type Completion = {
  /** Whether all steps are met that are not optional. */
  isComplete(steps: readonly Step[]): boolean
  /** Whether any step is met. */
  isUnderWay(steps: readonly Step[]): boolean
  /** The steps that are met. */
  metOf(steps: readonly Step[]): Step[]
}

/**
 * The same answers as those of `createEvaluation`, without what they come from: for whoever looks at
 * many pathways of many learners. It stops at the first step that decides.
 *
 * @param world - without circles, see `stepProblems`
 */
export function createCompletion(world: World, { badges, attended }: Facts): Completion {
  const held = new Set(badges.map(({ badgeClassId }) => badgeClassId))
  const visited = new Set(attended.map(({ opportunityId }) => opportunityId))
  const ofLayer = new Map<string, number>()
  const pathways = new Map<readonly Step[], boolean>()
  const meetings = new Map<readonly Step[], (step: Step) => boolean>()

  function countOfLayer(layer: string): number {
    const known = ofLayer.get(layer)
    if (known !== undefined) return known
    const these = badges.filter((one) => one.layer === layer)
    const count = new Set(these.map(({ badgeClassId }) => badgeClassId)).size
    ofLayer.set(layer, count)
    return count
  }

  function isComplete(steps: readonly Step[]): boolean {
    const known = pathways.get(steps)
    if (known !== undefined) return known
    const isMet = meetingsOf(steps)
    const complete = steps.every((step) => step.optional === true || isMet(step))
    pathways.set(steps, complete)
    return complete
  }

  /** Tells whether a step is met; looks at each once. */
  function meetingsOf(steps: readonly Step[]): (step: Step) => boolean {
    const known = meetings.get(steps)
    if (known !== undefined) return known
    const done = new Map<string, boolean>()
    const isMet = (step: Step): boolean => {
      const before = done.get(step.id)
      if (before !== undefined) return before
      const met = meets(step.requires, (id) => isMet(steps.find((one) => one.id === id) as Step))
      done.set(step.id, met)
      return met
    }
    meetings.set(steps, isMet)
    return isMet
  }

  function meets(requirement: Requirement, isStepMet: (id: string) => boolean): boolean {
    const met = (one: Requirement) => meets(one, isStepMet)
    if ('badgeClass' in requirement) {
      const { badgeClass } = requirement
      const others = world.equivalents.get(badgeClass) ?? []
      return held.has(badgeClass) || others.some((id) => held.has(id))
    }
    if ('opportunity' in requirement) return visited.has(requirement.opportunity)
    if ('layer' in requirement) return countOfLayer(requirement.layer) >= requirement.count
    if ('step' in requirement) return isStepMet(requirement.step)
    if ('pathway' in requirement) {
      const steps = world.pathways.get(requirement.pathway)
      return steps !== undefined && isComplete(steps)
    }
    if ('all' in requirement) return requirement.all.every(met)
    if ('any' in requirement) return requirement.any.some(met)
    if ('atLeast' in requirement) {
      return requirement.of.filter(met).length >= requirement.atLeast
    }
    const earned = requirement.of.reduce(
      (sum, { weight, requires }) => sum + (met(requires) ? thousandths(weight) : 0),
      0,
    )
    return earned >= thousandths(requirement.points)
  }

  return {
    isComplete,
    isUnderWay: (steps) => steps.some(meetingsOf(steps)),
    metOf: (steps) => steps.filter(meetingsOf(steps)),
  }
}
