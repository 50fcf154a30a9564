import { sql } from 'drizzle-orm'
import {
  boolean,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { badgeClasses } from './badge-classes.ts'
import { bytea, instant } from './columns.ts'
import { issuers } from './issuers.ts'

/** Bulk awards. What came and what was answered stands in the chunks, for a while. */
export const awardBatches = pgTable(
  'award_batches',
  {
    id: uuid('id').primaryKey(),
    /** Whose it is: the issuer of the key or of the badge class; null: the platform's. */
    issuerId: uuid('issuer_id').references(() => issuers.id),
    /** What all rows are awarded; null: each row says it. */
    badgeClassId: uuid('badge_class_id').references(() => badgeClasses.id),
    /** The key that sent it, and the issuer which that was bound to: its rights are used. */
    actorId: text('actor_id').notNull(),
    actorIssuerId: uuid('actor_issuer_id').references(() => issuers.id),
    /** Keyed hash of key and Idempotency-Key. */
    idempotencyHash: bytea('idempotency_hash').unique(),
    /** Keyed hash of everything that was asked for besides the rows. */
    requestHash: bytea('request_hash').notNull(),
    /** skip or reject. */
    onInvalid: text('on_invalid').notNull(),
    /** skip, reissue or allow. */
    onDuplicate: text('on_duplicate').notNull(),
    /** Whether learners are told of what they are awarded, where a row says nothing of it. */
    notify: boolean('notify').notNull().default(false),
    /** How the rows are written: with the header of a CSV file. */
    sealedFormat: bytea('sealed_format'),
    /** receiving, incomplete, queued, running, paused, completed or cancelled. */
    status: text('status').notNull(),
    /** The process that receives the rows; see the jobs folder for how others learn of its end. */
    receiverId: text('receiver_id'),
    total: integer('total').notNull().default(0),
    awarded: integer('awarded').notNull().default(0),
    duplicates: integer('duplicates').notNull().default(0),
    invalid: integer('invalid').notNull().default(0),
    failed: integer('failed').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    /** When something about it changed last. */
    updatedAt: instant('updated_at').notNull(),
    startedAt: instant('started_at'),
    /** When the last row was answered, or it was cancelled. */
    completedAt: instant('completed_at'),
    /** When rows and answers were deleted. */
    forgottenAt: instant('forgotten_at'),
    /** Taking back all that was awarded: checking, running, completed or refused; null: not asked for. */
    revocationStatus: text('revocation_status'),
    /** The key that asked for it. */
    revocationActorId: text('revocation_actor_id'),
    sealedRevocationReason: bytea('sealed_revocation_reason'),
    /** The last chunk that was checked, or revoked; chunks have their turn by number. */
    revocationChunk: integer('revocation_chunk').notNull().default(0),
    /** How many of its assertions are revoked by now. */
    revoked: integer('revoked').notNull().default(0),
    revocationRequestedAt: instant('revocation_requested_at'),
    revocationCompletedAt: instant('revocation_completed_at'),
  },
  (table) => [
    index().on(table.issuerId, table.id),
    index('award_batches_open').on(table.status).where(sql`completed_at is null`),
    index('award_batches_kept').on(table.completedAt).where(sql`forgotten_at is null`),
  ],
)

/** The rows of a batch, so many in one: what is worked off in one transaction. */
export const awardBatchChunks = pgTable(
  'award_batch_chunks',
  {
    batchId: uuid('batch_id').notNull(),
    /** Counts from 1. */
    number: integer('number').notNull(),
    /** The number of its first row; rows count from 1 over the whole batch. */
    firstRow: integer('first_row').notNull(),
    rowCount: integer('row_count').notNull(),
    /** Keyed hash of the rows as they came: shows that a file sent again is the same. */
    rowsHash: bytea('rows_hash').notNull(),
    /** The rows as they came. */
    sealedRows: bytea('sealed_rows'),
    /** What became of each row; null until then. */
    sealedAnswers: bytea('sealed_answers'),
    /** waiting, checked (all its rows were looked at before the first is awarded) or done. */
    state: text('state').notNull().default('waiting'),
    /** What was awarded: outlives the answers, so that a batch can be revoked as a whole. */
    assertionIds: uuid('assertion_ids').array().notNull().default(sql`'{}'`),
  },
  (table) => [
    primaryKey({ columns: [table.batchId, table.number] }),
    foreignKey({
      name: 'award_batch_chunks_batch',
      columns: [table.batchId],
      foreignColumns: [awardBatches.id],
    }),
    index('award_batch_chunks_left').on(table.batchId, table.number).where(sql`state <> 'done'`),
  ],
)
