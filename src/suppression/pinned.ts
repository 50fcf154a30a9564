/** What is known of a count: that it is no less and no more. */
export type Range = { low: number; high: number }

/**
 * That counts are parts of another, each no more than it. What they are together: `exact`, that total,
 * as nobody is in two and everybody in one; `enough`, no less, as everybody is in one; `unrelated`.
 */
export type Parts = {
  total: number
  parts: readonly number[]
  together: 'exact' | 'enough' | 'unrelated'
}

/** Rounds after which nobody narrows further down; hardly anything takes more than a few. */
const MOST_ROUNDS = 30

/**
 * Which counts can be found out though no equation gives them: who knows that a total is as large as
 * its parts can be together knows each of them.
 *
 * @param rules - about counts that are whole and never negative
 * @param known - what is known of each, by position; undefined: nothing
 * @param asked - positions; what is known exactly is not found out
 * @returns those asked for that can be one number only, each with what is known and tells so
 */
export function pinned(
  rules: readonly Parts[],
  known: readonly (Range | undefined)[],
  asked: readonly number[],
): Map<number, Set<number>> {
  const narrowed = narrow(rules, known)
  const { low, high } = narrowed
  const isOpen = (at: number) => known[at] === undefined || known[at].low < known[at].high
  const found = asked.filter((at) => isOpen(at) && low[at] === high[at])
  return new Map(found.map((at) => [at, reasons(narrowed, known, at)]))
}

const lowOf = (at: number) => 2 * at
const highOf = (at: number) => 2 * at + 1

/** The bounds of all counts, and the bounds that each of them follows from. */
type Narrowed = { low: number[]; high: number[]; why: Map<number, readonly number[]> }

function narrow(rules: readonly Parts[], known: readonly (Range | undefined)[]): Narrowed {
  const low = known.map((range) => range?.low ?? 0)
  const high = known.map((range) => range?.high ?? Number.POSITIVE_INFINITY)
  const why: Narrowed['why'] = new Map()
  let changed = true
  const raise = (at: number, to: number, because: () => number[]) => {
    if (to <= (low[at] as number)) return
    low[at] = to
    why.set(lowOf(at), because())
    changed = true
  }
  const lower = (at: number, to: number, because: () => number[]) => {
    if (to >= (high[at] as number)) return
    high[at] = to
    why.set(highOf(at), because())
    changed = true
  }
  const sum = (values: readonly number[], of: readonly number[], but?: number) => {
    let all = 0
    for (const at of of) if (at !== but) all += values[at] as number
    return all
  }

  const isOpen = (at: number) => low[at] !== high[at]
  const telling = rules.filter(({ total, parts }) => isOpen(total) || parts.some(isOpen))
  for (let round = 0; changed && round < MOST_ROUNDS; round += 1) {
    changed = false
    for (const { total, parts, together } of telling) {
      const but = (part: number) => parts.filter((at) => at !== part)
      for (const part of parts) {
        raise(total, low[part] as number, () => [lowOf(part)])
        lower(part, high[total] as number, () => [highOf(total)])
      }
      if (together === 'unrelated') continue
      const most = sum(high, parts)
      lower(total, most, () => parts.map(highOf))
      for (const part of parts) {
        // One without a bound leaves nothing to be said of the others.
        const rest = Number.isFinite(most) ? most - (high[part] as number) : sum(high, parts, part)
        raise(part, (low[total] as number) - rest, () => [lowOf(total), ...but(part).map(highOf)])
      }
      if (together === 'enough') continue
      const least = sum(low, parts)
      raise(total, least, () => parts.map(lowOf))
      for (const part of parts) {
        const rest = least - (low[part] as number)
        lower(part, (high[total] as number) - rest, () => [highOf(total), ...but(part).map(lowOf)])
      }
    }
  }
  return { low, high, why }
}

/** What is known and the bounds of one follow from. */
function reasons(
  { why }: Narrowed,
  known: readonly (Range | undefined)[],
  asked: number,
): Set<number> {
  const found = new Set<number>()
  const seen = new Set<number>()
  const open = [lowOf(asked), highOf(asked)]
  for (let bound = open.pop(); bound !== undefined; bound = open.pop()) {
    if (seen.has(bound)) continue
    seen.add(bound)
    const at = Math.floor(bound / 2)
    if (known[at] !== undefined) found.add(at)
    open.push(...(why.get(bound) ?? []))
  }
  return found
}
