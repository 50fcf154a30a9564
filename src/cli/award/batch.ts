import { createHash, randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { AwardCommand } from './arguments.ts'
import { type Client, resourceIn } from './client.ts'
import type { Progress } from './progress.ts'
import type { Batch } from './resource.ts'
import { fileReason, type Source } from './source.ts'
import { UsageError } from './usage.ts'

/** A batch that was sent, now or before. */
export type Sent = { batch: Batch; isReplayed: boolean }

const SOON_MS = 200
const LATER_MS = 1_000
const ENDS = ['completed', 'cancelled', 'incomplete']

/**
 * The key under which the service knows the same file again: whoever runs the command again, with the
 * same contents, badge class and settings, gets the same batch.
 */
function idempotencyKey({ hash }: Source, command: AwardCommand): string {
  if (command.isNew) return `award-${randomUUID()}`
  const { badgeClassId, onInvalid, onDuplicate, delimiter, charset } = command
  const columns = Object.entries(command.columns).sort(([one], [other]) => (one < other ? -1 : 1))
  const settings = [hash, badgeClassId, onInvalid, onDuplicate, columns, delimiter, charset]
  return `award-${createHash('sha256').update(JSON.stringify(settings)).digest('hex')}`
}

/** Where a file is sent, and how it is to be read and awarded. */
export function uploadPath(command: AwardCommand): string {
  const { badgeClassId, columns, delimiter, dryRun, onInvalid, onDuplicate } = command
  const query = new URLSearchParams({
    onInvalid,
    onDuplicate,
    ...(dryRun && { dryRun: 'true' }),
    ...(Object.keys(columns).length > 0 && { columns: JSON.stringify(columns) }),
    ...(delimiter !== undefined && { delimiter }),
  })
  const path = badgeClassId === null ? '' : `badge-classes/${badgeClassId}/`
  return `/v1/${path}award-batches?${query}`
}

/** What is said of a file that is sent. */
export function uploadHeaders(mediaType: string, { charset }: AwardCommand) {
  const parameter = charset === undefined ? '' : `; charset=${charset}`
  return { 'content-type': `${mediaType}${parameter}` }
}

/**
 * Sends a file as a batch, again from the start when the connection is cut: what the service has by
 * then it keeps.
 */
export function send(
  { client, source, progress }: { client: Client; source: Source; progress: Progress },
  command: AwardCommand,
  mediaType: string,
): Promise<Sent> {
  const headers = {
    ...uploadHeaders(mediaType, command),
    'idempotency-key': idempotencyKey(source, command),
  }
  return client.persistently(async () => {
    const body = watched(source, (bytes) => progress.sending(bytes, source.size))
    const answer = await client.ask(uploadPath(command), { method: 'POST', headers, body })
    const isReplayed = answer.headers['idempotency-replayed'] === 'true'
    return { batch: await resourceIn<Batch>(answer), isReplayed }
  })
}

/** The bytes of a file; tells how many were asked for so far. */
export async function* watched(
  source: Source,
  tell: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  let bytes = 0
  try {
    for await (const part of source.open()) {
      yield part
      bytes += part.length
      tell(bytes)
    }
  } catch (error) {
    throw new UsageError(`${source.name}: ${fileReason(error)}.`)
  }
}

/**
 * Waits for the end of a batch.
 *
 * @returns it completed, cancelled, or incomplete
 */
export async function follow(
  { client, progress, signal }: { client: Client; progress: Progress; signal: AbortSignal },
  begun: Batch,
): Promise<Batch> {
  let batch = begun
  for (let times = 0; !ENDS.includes(batch.status); times += 1) {
    progress.awarding(batch)
    await setTimeout(times < 20 ? SOON_MS : LATER_MS, undefined, { signal })
    batch = await client.persistently(async () =>
      resourceIn<Batch>(await client.ask(`/v1/award-batches/${batch.id}`)),
    )
  }
  progress.awarding(batch)
  return batch
}
