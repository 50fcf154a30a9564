import type { Standing } from './following.ts'
import type { Progress } from './progress-schema.ts'

/** The answer about a learner's progress on a pathway. */
export function progressOf({
  version,
  complete,
  steps,
}: Standing): Pick<Progress, 'version' | 'status' | 'steps'> {
  const isUnderWay = steps.some(({ met }) => met)
  return {
    version,
    status: complete ? 'completed' : isUnderWay ? 'in-progress' : 'not-started',
    steps: steps.map(({ step, met, by, missing, why }) => ({
      id: step.id,
      name: step.name,
      optional: step.optional === true,
      status: met ? 'completed' : 'not-started',
      satisfiedBy: [...by].sort(),
      missing,
      why,
    })),
  }
}
