import { sql } from 'drizzle-orm'
import {
  boolean,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, instant, lifecycle, transactionNumber } from './columns.ts'
import { events } from './events.ts'
import { issuers } from './issuers.ts'

/** Where somebody wants to be told of what happens. */
export const webhookEndpoints = pgTable(
  'webhook_endpoints',
  {
    id: uuid('id').primaryKey(),
    /** Whose events it is told of; null: those of all, and the platform's. */
    issuerId: uuid('issuer_id').references(() => issuers.id),
    /** May hold a secret of its owner. */
    sealedUrl: bytea('sealed_url').notNull(),
    /** What deliveries are signed with. */
    sealedSecret: bytea('sealed_secret').notNull(),
    /** Null: all. */
    eventTypes: text('event_types').array(),
    disabled: boolean('disabled').notNull().default(false),
    /** Why it was disabled by us. */
    disabledReason: text('disabled_reason'),
    /** The last event up to which deliveries were made, by its place in the outbox. */
    doneTransaction: transactionNumber('done_transaction').notNull().default('0'),
    doneEventId: uuid('done_event_id').notNull().default('00000000-0000-0000-0000-000000000000'),
    ...lifecycle,
  },
  (table) => [
    index().on(table.issuerId, table.id),
    index('webhook_endpoints_active')
      .on(table.doneTransaction, table.doneEventId)
      .where(sql`archived_at is null and not disabled`),
  ],
)

/** An event on its way to an endpoint; as long as the event is kept. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: uuid('id').primaryKey(),
    endpointId: uuid('endpoint_id').notNull(),
    eventId: uuid('event_id').notNull(),
    /** waiting, delivered or failed: given up. */
    status: text('status').notNull().default('waiting'),
    /** How often it was tried since it was made, or replayed. */
    attempts: integer('attempts').notNull().default(0),
    /** When it is tried next; one under way, when it is taken to have been lost. */
    nextAttemptAt: instant('next_attempt_at').notNull(),
    lastAttemptAt: instant('last_attempt_at'),
    /** What the receiver answered last, with its HTTP status. */
    lastStatus: integer('last_status'),
    /** Why there was no answer. */
    lastFailure: text('last_failure'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    foreignKey({
      name: 'webhook_deliveries_endpoint',
      columns: [table.endpointId],
      foreignColumns: [webhookEndpoints.id],
    }),
    foreignKey({
      name: 'webhook_deliveries_event',
      columns: [table.eventId],
      foreignColumns: [events.id],
    }).onDelete('cascade'),
    unique('webhook_deliveries_once').on(table.eventId, table.endpointId),
    index().on(table.endpointId, table.id),
    index('webhook_deliveries_due')
      .on(table.endpointId, table.nextAttemptAt)
      .where(sql`status = 'waiting'`),
  ],
)
