import { standardsByIds } from '../badging-standards/index.ts'
import type { Queries } from '../db/index.ts'
import { conflict, type FieldProblem, invalid } from '../http/index.ts'
import type { FollowedStandard } from './schema.ts'

/**
 * The badging standards that a badge class follows, with the names under which it publishes them.
 * A standard that it followed before keeps the name that it had then.
 *
 * @param before - what it follows so far
 * @throws Problem naming the id that is no standard's, or that of an archived one
 */
export async function followedStandards(
  db: Queries,
  ids: readonly string[],
  before: readonly FollowedStandard[] = [],
): Promise<FollowedStandard[]> {
  const kept = new Map(before.map((standard) => [standard.id, standard]))
  const added = ids.filter((id) => !kept.has(id))
  const rows = added.length === 0 ? [] : await standardsByIds(db, added)
  const found = new Map(rows.map((row) => [row.id, row]))
  const problems: FieldProblem[] = []
  const followed = ids.flatMap((id, position): FollowedStandard[] => {
    const known = kept.get(id) ?? found.get(id)
    const field = `standardIds[${position}]`
    if (found.get(id)?.archivedAt) {
      throw conflict(`${field} is archived and can be followed anew no more.`, field)
    }
    if (known !== undefined) return [{ id, name: known.name }]
    problems.push({ field, detail: `${field} names no badging standard.` })
    return []
  })
  const [first, ...rest] = problems
  if (first !== undefined) throw invalid(first, ...rest)
  return followed
}
