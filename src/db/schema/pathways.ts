import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { lifecycle } from './columns.ts'
import { issuers } from './issuers.ts'

export const pathways = pgTable(
  'pathways',
  {
    id: uuid('id').primaryKey(),
    issuerId: uuid('issuer_id').references(() => issuers.id),
    name: text('name').notNull(),
    description: text('description'),
    steps: jsonb('steps').notNull(),
    ...lifecycle,
  },
  (table) => [index().on(table.issuerId, table.id)],
)
