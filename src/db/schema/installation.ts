import { type AnyPgColumn, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant } from './columns.ts'
import { issuers } from './issuers.ts'
import { places } from './places.ts'

/** Facts about this installation that must never change under it, such as its public URL. */
export const settings = pgTable('settings', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
})

/** Keys of the API: only a hash is kept, and the prefix to tell them apart by. */
export const apiKeys = pgTable('api_keys', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  prefix: text('prefix').notNull().unique(),
  secretHash: bytea('secret_hash').notNull(),
  scopes: text('scopes').array().notNull(),
  issuerId: uuid('issuer_id').references((): AnyPgColumn => issuers.id),
  /** A key of a place, and what part its holder has there. */
  placeId: uuid('place_id').references((): AnyPgColumn => places.id),
  role: text('role'),
  createdAt: instant('created_at').notNull(),
  revokedAt: instant('revoked_at'),
})

/** Answers already given to creating requests; keyed hashes and a sealed answer, no personal data. */
export const idempotencyRecords = pgTable(
  'idempotency_records',
  {
    keyHash: bytea('key_hash').primaryKey(),
    requestHash: bytea('request_hash').notNull(),
    resultId: uuid('result_id').notNull(),
    sealedAnswer: bytea('sealed_answer').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index().on(table.expiresAt)],
)
