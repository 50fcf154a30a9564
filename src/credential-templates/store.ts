import { inArray } from 'drizzle-orm'
import { credentialTemplates, type Queries } from '../db/index.ts'

/** The texts of those of these templates that there are. */
export function templateTexts(db: Queries, ids: string[]) {
  return db.select().from(credentialTemplates).where(inArray(credentialTemplates.id, ids))
}

/** Stores a template; the same one twice is one. */
export async function insertTemplate(
  db: Queries,
  template: typeof credentialTemplates.$inferInsert,
) {
  await db.insert(credentialTemplates).values(template).onConflictDoNothing()
}
