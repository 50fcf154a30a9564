import type { RowProblem } from '../award-rows/index.ts'
import type { Vault } from '../vault.ts'

/** What became of a row. In a dry run, and of a duplicate earlier in its own file, there are no ids. */
export type AnswerRow = {
  outcome: 'awarded' | 'duplicate' | 'invalid' | 'failed'
  /** Of an awarded row its own, of a duplicate the one that stands. */
  assertionId?: string
  publicId?: string
  /** Why a row is invalid or failed. */
  problem?: RowProblem
}

const PLACE = 'award-batch-answers'

/** What every row is answered that nobody had worked on when its batch was cancelled. */
const CANCELLED: AnswerRow = {
  outcome: 'failed',
  problem: { field: 'row', detail: 'The batch was cancelled before this row was awarded.' },
}

/** The answers to the rows of a chunk, in their order, as the chunk keeps them. */
export function sealAnswers(vault: Vault, answers: readonly AnswerRow[]): Buffer {
  return vault.seal(JSON.stringify(answers), PLACE)
}

/**
 * The answers to the rows of a chunk, in their order. Of a batch whose answers were forgotten there
 * are none to be read; see its `forgottenAt`.
 *
 * @returns null while the chunk waits for its turn, or was only checked
 */
export function openAnswers(
  vault: Vault,
  chunk: { state: string; rowCount: number; sealedAnswers: Buffer | null },
): AnswerRow[] | null {
  if (chunk.state !== 'done') return null
  // A cancelled batch has no answers written for what was left of it: they are all the same.
  if (chunk.sealedAnswers === null) return Array(chunk.rowCount).fill(CANCELLED)
  return JSON.parse(vault.open(chunk.sealedAnswers, PLACE).toString()) as AnswerRow[]
}

/** How many rows of each outcome there are. */
export function countOutcomes(answers: readonly AnswerRow[]) {
  const counts = { awarded: 0, duplicates: 0, invalid: 0, failed: 0 }
  for (const { outcome } of answers) counts[outcome === 'duplicate' ? 'duplicates' : outcome] += 1
  return counts
}
