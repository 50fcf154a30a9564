import { hash } from 'node:crypto'
import type { StoredDocument } from '../credential-templates/index.ts'
import type { SeriesCredential } from '../credentials/index.ts'
import { assertions, insertMany, later, type Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import { insertChoices } from './choice-store.ts'
import type { KeptRow } from './store.ts'

/** What an award decides; the rest of a row begins the same for all. */
export type NewAssertionRow = Omit<
  KeptRow,
  | 'revision'
  | 'archivedAt'
  | 'revokedAt'
  | 'suspendedAt'
  | 'sealedStatusReason'
  | 'supersededById'
  | 'erasedAt'
  | 'erasedHash'
> & {
  /** What renders the credential, by a template that is stored; null to store it whole. */
  rendering: SeriesCredential['rendering']
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
export function insertAssertions(tx: Transaction, rows: readonly NewAssertionRow[]): KeptRow[] {
  const stored = rows.map(({ rendering, ...row }) => ({ ...row, ...documentOf(row, rendering) }))
  later(tx, () => insert(tx, stored))
  insertChoices(tx, rows)
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
    erasedAt: null,
    erasedHash: null,
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
