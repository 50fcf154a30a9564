import { and, asc, eq, gt, inArray, isNull, lte, notExists, or } from 'drizzle-orm'
import { assertionChoices, assertions, badgeClasses, pathways, type Queries } from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'
import type { Standing } from './progress.ts'

export type PathwayRow = typeof pathways.$inferSelect

export async function insertPathway(db: Queries, row: typeof pathways.$inferInsert) {
  const [inserted] = await db.insert(pathways).values(row).returning()
  return inserted as PathwayRow
}

export async function pathwayById(db: Queries, id: string, lock = false) {
  const query = db.select().from(pathways).where(eq(pathways.id, id)).$dynamic()
  const [row] = await (lock ? query.for('no key update') : query)
  return row
}

export async function updatePathway(
  db: Queries,
  id: string,
  changes: Partial<typeof pathways.$inferInsert>,
) {
  const [row] = await db.update(pathways).set(changes).where(eq(pathways.id, id)).returning()
  return row as PathwayRow
}

/** One row more than the page holds. */
export function listPathways(db: Queries, issuerId: string | null, page: PageRequest) {
  return db
    .select()
    .from(pathways)
    .where(
      and(
        issuerId === null ? undefined : eq(pathways.issuerId, issuerId),
        page.after === null ? undefined : gt(pathways.id, page.after),
        page.archived ? undefined : isNull(pathways.archivedAt),
      ),
    )
    .orderBy(asc(pathways.id))
    .limit(page.limit + 1)
}

/** Which of these badge classes exist; with an issuer, which are that issuer's. */
export async function knownBadgeClasses(
  db: Queries,
  ids: string[],
  issuerId: string | null,
): Promise<Set<string>> {
  const rows = await db
    .select({ id: badgeClasses.id })
    .from(badgeClasses)
    .where(
      and(
        inArray(badgeClasses.id, ids),
        issuerId === null ? undefined : eq(badgeClasses.issuerId, issuerId),
      ),
    )
  return new Set(rows.map(({ id }) => id))
}

/**
 * The learner's assertions of these badge classes that stand at a moment and were not declined, oldest first; with an
 * issuer, only those that this issuer awarded.
 */
export function standingAssertions(
  db: Queries,
  of: { learnerId: string; badgeClassIds: string[]; issuerId: string | null; at: Date },
): Promise<Standing[]> {
  const { learnerId, badgeClassIds, issuerId, at } = of
  return db
    .select({ id: assertions.id, badgeClassId: assertions.badgeClassId })
    .from(assertions)
    .where(
      and(
        eq(assertions.learnerId, learnerId),
        inArray(assertions.badgeClassId, badgeClassIds),
        issuerId === null ? undefined : eq(assertions.issuerId, issuerId),
        isNull(assertions.revokedAt),
        isNull(assertions.suspendedAt),
        notExists(
          db
            .select({ id: assertionChoices.assertionId })
            .from(assertionChoices)
            .where(
              and(
                eq(assertionChoices.assertionId, assertions.id),
                eq(assertionChoices.acceptance, 'declined'),
              ),
            ),
        ),
        lte(assertions.validFrom, at),
        or(isNull(assertions.validUntil), gt(assertions.validUntil, at)),
      ),
    )
    .orderBy(asc(assertions.id))
}
