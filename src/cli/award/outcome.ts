import { plainText } from '../plain-text.ts'
import { type Answer, answersIn } from './answers.ts'
import type { Client } from './client.ts'
import type { Tried } from './dry-run.ts'
import { Refused } from './failures.ts'
import { count, rowsOf } from './progress.ts'
import type { Batch } from './resource.ts'
import { EXIT } from './usage.ts'

const SHOWN_PROBLEMS = 10

/** How the command ends with a batch, or with what would become of one. */
export function exitStatus({ status = 'completed', invalid, failed }: Partial<Batch>): number {
  if (status !== 'completed') return EXIT.ended
  return invalid || failed ? EXIT.partly : EXIT.awarded
}

/** The first rows of a batch that were not awarded; none once the service has forgotten its answers. */
export async function firstProblems(client: Client, id: string): Promise<Answer[]> {
  const reading = client.persistently(async () => {
    const path = `/v1/award-batches/${id}/results?outcome=invalid,failed`
    const all = await client.ask(path, { headers: { accept: 'application/x-ndjson' } })
    const problems: Answer[] = []
    for await (const answer of answersIn(all)) {
      problems.push(answer)
      if (problems.length === SHOWN_PROBLEMS) break
    }
    return problems
  })
  return reading.catch((error) => {
    if (error instanceof Refused && error.refusal.status === 410) return []
    throw error
  })
}

/** What became of a batch, for people. */
export function batchText(
  batch: Batch,
  { isReplayed, problems }: { isReplayed: boolean; problems: Answer[] },
): string {
  const { id, status, total } = batch
  const head =
    status === 'completed'
      ? `${isReplayed ? 'This file was sent before. ' : ''}${rowsOf(total)}: ${sums(batch)}.`
      : status === 'cancelled'
        ? `The batch was cancelled. Of ${rowsOf(total)}: ${sums(batch)}. To send the file once more use --new.`
        : `The batch is ${status}: run the same command again, and it goes on.`
  return lines([head, `Batch ${id}`, ...problemLines(problems, batch.invalid + batch.failed)])
}

/** What would become of a file, for people. */
export function triedText(tried: Tried): string {
  const { total, problems, invalid, failed } = tried
  const head = `Nothing was awarded. Of ${rowsOf(total)} there would be: ${sums(tried)}.`
  return lines([head, ...problemLines(problems, invalid + failed)])
}

function sums({ awarded, duplicates, invalid, failed }: Omit<Batch, 'id' | 'status' | 'total'>) {
  return `${count(awarded)} awarded, ${count(duplicates)} duplicates, ${count(invalid)} invalid, ${count(failed)} failed`
}

function problemLines(problems: Answer[], all: number): string[] {
  const shown = problems.map(
    ({ row, outcome, problem }) => `  row ${row} ${outcome}: ${plainText(problem?.detail ?? '')}`,
  )
  const left = all - problems.length
  return left > 0 && shown.length > 0 ? [...shown, `  and ${count(left)} more`] : shown
}

const lines = (all: string[]) => all.map((line) => `${line}\n`).join('')
