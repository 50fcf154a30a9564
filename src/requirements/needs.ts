import { type Requirement, type Step, thousandths } from './requirement.ts'

/**
 * The steps that each step cannot be completed without: of those that follow from others, only the
 * last. Where one of several steps will do, none of them is such a step.
 *
 * @param steps - without circles, see `stepProblems`
 */
export function needsOf(steps: readonly Step[]): Map<string, string[]> {
  const all = allNeedsOf(steps)
  return new Map([...all].map(([id, needed]) => [id, lastOf(needed, all)]))
}

/** The steps that a pathway is not complete without: of those that follow from others, only the last. */
export function lastNeeded(steps: readonly Step[]): string[] {
  const asked = steps.filter(({ optional }) => optional !== true).map(({ id }) => id)
  return lastOf(new Set(asked), allNeedsOf(steps))
}

function lastOf(
  needed: ReadonlySet<string>,
  all: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const before = new Set([...needed].flatMap((id) => [...(all.get(id) ?? [])]))
  return [...needed].filter((id) => !before.has(id)).sort()
}

/** What each step cannot be completed without, be it by way of others. */
function allNeedsOf(steps: readonly Step[]): Map<string, ReadonlySet<string>> {
  const known = new Map<string, ReadonlySet<string>>()
  const byId = new Map(steps.map((step) => [step.id, step]))

  function neededFor(requirement: Requirement): ReadonlySet<string> {
    if ('step' in requirement) return new Set([requirement.step, ...visit(requirement.step)])
    if ('all' in requirement) return neededAmong(requirement.all, requirement.all.length)
    if ('any' in requirement) return neededAmong(requirement.any, 1)
    if ('atLeast' in requirement) return neededAmong(requirement.of, requirement.atLeast)
    if (!('points' in requirement)) return new Set()
    const entries = requirement.of.map(({ weight, requires }) => ({
      weight: thousandths(weight),
      needed: neededFor(requires),
    }))
    return missedBy(entries, thousandths(requirement.points))
  }

  function neededAmong(entries: readonly Requirement[], least: number): ReadonlySet<string> {
    const alike = entries.map((entry) => ({ weight: 1, needed: neededFor(entry) }))
    return missedBy(alike, least)
  }

  function visit(id: string): ReadonlySet<string> {
    const before = known.get(id)
    if (before !== undefined) return before
    const needed = neededFor((byId.get(id) as Step).requires)
    known.set(id, needed)
    return needed
  }

  for (const { id } of steps) visit(id)
  return known
}

/** The steps without which the entries that are left weigh too little. */
function missedBy(
  entries: readonly { weight: number; needed: ReadonlySet<string> }[],
  least: number,
): ReadonlySet<string> {
  const weights = new Map<string, number>()
  let all = 0
  for (const { weight, needed } of entries) {
    all += weight
    for (const id of needed) weights.set(id, (weights.get(id) ?? 0) + weight)
  }
  return new Set([...weights].filter(([, weight]) => all - weight < least).map(([id]) => id))
}
