import { uuidv7 } from 'uuidv7'
import { openRows, type RawRow, type RowFormat } from '../award-rows/index.ts'
import type { Database, Transaction } from '../db/index.ts'
import { invalid, Problem } from '../http/index.ts'
import type { Presence } from '../presence/index.ts'
import { areGone } from '../presence/index.ts'
import type { Vault } from '../vault.ts'
import { chunkHashes, countStoredRows, deleteChunksAfter, insertChunk } from './chunk-store.ts'
import { type Chunk, chunksOf, hashRows, sealRows } from './chunks.ts'
import { meansTheSame, openFormat, sealFormat } from './format.ts'
import { interruptible } from './interruptible.ts'
import { askForLanes } from './lanes.ts'
import { changeReceived, claim, deleteReceived, insertBatch } from './reception-store.ts'
import { type AwardBatchRow, abandon, batchById, receivedBatches, updateBatch } from './store.ts'
import type { NewBatch, Upload } from './upload.ts'

/** Takes rows in as they come, and keeps those that came when the rest does not. */
export type Reception = {
  /**
   * Makes a batch of an upload. Nothing of it remains when its rows cannot be read; when it is cut
   * off, what was stored by then is an incomplete batch.
   */
  receive(order: NewBatch, upload: Upload): Promise<AwardBatchRow>
  /**
   * Takes the upload of a batch again: holds it against the rows that are there, and adds the rest to
   * those of an incomplete one.
   *
   * @param others - the problem with an upload of other rows; the batch is then as it was
   * @throws Problem 409 while it is being received
   */
  receiveAgain(batch: AwardBatchRow, upload: Upload, others: () => Problem): Promise<AwardBatchRow>
  /** Marks the batches incomplete whose receivers are gone. */
  noticeGone(): Promise<void>
}

/** An upload on its way: its batch, if that was made before or is by now, and who receives it. */
type Receiving = {
  id: string
  receiverId: string
  /** The batch there was before; with what shows that its rows are the same. */
  known: Awaited<ReturnType<typeof chunkHashes>> | null
  isMade: boolean
  format: RowFormat
  insert(
    tx: Transaction,
    row: { status: string; receiverId: string | null; total: number },
  ): Promise<void>
  others(): Problem
}

