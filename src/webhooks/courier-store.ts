import { and, eq, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { pgArray, type Queries, type Transaction, webhookDeliveries } from '../db/index.ts'
import type { EventRow, Position } from '../events/index.ts'
import type { Share } from './turns.ts'

/** An endpoint that has events waiting before it. */
export type Behind = {
  id: string
  issuerId: string | null
  eventTypes: string[] | null
  done: Position
}

/** One of the endpoints that were not told of all events up to a position; nobody else gets it. */
export async function endpointBehind(
  tx: Transaction,
  { transaction, id }: Position,
): Promise<Behind | undefined> {
  const { rows } = await tx.execute<
    Omit<Behind, 'done'> & { transaction: string; eventId: string }
  >(
    sql`select id, issuer_id as "issuerId", event_types as "eventTypes",
          done_transaction::text as transaction, done_event_id as "eventId"
        from webhook_endpoints
        where archived_at is null and not disabled
          and (done_transaction, done_event_id) < (${transaction}::xid8, ${id}::uuid)
        order by done_transaction, done_event_id limit 1 for no key update skip locked`,
  )
  const [row] = rows
  return row && { ...row, done: { transaction: row.transaction, id: row.eventId } }
}

/** Makes deliveries of events to an endpoint, and notes up to where that was done. */
export async function insertDeliveries(
  tx: Transaction,
  endpointId: string,
  eventIds: readonly string[],
  done: Position,
  at: Date,
): Promise<void> {
  const ids = eventIds.map(() => uuidv7())
  await tx.execute(
    sql`insert into webhook_deliveries (id, endpoint_id, event_id, next_attempt_at, created_at)
      select id, ${endpointId}::uuid, event_id, ${at}::timestamptz, ${at}::timestamptz
      from unnest(${pgArray('uuid', ids)}::uuid[], ${pgArray('uuid', eventIds)}::uuid[])
        as made (id, event_id)
      on conflict do nothing`,
  )
  await tx.execute(
    sql`update webhook_endpoints
      set done_transaction = ${done.transaction}::xid8, done_event_id = ${done.id}
      where id = ${endpointId}`,
  )
}

/** A delivery to be sent. */
export type Due = Pick<EventRow, 'at' | 'issuerId' | 'subjectIds'> & {
  id: string
  attempts: number
  endpointId: string
  sealedUrl: Buffer
  sealedSecret: Buffer
  eventId: string
  type: string
}

/**
 * Takes deliveries whose time has come, some of each endpoint, so that none is in another's way. When
 * nobody has said what became of one until `lostAt`, it is taken again.
 */
export async function takeDue(
  db: Queries,
  { limit, each, rooms }: Share,
  { now, lostAt }: { now: Date; lostAt: Date },
): Promise<Due[]> {
  const { rows } = await db.execute<Omit<Due, 'at'> & { at: number }>(
    sql`with due as (
        select waiting.id from (
          -- In an order of its own each time, so that none is always behind the others.
          select id, coalesce(room, ${each}) as room from webhook_endpoints
          left join unnest(
            ${pgArray('uuid', [...rooms.keys()])}::uuid[],
            ${pgArray('integer', [...rooms.values()])}::integer[]) as known (id, room) using (id)
          where archived_at is null and not disabled
          order by random()
        ) endpoint cross join lateral (
          select id from webhook_deliveries
          where endpoint_id = endpoint.id and status = 'waiting' and next_attempt_at <= ${now}
          order by next_attempt_at limit endpoint.room for no key update skip locked
        ) waiting
        limit ${limit})
      update webhook_deliveries delivery
      set attempts = attempts + 1, next_attempt_at = ${lostAt}, last_attempt_at = ${now}
      from due, webhook_endpoints endpoint, events event
      where delivery.id = due.id and endpoint.id = delivery.endpoint_id
        and event.id = delivery.event_id
      returning delivery.id, delivery.attempts, endpoint.id as "endpointId",
        endpoint.sealed_url as "sealedUrl", endpoint.sealed_secret as "sealedSecret",
        event.id as "eventId", event.type, extract(epoch from event.at)::float8 as at,
        event.issuer_id as "issuerId",
        event.subject_ids as "subjectIds"`,
  )
  return rows.map((row) => ({ ...row, at: new Date(row.at * 1000) }))
}

/** Notes what became of an attempt, unless the delivery was taken again meanwhile. */
export async function noteAttempt(
  db: Queries,
  { id, attempts }: Pick<Due, 'id' | 'attempts'>,
  outcome: Partial<typeof webhookDeliveries.$inferInsert>,
): Promise<void> {
  await db
    .update(webhookDeliveries)
    .set(outcome)
    .where(
      and(
        eq(webhookDeliveries.id, id),
        eq(webhookDeliveries.attempts, attempts),
        eq(webhookDeliveries.status, 'waiting'),
      ),
    )
}
