import { is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import * as database from '../db/index.ts'

/** The place that the values of each sealed column are bound to: the second argument of `seal`. */
const PLACES: Record<string, string> = {
  'application_steps.sealed_words': 'application-words',
  'applications.sealed_evidence': 'application-evidence',
  'assertions.sealed_note': 'assertion-note',
  'assertions.sealed_status_reason': 'status-reason',
  'award_batch_chunks.sealed_answers': 'award-batch-answers',
  'award_batch_chunks.sealed_rows': 'award-batch-rows',
  'award_batches.sealed_format': 'award-batch-format',
  'award_batches.sealed_revocation_reason': 'award-batch-revocation-reason',
  'clrs.sealed_document': 'clr-document',
  'clrs.sealed_title': 'clr-title',
  'claim_code_sets.sealed_note': 'claim-note',
  'claim_reservations.sealed_identifier': 'claim-reservation',
  'endorsements.sealed_reason': 'endorsement-reason',
  'erasures.sealed_reason': 'erasure-reason',
  'erasures.sealed_traces': 'erasure-traces',
  'files.sealed_about': 'file-about',
  'files.sealed_key': 'file-key',
  'consents.sealed_details': 'consent-details',
  'equality_answers.sealed_answer': 'equality-answer',
  'equality_answers_aside.sealed_answer': 'equality-answer',
  'guardian_requests.sealed_guardian': 'guardian',
  'idempotency_records.sealed_answer': 'idempotency',
  'issuer_keys.sealed_compromise_reason': 'key-compromise-reason',
  'issuer_keys.sealed_secret': 'issuer-key',
  'issuers.sealed_email': 'issuer-email',
  'key_reissues.sealed_reason': 'key-reissue-reason',
  'learner_ages.sealed_age': 'learner-age',
  'learner_dealings.sealed_display_name': 'display-name',
  'learner_identifiers.sealed': 'learner-identifier',
  'learner_merges.sealed_moved': 'learner-merge',
  'learners.sealed_display_name': 'display-name',
  'mail_messages.sealed_content': 'mail-content',
  'report_learners.sealed_traits': 'report-traits',
  'shares.sealed_note': 'share-note',
  'shares.sealed_title': 'share-title',
  'status_changes.sealed_reason': 'status-reason',
  'webhook_endpoints.sealed_secret': 'webhook-secret',
  'webhook_endpoints.sealed_url': 'webhook-url',
}

/** A table with sealed values: its primary key, and each sealed column with its place. */
export type SealedTable = {
  name: string
  key: { name: string; type: string }[]
  columns: { name: string; place: string }[]
}

/**
 * Every table with sealed values, found in the schema: whatever is named `sealed` or `sealed_...`.
 *
 * @throws Error for a column whose place is not known here
 */
export function sealedTables(): SealedTable[] {
  return Object.values(database)
    .filter((value) => is(value, PgTable))
    .map((table) => getTableConfig(table as PgTable))
    .map(({ name, columns, primaryKeys }) => ({
      name,
      key: columns
        .filter(
          (column) =>
            column.primary || primaryKeys[0]?.columns.some((part) => part.name === column.name),
        )
        .map((column) => ({ name: column.name, type: column.getSQLType() })),
      columns: columns
        .filter((column) => /^sealed(_|$)/.test(column.name))
        .map((column) => ({ name: column.name, place: placeOf(`${name}.${column.name}`) })),
    }))
    .filter(({ columns }) => columns.length > 0)
}

function placeOf(column: string): string {
  const place = PLACES[column]
  if (place === undefined) throw new Error(`Nobody said for what place ${column} is sealed.`)
  return place
}
