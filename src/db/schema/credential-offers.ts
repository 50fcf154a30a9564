import { index, integer, pgTable, uuid } from 'drizzle-orm/pg-core'
import { assertions } from './assertions.ts'
import { bytea, instant } from './columns.ts'

/** Offers of credentials to wallets. Everything that opens one is kept as a hash. */
export const credentialOffers = pgTable(
  'credential_offers',
  {
    id: uuid('id').primaryKey(),
    assertionId: uuid('assertion_id')
      .notNull()
      .references(() => assertions.id, { onDelete: 'cascade' }),
    /** Of what stands in the link. */
    tokenHash: bytea('token_hash').notNull().unique(),
    codeHash: bytea('code_hash').notNull().unique(),
    txCodeHash: bytea('tx_code_hash'),
    /** Wrong transaction codes so far. */
    attempts: integer('attempts').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    redeemedAt: instant('redeemed_at'),
    accessTokenHash: bytea('access_token_hash').unique(),
    accessExpiresAt: instant('access_expires_at'),
    issuedAt: instant('issued_at'),
  },
  (table) => [index().on(table.assertionId), index().on(table.expiresAt)],
)
