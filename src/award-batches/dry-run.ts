import type { AssertionService, BulkAward } from '../assertions/index.ts'
import { type createRowReader, openRows } from '../award-rows/index.ts'
import type { Database } from '../db/index.ts'
import { invalid, Problem } from '../http/index.ts'
import type { AnswerRow } from './answers.ts'
import { interruptible } from './interruptible.ts'
import type { Upload } from './upload.ts'
import { answerOf } from './work-on-rows.ts'

/** How many rows are looked at together, at most. */
const TOGETHER = 500

/** Answers the rows of a file as they come, without awarding them or storing anything. */
export type DryRun = {
  /**
   * @returns what would become of each row, in their order, some together; its end is the end of the
   *   file, or that it cannot be read on, which the last answer then says
   * @throws Problem when not even the first rows can be read
   */
  try(
    award: BulkAward & { badgeClassId: string | null },
    upload: Upload,
  ): Promise<AsyncGenerator<AnswerRow[]>>
}

export function createDryRun({
  database,
  readRow,
  assertions,
}: {
  database: Database
  readRow: ReturnType<typeof createRowReader>
  assertions: Pick<AssertionService, 'assessment'>
}): DryRun {
  async function* answers(
    { badgeClassId, ...award }: BulkAward & { badgeClassId: string | null },
    upload: Upload,
  ): AsyncGenerator<AnswerRow[]> {
    const body = interruptible(upload.body, upload.signal)
    const { format, rows } = await openRows(body, upload.declared)
    const assessment = assertions.assessment(award)
    for await (const slab of interruptible(rows, upload.signal)) {
      for (let from = 0; from < slab.length; from += TOGETHER) {
        const read = slab
          .slice(from, from + TOGETHER)
          .map((row) => readRow(format, row, badgeClassId))
        const inputs = read.flatMap((row) => ('input' in row ? [row.input] : []))
        const outcomes = (await assessment.assess(database.queries, inputs)).values()
        yield read.map((row): AnswerRow => {
          if ('problem' in row) return { outcome: 'invalid', problem: row.problem }
          return answerOf(outcomes.next().value as Parameters<typeof answerOf>[0])
        })
      }
    }
  }

  return {
    async try(award, upload) {
      const all = answers(award, upload)
      const first = await all.next()
      if (first.done) throw invalid({ field: 'body', detail: 'The file has no rows.' })
      return goingOn(first.value, all)
    },
  }
}

async function* goingOn(
  first: AnswerRow[],
  rest: AsyncGenerator<AnswerRow[]>,
): AsyncGenerator<AnswerRow[]> {
  yield first
  try {
    yield* rest
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const field = error.errors[0]?.field ?? 'body'
    yield [{ outcome: 'failed', problem: { field, detail: error.message } }]
  }
}
