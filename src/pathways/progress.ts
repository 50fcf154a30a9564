import type { Explained } from '../requirements/index.ts'
import type { Standing } from './following.ts'
import type { Progress } from './progress-schema.ts'

/**
 * The answer about a learner's progress on a pathway.
 *
 * @param foreign - ids of assertions and check-ins that the caller is not told
 */
export function progressOf(
  { version, complete, steps }: Standing,
  foreign: ReadonlySet<string>,
): Pick<Progress, 'version' | 'status' | 'steps'> {
  const isUnderWay = steps.some(({ met }) => met)
  return {
    version,
    status: complete ? 'completed' : isUnderWay ? 'in-progress' : 'not-started',
    steps: steps.map(({ step, met, by, missing, why }) => ({
      id: step.id,
      name: step.name,
      optional: step.optional === true,
      status: met ? 'completed' : 'not-started',
      satisfiedBy: [...by].filter((id) => !foreign.has(id)).sort(),
      missing,
      why: withheld(why, foreign),
    })),
  }
}

/** An explanation without what the caller is not told. */
function withheld(why: Explained, foreign: ReadonlySet<string>): Explained {
  if (foreign.size === 0) return why
  const entry = (one: Explained) => withheld(one, foreign)
  return {
    ...why,
    ...(why.satisfiedBy && { satisfiedBy: why.satisfiedBy.filter((id) => !foreign.has(id)) }),
    ...(why.all && { all: why.all.map(entry) }),
    ...(why.any && { any: why.any.map(entry) }),
    ...(why.of && { of: why.of.map(entry) }),
    ...(why.requires && { requires: entry(why.requires) }),
  }
}
