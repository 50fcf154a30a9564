import { and, eq, sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import {
  badgeClasses,
  badgeClassVersions,
  issuerKeys,
  issuers,
  prepared,
  type Queries,
} from '../db/index.ts'
import { acceptedAboutAward } from '../endorsements/index.ts'
import { movesPathways } from '../pathway-moves/index.ts'

/** Changes whenever one of the rows that an award is made from does: what wrote each of them last. */
const stamp = sql<string>`concat_ws(' ', ${badgeClasses}.xmin, ${badgeClassVersions.id},
  ${badgeClassVersions}.xmin, ${issuers}.xmin, ${issuerKeys.id}, ${issuerKeys}.xmin)`

const moves = sql.raw(movesPathways('$1', `badge_class_versions.definition ->> 'layer'`))

// Asked for every set of awards, so past the query builder.
const STAMP = new PgDialect().sqlToQuery(sql`
  select ${stamp} as stamp, ${acceptedAboutAward} as endorsement_ids,
    ${moves} as moves
  from ${badgeClasses}
  join ${badgeClassVersions} on ${badgeClassVersions.id} = coalesce($2, ${badgeClasses.currentVersionId})
    and ${badgeClassVersions.badgeClassId} = ${badgeClasses.id}
  join ${issuers} on ${issuers.id} = ${badgeClasses.issuerId}
  join ${issuerKeys} on ${issuerKeys.issuerId} = ${issuers.id}
    and ${issuerKeys.algorithm} = 'Ed25519' and ${issuerKeys.state} = 'active'
  where ${badgeClasses.id} = $1
  for key share of ${issuerKeys}`).sql

/** What tells whether anything changed; see {@link wholeAwardable}. */
export type AwardableStamp = {
  stamp: string
  endorsementIds: string[] | null
  /** Whether an award can move its learner along a pathway that awards a badge. */
  movesPathways: boolean
}

/**
 * The stamp of a badge class for an award, and which endorsements stand, and whether pathways ask for
 * it, which come and go by themselves. The issuer's key is not declared compromised before the transaction ends.
 *
 * @param versionId - a version of this badge class; the current one when left out
 */
export async function awardableStamp(
  db: Queries,
  badgeClassId: string,
  versionId?: string,
): Promise<AwardableStamp | undefined> {
  const { rows } = await db.$client.query<{
    stamp: string
    endorsement_ids: string[] | null
    moves: boolean
  }>({
    name: 'awardable-stamp',
    text: STAMP,
    values: [badgeClassId, versionId ?? null],
  })
  const [row] = rows
  return (
    row && {
      stamp: row.stamp,
      endorsementIds: row.endorsement_ids,
      movesPathways: row.moves,
    }
  )
}

/** A badge class for an award: with its version, its issuer and the issuer's key, locked likewise. */
export async function wholeAwardable(db: Queries, badgeClassId: string, versionId?: string) {
  const [row] = await prepared(db, 'awardable', (on, name) =>
    on
      .select({
        stamp,
        archivedAt: badgeClasses.archivedAt,
        suspendable: badgeClasses.suspendable,
        expiry: badgeClasses.expiry,
        version: badgeClassVersions,
        issuer: issuers,
        key: issuerKeys,
      })
      .from(badgeClasses)
      .innerJoin(
        badgeClassVersions,
        and(
          sql`${badgeClassVersions.id} = coalesce(${sql.placeholder('versionId')}, ${badgeClasses.currentVersionId})`,
          eq(badgeClassVersions.badgeClassId, badgeClasses.id),
        ),
      )
      .innerJoin(issuers, eq(issuers.id, badgeClasses.issuerId))
      .innerJoin(
        issuerKeys,
        and(
          eq(issuerKeys.issuerId, issuers.id),
          eq(issuerKeys.algorithm, 'Ed25519'),
          eq(issuerKeys.state, 'active'),
        ),
      )
      .where(eq(badgeClasses.id, sql.placeholder('badgeClassId')))
      .for('key share', { of: issuerKeys })
      .prepare(name),
  ).execute({ badgeClassId, versionId: versionId ?? null })
  return row
}
