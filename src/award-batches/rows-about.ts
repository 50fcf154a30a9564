import { and, asc, eq, isNotNull, or, sql } from 'drizzle-orm'
import type { RawRow } from '../award-rows/index.ts'
import { awardBatchChunks, awardBatches, type Database, type Queries } from '../db/index.ts'
import {
  type LearnerPart,
  type PartDocument,
  type Traces,
  tells,
  tracesOf,
} from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import { openRowsOfChunk, sealRows } from './chunks.ts'

const chunks = awardBatchChunks

/** How many chunks are read at once: each may have a million characters. */
const PAGE = 8

/** The rows that people were named in, as they came, for as long as they are kept. */
export type RowsAbout = {
  part: LearnerPart
  /**
   * Takes the rows out that name a learner who was erased, in small transactions: each leaves an
   * empty row, which counts and is awarded to nobody. Doing so again changes nothing.
   */
  takeOut(traces: Traces): Promise<void>
}

type Place = { batchId: string; number: number }

/** {@link RowsAbout} learners, opened with the vault that sealed them. */
export function createRowsAbout({
  database,
  vault,
}: {
  database: Database
  vault: Vault
}): RowsAbout {
  async function* about(
    db: Queries,
    traces: Traces,
    issuerId: string | null,
  ): AsyncGenerator<PartDocument> {
    for await (const chunk of chunksWithRows(db, issuerId)) {
      const rows = await openRowsOfChunk(vault, chunk.sealedRows)
      for (const [position, row] of rows.entries()) {
        if (!tells(traces, textsOf(row))) continue
        const number = chunk.firstRow + position
        yield {
          path: `${chunk.batchId}-${number}.json`,
          content: { awardBatchId: chunk.batchId, row: number, content: row },
        }
      }
    }
  }

  async function takeOutOf({ batchId, number }: Place, traces: Traces): Promise<void> {
    await database.transaction(async (tx) => {
      const [chunk] = await tx
        .select()
        .from(chunks)
        .where(and(eq(chunks.batchId, batchId), eq(chunks.number, number)))
        .for('update')
      if (!chunk?.sealedRows) return
      const rows = await openRowsOfChunk(vault, chunk.sealedRows)
      const left = rows.map((row) => (tells(traces, textsOf(row)) ? emptied(row) : row))
      await tx
        .update(chunks)
        .set(await sealRows(vault, left))
        .where(and(eq(chunks.batchId, batchId), eq(chunks.number, number)))
    })
  }

  return {
    part: {
      name: 'award-batches',
      readWith: 'assertions:read',
      async *documents(db, learnerId) {
        yield* about(db, await tracesOf(db, vault, learnerId), null)
      },
      async *documentsForIssuer(db, learnerId, issuerId) {
        yield* about(db, await tracesOf(db, vault, learnerId), issuerId)
      },
      // Rows are found by what stands in them, which moves with the learner.
      move: async () => null,
      moveBack: async () => undefined,
      // In many transactions, by `takeOut`.
      erase: async () => undefined,
    },
    async takeOut(traces) {
      for await (const chunk of chunksWithRows(database.queries, null)) {
        const rows = await openRowsOfChunk(vault, chunk.sealedRows)
        if (rows.some((row) => tells(traces, textsOf(row)))) await takeOutOf(chunk, traces)
      }
    },
  }
}

/** Every chunk whose rows are kept: of all batches, or of those of one issuer. */
async function* chunksWithRows(db: Queries, issuerId: string | null) {
  for (let after: Place | undefined; ; ) {
    const page = await db
      .select({
        batchId: chunks.batchId,
        number: chunks.number,
        firstRow: chunks.firstRow,
        sealedRows: sql<Buffer>`${chunks.sealedRows}`,
      })
      .from(chunks)
      .innerJoin(awardBatches, eq(awardBatches.id, chunks.batchId))
      .where(
        and(
          isNotNull(chunks.sealedRows),
          issuerId === null
            ? undefined
            : or(eq(awardBatches.issuerId, issuerId), eq(awardBatches.actorIssuerId, issuerId)),
          after === undefined
            ? undefined
            : sql`(${chunks.batchId}, ${chunks.number}) > (${after.batchId}::uuid, ${after.number})`,
        ),
      )
      .orderBy(asc(chunks.batchId), asc(chunks.number))
      .limit(PAGE)
    yield* page
    after = page.at(-1)
    if (page.length < PAGE) return
  }
}

/** The texts of a row: the cells of one of a table, what stands in the members of one in JSON. */
function textsOf(row: RawRow): string[] {
  if (typeof row !== 'string') return row
  try {
    return leavesOf(JSON.parse(row))
  } catch {
    return [row]
  }
}

function leavesOf(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, member]) => [name, ...leavesOf(member)])
  }
  return [String(value)]
}

function emptied(row: RawRow): RawRow {
  return typeof row === 'string' ? '{}' : row.map(() => '')
}
