import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { setTimeout as delay } from 'node:timers/promises'
import type { Programme } from './programme.ts'

const POLL_MS = 25
const LINES_AT_ONCE = 1_000

/** What became of a batch: seconds until its upload was answered, until it had ended, until all results were read. */
export type BatchRun = { uploaded: number; ended: number; read: number }

/**
 * Sends a CSV of new learners as one batch, waits for its end, and reads all of its results.
 *
 * @param options.from - number of the first learner: none may have been awarded before
 * @param options.passed - told when the batch is uploaded, and when it has ended
 * @throws Error when a row was not awarded, or the results are not one for each row in their order
 */
export async function runBatch(
  { url, key, badgeClassId }: Programme,
  { rows, from, passed }: { rows: number; from: number; passed?: () => void },
): Promise<BatchRun> {
  const headers = { authorization: `Bearer ${key}` }
  const begun = performance.now()
  const since = () => (performance.now() - begun) / 1000
  const answer = await fetch(`${url}/v1/badge-classes/${badgeClassId}/award-batches`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'text/csv' },
    body: Readable.from(csv(rows, from)) as unknown as ReadableStream,
    duplex: 'half',
  } as RequestInit)
  if (answer.status !== 202) throw new Error(`The batch was answered ${answer.status}.`)
  const { id } = (await answer.json()) as { id: string }
  const uploaded = since()
  passed?.()
  const batch = `${url}/v1/award-batches/${id}`
  for (;;) {
    const { status, awarded } = (await (await fetch(batch, { headers })).json()) as {
      status: string
      awarded: number
    }
    if (status === 'completed' && awarded === rows) break
    if (status !== 'queued' && status !== 'running') {
      throw new Error(`The batch is ${status} with ${awarded} of ${rows} rows awarded.`)
    }
    await delay(POLL_MS)
  }
  const ended = since()
  passed?.()
  const results = await fetch(`${batch}/results`, { headers })
  const lines = createInterface(Readable.fromWeb(results.body as ReadableStream))
  let row = 0
  for await (const line of lines) {
    row += 1
    const result = JSON.parse(line) as { row: number; outcome: string }
    if (result.row !== row || result.outcome !== 'awarded') throw new Error(`Row ${row}: ${line}`)
  }
  if (row !== rows) throw new Error(`There are ${row} results of ${rows} rows.`)
  return { uploaded, ended, read: since() }
}

function* csv(rows: number, from: number): Generator<Buffer> {
  yield Buffer.from('E-mail,Narrative,Evidence,Evidence name\r\n')
  for (let done = 0; done < rows; done += LINES_AT_ONCE) {
    let text = ''
    for (let row = done; row < Math.min(done + LINES_AT_ONCE, rows); row += 1) {
      const number = from + row
      text += `learner-${number}@example.org,"Interviewed three dockers, and cut the episode alone.",https://example.org/episodes/${number},The episode\r\n`
    }
    yield Buffer.from(text)
  }
}
