import { resolve } from 'node:path'
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
const COUNTED = {
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
  const tried = await client.persistently(async () => {
    const sums: Tried = { total: 0, awarded: 0, duplicates: 0, invalid: 0, failed: 0, problems: [] }
    for await (const answer of answersIn(await client.ask(path, asked('application/x-ndjson')))) {
      const counted = COUNTED[answer.outcome as keyof typeof COUNTED] as 'awarded'
      sums.total += 1
      sums[counted] += 1
      if (answer.problem && sums.problems.length < SHOWN_PROBLEMS) sums.problems.push(answer)
      progress.checked(sums.total)
    }
    return sums
  })
  if (command.results !== undefined) {
    const type = answerType(command.results)
    await download(client, { path, asked: () => asked(type) }, resolve(folder, command.results))
  }
  return tried
}
