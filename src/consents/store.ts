import { and, asc, eq, gt, max, sql } from 'drizzle-orm'
import { assertions, consents, consentTexts, learners, type Queries } from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'

export type ConsentRow = typeof consents.$inferSelect
export type ConsentTextRow = typeof consentTexts.$inferSelect

/** Holds the numbers of the versions of a purpose and language until the transaction ends. */
export async function nextTextVersion(
  db: Queries,
  { purpose, language }: { purpose: string; language: string },
): Promise<number> {
  const name = `consent-text ${purpose} ${language}`
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`)
  const [row] = await db
    .select({ last: max(consentTexts.version) })
    .from(consentTexts)
    .where(and(eq(consentTexts.purpose, purpose), eq(consentTexts.language, language)))
  return (row?.last ?? 0) + 1
}

export async function insertText(db: Queries, row: ConsentTextRow): Promise<void> {
  await db.insert(consentTexts).values(row)
}

export async function textById(db: Queries, id: string): Promise<ConsentTextRow | undefined> {
  const [row] = await db.select().from(consentTexts).where(eq(consentTexts.id, id))
  return row
}

/** One row more than the page holds. */
export function listTexts(
  db: Queries,
  filter: { purpose?: string; language?: string },
  page: PageRequest,
): Promise<ConsentTextRow[]> {
  const { purpose, language } = filter
  return db
    .select()
    .from(consentTexts)
    .where(
      and(
        purpose === undefined ? undefined : eq(consentTexts.purpose, purpose),
        language === undefined ? undefined : eq(consentTexts.language, language),
        page.after === null ? undefined : gt(consentTexts.id, page.after),
      ),
    )
    .orderBy(asc(consentTexts.id))
    .limit(page.limit + 1)
}

/** Has all that is decided about a learner come one after the other, until the transaction ends. */
export async function lockLearner(db: Queries, learnerId: string): Promise<void> {
  await db
    .select({ id: learners.id })
    .from(learners)
    .where(eq(learners.id, learnerId))
    .for('no key update')
}

export async function insertConsent(
  db: Queries,
  row: typeof consents.$inferInsert,
): Promise<ConsentRow> {
  const [inserted] = await db.insert(consents).values(row).returning()
  return inserted as ConsentRow
}

export async function consentById(db: Queries, id: string): Promise<ConsentRow | undefined> {
  const [row] = await db.select().from(consents).where(eq(consents.id, id))
  return row
}

/** All of a learner's, or those about one purpose; oldest first. */
export function consentsOf(db: Queries, learnerId: string, purpose?: string) {
  return db
    .select()
    .from(consents)
    .where(
      and(
        eq(consents.learnerId, learnerId),
        purpose === undefined ? undefined : eq(consents.purpose, purpose),
      ),
    )
    .orderBy(asc(consents.number))
}

/** One row more than the page holds. */
export function listConsents(db: Queries, learnerId: string, page: PageRequest) {
  return db
    .select()
    .from(consents)
    .where(
      and(
        eq(consents.learnerId, learnerId),
        page.after === null ? undefined : gt(consents.id, page.after),
      ),
    )
    .orderBy(asc(consents.id))
    .limit(page.limit + 1)
}

/** What was decided about naming the learner of a published credential, oldest first. */
export async function namingOf(db: Queries, publicId: string): Promise<ConsentRow[]> {
  const rows = await db
    .select({ consent: consents })
    .from(assertions)
    .innerJoin(
      consents,
      and(eq(consents.learnerId, assertions.learnerId), eq(consents.purpose, 'public-name')),
    )
    .where(eq(assertions.publicId, publicId))
    .orderBy(asc(consents.number))
  return rows.map(({ consent }) => consent)
}
