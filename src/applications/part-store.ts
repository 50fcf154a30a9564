import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { applicationReviewers, applicationSteps, applications, type Queries } from '../db/index.ts'
import type { ApplicationRow, StepRow } from './store.ts'

export function applicationsOf(db: Queries, learnerId: string): Promise<ApplicationRow[]> {
  return db
    .select()
    .from(applications)
    .where(eq(applications.learnerId, learnerId))
    .orderBy(asc(applications.id))
}

/** What a learner said about applications, those of others included. */
export function stepsBy(db: Queries, learnerId: string): Promise<StepRow[]> {
  return db
    .select()
    .from(applicationSteps)
    .where(eq(applicationSteps.learnerId, learnerId))
    .orderBy(asc(applicationSteps.id))
}

/** What was moved from one learner to another. */
export type Moved = {
  applications: string[]
  steps: string[]
  /** Which the first was to look at, and which of them are new to the other. */
  reviews: string[]
  added: string[]
  /** Nobody looks at what is their own: those that the other was to look at no more. */
  own: string[]
}

export async function moveAll(db: Queries, from: string, to: string): Promise<Moved> {
  const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id)
  const moved = await db
    .update(applications)
    .set({ learnerId: to })
    .where(eq(applications.learnerId, from))
    .returning({ id: applications.id })
  const steps = await db
    .update(applicationSteps)
    .set({ learnerId: to })
    .where(eq(applicationSteps.learnerId, from))
    .returning({ id: applicationSteps.id })
  const reviews = await db
    .delete(applicationReviewers)
    .where(eq(applicationReviewers.learnerId, from))
    .returning({ id: applicationReviewers.applicationId })
  const added = await addReviewer(db, idsOf(reviews), to)
  const own = await db
    .delete(applicationReviewers)
    .where(
      and(
        eq(applicationReviewers.learnerId, to),
        sql`exists (select from ${applications} where ${applications.id} = ${applicationReviewers.applicationId}
          and ${applications.learnerId} = ${to})`,
      ),
    )
    .returning({ id: applicationReviewers.applicationId })
  return {
    applications: idsOf(moved),
    steps: idsOf(steps),
    reviews: idsOf(reviews),
    added,
    own: idsOf(own).filter((id) => !added.includes(id)),
  }
}

export async function moveAllBack(db: Queries, moved: Moved, from: string, to: string) {
  if (moved.applications.length > 0) {
    await db
      .update(applications)
      .set({ learnerId: from })
      .where(inArray(applications.id, moved.applications))
  }
  if (moved.steps.length > 0) {
    await db
      .update(applicationSteps)
      .set({ learnerId: from })
      .where(inArray(applicationSteps.id, moved.steps))
  }
  if (moved.added.length > 0) {
    await db
      .delete(applicationReviewers)
      .where(
        and(
          eq(applicationReviewers.learnerId, to),
          inArray(applicationReviewers.applicationId, moved.added),
        ),
      )
  }
  await addReviewer(db, moved.reviews, from)
  await addReviewer(db, moved.own, to)
}

/** @returns which applications the learner was not to look at before */
async function addReviewer(db: Queries, ids: string[], learnerId: string): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db
    .insert(applicationReviewers)
    .values(ids.map((applicationId) => ({ applicationId, learnerId })))
    .onConflictDoNothing()
    .returning({ id: applicationReviewers.applicationId })
  return rows.map(({ id }) => id)
}

/** Deletes a learner's applications, and what they said about those of others. */
export async function eraseAll(db: Queries, learnerId: string): Promise<void> {
  await db.delete(applicationReviewers).where(eq(applicationReviewers.learnerId, learnerId))
  await db.delete(applications).where(eq(applications.learnerId, learnerId))
  await db
    .update(applicationSteps)
    .set({ learnerId: null, sealedWords: null, actorId: 'erased' })
    .where(eq(applicationSteps.learnerId, learnerId))
}
