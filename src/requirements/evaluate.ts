import type { Explained } from './explained.ts'
import { type Requirement, type Step, thousandths, type Weighted } from './requirement.ts'

/** A badge that a learner has and that stands. */
export type Badge = { assertionId: string; badgeClassId: string; layer: string | null }
/** An opportunity that a learner attended. */
export type Attendance = { checkInId: string; opportunityId: string }

/** What is known of one learner. */
export type Facts = { badges: readonly Badge[]; attended: readonly Attendance[] }

/** What requirements refer to. */
export type World = {
  /** The steps of every pathway that can be completed. */
  pathways: ReadonlyMap<string, readonly Step[]>
  /** Which badge classes count as which, as the one that is asked for declares. */
  equivalents: ReadonlyMap<string, readonly string[]>
}

/** Whether something is met, by which assertions and check-ins, and what is missing. */
export type Verdict = {
  met: boolean
  by: ReadonlySet<string>
  missing: Requirement | null
  why: Explained
}

/** How a step stands. */
export type StepVerdict = Verdict & { step: Step }
/** How a pathway stands: complete when all its steps are that are not optional. */
export type PathwayVerdict = { complete: boolean; steps: StepVerdict[] }

const NOBODY: ReadonlySet<string> = new Set()

/**
 * Begins to evaluate pathways for one learner. Each step of each is evaluated once.
 *
 * @param world - without circles, see `stepProblems`
 * @returns evaluates the pathway with these steps
 */
export function createEvaluation(
  world: World,
  facts: Facts,
): (steps: readonly Step[]) => PathwayVerdict {
  const byClass = Map.groupBy(facts.badges, ({ badgeClassId }) => badgeClassId)
  const byOpportunity = Map.groupBy(facts.attended, ({ opportunityId }) => opportunityId)
  const pathways = new Map<readonly Step[], PathwayVerdict>()

  function evaluatePathway(steps: readonly Step[]): PathwayVerdict {
    const known = pathways.get(steps)
    if (known !== undefined) return known
    const byId = new Map(steps.map((step) => [step.id, step]))
    const done = new Map<string, Verdict>()
    const verdictOf = (id: string): Verdict => {
      const before = done.get(id)
      if (before !== undefined) return before
      const verdict = evaluate((byId.get(id) as Step).requires, verdictOf)
      done.set(id, verdict)
      return verdict
    }
    const verdicts = steps.map((step) => ({ step, ...verdictOf(step.id) }))
    const complete = verdicts.every(({ met, step }) => met || step.optional === true)
    const verdict = { complete, steps: verdicts }
    pathways.set(steps, verdict)
    return verdict
  }

  function evaluate(requirement: Requirement, stepOf: (id: string) => Verdict): Verdict {
    if ('badgeClass' in requirement) {
      const { badgeClass } = requirement
      const accepted = [badgeClass, ...(world.equivalents.get(badgeClass) ?? [])]
      const badges = [...new Set(accepted)].flatMap((id) => byClass.get(id) ?? [])
      return leaf(
        requirement,
        badges.map(({ assertionId }) => assertionId),
      )
    }
    if ('opportunity' in requirement) {
      const attended = byOpportunity.get(requirement.opportunity) ?? []
      return leaf(
        requirement,
        attended.map(({ checkInId }) => checkInId),
      )
    }
    if ('layer' in requirement) return layered(requirement)
    if ('step' in requirement) {
      const { met, by } = stepOf(requirement.step)
      return leaf(requirement, met ? [...by] : [], met)
    }
    if ('pathway' in requirement) {
      const steps = world.pathways.get(requirement.pathway)
      const verdict = steps && evaluatePathway(steps)
      const complete = verdict?.complete ?? false
      const by = complete ? (verdict?.steps ?? []).flatMap((one) => [...one.by]) : []
      const waiting = (verdict?.steps ?? []).filter(
        ({ met, step }) => !met && step.optional !== true,
      )
      const answer = leaf(requirement, [...new Set(by)], complete)
      const missingSteps = waiting.map(({ step }) => step.id)
      return { ...answer, why: { ...answer.why, missingSteps } }
    }
    if ('all' in requirement) {
      const parts = requirement.all.map((one) => evaluate(one, stepOf))
      const why = { all: parts.map((part) => part.why) }
      const rest = missingOf(parts)
      return threshold(parts, parts.length, why, () => ({ all: rest }))
    }
    if ('any' in requirement) {
      const parts = requirement.any.map((one) => evaluate(one, stepOf))
      const why = { any: parts.map((part) => part.why) }
      const rest = missingOf(parts)
      return threshold(parts, 1, why, () => ({ any: rest }))
    }
    if ('atLeast' in requirement) {
      const parts = requirement.of.map((one) => evaluate(one, stepOf))
      const why = { atLeast: requirement.atLeast, of: parts.map((part) => part.why) }
      return threshold(parts, requirement.atLeast, why, (have) => ({
        atLeast: requirement.atLeast - have,
        of: missingOf(parts),
      }))
    }
    return weighed(requirement, stepOf)
  }

  function layered(requirement: { layer: string; count: number }): Verdict {
    const badges = facts.badges.filter(({ layer }) => layer === requirement.layer)
    const have = new Set(badges.map(({ badgeClassId }) => badgeClassId)).size
    const met = have >= requirement.count
    const ids = badges.map(({ assertionId }) => assertionId)
    return {
      met,
      by: met ? new Set(ids) : NOBODY,
      missing: met ? null : { ...requirement, count: requirement.count - have },
      why: { ...requirement, met, have, satisfiedBy: ids },
    }
  }

  function weighed(
    { points, of }: { points: number; of: Weighted[] },
    stepOf: (id: string) => Verdict,
  ): Verdict {
    const parts = of.map(({ weight, requires }) => ({ weight, ...evaluate(requires, stepOf) }))
    const earned = parts.reduce((sum, { met, weight }) => sum + (met ? thousandths(weight) : 0), 0)
    const met = earned >= thousandths(points)
    const explained = parts.map(({ weight, why }) => ({ weight, requires: why }))
    const rest = parts.flatMap(({ weight, missing }) =>
      missing === null ? [] : [{ weight, requires: missing }],
    )
    return {
      met,
      by: met ? union(parts) : NOBODY,
      missing: met ? null : { points: (thousandths(points) - earned) / 1000, of: rest },
      why: { points, of: explained, met, have: earned / 1000 },
    }
  }

  return evaluatePathway
}

function leaf(requirement: Requirement, ids: readonly string[], met = ids.length > 0): Verdict {
  return {
    met,
    by: new Set(ids),
    missing: met ? null : requirement,
    why: { ...requirement, met, satisfiedBy: [...ids] } as Explained,
  }
}

/** What so many of its parts meet. */
function threshold(
  parts: readonly Verdict[],
  need: number,
  why: Explained,
  missing: (have: number) => Requirement,
): Verdict {
  const have = parts.filter((part) => part.met).length
  const met = have >= need
  return {
    met,
    by: met ? union(parts) : NOBODY,
    missing: met ? null : missing(have),
    why: { ...why, met, have },
  }
}

function missingOf(parts: readonly Verdict[]): Requirement[] {
  return parts.flatMap(({ missing }) => (missing === null ? [] : [missing]))
}

function union(parts: readonly Verdict[]): Set<string> {
  return new Set(parts.flatMap(({ met, by }) => (met ? [...by] : [])))
}
