import { and, asc, eq, gt, isNull, type SQL, sql } from 'drizzle-orm'
import { events, type Queries, webhookDeliveries, webhookEndpoints } from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'

export type EndpointRow = typeof webhookEndpoints.$inferSelect
export type DeliveryRow = typeof webhookDeliveries.$inferSelect & { eventType: string }

export async function insertEndpoint(
  db: Queries,
  row: typeof webhookEndpoints.$inferInsert,
): Promise<EndpointRow> {
  const [inserted] = await db.insert(webhookEndpoints).values(row).returning()
  return inserted as EndpointRow
}

export async function endpointById(
  db: Queries,
  id: string,
  lock = false,
): Promise<EndpointRow | undefined> {
  const query = db.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id)).$dynamic()
  const [row] = await (lock ? query.for('no key update') : query)
  return row
}

export async function updateEndpoint(
  db: Queries,
  id: string,
  changes: Partial<typeof webhookEndpoints.$inferInsert>,
): Promise<EndpointRow> {
  const [row] = await db
    .update(webhookEndpoints)
    .set(changes)
    .where(eq(webhookEndpoints.id, id))
    .returning()
  return row as EndpointRow
}

/** One row more than the page holds. */
export function listEndpoints(
  db: Queries,
  issuerId: string | null,
  page: PageRequest,
): Promise<EndpointRow[]> {
  return db
    .select()
    .from(webhookEndpoints)
    .where(
      and(
        issuerId === null ? undefined : eq(webhookEndpoints.issuerId, issuerId),
        page.after === null ? undefined : gt(webhookEndpoints.id, page.after),
        page.archived ? undefined : isNull(webhookEndpoints.archivedAt),
      ),
    )
    .orderBy(asc(webhookEndpoints.id))
    .limit(page.limit + 1)
}

/** Disables an endpoint, as its receiver asked. */
export async function disableEndpoint(db: Queries, id: string, reason: string, at: Date) {
  await db
    .update(webhookEndpoints)
    .set({
      disabled: true,
      disabledReason: reason,
      updatedAt: at,
      revision: sql`${webhookEndpoints.revision} + 1`,
    })
    .where(and(eq(webhookEndpoints.id, id), eq(webhookEndpoints.disabled, false)))
}

export async function insertDelivery(
  db: Queries,
  row: typeof webhookDeliveries.$inferInsert,
): Promise<void> {
  await db.insert(webhookDeliveries).values(row)
}

const selectDeliveries = (db: Queries, ...conditions: (SQL | undefined)[]) =>
  db
    .select({ delivery: webhookDeliveries, eventType: events.type })
    .from(webhookDeliveries)
    .innerJoin(events, eq(events.id, webhookDeliveries.eventId))
    .where(and(...conditions))
    .orderBy(asc(webhookDeliveries.id))

/** A delivery of an endpoint. */
export async function deliveryById(
  db: Queries,
  endpointId: string,
  id: string,
): Promise<DeliveryRow | undefined> {
  const ofEndpoint = eq(webhookDeliveries.endpointId, endpointId)
  const [row] = await selectDeliveries(db, ofEndpoint, eq(webhookDeliveries.id, id))
  return row && { ...row.delivery, eventType: row.eventType }
}

/** One row more than the page holds. */
export async function listDeliveries(
  db: Queries,
  endpointId: string,
  status: string | undefined,
  page: PageRequest,
): Promise<DeliveryRow[]> {
  const rows = await selectDeliveries(
    db,
    eq(webhookDeliveries.endpointId, endpointId),
    status === undefined ? undefined : eq(webhookDeliveries.status, status),
    page.after === null ? undefined : gt(webhookDeliveries.id, page.after),
  ).limit(page.limit + 1)
  return rows.map(({ delivery, eventType }) => ({ ...delivery, eventType }))
}

/** Puts a delivery at the beginning of its way. */
export async function beginDeliveryAgain(db: Queries, id: string, at: Date): Promise<void> {
  await db
    .update(webhookDeliveries)
    .set({ status: 'waiting', attempts: 0, nextAttemptAt: at })
    .where(eq(webhookDeliveries.id, id))
}
