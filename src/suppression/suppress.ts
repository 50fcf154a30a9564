import type { CountCell, CountRelation } from './counts.ts'
import { determinedBy } from './determined.ts'

/**
 * Which counts must not be published, so that nobody learns anything about fewer people than a
 * threshold: small counts, and as many others as it takes that no sum or difference of what is
 * published leads back to them (complementary suppression). All of them have to look alike: that a
 * count is suppressed must not tell for which of the two reasons.
 *
 * - A count about at least one and fewer than `threshold` people is suppressed. Zero is where `zeros`
 *   says so: that nobody gave an answer tells something about everybody who was asked.
 * - What is suppressed among the parts of a published total concerns at least `threshold` people
 *   together.
 * - No suppressed count follows from the published ones by any combination of the relations.
 *
 * What is sacrificed are the smallest counts that do: not always the fewest possible, which would be
 * NP-hard to find.
 *
 * @param already - what is suppressed for other reasons: it hides others, and has to be hidden
 * @returns the positions of the cells that are suppressed; the same for the same input
 */
export function suppress(
  cells: readonly CountCell[],
  relations: readonly CountRelation[],
  threshold: number,
  zeros: 'published' | 'suppressed' = 'published',
  already: ReadonlySet<number> = new Set(),
): Set<number> {
  const least = zeros === 'published' ? 1 : 0
  const suppressed = new Set<number>(already)
  for (const [at, { people }] of cells.entries()) {
    if (people >= least && people < threshold) suppressed.add(at)
  }
  for (;;) {
    settle(cells, relations, threshold, suppressed)
    const open = determinedBy(relations, suppressed)
    if (open.size === 0) return suppressed
    // The smallest one more in each relation of what could be worked out.
    const sacrifices = new Set<number>()
    for (const relation of relations) {
      if (!membersOf(relation).some((at) => open.has(at))) continue
      const sacrifice = smallest(cells, relation, suppressed)
      if (sacrifice !== undefined) sacrifices.add(sacrifice)
    }
    // Where nothing is left to give, what can be worked out are zeros.
    if (sacrifices.size === 0) return suppressed
    for (const at of sacrifices) suppressed.add(at)
  }
}

/** Suppresses more until every relation for itself is in order. */
function settle(
  cells: readonly CountCell[],
  relations: readonly CountRelation[],
  threshold: number,
  suppressed: Set<number>,
): void {
  for (let changed = true; changed; ) {
    changed = false
    for (const relation of relations) {
      while (isOpen(cells, relation, threshold, suppressed)) {
        const sacrifice = smallest(cells, relation, suppressed)
        if (sacrifice === undefined) break
        suppressed.add(sacrifice)
        changed = true
      }
    }
  }
}

/** Whether a relation alone tells what is suppressed in it, or about too few people together. */
function isOpen(
  cells: readonly CountCell[],
  relation: CountRelation,
  threshold: number,
  suppressed: ReadonlySet<number>,
): boolean {
  const hidden = membersOf(relation).filter((at) => suppressed.has(at))
  if (hidden.length === 0) return false
  if (hidden.length === 1) return true
  if (suppressed.has(relation.total)) return false
  const people = hidden.map((at) => cells[at]?.people ?? 0)
  // Where people may be in several parts, together they may be no more than the largest has.
  const together = relation.overlapping
    ? Math.max(...people)
    : people.reduce((sum, each) => sum + each, 0)
  return together < threshold
}

/** The smallest published member: a part where there is one, or else the total. */
function smallest(
  cells: readonly CountCell[],
  { total, parts }: CountRelation,
  suppressed: ReadonlySet<number>,
): number | undefined {
  const peopleOf = (at: number) => cells[at]?.people ?? 0
  // A zero hides nobody, but is what is left to hide behind when all others are.
  const published = parts
    .filter((at) => !suppressed.has(at))
    .sort((a, b) => rank(peopleOf(a)) - rank(peopleOf(b)) || a - b)
  return published[0] ?? (suppressed.has(total) ? undefined : total)
}

const rank = (people: number) => (people === 0 ? Number.MAX_SAFE_INTEGER : people)

function membersOf({ total, parts }: CountRelation): number[] {
  return [total, ...parts]
}
