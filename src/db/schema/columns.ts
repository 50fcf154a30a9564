import { customType, integer, timestamp } from 'drizzle-orm/pg-core'

/** Bytes. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })

/** The number of a transaction, which is never used twice. */
export const transactionNumber = customType<{ data: string; driverData: string }>({
  dataType: () => 'xid8',
})

/** A moment, with its time zone. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** What every resource that can be changed has: its times, its revision (the ETag), its archive mark. */
export const lifecycle = {
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
  revision: integer('revision').notNull().default(1),
  archivedAt: instant('archived_at'),
}
