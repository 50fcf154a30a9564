import { and, asc, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import {
  apiKeys,
  learnerDealings,
  learners,
  learnerTokens,
  prepared,
  type Queries,
} from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'

export type LearnerTokenRow = typeof learnerTokens.$inferSelect

export async function insertLearnerToken(db: Queries, row: typeof learnerTokens.$inferInsert) {
  const [inserted] = await db.insert(learnerTokens).values(row).returning()
  return inserted as LearnerTokenRow
}

/** One row more than the page holds; `page.archived` lists those that are over, too. */
export function listLearnerTokens(
  db: Queries,
  of: { learnerId: string; issuerId: string | null; at: Date },
  page: PageRequest,
): Promise<LearnerTokenRow[]> {
  const { learnerId, issuerId, at } = of
  return db
    .select()
    .from(learnerTokens)
    .where(
      and(
        eq(learnerTokens.learnerId, learnerId),
        issuerId === null ? undefined : eq(learnerTokens.issuerId, issuerId),
        page.after === null ? undefined : gt(learnerTokens.id, page.after),
        ...(page.archived
          ? []
          : [isNull(learnerTokens.revokedAt), gt(learnerTokens.expiresAt, at)]),
      ),
    )
    .orderBy(asc(learnerTokens.id))
    .limit(page.limit + 1)
}

/** @returns whether there is such a token of this learner; one that is over stays as it is */
export async function revokeLearnerToken(
  db: Queries,
  of: { id: string; learnerId: string; issuerId: string | null; at: Date },
): Promise<boolean> {
  const { rowCount } = await db
    .update(learnerTokens)
    .set({ revokedAt: sql`coalesce(${learnerTokens.revokedAt}, ${of.at})` })
    .where(
      and(
        eq(learnerTokens.id, of.id),
        eq(learnerTokens.learnerId, of.learnerId),
        of.issuerId === null ? undefined : eq(learnerTokens.issuerId, of.issuerId),
      ),
    )
  return rowCount === 1
}

/** A token as it is looked up, with whether what it hangs on still stands. */
export type PresentedToken = Pick<
  LearnerTokenRow,
  'id' | 'learnerId' | 'issuerId' | 'scopes' | 'expiresAt'
> & { stands: boolean }

/**
 * The token with this hash. It stands as long as it is not revoked, nor the key that minted it, and
 * the record that it opens (the issuer's, or the platform's) is there and not archived.
 */
export async function presentedToken(
  db: Queries,
  secretHash: Buffer,
): Promise<PresentedToken | undefined> {
  const { issuerId, learnerId } = learnerTokens
  const [row] = await prepared(db, 'presented-learner-token', (on, name) =>
    on
      .select({
        id: learnerTokens.id,
        learnerId,
        issuerId,
        scopes: learnerTokens.scopes,
        expiresAt: learnerTokens.expiresAt,
        stands: sql<boolean>`${learnerTokens.revokedAt} is null and ${apiKeys.revokedAt} is null
          and case when ${issuerId} is null then ${learners.archivedAt} is null
            else ${learnerDealings.learnerId} is not null and ${learnerDealings.archivedAt} is null
          end`,
      })
      .from(learnerTokens)
      .innerJoin(learners, eq(learners.id, learnerId))
      .leftJoin(apiKeys, eq(apiKeys.id, learnerTokens.apiKeyId))
      .leftJoin(
        learnerDealings,
        and(eq(learnerDealings.issuerId, issuerId), eq(learnerDealings.learnerId, learnerId)),
      )
      .where(eq(learnerTokens.secretHash, sql.placeholder('secretHash')))
      .prepare(name),
  ).execute({ secretHash })
  return row
}

/** Deletes the tokens that ended before a moment. */
export async function deleteLearnerTokensBefore(db: Queries, at: Date): Promise<void> {
  await db.delete(learnerTokens).where(lt(learnerTokens.expiresAt, at))
}
