import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { learnerLanguages, type Queries, type Transaction } from '../db/index.ts'
import type { LearnerPart } from './part.ts'

type Row = typeof learnerLanguages.$inferSelect

const ofCaller = (learnerId: string, issuerId: string | null) =>
  and(
    eq(learnerLanguages.learnerId, learnerId),
    issuerId === null ? isNull(learnerLanguages.issuerId) : eq(learnerLanguages.issuerId, issuerId),
  )

/**
 * Notes in which language a learner is written to; null forgets it.
 *
 * @param note.replaces - whether it goes before what is there already
 */
export async function noteLanguage(
  tx: Queries,
  note: { learnerId: string; issuerId: string | null; language: string | null; replaces: boolean },
): Promise<void> {
  const { learnerId, issuerId, language, replaces } = note
  if (replaces) await tx.delete(learnerLanguages).where(ofCaller(learnerId, issuerId))
  if (language === null) return
  await tx
    .insert(learnerLanguages)
    .values({ id: uuidv7(), learnerId, issuerId, language })
    .onConflictDoNothing()
}

/**
 * Has a learner written to in the language that they choose themselves: it takes the place of what
 * anybody noted; null forgets all of it.
 *
 * @param choice.issuerId - whose record the learner sees
 */
export async function chooseLanguage(
  tx: Queries,
  choice: { learnerId: string; issuerId: string | null; language: string | null },
): Promise<void> {
  const { learnerId, issuerId, language } = choice
  await tx.delete(learnerLanguages).where(eq(learnerLanguages.learnerId, learnerId))
  for (const whose of issuerId === null ? [null] : [null, issuerId]) {
    await noteLanguage(tx, { learnerId, issuerId: whose, language, replaces: false })
  }
}

/** The language in which a learner is written to on an issuer's behalf: as it noted it, or the platform. */
export async function languageFor(
  db: Queries,
  learnerId: string,
  issuerId: string | null,
): Promise<string | null> {
  const [row] = await db
    .select({ language: learnerLanguages.language })
    .from(learnerLanguages)
    .where(or(ofCaller(learnerId, issuerId), ofCaller(learnerId, null)))
    .orderBy(sql`issuer_id nulls last`)
    .limit(1)
  return row?.language ?? null
}

/** In which language a learner is written to. */
export const languagePart: LearnerPart = {
  name: 'languages',
  documents: (db, learnerId) => documents(db, eq(learnerLanguages.learnerId, learnerId)),
  documentsForIssuer: (db, learnerId, issuerId) => documents(db, ofCaller(learnerId, issuerId)),
  async move(tx, from, to) {
    const left = await tx
      .delete(learnerLanguages)
      .where(eq(learnerLanguages.learnerId, from))
      .returning()
    return { left, given: await give(tx, left, to) }
  },
  async moveBack(tx, moved, from) {
    const { left, given } = moved as { left: Row[]; given: string[] }
    if (given.length > 0) {
      await tx.delete(learnerLanguages).where(inArray(learnerLanguages.id, given))
    }
    if (left.length > 0) {
      await tx.insert(learnerLanguages).values(left.map((row) => ({ ...row, learnerId: from })))
    }
  },
  async erase(tx, learnerId) {
    await tx.delete(learnerLanguages).where(eq(learnerLanguages.learnerId, learnerId))
  },
}

/** @returns the ids of those that there was room for */
async function give(tx: Transaction, rows: Row[], learnerId: string): Promise<string[]> {
  if (rows.length === 0) return []
  const given = await tx
    .insert(learnerLanguages)
    .values(rows.map((row) => ({ ...row, id: uuidv7(), learnerId })))
    .onConflictDoNothing()
    .returning({ id: learnerLanguages.id })
  return given.map(({ id }) => id)
}

async function* documents(db: Queries, which: ReturnType<typeof ofCaller>) {
  const rows = await db
    .select()
    .from(learnerLanguages)
    .where(which)
    .orderBy(asc(learnerLanguages.id))
  for (const { id, issuerId, language } of rows) {
    yield { path: `${id}.json`, content: { id, issuerId, language } }
  }
}
