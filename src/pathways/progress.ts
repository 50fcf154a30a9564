import type { Progress, Step } from './schema.ts'

/** An assertion that counts: not revoked, not expired. */
export type Standing = { id: string; badgeClassId: string }

/**
 * A learner's progress, derived from the assertions that stand: nothing of it is stored, so that
 * it can never disagree with them. Every step is required.
 */
export function deriveProgress(
  steps: Step[],
  standing: Standing[],
): Pick<Progress, 'status' | 'steps'> {
  const derived = steps.map(({ id, name, requires }) => {
    const satisfiedBy = standing
      .filter(({ badgeClassId }) => badgeClassId === requires.badgeClass)
      .map((assertion) => assertion.id)
    const status = satisfiedBy.length > 0 ? ('completed' as const) : ('not-started' as const)
    return { id, name, status, satisfiedBy }
  })
  const completed = derived.filter(({ status }) => status === 'completed').length
  return {
    status:
      completed === 0 ? 'not-started' : completed === steps.length ? 'completed' : 'in-progress',
    steps: derived,
  }
}
