import { and, asc, eq, gt, inArray, lte } from 'drizzle-orm'
import { idempotencyRecords, later, pgArray, type Queries, type Transaction } from '../db/index.ts'

export type RecordRow = typeof idempotencyRecords.$inferSelect
export type Kept = Pick<RecordRow, 'requestHash' | 'sealedAnswer' | 'resultId'>

/**
 * Takes the locks of keys and looks for their answers, in one question. The locks live as long as
 * the transaction: a crash frees them, and no second request of a key passes, whichever process
 * serves it.
 *
 * @param keyHashes - no two the same: to its own transaction a lock is free
 * @returns for each key: that another transaction holds it, the answer given before if its time is
 *   not over, or neither
 */
export async function lockAndFind(
  tx: Transaction,
  keyHashes: readonly Buffer[],
  at: Date,
): Promise<('held' | Kept | undefined)[]> {
  const { rows } = await tx.$client.query<{
    n: string
    locked: boolean
    request_hash: Buffer | null
    sealed_answer: Buffer | null
    result_id: string | null
  }>({
    name: 'idempotency-locks',
    // Lateral with a limit: by the index, whatever the planner believes of a table that grows.
    text: `select n, pg_try_advisory_xact_lock(lock) as locked, kept.*
      from unnest($1::bigint[], $2::bytea[]) with ordinality as asked (lock, key, n)
      left join lateral (
        select request_hash, sealed_answer, result_id from idempotency_records
        where key_hash = asked.key and expires_at > $3
        limit 1
      ) kept on true`,
    values: [
      pgArray(
        'bigint',
        keyHashes.map((hash) => hash.readBigInt64BE(0)),
      ),
      pgArray('bytea', keyHashes),
      at,
    ],
  })
  const found = keyHashes.map((): 'held' | Kept | undefined => 'held')
  for (const { n, locked, request_hash, sealed_answer, result_id } of rows) {
    if (!locked) continue
    found[Number(n) - 1] =
      request_hash === null || sealed_answer === null || result_id === null
        ? undefined
        : { requestHash: request_hash, sealedAnswer: sealed_answer, resultId: result_id }
  }
  return found
}

/**
 * Keeps answers, in the place of such whose time is over. When another request of one of the keys was
 * answered after its answer was looked for, the transaction fails, see `isTaken`.
 */
export function keepAnswers(tx: Transaction, rows: readonly RecordRow[], at: Date): void {
  later(tx, () =>
    tx.$client.query({
      name: 'keep-answers',
      // No answer is without an end: the null is refused.
      text: `insert into idempotency_records as kept
          (key_hash, request_hash, result_id, sealed_answer, expires_at)
        select * from unnest($1::bytea[], $2::bytea[], $3::uuid[], $4::bytea[], $5::timestamptz[])
        on conflict (key_hash) do update set
          request_hash = excluded.request_hash,
          result_id = excluded.result_id,
          sealed_answer = excluded.sealed_answer,
          expires_at = case when kept.expires_at <= $6 then excluded.expires_at end`,
      values: [
        pgArray(
          'bytea',
          rows.map(({ keyHash }) => keyHash),
        ),
        pgArray(
          'bytea',
          rows.map(({ requestHash }) => requestHash),
        ),
        pgArray(
          'uuid',
          rows.map(({ resultId }) => resultId),
        ),
        pgArray(
          'bytea',
          rows.map(({ sealedAnswer }) => sealedAnswer),
        ),
        pgArray(
          'timestamp with time zone',
          rows.map(({ expiresAt }) => expiresAt),
        ),
        at,
      ],
    }),
  )
}

const NOT_NULL_VIOLATION = '23502'

/** Whether a transaction failed because an answer for a key was there before it. */
export function isTaken(error: unknown): boolean {
  const { code, table } = error as { code?: unknown; table?: unknown }
  return code === NOT_NULL_VIOLATION && table === 'idempotency_records'
}

/** Whether the answer for a key is kept. */
export async function isKept(db: Queries, keyHash: Buffer, at: Date): Promise<boolean> {
  const rows = await db
    .select({ resultId: idempotencyRecords.resultId })
    .from(idempotencyRecords)
    .where(and(eq(idempotencyRecords.keyHash, keyHash), gt(idempotencyRecords.expiresAt, at)))
  return rows.length > 0
}

export async function deleteExpired(db: Queries, at: Date): Promise<void> {
  await db.delete(idempotencyRecords).where(lte(idempotencyRecords.expiresAt, at))
}

/** Some of the answers that are kept, in the order of their keys. */
export function answersAfter(db: Queries, after: Buffer | null, limit: number) {
  return db
    .select({
      keyHash: idempotencyRecords.keyHash,
      sealedAnswer: idempotencyRecords.sealedAnswer,
    })
    .from(idempotencyRecords)
    .where(after === null ? undefined : gt(idempotencyRecords.keyHash, after))
    .orderBy(asc(idempotencyRecords.keyHash))
    .limit(limit)
}

export async function deleteAnswers(db: Queries, keyHashes: Buffer[]): Promise<void> {
  if (keyHashes.length === 0) return
  await db.delete(idempotencyRecords).where(inArray(idempotencyRecords.keyHash, keyHashes))
}
