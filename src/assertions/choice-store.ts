import { and, sql } from 'drizzle-orm'
import {
  assertionChoices,
  assertions,
  insertMany,
  isPublished,
  later,
  type Queries,
  type Transaction,
} from '../db/index.ts'
import type { Choice } from './store.ts'

/** Nobody chose anything. */
export const UNDECIDED: Choice = { acceptance: null, visibility: null, hiddenBy: null }

/** What holds for an assertion. */
export type Chosen = { acceptance: string; visibility: string; hiddenBy: string | null }

/** What holds for an award: where nobody chose, it is undecided and has its link. */
export function chosen({ acceptance, visibility, hiddenBy }: Choice): Chosen {
  return { acceptance: acceptance ?? 'pending', visibility: visibility ?? 'link', hiddenBy }
}

/** What was chosen for the assertion in whose place another one comes. */
export function choiceOf(earlier: Choice | null): Choice {
  if (earlier === null) return UNDECIDED
  const { acceptance, visibility, hiddenBy } = earlier
  return { acceptance, visibility, hiddenBy }
}

const insert = insertMany(assertionChoices, [
  'assertionId',
  'acceptance',
  'visibility',
  'hiddenBy',
  'updatedAt',
])

/** Stores what was chosen for new assertions, where anything was. */
export function insertChoices(
  tx: Transaction,
  rows: readonly (Choice & { id: string; createdAt: Date })[],
): void {
  const chosen = rows.flatMap(({ id, acceptance, visibility, hiddenBy, createdAt }) =>
    acceptance === null || visibility === null
      ? []
      : [{ assertionId: id, acceptance, visibility, hiddenBy, updatedAt: createdAt }],
  )
  if (chosen.length > 0) later(tx, () => insert(tx, chosen))
}

/** Stores what was chosen for an assertion, in the place of what was chosen before. */
export async function storeChoice(
  db: Queries,
  row: typeof assertionChoices.$inferInsert,
): Promise<void> {
  const { assertionId: _, ...set } = row
  await db
    .insert(assertionChoices)
    .values(row)
    .onConflictDoUpdate({ target: assertionChoices.assertionId, set })
}

/** Locks whom an assertion was awarded to until the transaction ends, as who notes something on them does. */
export async function lockLearnerOf(tx: Transaction, assertionId: string): Promise<void> {
  await tx.execute(sql`
    select from learners
    where id = (select learner_id from assertions where id = ${assertionId}) for no key update`)
}

/** Which of these assertions their learners let be seen: neither hidden nor declined. */
export async function publishedAmong(db: Queries, ids: string[]): Promise<Set<string>> {
  const rows = await db
    .select({ id: assertions.id })
    .from(assertions)
    .where(and(sql`${assertions.id} = any(${sql.param(ids)}::uuid[])`, isPublished))
  return new Set(rows.map(({ id }) => id))
}
