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

/** Whether an assertion that was there stands at a moment: neither revoked nor suspended, and valid. */
function standsAt(one: AssertionFact, at: Date): boolean {
  return (
    one.validFrom <= at &&
    (one.validUntil === null || one.validUntil > at) &&
    (one.revokedAt === null || one.revokedAt > at) &&
    (one.suspendedAt === null || one.suspendedAt > at)
  )
}

/** When the next of these assertions begins or ends by itself; null when none does. */
export function nextChange(assertions: readonly AssertionFact[], at: Date): Date | null {
  const moments = assertions
    .filter(({ revokedAt }) => revokedAt === null)
    .flatMap(({ validFrom, validUntil }) => [
      validFrom,
      ...(validUntil === null ? [] : [validUntil]),
    ])
    .filter((moment) => moment > at)
  return moments.reduce<Date | null>(
    (first, one) => (first === null || one < first ? one : first),
    null,
  )
}
