import type {
  AssertionService,
  AssessedOutcome,
  DuplicatePolicy,
  RowOutcome,
} from '../assertions/index.ts'
import {
  type createRowReader,
  type ReadRow,
  type RowProblem,
  rowProblem,
} from '../award-rows/index.ts'
import type { Transaction } from '../db/index.ts'
import type { Actor } from '../http/index.ts'
import type { Vault } from '../vault.ts'
import type { AnswerRow } from './answers.ts'
import type { ChunkRow } from './chunk-store.ts'
import { openRowsOfChunk } from './chunks.ts'
import { openFormat } from './format.ts'
import type { AwardBatchRow } from './store.ts'

/** To award the rows of a chunk, or only to find out what would become of them. */
export type Purpose = 'award' | 'check'

export type RowWork = {
  vault: Vault
  readRow: ReturnType<typeof createRowReader>
  assertions: Pick<AssertionService, 'awardRows' | 'assessment'>
}

/** What a failed row is answered when nobody foresaw why; the log knows more. */
const UNFORESEEN: RowProblem = {
  field: 'row',
  detail: 'An error on our side prevented the award of this row.',
}

/** The caller of a batch, with the rights that its key had when it sent the rows. */
function actorOf({ actorId, actorIssuerId }: AwardBatchRow): Actor {
  const scopes: Actor['scopes'] = new Set(['assertions:write'])
  return { id: actorId, scopes, issuerId: actorIssuerId, placeId: null, learnerId: null }
}

/** Opens the rows of a chunk and reads what they ask for. */
export async function readRowsOf(
  { vault, readRow }: RowWork,
  batch: AwardBatchRow,
  chunk: ChunkRow,
): Promise<ReadRow[]> {
  if (batch.sealedFormat === null || chunk.sealedRows === null) {
    throw new Error('The rows of an award batch are gone before it has ended.')
  }
  const format = openFormat(vault, batch.sealedFormat)
  const rows = await openRowsOfChunk(vault, chunk.sealedRows)
  return rows.map((row) => readRow(format, row, batch.badgeClassId))
}

/**
 * Awards rows, or assesses them.
 *
 * @param hopeless - positions of rows that are known to fail, which are left out
 * @returns the answer to each row, in their order
 */
export async function answerRows(
  { assertions }: RowWork,
  tx: Transaction,
  batch: AwardBatchRow,
  work: { rows: ReadRow[]; purpose: Purpose; hopeless: ReadonlySet<number> },
): Promise<AnswerRow[]> {
  const { rows, purpose, hopeless } = work
  const policy = { actor: actorOf(batch), onDuplicate: batch.onDuplicate as DuplicatePolicy }
  const inputs = rows.flatMap((row, at) =>
    'input' in row && !hopeless.has(at)
      ? [batch.notify ? { notify: true, ...row.input } : row.input]
      : [],
  )
  const outcomes =
    inputs.length === 0
      ? []
      : purpose === 'award'
        ? await assertions.awardRows(tx, { ...policy, since: batch.createdAt, rows: inputs })
        : await assertions.assessment(policy).assess(tx, inputs)
  const made = outcomes.values()
  return rows.map((row, at): AnswerRow => {
    if ('problem' in row) return { outcome: 'invalid', problem: row.problem }
    if (hopeless.has(at)) return { outcome: 'failed', problem: UNFORESEEN }
    return answerOf(made.next().value as RowOutcome)
  })
}

/** The answer to a row that was awarded, or assessed. */
export function answerOf(outcome: RowOutcome | AssessedOutcome): AnswerRow {
  return 'problem' in outcome
    ? { outcome: outcome.outcome, problem: rowProblem(outcome.problem) }
    : outcome
}
