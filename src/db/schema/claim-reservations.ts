import { index, pgTable, uuid } from 'drizzle-orm/pg-core'
import { claimCodeSets } from './claims.ts'
import { bytea } from './columns.ts'

/** For whom codes are kept that nobody has claimed with yet: whoever brings one is that person. */
export const claimReservations = pgTable(
  'claim_reservations',
  {
    setId: uuid('set_id')
      .primaryKey()
      .references(() => claimCodeSets.id),
    /** The keyed hash that stands in the set, too. */
    reservedIndex: bytea('reserved_index').notNull(),
    sealedIdentifier: bytea('sealed_identifier').notNull(),
  },
  (table) => [index().on(table.reservedIndex)],
)
