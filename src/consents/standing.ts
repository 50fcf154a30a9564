/** How old a learner is, as far as that was told: a date of birth, or a band on a day. */
export type Age = { dateOfBirth: string } | { ageBand: AgeBand; statedAt: string }

export const AGE_BANDS = ['under-13', '13-15', '16-17', '18-or-over'] as const
export type AgeBand = (typeof AGE_BANDS)[number]

/** The youngest that somebody of a band can be, in years. */
export const YOUNGEST: Record<AgeBand, number> = {
  'under-13': 0,
  '13-15': 13,
  '16-17': 16,
  '18-or-over': 18,
}

const OLDEST: Record<AgeBand, number | null> = {
  'under-13': 12,
  '13-15': 15,
  '16-17': 17,
  '18-or-over': null,
}

/** A decision of somebody about one purpose. */
export type Decision = {
  id: string
  party: 'learner' | 'guardian' | 'merge'
  decision: 'given' | 'withdrawn'
}

/** Whether a consent stands, and what it waits for if not. */
export type Standing<D extends Decision = Decision> =
  | { status: 'standing'; by: D }
  | { status: 'none' | 'withdrawn' | 'awaiting-guardian' | 'awaiting-age' }

/**
 * How old a learner is at least at a moment; of a band the youngest, and a year older each year after
 * it was told.
 */
export function youngest(age: Age, at: Date): number {
  if ('dateOfBirth' in age) return yearsBetween(age.dateOfBirth, at)
  return YOUNGEST[age.ageBand] + Math.max(0, yearsBetween(age.statedAt.slice(0, 10), at))
}

/**
 * The day on which a learner reaches an age, as {@link youngest} counts; null where that was before
 * anything was told.
 */
export function ageReached(age: Age, years: number): string | null {
  if ('dateOfBirth' in age) return yearsAfter(age.dateOfBirth, years)
  const missing = years - YOUNGEST[age.ageBand]
  return missing <= 0 ? null : yearsAfter(age.statedAt.slice(0, 10), missing)
}

/** The days that a learner was born between; `earliest` is null where they can be of any age. */
export type Born = { earliest: string | null; latest: string }

/** When a learner can have been born, as their age was told. */
export function bornBetween(age: Age): Born {
  if ('dateOfBirth' in age) return { earliest: age.dateOfBirth, latest: age.dateOfBirth }
  const oldest = OLDEST[age.ageBand]
  const told = age.statedAt.slice(0, 10)
  return {
    earliest: oldest === null ? null : nextDay(yearsAfter(told, -oldest - 1)),
    latest: yearsAfter(told, -YOUNGEST[age.ageBand]),
  }
}

function nextDay(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
}

function yearsAfter(day: string, years: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  // Who was born on a 29th of February is a year older on the 1st of March.
  return new Date(Date.UTC(year + years, month - 1, date)).toISOString().slice(0, 10)
}

function yearsBetween(day: string, at: Date): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const passed = at.getUTCMonth() + 1 - month || at.getUTCDate() - date
  return at.getUTCFullYear() - year - (passed < 0 ? 1 : 0)
}

/**
 * Whether consent to one purpose stands. A learner's no always counts. Below the age that a guardian's
 * consent is asked up to, and while nobody knows the age, only the guardian's yes does.
 *
 * @param decisions - about this purpose, oldest first
 * @param below - the age; 0: no guardian is ever asked
 */
export function standingOf<D extends Decision>(
  decisions: readonly D[],
  { age, below, at }: { age: Age | null; below: number; at: Date },
): Standing<D> {
  const since = decisions.slice(decisions.findLastIndex(({ party }) => party === 'merge') + 1)
  if (since.length === 0) return { status: decisions.length === 0 ? 'none' : 'withdrawn' }
  const learner = since.findLast(({ party }) => party === 'learner')
  const guardian = since.findLast(({ party }) => party === 'guardian')
  if (learner?.decision === 'withdrawn') return { status: 'withdrawn' }
  const grown = below === 0 || (age !== null && youngest(age, at) >= below)
  if (grown) {
    const by = learner ?? guardian
    return by?.decision === 'given' ? { status: 'standing', by } : { status: 'withdrawn' }
  }
  if (guardian === undefined) {
    return { status: age === null ? 'awaiting-age' : 'awaiting-guardian' }
  }
  return guardian.decision === 'given'
    ? { status: 'standing', by: guardian }
    : { status: 'withdrawn' }
}
