import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { learnerGoals, pathwayCompletions, pathwayRechecks } from '../db/index.ts'
import { rfc3339 } from '../http/index.ts'
import type { LearnerPart } from '../learners/index.ts'
import { askForMoves } from '../pathway-moves/index.ts'
import type { CompletionRow } from './completion-store.ts'

/** What a merging did: whose rows went over, and which completions became one. */
type Moved = { completions: string[]; goals: string[]; absorbed: Absorbed[] }
type Absorbed = Omit<CompletionRow, 'completedAt' | 'groundFellAt' | 'revokedAt'> & {
  completedAt: string
  groundFellAt: string | null
  revokedAt: string | null
  /** The completion that its assertions went to. */
  into: string
}

/** What pathways keep about learners: what they completed, and what they set out for. */
export const pathwayPart: LearnerPart = {
  name: 'pathways',
  readWith: 'pathways:read',
  async *documents(db, learnerId) {
    const completions = await db
      .select()
      .from(pathwayCompletions)
      .where(eq(pathwayCompletions.learnerId, learnerId))
      .orderBy(asc(pathwayCompletions.id))
    for (const { pathwayId, version, completedAt, assertionIds, ...row } of completions) {
      const { groundFellAt, revokedAt } = row
      const content = { pathwayId, version, completedAt, assertionIds, groundFellAt, revokedAt }
      yield { path: `completions/${row.id}.json`, content }
    }
    const goals = await db
      .select()
      .from(learnerGoals)
      .where(eq(learnerGoals.learnerId, learnerId))
      .orderBy(asc(learnerGoals.id))
    for (const { id, pathwayId, badgeClassId, destination, createdAt } of goals) {
      const content = { pathwayId, badgeClassId, destination, createdAt: rfc3339(createdAt) }
      yield { path: `goals/${id}.json`, content }
    }
  },
  async move(tx, from, to): Promise<Moved> {
    const theirs = await tx
      .select()
      .from(pathwayCompletions)
      .where(inArray(pathwayCompletions.learnerId, [from, to]))
      .orderBy(asc(pathwayCompletions.id))
      .for('update')
    const kept = new Map(
      theirs.filter((one) => one.learnerId === to).map((one) => [one.pathwayId, one]),
    )
    const moved: Moved = { completions: [], goals: [], absorbed: [] }
    for (const row of theirs.filter((one) => one.learnerId === from)) {
      const into = kept.get(row.pathwayId)
      if (into === undefined) {
        moved.completions.push(row.id)
        await tx
          .update(pathwayCompletions)
          .set({ learnerId: to })
          .where(eq(pathwayCompletions.id, row.id))
        continue
      }
      moved.absorbed.push({
        ...row,
        completedAt: row.completedAt.toISOString(),
        groundFellAt: row.groundFellAt?.toISOString() ?? null,
        revokedAt: row.revokedAt?.toISOString() ?? null,
        into: into.id,
      })
      await tx.delete(pathwayCompletions).where(eq(pathwayCompletions.id, row.id))
      await tx
        .update(pathwayCompletions)
        .set({ assertionIds: [...into.assertionIds, ...row.assertionIds] })
        .where(eq(pathwayCompletions.id, into.id))
    }
    const goals = await tx
      .update(learnerGoals)
      .set({ learnerId: to })
      .where(eq(learnerGoals.learnerId, from))
      .returning({ id: learnerGoals.id })
    moved.goals = goals.map(({ id }) => id)
    // For whom there is something to wait for is found out anew.
    await tx.delete(pathwayRechecks).where(eq(pathwayRechecks.learnerId, from))
    askForMoves(tx, [from, to])
    return moved
  },
  async moveBack(tx, given, from, to) {
    const { completions, goals, absorbed } = given as Moved
    if (completions.length > 0) {
      await tx
        .update(pathwayCompletions)
        .set({ learnerId: from })
        .where(
          and(inArray(pathwayCompletions.id, completions), eq(pathwayCompletions.learnerId, to)),
        )
    }
    for (const { into, ...row } of absorbed) {
      const assertionIds = sql.param(row.assertionIds)
      await tx
        .update(pathwayCompletions)
        .set({
          assertionIds: sql`array(select one from unnest(assertion_ids) as one
            where one <> all(${assertionIds}::uuid[]))`,
        })
        .where(eq(pathwayCompletions.id, into))
      const date = (text: string | null) => (text === null ? null : new Date(text))
      await tx.insert(pathwayCompletions).values({
        ...row,
        learnerId: from,
        completedAt: new Date(row.completedAt),
        groundFellAt: date(row.groundFellAt),
        revokedAt: date(row.revokedAt),
      })
    }
    if (goals.length > 0) {
      await tx
        .update(learnerGoals)
        .set({ learnerId: from })
        .where(and(inArray(learnerGoals.id, goals), eq(learnerGoals.learnerId, to)))
    }
    askForMoves(tx, [from, to])
  },
  async erase(tx, learnerId) {
    await tx.delete(pathwayCompletions).where(eq(pathwayCompletions.learnerId, learnerId))
    await tx.delete(learnerGoals).where(eq(learnerGoals.learnerId, learnerId))
    await tx.delete(pathwayRechecks).where(eq(pathwayRechecks.learnerId, learnerId))
  },
}
