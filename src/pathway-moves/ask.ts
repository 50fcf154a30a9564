import { uuidv7 } from 'uuidv7'
import { addJob, later, type Queries, type Transaction } from '../db/index.ts'

/** The job that sees to what follows for learners from what they have. */
export const MOVES_TASK = 'pathway-moves'
/** Few enough for one job to be done within seconds. */
const LEARNERS_AT_ONCE = 200

/**
 * Whether a badge class can move somebody along a published pathway that awards a badge: as named by
 * it, by a pathway on its way, as an equivalent, or by its layer.
 *
 * @param badgeClassId - an SQL expression
 * @param layer - an SQL expression, looked at only where pathways ask for layers
 */
export function movesPathways(badgeClassId: string, layer: string): string {
  return `(exists (select from pathway_grounds where badge_class_id = ${badgeClassId})
    or exists (
      select from badge_class_equivalents declared
      join pathway_grounds on pathway_grounds.badge_class_id = declared.badge_class_id
      where declared.equivalent_id = ${badgeClassId})
    or exists (
      select from pathway_grounds where pathway_grounds.layer is not null
        and pathway_grounds.layer = ${layer}))`
}

/**
 * Has what follows for learners from what they have now be seen to, when the transaction has
 * committed: pathways that they completed, or no longer meet. It is asked for in jobs of their own,
 * which no other transaction waits for.
 */
export function askForMoves(tx: Transaction, learnerIds: readonly string[]): void {
  const all = [...new Set(learnerIds)]
  for (let from = 0; from < all.length; from += LEARNERS_AT_ONCE) {
    const part = all.slice(from, from + LEARNERS_AT_ONCE)
    const key = `${MOVES_TASK}:${uuidv7()}`
    later(tx, () => addJob(tx, MOVES_TASK, { learnerIds: part.join(',') }, key, { endless: true }))
  }
}

const AFFECTED = `
  select distinct a.learner_id as id
  from assertions a
  where a.id = any($1::uuid[]) and ${movesPathways(
    'a.badge_class_id',
    `(select definition ->> 'layer' from badge_class_versions where id = a.badge_class_version_id)`,
  )}`

/** The same after assertions began or ceased to stand, for those that can move their learners. */
export async function askForMovesBy(
  tx: Transaction,
  assertionIds: readonly string[],
): Promise<void> {
  askForMoves(tx, await learnersMovedBy(tx, assertionIds))
}

async function learnersMovedBy(db: Queries, assertionIds: readonly string[]): Promise<string[]> {
  const { rows } = await db.$client.query<{ id: string }>({
    name: 'learners-moved-by',
    text: AFFECTED,
    values: [assertionIds],
  })
  return rows.map(({ id }) => id)
}

/** The same after learners came to opportunities, where pathways ask for that. */
export async function askForMovesByAttendance(
  tx: Transaction,
  attendances: readonly { opportunityId: string; learnerId: string }[],
): Promise<void> {
  if (attendances.length === 0) return
  const ids = [...new Set(attendances.map(({ opportunityId }) => opportunityId))]
  const { rows } = await tx.$client.query<{ id: string }>({
    name: 'opportunities-that-move',
    text: `select distinct opportunity_id as id from pathway_grounds
      where opportunity_id = any($1::uuid[])`,
    values: [ids],
  })
  const moving = new Set(rows.map(({ id }) => id))
  const moved = attendances.filter(({ opportunityId }) => moving.has(opportunityId))
  askForMoves(
    tx,
    moved.map(({ learnerId }) => learnerId),
  )
}
