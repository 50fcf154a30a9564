import type { Attendance, Facts } from '../requirements/index.ts'
import type { AssertionFact } from './facts-store.ts'

/** What a learner has at a moment: the badges that stand, and what was attended. */
export function factsAt(
  assertions: readonly AssertionFact[],
  attended: readonly Attendance[],
  at: Date,
): Facts {
  const badges = assertions
    .filter((one) => standsAt(one, at))
    .map(({ id, badgeClassId, layer }) => ({ assertionId: id, badgeClassId, layer }))
  return { badges, attended }
}

/** Whether an assertion stood, or stands, at a moment: neither revoked nor suspended, and valid. */
export function standsAt(one: AssertionFact, at: Date): boolean {
  return (
    one.createdAt <= at &&
    one.validFrom <= at &&
    (one.validUntil === null || one.validUntil > at) &&
    (one.revokedAt === null || one.revokedAt > at) &&
    (one.suspendedAt === null || one.suspendedAt > at)
  )
}
