// What reports must say, counted the naive way: by reading everything that ever happened.
import type { Cell, Part, Suppressed } from '../../src/reports/index.ts'

/** A badge that stands, with everything that reports count it by. */
export type Award = {
  learner: string
  day: string
  issuer: string
  layer: string
  themes: string[]
  opportunity: string | null
  ageBand: string
  area: string
  /** Answers by characteristic. */
  targets: Record<string, string>
  claimed: boolean
}

/** The next longer period; null for all time. */
export const above = (period: string) =>
  period === 'all'
    ? null
    : /^\d{4}$/.test(period)
      ? 'all'
      : period.includes('Q')
        ? period.slice(0, 4)
        : `${period.slice(0, 4)}-Q${Math.ceil(Number(period.slice(5)) / 3)}`

function slicesOf(award: Award): [dimension: string, value: string][] {
  return [
    ['all', 'all'],
    ['issuer', award.issuer],
    ['layer', award.layer],
    ...award.themes.map((theme): [string, string] => ['theme', theme]),
    ['ageBand', award.ageBand],
    ['area', award.area],
    ...Object.entries(award.targets).map(([id, answer]): [string, string] => [
      `target:${id}`,
      answer,
    ]),
  ]
}

/** Every cell of these awards. */
export function cellsOf(awards: readonly Award[]): Cell[] {
  const slices = new Map<string, { dimension: string; value: string; of: Award[] }>()
  for (const award of awards) {
    for (const [dimension, value] of slicesOf(award)) {
      const name = `${dimension} ${value}`
      const slice = slices.get(name) ?? { dimension, value, of: [] }
      slices.set(name, slice)
      slice.of.push(award)
    }
  }
  return [...slices.values()].flatMap(({ dimension, value, of }) => {
    const gaps = gapsOf(of)
    const periods = new Map<string, Award[]>()
    for (const award of of) {
      for (let each: string | null = award.day.slice(0, 7); each !== null; each = above(each)) {
        periods.set(each, [...(periods.get(each) ?? []), award])
      }
    }
    return [...periods].map(([period, some]): Cell => {
      const learners = [...Map.groupBy(some, ({ learner }) => learner).values()]
      const returns = gaps.filter(({ day }) => isIn(day, period))
      return {
        dimension,
        value,
        period,
        participants: learners.length,
        badges: some.length,
        several: learners.filter(({ length }) => length > 1).length,
        claimed: learners.filter(([first]) => first?.claimed).length,
        returns: returns.length,
        returnDays: returns.reduce((sum, { days }) => sum + days, 0),
        opportunities: new Set(some.flatMap(({ opportunity }) => opportunity ?? [])).size,
      }
    })
  })
}

/** What each issuer contributed to the cells of these awards; see the table of parts. */
export function partsOf(awards: readonly Award[]): Part[] {
  return [...Map.groupBy(awards, ({ issuer }) => issuer)].flatMap(([issuerId, own]) =>
    cellsOf(own)
      .filter(({ dimension }) => dimension !== 'issuer' && !dimension.startsWith('target:'))
      .map(({ dimension, value, period, participants, badges, several, claimed }) => ({
        ...{ dimension, value, period, issuerId, participants, badges, several, claimed },
      })),
  )
}

/** When somebody came back for a next badge, and after how many days. */
function gapsOf(awards: readonly Award[]): { day: string; days: number }[] {
  return [...Map.groupBy(awards, ({ learner }) => learner).values()].flatMap((own) => {
    const days = [...new Set(own.map(({ day }) => day))].sort()
    return days.slice(1).map((day, at) => ({
      day,
      days: (Date.parse(day) - Date.parse(days[at] ?? '')) / 86_400_000,
    }))
  })
}

function isIn(day: string, period: string): boolean {
  for (let each: string | null = day.slice(0, 7); each !== null; each = above(each)) {
    if (each === period) return true
  }
  return false
}

/** What is published of a cell: null where it is suppressed, and shares to the next twentieth. */
export function published(cell: Cell, suppressed: Suppressed) {
  if (suppressed.cells.has(cell)) return null
  const { participants, badges, opportunities } = cell
  const share = (count: number) => Math.round((20 * count) / participants) / 20
  return {
    participants,
    badges: suppressed.badges.has(cell) ? null : badges,
    opportunities,
    several: suppressed.several.has(cell) ? null : share(cell.several),
    claimed: suppressed.claimed.has(cell) ? null : share(cell.claimed),
  }
}
