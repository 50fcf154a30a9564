import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { type Answer, answersIn, answerType, download } from './answers.ts'
import type { AwardCommand } from './arguments.ts'
import { uploadHeaders, uploadPath, watched } from './batch.ts'
import type { Client } from './client.ts'
import type { Asked } from './exchange.ts'
import type { Progress } from './progress.ts'
import type { Source } from './source.ts'

/** What would become of the rows. */
export type Tried = {
  total: number
  awarded: number
  duplicates: number
  invalid: number
  failed: number
  /** The first of those that would not be awarded. */
  problems: Answer[]
}

const SHOWN_PROBLEMS = 10
const NDJSON = 'application/x-ndjson'
const COUNTED: Record<string, 'awarded' | 'duplicates' | 'invalid' | 'failed'> = {
  awarded: 'awarded',
  duplicate: 'duplicates',
  invalid: 'invalid',
  failed: 'failed',
}

/** Has every row of a file checked, and none awarded. */
export async function tryOut(
  {
    client,
    source,
    progress,
    folder,
  }: { client: Client; source: Source; progress: Progress; folder: string },
  command: AwardCommand,
  mediaType: string,
): Promise<Tried> {
  const path = uploadPath(command)
  const asked = (accept: string): Asked => ({
    method: 'POST',
    headers: { ...uploadHeaders(mediaType, command), accept },
    body: watched(source, () => undefined),
  })
  const { results } = command
  const file = results === undefined ? null : resolve(folder, results)
  const type = file === null ? NDJSON : answerType(file)
  if (file !== null) await download(client, { path, asked: () => asked(type) }, file)
  // What is there already is not asked for again.
  const isThere = file !== null && type === NDJSON
  return client.persistently(async () =>
    counted(isThere ? createReadStream(file) : await client.ask(path, asked(NDJSON)), progress),
  )
}

async function counted(answers: Readable, progress: Progress): Promise<Tried> {
  const sums: Tried = { total: 0, awarded: 0, duplicates: 0, invalid: 0, failed: 0, problems: [] }
  for await (const answer of answersIn(answers)) {
    sums.total += 1
    sums[COUNTED[answer.outcome] ?? 'failed'] += 1
    if (answer.problem && sums.problems.length < SHOWN_PROBLEMS) sums.problems.push(answer)
    progress.checked(sums.total)
  }
  return sums
}
