const isPeriod = { year: /^\d{4}$/, quarter: /^\d{4}-Q\d$/, month: /^\d{4}-\d{2}$/ } as const

export type PeriodKind = 'all' | keyof typeof isPeriod

/** Of which kind a period is. */
export function kindOf(period: string): PeriodKind {
  if (period === 'all') return 'all'
  if (isPeriod.year.test(period)) return 'year'
  return isPeriod.quarter.test(period) ? 'quarter' : 'month'
}

/** The next longer period that a period is in; undefined for all time. */
export function periodAbove(period: string): string | undefined {
  switch (kindOf(period)) {
    case 'all':
      return undefined
    case 'year':
      return 'all'
    case 'quarter':
      return period.slice(0, 4)
    case 'month':
      return `${period.slice(0, 4)}-Q${Math.ceil(Number(period.slice(5)) / 3)}`
  }
}

/** Whether a period is another one or a part of it. */
export function isWithin(period: string, longer: string): boolean {
  if (period === longer) return true
  const above = periodAbove(period)
  return above !== undefined && isWithin(above, longer)
}

/** Every period of a kind from the first of these to the last, whether it is among them or not. */
export function periodsBetween(periods: readonly string[], kind: PeriodKind): string[] {
  const months = periods.filter((period) => kindOf(period) === 'month').sort()
  const [first, last] = [months[0], months.at(-1)]
  if (first === undefined || last === undefined) return []
  const found = new Set<string>()
  for (let month = first; month <= last; month = nextMonth(month)) {
    let period: string | undefined = month
    while (period !== undefined && kindOf(period) !== kind) period = periodAbove(period)
    if (period !== undefined) found.add(period)
  }
  return [...found]
}

function nextMonth(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return number === 12
    ? `${String(year + 1).padStart(4, '0')}-01`
    : `${month.slice(0, 4)}-${String(number + 1).padStart(2, '0')}`
}
