import { eq } from 'drizzle-orm'
import { images, type Queries } from '../db/index.ts'

export type ImageRow = typeof images.$inferSelect

/** @returns whether it was not there yet */
export async function insertImage(db: Queries, row: ImageRow): Promise<boolean> {
  const { rowCount } = await db.insert(images).values(row).onConflictDoNothing()
  return rowCount === 1
}

/** The same for a badge that we drew: what somebody else uploaded to the byte counts as drawn, too. */
export async function insertGenerated(db: Queries, row: ImageRow): Promise<void> {
  await db
    .insert(images)
    .values(row)
    .onConflictDoUpdate({
      target: images.id,
      set: { generated: true },
      setWhere: eq(images.generated, false),
    })
}

export async function imageById(db: Queries, id: string): Promise<ImageRow | undefined> {
  const [row] = await db.select().from(images).where(eq(images.id, id))
  return row
}
