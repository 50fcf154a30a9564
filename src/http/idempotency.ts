import canonicalize from 'canonicalize'
import { lte, sql } from 'drizzle-orm'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Database, Transaction } from '../db/index.ts'
import { idempotencyRecords, placeholders, prepared } from '../db/index.ts'
import type { Vault } from '../vault.ts'
import { revisionTag } from './conditional.ts'
import { invalid, Problem } from './problems.ts'

/** What a creating service answers with: the new resource and whether it had to be made. */
export type Created<T extends { id: string }> = { resource: T; revision: number; isNew?: boolean }

type Kept = { requestHash: Buffer; sealedAnswer: Buffer }
type Answer = { status: number; headers: Record<string, string>; body: unknown }

/** Runs creating requests: each in one transaction, and once per Idempotency-Key. */
export type Creations = {
  /**
   * Runs `work` in a transaction and answers 201 (200 when nothing had to be made) with the
   * resource, its `Location` and `ETag`. With an `Idempotency-Key` header the answer is kept in
   * the same transaction: the same key and body is answered from it, another body is 422, and a
   * request that is still under way is 409. A request that fails leaves nothing behind and can be
   * repeated.
   */
  create<T extends { id: string }>(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (tx: Transaction) => Promise<Created<T>>,
  ): Promise<T>
  /** Deletes records whose time is over. */
  expire(now: Date): Promise<void>
}

/**
 * @param deps.retentionHours - how long a key is remembered
 */
export function createCreations(deps: {
  database: Database
  vault: Vault
  now: () => Date
  retentionHours: number
}): Creations {
  const { database, vault, now, retentionHours } = deps

  async function remember<T extends { id: string }>(
    request: FastifyRequest,
    key: string,
    work: (tx: Transaction) => Promise<Created<T>>,
  ): Promise<Answer> {
    const keyHash = vault.keyedHash('idempotency-key', request.actor.id, key)
    const requestHash = vault.keyedHash(
      'idempotency-request',
      request.method,
      request.url,
      canonicalize(request.body ?? null) ?? '',
    )
    return database.transaction(async (tx) => {
      const kept = await lockAndFind(tx, keyHash, now())
      if (kept !== undefined) {
        if (!kept.requestHash.equals(requestHash)) throw reused()
        const answer = JSON.parse(vault.open(kept.sealedAnswer, 'idempotency').toString()) as Answer
        return { ...answer, headers: { ...answer.headers, 'idempotency-replayed': 'true' } }
      }
      const created = await work(tx)
      const answer = toAnswer(request, created)
      const record = {
        requestHash,
        resultId: created.resource.id,
        sealedAnswer: vault.seal(JSON.stringify(answer), 'idempotency'),
        expiresAt: new Date(now().getTime() + retentionHours * 3_600_000),
      }
      const { rowCount } = await prepared(tx, 'insert-idempotency-record', (on, name) =>
        on
          .insert(idempotencyRecords)
          .values(placeholders(['keyHash', 'requestHash', 'resultId', 'sealedAnswer', 'expiresAt']))
          .onConflictDoUpdate({
            target: idempotencyRecords.keyHash,
            set: {
              requestHash: sql`excluded.request_hash`,
              resultId: sql`excluded.result_id`,
              sealedAnswer: sql`excluded.sealed_answer`,
              expiresAt: sql`excluded.expires_at`,
            },
            setWhere: lte(idempotencyRecords.expiresAt, sql.placeholder('now')),
          })
          .prepare(name),
      ).execute({ keyHash, ...record, now: now() })
      // Another request of this key ended between our look and our lock: undo, and let the caller
      // come again for its answer.
      if (rowCount === 0) throw underWay()
      return answer
    })
  }

  return {
    async create(request, reply, work) {
      const key = idempotencyKey(request)
      const answer =
        key === null
          ? toAnswer(request, await database.transaction(work))
          : await remember(request, key, work)
      reply.code(answer.status).headers(answer.headers)
      return answer.body as Awaited<ReturnType<typeof work>>['resource']
    },
    async expire(at) {
      await database.queries.delete(idempotencyRecords).where(lte(idempotencyRecords.expiresAt, at))
    },
  }
}

function idempotencyKey(request: FastifyRequest): string | null {
  const header = request.headers['idempotency-key']
  if (header === undefined) return null
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw invalid({
      field: 'Idempotency-Key',
      detail: 'Idempotency-Key must be 1 to 255 printable ASCII characters.',
    })
  }
  return header
}

/**
 * Takes the lock of a key and looks for its answer, in one question. The lock lives as long as the
 * transaction: a crash frees it, and no second request of this key passes it, whichever process
 * serves it.
 *
 * @returns the answer given before, if its time is not over
 * @throws Problem 409 when another request holds the lock
 */
async function lockAndFind(tx: Transaction, keyHash: Buffer, at: Date): Promise<Kept | undefined> {
  const { rows } = await tx.$client.query<{
    locked: boolean
    request_hash: Buffer | null
    sealed_answer: Buffer | null
  }>({
    name: 'idempotency-lock',
    text: `select pg_try_advisory_xact_lock($1) as locked, request_hash, sealed_answer
      from (values (1)) as always
      left join idempotency_records on key_hash = $2 and expires_at > $3`,
    values: [keyHash.readBigInt64BE(0), keyHash, at],
  })
  const [row] = rows
  if (row?.locked !== true) throw underWay()
  if (row.request_hash === null || row.sealed_answer === null) return undefined
  return { requestHash: row.request_hash, sealedAnswer: row.sealed_answer }
}

function underWay(): Problem {
  return new Problem(
    'request-in-progress',
    'A request with this Idempotency-Key is under way; repeat it shortly for its answer.',
    {
      headers: { 'retry-after': '1' },
      errors: [{ field: 'Idempotency-Key', detail: 'is in use by a request under way' }],
    },
  )
}

function reused(): Problem {
  const detail = 'This Idempotency-Key was used for a request with other contents.'
  return new Problem('idempotency-key-reused', detail, {
    errors: [{ field: 'Idempotency-Key', detail }],
  })
}

function toAnswer<T extends { id: string }>(request: FastifyRequest, created: Created<T>): Answer {
  const { resource, revision, isNew = true } = created
  return {
    status: isNew ? 201 : 200,
    headers: {
      location: `${request.routeOptions.url}/${resource.id}`,
      etag: revisionTag(revision),
    },
    body: resource,
  }
}
