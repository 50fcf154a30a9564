import { sql } from 'drizzle-orm'
import { addJob, later, pathwayGrounds, type Queries, type Transaction } from '../db/index.ts'
import { namedBy } from '../requirements/index.ts'
import { type GraphPathway, pathwaysReachedFrom } from './graph-store.ts'

/** The job that looks at everybody whom a change of a pathway may concern. */
export const REVIEW_TASK = 'pathway-review'
/** The job that looks at those for whom something happened while pathways changed. */
export const SECOND_LOOK_TASK = 'pathway-second-look'
/** The job that looks at those for whom something has ended or begun by itself. */
export const RECHECK_TASK = 'pathway-recheck'
/** Awards that were under way when a pathway changed did not know of the change; they last no longer. */
const UNDER_WAY_MS = 60_000
/** Changes of so long are looked after together: a programme that begins makes many pathways at once. */
const SPAN_MS = 60_000

/** Behind awards in bulk, which only take a share of the queue: a hundred reviews took all of it. */
const PRIORITY = 20

/** Whether somebody is awarded a badge for completing a pathway now. */
export function awardsNow({ status, awards, isArchived }: GraphPathway): boolean {
  return status === 'published' && awards !== null && !isArchived
}

/** Everything that a pathway hangs on, by way of others too, in every version in use. */
function groundsOf(
  pathways: ReadonlyMap<string, GraphPathway>,
  pathwayId: string,
): { badgeClasses: Set<string>; layers: Set<string>; opportunities: Set<string> } {
  const seen = new Set<string>()
  const badgeClasses = new Set<string>()
  const layers = new Set<string>()
  const opportunities = new Set<string>()
  const visit = (id: string): void => {
    const pathway = pathways.get(id)
    if (pathway === undefined || seen.has(id)) return
    seen.add(id)
    for (const steps of [pathway.steps, ...pathway.versions.map((one) => one.steps)]) {
      const named = namedBy(steps)
      for (const one of named.badgeClasses) badgeClasses.add(one)
      for (const one of named.layers) layers.add(one)
      for (const one of named.opportunities) opportunities.add(one)
      for (const one of named.pathways) visit(one)
    }
  }
  visit(pathwayId)
  return { badgeClasses, layers, opportunities }
}

/**
 * Notes what the badges of a pathway, and of those that ask for it, hang on, and has everybody looked
 * at whom the change may concern.
 *
 * @param tx - which holds the lock on pathways, and has noted what the pathway asks for
 */
export async function noteGrounds(tx: Transaction, pathwayId: string): Promise<void> {
  const concerned = await pathwaysLeadingTo(tx, pathwayId)
  const pathways = await pathwaysReachedFrom(tx, concerned)
  for (const id of concerned) {
    const pathway = pathways.get(id)
    await tx.delete(pathwayGrounds).where(sql`${pathwayGrounds.pathwayId} = ${id}`)
    if (pathway === undefined || !awardsNow(pathway)) continue
    const { badgeClasses, layers, opportunities } = groundsOf(pathways, id)
    const rows = [
      ...[...badgeClasses].map((badgeClassId) => ({ pathwayId: id, badgeClassId })),
      ...[...layers].map((layer) => ({ pathwayId: id, layer })),
      ...[...opportunities].map((opportunityId) => ({ pathwayId: id, opportunityId })),
    ]
    if (rows.length > 0) await tx.insert(pathwayGrounds).values(rows)
    askForReview(tx, id)
  }
}

/**
 * Has everybody looked at whom a pathway may concern, once the transaction has committed, and later
 * those to whom something happened around then.
 */
function askForReview(tx: Transaction, pathwayId: string): void {
  const options = { priority: PRIORITY, endless: true }
  const key = `${REVIEW_TASK}:${pathwayId}`
  later(tx, () => addJob(tx, REVIEW_TASK, { pathwayId }, key, options))
  const now = Date.now()
  const span = Math.floor(now / SPAN_MS) * SPAN_MS
  const end = span + SPAN_MS + UNDER_WAY_MS
  const between = { from: String(span - UNDER_WAY_MS), to: String(end) }
  later(tx, () =>
    addJob(tx, SECOND_LOOK_TASK, between, `${SECOND_LOOK_TASK}:${span}`, {
      ...options,
      afterMs: end - now,
    }),
  )
}

/** Has everybody looked at who is concerned when other badges than before count as a badge class. */
export async function reviewForBadgeClass(tx: Transaction, badgeClassId: string): Promise<void> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`select distinct pathway_id as id from pathway_grounds where badge_class_id = ${badgeClassId}`,
  )
  for (const { id } of rows) askForReview(tx, id)
}

async function pathwaysLeadingTo(db: Queries, pathwayId: string): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    with recursive above (id) as (
      select ${pathwayId}::uuid
      union
      select pathway_id from above join pathway_references on referenced_id = above.id
    )
    select id from above`)
  return rows.map(({ id }) => id)
}
