import { and, eq } from 'drizzle-orm'
import { storedDocument, withDocuments } from '../credential-templates/index.ts'
import {
  assertions,
  badgeClasses,
  badgeClassVersions,
  isPublished,
  issuers,
  type Queries,
} from '../db/index.ts'

/** All that the 2.0 edition of an award is made from, if anybody may see it. */
export async function awardByPublicId(db: Queries, publicId: string) {
  const rows = await db
    .select({
      ...storedDocument,
      revokedAt: assertions.revokedAt,
      suspendedAt: assertions.suspendedAt,
      sealedStatusReason: assertions.sealedStatusReason,
      versionId: assertions.badgeClassVersionId,
      sealedEmail: issuers.sealedEmail,
    })
    .from(assertions)
    .innerJoin(issuers, eq(issuers.id, assertions.issuerId))
    .where(and(eq(assertions.publicId, publicId), isPublished))
  const [found] = await withDocuments(db, rows)
  return found
}

/** A version of a badge class and its issuer. */
export async function versionWithIssuer(db: Queries, versionId: string) {
  const [row] = await db
    .select({ version: badgeClassVersions, issuer: issuers })
    .from(badgeClassVersions)
    .innerJoin(badgeClasses, eq(badgeClasses.id, badgeClassVersions.badgeClassId))
    .innerJoin(issuers, eq(issuers.id, badgeClasses.issuerId))
    .where(eq(badgeClassVersions.id, versionId))
  return row
}
