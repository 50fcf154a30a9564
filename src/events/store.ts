import { and, asc, desc, eq, inArray, lt, type SQL, sql } from 'drizzle-orm'
import { events, type Queries, type Transaction, webhookEndpoints } from '../db/index.ts'
import type { EventType } from './types.ts'

export type EventRow = typeof events.$inferSelect & { type: EventType }

/** Which events are asked for; of all issuers and types when left out. */
export type EventFilter = { issuerId?: string | null; types?: readonly EventType[] }

const matching = ({ issuerId, types }: EventFilter): SQL | undefined =>
  and(
    issuerId == null ? undefined : eq(events.issuerId, issuerId),
    types === undefined ? undefined : inArray(events.type, [...types]),
  )

/** Where an event stands in the order of all. */
export type Position = { transaction: string; id: string }

const BEFORE_ALL: Position = { transaction: '0', id: '00000000-0000-0000-0000-000000000000' }

/** Where an event stands; undefined when it is not there, or the filter does not let it through. */
export async function positionOf(
  db: Queries,
  id: string,
  filter: EventFilter = {},
): Promise<Position | undefined> {
  const [row] = await db
    .select({ transaction: events.transaction, id: events.id })
    .from(events)
    .where(and(eq(events.id, id), matching(filter)))
  return row
}

/**
 * Events in the order in which they can be read, which never changes: none comes later before one
 * that was read. So those of a transaction wait for all that began before it.
 *
 * @param after - those after it; null: from the oldest on
 */
export async function eventsAfter(
  db: Queries,
  after: Position | null,
  filter: EventFilter,
  limit: number,
): Promise<EventRow[]> {
  const passed =
    after === null
      ? undefined
      : sql`(${events.transaction}, ${events.id}) > (${after.transaction}::xid8, ${after.id}::uuid)`
  const rows = await db
    .select()
    .from(events)
    .where(
      and(
        sql`${events.transaction} < pg_snapshot_xmin(pg_current_snapshot())`,
        passed,
        matching(filter),
      ),
    )
    .orderBy(asc(events.transaction), asc(events.id))
    .limit(limit)
  return rows as EventRow[]
}

/** Where the last event stands that can be read; before all where there is none. */
export async function lastPosition(db: Queries): Promise<Position> {
  const [row] = await db
    .select({ transaction: events.transaction, id: events.id })
    .from(events)
    .where(sql`${events.transaction} < pg_snapshot_xmin(pg_current_snapshot())`)
    .orderBy(desc(events.transaction), desc(events.id))
    .limit(1)
  return row ?? BEFORE_ALL
}

/** Deletes some events of before a moment; their ids begin with their time (RFC 9562, 5.7). */
export async function deleteEventsBefore(db: Queries, moment: Date, limit: number) {
  const time = moment.getTime().toString(16).padStart(12, '0')
  const first = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
  const oldest = db
    .select({ id: events.id })
    .from(events)
    .where(lt(events.id, first))
    .orderBy(asc(events.id))
    .limit(limit)
  const { rowCount } = await db.delete(events).where(inArray(events.id, oldest))
  return rowCount ?? 0
}

/**
 * Puts another id in the place of a subject's, in some of the events.
 *
 * @returns the last event that was looked at; undefined after the last of all
 */
export async function replaceSubject(
  db: Queries,
  subject: { from: string; to: string },
  after: string,
  limit: number,
): Promise<string | undefined> {
  const { rows } = await db.execute<{ last: string | null }>(sql`
    with page as materialized (
      select id, subject_ids from events where id > ${after} order by id limit ${limit}
    ), replaced as (
      update events set subject_ids = array_replace(events.subject_ids, ${subject.from}::uuid, ${subject.to}::uuid)
      from page where events.id = page.id and page.subject_ids @> array[${subject.from}::uuid]
    )
    select (array_agg(id order by id desc))[1] as last from page`)
  return rows[0]?.last ?? undefined
}

/**
 * Orders events of a database that was moved to another server, where the numbers of transactions
 * may be lower than here, before all that will happen; and how far webhooks were told of them.
 */
export async function settleMovedEvents(tx: Transaction): Promise<void> {
  const { rowCount } = await tx.execute(
    sql`update events set transaction = '0' where exists
      (select 1 from events where transaction >= pg_snapshot_xmax(pg_current_snapshot()))`,
  )
  if (rowCount === 0) return
  await tx.update(webhookEndpoints).set({ doneTransaction: '0' })
}
