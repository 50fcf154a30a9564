import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { setTimeout as delay } from 'node:timers/promises'
import { type Api, DemoError } from '../demo/api.ts'
import { plannedAwards } from './awards.ts'
import type { Region } from './sown-region.ts'

const POLL_MS = 250
const ROWS_AT_ONCE = 500

/**
 * Sends a range of the planned awards as one batch, and waits until all are made.
 *
 * @param options.passed - told when the batch is uploaded
 * @throws DemoError when one could not be awarded
 */
export async function awardAll(
  api: Api,
  key: string,
  region: Region,
  options: { from: number; to: number; passed?: () => void },
): Promise<void> {
  const { from, to, passed } = options
  const name = `seed ${region.placeId} ${from} ${to}`
  const answer = await fetch(`${api.url}/v1/award-batches`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/x-ndjson',
      'idempotency-key': createHash('sha256').update(name).digest('hex'),
    },
    body: Readable.from(rows(region, from, to)) as unknown as ReadableStream,
    duplex: 'half',
  } as RequestInit)
  if (answer.status !== 202) {
    throw new DemoError(`The awards were answered with ${answer.status}: ${await answer.text()}`)
  }
  const { id } = (await answer.json()) as { id: string }
  passed?.()
  for (;;) {
    const batch = await api.get(`/v1/award-batches/${id}`)
    if (batch.status === 'completed') {
      // Awarded before, by a run that was interrupted, is as good.
      if (batch.awarded + batch.duplicates === to - from) return
    } else if (batch.status === 'queued' || batch.status === 'running') {
      await delay(POLL_MS)
      continue
    }
    throw new DemoError(`The awards are ${batch.status}: ${JSON.stringify(batch)}`)
  }
}

function* rows({ seed, badgeClassIds }: Region, from: number, to: number): Generator<Buffer> {
  let text = ''
  let at = 0
  for (const { email, badgeClass } of plannedAwards(seed)) {
    if (at >= to) break
    if (at >= from) {
      const recipient = { type: 'email', value: email }
      text += `${JSON.stringify({ badgeClassId: badgeClassIds[badgeClass], recipient })}\n`
      if (at % ROWS_AT_ONCE === 0) {
        yield Buffer.from(text)
        text = ''
      }
    }
    at += 1
  }
  if (text !== '') yield Buffer.from(text)
}
