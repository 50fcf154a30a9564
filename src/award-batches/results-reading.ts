import { credentialUrl } from '../assertions/index.ts'
import { type RowFormat, rowsWriter } from '../award-rows/index.ts'
import type { Database } from '../db/index.ts'
import { type Actor, Problem, rfc3339 } from '../http/index.ts'
import type { Vault } from '../vault.ts'
import { type AnswerRow, openAnswers } from './answers.ts'
import { answeredUpTo, answersOfChunk, rowsOfChunk } from './answers-store.ts'
import { openRowsOfChunk } from './chunks.ts'
import { visible } from './control.ts'
import { openFormat } from './format.ts'
import { type Result, resultOf } from './result.ts'
import type { ResultsWriter } from './results-formats.ts'
import { type AwardBatchRow, batchById } from './store.ts'

export type Outcome = AnswerRow['outcome']

/** What became of the rows of a batch, read a chunk at a time. */
export type ResultsReading = {
  /**
   * The answers in the order of the rows; while rows are worked on, those before the first that has
   * none yet.
   *
   * @param options.only - leaves out the others; null: all
   * @returns the answers as they are written, some together, and up to which row they go
   * @throws Problem 410 when they were deleted
   */
  results(
    actor: Actor,
    batchId: string,
    options: { only: ReadonlySet<Outcome> | null; writer: ResultsWriter },
  ): Promise<{ upToRow: number; pieces: AsyncGenerator<string> }>
  /**
   * The rows that were not awarded and are none too many, as a file like the one that came.
   * @throws Problem 410 when they were deleted
   */
  failures(
    actor: Actor,
    batchId: string,
  ): Promise<{ upToRow: number; format: RowFormat; pieces: AsyncGenerator<Buffer> }>
}

export function createResultsReading(deps: {
  database: Database
  vault: Vault
  publicUrl: string
}): ResultsReading {
  const { vault, publicUrl } = deps
  const { queries } = deps.database
  const urlOf = (publicId: string) => credentialUrl(publicUrl, publicId)

  async function kept(actor: Actor, batchId: string): Promise<AwardBatchRow> {
    const batch = visible(actor, await batchById(queries, batchId))
    if (batch.forgottenAt !== null) throw forgotten(batch.forgottenAt)
    return batch
  }

  /** The answers of a chunk. */
  async function chunkResults(
    batchId: string,
    number: number,
    only: ReadonlySet<Outcome> | null,
  ): Promise<Result[]> {
    const { firstRow, answers } = answered(vault, await answersOfChunk(queries, batchId, number))
    return answers.flatMap((answer, position) =>
      only === null || only.has(answer.outcome)
        ? [resultOf(firstRow + position, answer, urlOf)]
        : [],
    )
  }

  async function* results(
    batchId: string,
    chunks: number,
    { only, writer }: { only: ReadonlySet<Outcome> | null; writer: ResultsWriter },
  ): AsyncGenerator<string> {
    // Of a chunk nothing but its text waits for the reader: what it was made of would get old meanwhile.
    const piece = async (number: number) => writer.lines(await chunkResults(batchId, number, only))
    yield* writer.head
    for (let number = 1; number <= chunks; number += 1) yield await piece(number)
  }

  async function* failures(
    batchId: string,
    chunks: number,
    format: RowFormat,
  ): AsyncGenerator<Buffer> {
    const writer = rowsWriter(format)
    const asBytes = (piece: string | Buffer) => Buffer.from(piece as string)
    yield asBytes(writer.head())
    for (let number = 1; number <= chunks; number += 1) {
      const chunk = await rowsOfChunk(queries, batchId, number)
      const { answers } = answered(vault, chunk)
      if (!answers.some(isFailure) || !chunk?.sealedRows) continue
      const rows = await openRowsOfChunk(vault, chunk.sealedRows)
      const pieces = answers.flatMap((answer, position) => {
        const row = rows[position]
        if (!isFailure(answer) || row === undefined) return []
        return [asBytes(writer.row(row, answer.problem))]
      })
      yield Buffer.concat(pieces)
    }
    yield asBytes(writer.tail())
  }

  return {
    async results(actor, batchId, options) {
      await kept(actor, batchId)
      const { chunks, rows } = await answeredUpTo(queries, batchId)
      return { upToRow: rows, pieces: results(batchId, chunks, options) }
    },
    async failures(actor, batchId) {
      const { sealedFormat } = await kept(actor, batchId)
      // A batch of which not even the first rows have come has no format.
      const format: RowFormat =
        sealedFormat === null ? { type: 'ndjson' } : openFormat(vault, sealedFormat)
      const { chunks, rows } = await answeredUpTo(queries, batchId)
      return { upToRow: rows, format, pieces: failures(batchId, chunks, format) }
    },
  }
}

function answered(vault: Vault, chunk: Awaited<ReturnType<typeof answersOfChunk>>) {
  const answers = chunk === undefined ? null : openAnswers(vault, chunk)
  // What was there a moment ago was deleted while it was being read.
  if (chunk === undefined || answers === null) throw forgotten(null)
  if (chunk.forgottenAt !== null) throw forgotten(chunk.forgottenAt)
  return { firstRow: chunk.firstRow, answers }
}

function isFailure({ outcome }: AnswerRow): boolean {
  return outcome === 'invalid' || outcome === 'failed'
}

function forgotten(at: Date | null): Problem {
  const when = at === null ? '' : ` on ${rfc3339(at)}`
  return new Problem('gone', `The rows of this batch and the answers to them were deleted${when}.`)
}