export function createReception({
  database,
  vault,
  now,
  presence,
}: {
  database: Database
  vault: Vault
  now: () => Date
  presence: Presence
}): Reception {
  /** Has an upload received in a name of its own, which is gone when we are. */
  async function inName<T>(
    upload: Upload,
    work: (receiverId: string, upload: Upload) => Promise<T>,
  ): Promise<T> {
    const session = await presence.session()
    const receiverId = uuidv7()
    await session.hold(receiverId)
    try {
      const signal = AbortSignal.any([upload.signal, session.lost])
      return await work(receiverId, { ...upload, signal })
    } finally {
      await session.letGo(receiverId).catch(() => undefined)
    }
  }

  async function opened({ body, declared, signal }: Upload) {
    const { format, rows } = await openRows(interruptible(body, signal), declared)
    return { format, chunks: chunksOf(interruptible(rows, signal)) }
  }

  async function takeIn(
    receiving: Receiving,
    chunks: AsyncIterable<Chunk>,
    upload: Upload,
  ): Promise<AwardBatchRow> {
    try {
      for await (const chunk of chunks) {
        const there = receiving.known?.[chunk.number - 1]
        if (there === undefined) {
          const batch = await store(receiving, chunk)
          if (batch !== null) return batch
        } else if (chunk.isLast || !isSame(chunk.rows, there)) {
          // What is there of an incomplete batch was followed by more.
          throw receiving.others()
        }
      }
      throw receiving.known === null ? noRows() : receiving.others()
    } catch (error) {
      await giveUp(receiving, error, upload).catch(() => undefined)
      throw upload.isCut() ? cutOff() : error
    }
  }

  /** @returns the batch, once its last chunk is stored */
  async function store(receiving: Receiving, chunk: Chunk): Promise<AwardBatchRow | null> {
    const { id, receiverId, isMade, format } = receiving
    const { number, firstRow, rows, isLast } = chunk
    const rowCount = rows.length
    const total = firstRow - 1 + rowCount
    const stored = { batchId: id, number, firstRow, rowCount, ...(await sealRows(vault, rows)) }
    const state = isLast
      ? { status: 'queued', receiverId: null, total }
      : { status: 'receiving', receiverId, total }
    const batch = await database.transaction(async (tx) => {
      if (!isMade) await receiving.insert(tx, state)
      else {
        const changes = { ...state, sealedFormat: sealFormat(vault, format), updatedAt: now() }
        if (!(await changeReceived(tx, id, receiverId, changes))) throw taken()
      }
      await insertChunk(tx, stored)
      if (!isLast) return null
      await askForLanes(tx, id)
      return (await batchById(tx, id)) as AwardBatchRow
    })
    receiving.isMade = true
    return batch
  }

  /** What came is kept when the rest may still come; not when it never can. */
  async function giveUp(
    { id, receiverId, known, isMade }: Receiving,
    error: unknown,
    upload: Upload,
  ): Promise<void> {
    if (!isMade) return
    const isBad = error instanceof Problem && error.status < 500 && !upload.isCut()
    await database.transaction(async (tx) => {
      const changes = { status: 'incomplete', receiverId: null, updatedAt: now() }
      if (!(await changeReceived(tx, id, receiverId, changes)) || !isBad) return
      if (known === null) return deleteReceived(tx, id)
      await deleteChunksAfter(tx, id, known.length)
      await updateBatch(tx, id, { total: await countStoredRows(tx, id) })
    })
  }

  async function compare(
    batch: AwardBatchRow,
    chunks: AsyncIterable<Chunk>,
    others: () => Problem,
  ): Promise<void> {
    const known = await chunkHashes(database.queries, batch.id)
    let count = 0
    for await (const { rows } of chunks) {
      const there = known[count]
      // One that was cancelled while it was incomplete never had the rest.
      if (there === undefined && batch.status === 'cancelled') return
      if (there === undefined || !isSame(rows, there)) throw others()
      count += 1
    }
    if (count < known.length) throw others()
  }

  const isSame = (rows: RawRow[], there: { rowCount: number; rowsHash: Buffer }) =>
    there.rowCount === rows.length && hashRows(vault, rows).equals(there.rowsHash)

  return {
    receive: (order, upload) =>
      inName(upload, async (receiverId, upload) => {
        const { format, chunks } = await opened(upload)
        const id = uuidv7()
        const insert: Receiving['insert'] = async (tx, state) => {
          const at = now()
          const sealedFormat = sealFormat(vault, format)
          const row = { id, ...order, sealedFormat, ...state, createdAt: at, updatedAt: at }
          if (!(await insertBatch(tx, row))) throw underWay()
        }
        const receiving = { id, receiverId, format, insert, others: taken }
        return takeIn({ ...receiving, known: null, isMade: false }, chunks, upload)
      }),
    receiveAgain: (before, upload, others) =>
      inName(upload, async (receiverId, upload) => {
        const { format, chunks } = await opened(upload)
        const { id, sealedFormat } = before
        if (sealedFormat !== null && !meansTheSame(format, openFormat(vault, sealedFormat))) {
          throw others()
        }
        if (before.status === 'receiving') await noticeGone()
        if (!['receiving', 'incomplete'].includes(before.status)) {
          await compare(before, chunks, others)
        } else if (await claim(database.queries, id, receiverId, now())) {
          const known = await chunkHashes(database.queries, id)
          const insert = async () => undefined
          const receiving = { id, receiverId, format, insert, others }
          return takeIn({ ...receiving, known, isMade: true }, chunks, upload)
        } else {
          throw underWay()
        }
        return (await batchById(database.queries, id)) as AwardBatchRow
      }),
    noticeGone,
  }

  async function noticeGone(): Promise<void> {
    const received = await receivedBatches(database.queries)
    const receivers = received.flatMap(({ receiverId }) =>
      receiverId === null ? [] : [receiverId],
    )
    if (receivers.length === 0) return
    await abandon(database.queries, await areGone(database.queries, receivers), now())
  }
}

function noRows(): Problem {
  return invalid({ field: 'body', detail: 'The file has no rows.' })
}

function taken(): Problem {
  return new Problem(
    'conflict',
    'The batch was cancelled, or is received from somebody else by now.',
  )
}

function underWay(): Problem {
  return new Problem('request-in-progress', 'The rows of this batch are just being received.', {
    headers: { 'retry-after': '1' },
  })
}

function cutOff(): Problem {
  return new Problem('malformed-body', 'The upload was cut off: send it again.')
}
