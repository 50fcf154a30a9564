import { hash } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import type { StoredDocument } from '../credential-templates/index.ts'
import type { SeriesCredential } from '../credentials/index.ts'
import {
  assertions,
  badgeClasses,
  badgeClassVersions,
  insertMany,
  issuerKeys,
  issuers,
  later,
  prepared,
  type Queries,
  type Transaction,
} from '../db/index.ts'
import { acceptedAboutAward } from '../endorsements/index.ts'
import { recordEvents } from '../events/index.ts'
import type { AssertionRow } from './store.ts'

/** What an award decides; the rest of a row begins the same for all. */
export type NewAssertionRow = Omit<
  AssertionRow,
  'revision' | 'archivedAt' | 'revokedAt' | 'suspendedAt' | 'sealedStatusReason' | 'supersededById'
> & {
  /** What renders the credential, by a template that is stored; null to store it whole. */
  rendering: SeriesCredential['rendering']
}

/**
 * All that an award of a badge class needs to know: its version, its issuer and the issuer's key,
 * and which endorsements stand.
 */
export type Awardable = NonNullable<Awaited<ReturnType<typeof awardableById>>>

/**
 * Looks up a badge class for an award, in one question. Its key is not declared compromised before
 * the transaction ends.
 *
 * @param versionId - a version of this badge class; the current one when left out
 */
export async function awardableById(tx: Queries, badgeClassId: string, versionId?: string) {
  // Who waited while the key was replaced gets nothing, and finds the new one when it asks again.
  return (
    (await activeAwardable(tx, badgeClassId, versionId)) ??
    activeAwardable(tx, badgeClassId, versionId)
  )
}

async function activeAwardable(db: Queries, badgeClassId: string, versionId?: string) {
  const question = versionId === undefined ? 'awardable' : 'awardable-version'
  const [row] = await prepared(db, question, (on, name) =>
    on
      .select({
        archivedAt: badgeClasses.archivedAt,
        suspendable: badgeClasses.suspendable,
        expiry: badgeClasses.expiry,
        version: badgeClassVersions,
        issuer: issuers,
        key: issuerKeys,
        endorsementIds: acceptedAboutAward,
      })
      .from(badgeClasses)
      .innerJoin(
        badgeClassVersions,
        versionId === undefined
          ? eq(badgeClassVersions.id, badgeClasses.currentVersionId)
          : and(
              eq(badgeClassVersions.id, sql.placeholder('versionId')),
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
  ).execute({ badgeClassId, versionId })
  return row
}

const insert = insertMany(assertions, [
  'id',
  'publicId',
  'issuerId',
  'badgeClassId',
  'badgeClassVersionId',
  'learnerId',
  'statusListId',
  'statusListIndex',
  'issuerKeyId',
  'supersedesId',
  'supersession',
  'validFrom',
  'validUntil',
  'credential',
  'templateId',
  'templateValues',
  'credentialHash',
  'sealedNote',
  'createdAt',
  'updatedAt',
])

/**
 * Inserts assertions, and notes that they were awarded; whether that went well is known at the end of
 * the transaction.
 *
 * @returns the rows as they stand now; they are not read back, for their credentials are long
 */
export function insertAssertions(
  tx: Transaction,
  rows: readonly NewAssertionRow[],
): AssertionRow[] {
  const stored = rows.map(({ rendering, ...row }) => ({ ...row, ...documentOf(row, rendering) }))
  later(tx, () => insert(tx, stored))
  recordEvents(
    tx,
    [...Map.groupBy(rows, ({ issuerId }) => issuerId)].map(([issuerId, awarded]) => ({
      type: 'assertion.awarded',
      issuerId,
      subjectIds: awarded.map(({ id }) => id),
    })),
  )
  return rows.map(({ rendering: _, ...row }) => ({
    revision: 1,
    archivedAt: null,
    revokedAt: null,
    suspendedAt: null,
    sealedStatusReason: null,
    supersededById: null,
    ...row,
  }))
}

function documentOf(
  { credential }: Pick<NewAssertionRow, 'credential'>,
  rendering: NewAssertionRow['rendering'],
): StoredDocument {
  return rendering === null
    ? { credential, templateId: null, templateValues: null, credentialHash: null }
    : {
        credential: null,
        templateId: rendering.template.id,
        templateValues: JSON.stringify(rendering.values),
        credentialHash: hash('sha256', credential, 'buffer'),
      }
}
