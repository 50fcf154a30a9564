import { NewAssertion } from '../assertions/index.ts'
import { invalid, Problem, readJsonText, refuseUnstorable, valueChecker } from '../http/index.ts'
import type { Cells, Draft } from './column-group.ts'
import { COLUMNS, PROBLEM_COLUMN } from './columns.ts'
import { type CsvFormat, NOT_UTF8, type RawRow, ROW_BOUNDS, type RowFormat } from './format.ts'
import { plainly } from './plainly.ts'
import { type RowProblem, rowProblem } from './problems.ts'

/** What a row awards, or the first thing that is wrong with it. */
export type ReadRow = { input: NewAssertion } | { problem: RowProblem }

/**
 * Reads a row of a file.
 *
 * @param badgeClassId - what the whole file awards; null when each row says it
 */
export type RowReader = (format: RowFormat, raw: RawRow, badgeClassId: string | null) => ReadRow

/**
 * Makes the reader of rows: it takes each for what it would be by itself in `POST /v1/assertions`,
 * with the same rules and words. What only the database knows is not looked at.
 */
export function createRowReader(): RowReader {
  const check = valueChecker(NewAssertion, 'row')
  return (format, raw, badgeClassId) => {
    try {
      const value = typeof raw === 'string' ? ofText(raw) : ofCells(format as CsvFormat, raw)
      const input = badgeClassId === null ? value : withBadgeClass(value, badgeClassId)
      const problem = check(input)
      return problem === null ? { input: input as NewAssertion } : { problem: rowProblem(problem) }
    } catch (error) {
      if (error instanceof Problem) return { problem: rowProblem(error) }
      throw error
    }
  }
}

function ofText(text: string): unknown {
  const isUtf8 = !text.startsWith(NOT_UTF8)
  if ((isUtf8 ? Buffer.byteLength(text) : text.length - 1) > ROW_BOUNDS.rowBytes) {
    throw invalid({ field: 'row', detail: 'The row is longer than a row may be.' })
  }
  if (!isUtf8) throw invalid({ field: 'row', detail: 'The row is not valid UTF-8.' })
  return readJsonText(text, 'row')
}

function ofCells({ header, fields }: CsvFormat, raw: string[]): Draft {
  refuseWidth(raw, header)
  const cells: Cells = new Map(
    fields.flatMap((field, position) => {
      const text = raw[position]?.trim() ?? ''
      if (field === null || text === '') return []
      refuseUnstorable(text, `/${field}`)
      return [[field, text] as const]
    }),
  )
  const draft: Draft = {}
  for (const group of COLUMNS) group.read(cells, draft)
  return draft
}

/**
 * Whoever completes a record of a file of failures need not complete its last column, that of problems.
 *
 * @throws Problem when a record has no cell for a column, or more cells than there are columns
 */
function refuseWidth(raw: string[], header: readonly string[]): void {
  const isOfFailures = plainly(header.at(-1) ?? '') === PROBLEM_COLUMN
  const columns = isOfFailures && raw.length < header.length ? header.length - 1 : header.length
  const cells = raw.findLastIndex((cell, at) => at < columns || cell.trim() !== '') + 1
  if (cells === columns) return
  const detail =
    cells < columns
      ? `The row has fewer cells (${cells}) than the first line has columns (${columns}).`
      : `The row has more cells (${cells}) than the first line has columns (${columns}): a text with the delimiter in it must stand in quotes.`
  throw invalid({ field: 'row', detail })
}

/** @throws Problem when the row names another badge class */
function withBadgeClass(value: unknown, badgeClassId: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const row = value as Draft
  if (row.badgeClassId !== undefined && row.badgeClassId !== badgeClassId) {
    const detail = 'badgeClassId names another badge class than the one that this batch awards.'
    throw invalid({ field: 'badgeClassId', detail })
  }
  return { ...row, badgeClassId }
}
