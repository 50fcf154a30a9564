import { eq } from 'drizzle-orm'
import type { Queries } from './queries.ts'
import { settings } from './schema/index.ts'

/** A fact about this installation; undefined when it was never stored. */
export async function readSetting(db: Queries, name: string): Promise<string | undefined> {
  const [row] = await db.select().from(settings).where(eq(settings.name, name))
  return row?.value
}

/** The setting as it was first stored; replicas that start together agree on one. */
export async function keepSetting(db: Queries, name: string, value: () => string): Promise<string> {
  const stored = await readSetting(db, name)
  if (stored !== undefined) return stored
  await db.insert(settings).values({ name, value: value() }).onConflictDoNothing()
  return (await readSetting(db, name)) as string
}
