import type { StoredDocument } from '../credential-templates/index.ts'
import { assertions, atOnce, insertMany, type Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import { insertChoices } from './choice-store.ts'
import type { AssertionSummaryRow, KeptRow } from './store.ts'

/** What the row of an award begins with. */
const BEGINNING = {
  revision: 1,
  archivedAt: null,
  revokedAt: null,
  suspendedAt: null,
  sealedStatusReason: null,
  supersededById: null,
  erasedAt: null,
} as const

/** What an award decides, with its document as it is stored; the rest of a row begins the same for all. */
export type NewAssertionRow = Omit<AssertionSummaryRow, keyof typeof BEGINNING> &
  StoredDocument & { learnerId: string }

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
 */
export function insertAssertions(tx: Transaction, rows: readonly NewAssertionRow[]): void {
  // Most of what an award costs the database.
  atOnce(tx, () => insert(tx, rows))
  insertChoices(tx, rows)
  recordEvents(
    tx,
    [...Map.groupBy(rows, ({ issuerId }) => issuerId)].map(([issuerId, awarded]) => ({
      type: 'assertion.awarded',
      issuerId,
      subjectIds: awarded.map(({ id }) => id),
    })),
  )
}

/** The row of an award as it stands once it is inserted: it is not read back, for its credential is long. */
export function insertedRow(row: NewAssertionRow, credential: string): KeptRow {
  const { templateId, templateValues, credentialHash, ...decided } = row
  return { ...BEGINNING, erasedHash: null, ...decided, credential }
}
