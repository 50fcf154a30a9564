import { rfc3339 } from '../http/index.ts'
import type { Vault } from '../vault.ts'
import { columnsOf, openFormat } from './format.ts'
import type { Retention } from './retention.ts'
import { revocationOf } from './revocation.ts'
import type { AwardBatch, AwardBatchStatus } from './schema.ts'
import type { AwardBatchRow } from './store.ts'

/** Makes the resource of a batch out of its row. */
export function createPresenter({
  vault,
  retention,
}: {
  vault: Vault
  retention: Pick<Retention, 'answersUntil'>
}): (row: AwardBatchRow) => AwardBatch {
  const moment = (at: Date | null) => (at === null ? null : rfc3339(at))
  return (row) => {
    const { sealedFormat } = row
    const columns = sealedFormat === null ? undefined : columnsOf(openFormat(vault, sealedFormat))
    return {
      id: row.id,
      issuerId: row.issuerId,
      badgeClassId: row.badgeClassId,
      status: row.status as AwardBatchStatus,
      onInvalid: row.onInvalid as AwardBatch['onInvalid'],
      onDuplicate: row.onDuplicate as AwardBatch['onDuplicate'],
      notify: row.notify,
      total: row.total,
      awarded: row.awarded,
      duplicates: row.duplicates,
      invalid: row.invalid,
      failed: row.failed,
      ...(columns !== undefined && { columns }),
      createdAt: rfc3339(row.createdAt),
      updatedAt: rfc3339(row.updatedAt),
      startedAt: moment(row.startedAt),
      completedAt: moment(row.completedAt),
      answersUntil: moment(retention.answersUntil(row)),
      forgottenAt: moment(row.forgottenAt),
      revocation: revocationOf(vault, row),
    }
  }
}
