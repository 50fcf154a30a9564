import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import {
  equalityAnswers,
  equalityAnswersAside,
  equalityChanges,
  type Queries,
  type Transaction,
} from '../db/index.ts'
import { type AnswerRow, answersOf, deleteAnswer, noteChange } from './store.ts'

const aside = equalityAnswersAside

/** What a merge did with answers: which were given, which are aside, and whose were aside before. */
export type Moved = { given: Key[]; asideBefore: string[] }
type Key = Pick<AnswerRow, 'placeId' | 'characteristic'>

export function asideOf(db: Queries, learnerId: string) {
  return db
    .select()
    .from(aside)
    .where(eq(aside.learnerId, learnerId))
    .orderBy(asc(aside.mergedId), asc(aside.placeId), asc(aside.characteristic))
}

export async function deleteAside(db: Queries, learnerId: string): Promise<void> {
  await db.delete(aside).where(eq(aside.learnerId, learnerId))
}

/** Gives answers to another learner; where both answered, the receiver's stays and the other is put aside. */
export async function giveAnswers(tx: Transaction, from: string, to: string): Promise<Moved> {
  const taken = new Set((await answersOf(tx, to)).map(keyOf))
  const given: Key[] = []
  for (const row of await answersOf(tx, from)) {
    const { placeId, characteristic } = row
    if (taken.has(keyOf(row))) {
      await deleteAnswer(tx, row)
      await tx.insert(aside).values({ ...row, mergedId: from, learnerId: to })
    } else {
      await giveOne(tx, { placeId, characteristic }, from, to)
      given.push({ placeId, characteristic })
    }
  }
  const before = await tx
    .update(aside)
    .set({ learnerId: to })
    .where(eq(aside.learnerId, from))
    .returning({ mergedId: aside.mergedId })
  await giveChanges(tx, from, to)
  return { given, asideBefore: [...new Set(before.map(({ mergedId }) => mergedId))] }
}

/** Undoes that, as far as it is still there: whoever withdrew has nothing to be given back. */
export async function giveBack(
  tx: Transaction,
  { given, asideBefore }: Moved,
  from: string,
  to: string,
): Promise<void> {
  for (const key of given) await giveOne(tx, key, to, from)
  const own = await tx.delete(aside).where(eq(aside.mergedId, from)).returning()
  for (const { mergedId: _, ...row } of own) {
    await tx.insert(equalityAnswers).values({ ...row, learnerId: from })
    const { placeId, characteristic } = row
    await noteChange(tx, { placeId, characteristic, learnerId: from })
  }
  if (asideBefore.length === 0) return
  await tx
    .update(aside)
    .set({ learnerId: from })
    .where(and(inArray(aside.mergedId, asideBefore), eq(aside.learnerId, to)))
}

async function giveOne(
  tx: Transaction,
  { placeId, characteristic }: Key,
  from: string,
  to: string,
) {
  await tx
    .update(equalityAnswers)
    .set({ learnerId: to })
    .where(
      and(
        eq(equalityAnswers.learnerId, from),
        eq(equalityAnswers.placeId, placeId),
        eq(equalityAnswers.characteristic, characteristic),
      ),
    )
}

/** Of two who are one, one changed. */
async function giveChanges(tx: Transaction, from: string, to: string): Promise<void> {
  const changed = await tx
    .delete(equalityChanges)
    .where(eq(equalityChanges.learnerId, from))
    .returning()
  for (const row of changed) await noteChange(tx, { ...row, learnerId: to })
}

/** That somebody's answers changed still counts; whose they were is forgotten. */
export async function forgetWhoChanged(tx: Transaction, learnerId: string): Promise<void> {
  await tx
    .update(equalityChanges)
    .set({ learnerId: sql`gen_random_uuid()` })
    .where(eq(equalityChanges.learnerId, learnerId))
}

function keyOf({ placeId, characteristic }: Key): string {
  return `${placeId} ${characteristic}`
}
