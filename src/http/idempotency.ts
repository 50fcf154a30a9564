import canonicalize from 'canonicalize'
import type { FastifyReply, FastifyRequest } from 'fastify'
import pg from 'pg'
import { type Database, isOvertaken, type Transaction } from '../db/index.ts'
import { createGathering } from '../gathering.ts'
import type { Vault } from '../vault.ts'
import { type Answer, answerWith, type Created, prepareReply } from './answers.ts'
import type { Actor } from './authentication.ts'
import { isDatabaseAway } from './error-handler.ts'
import {
  answersAfter,
  deleteAnswers,
  deleteExpired,
  isKept,
  isTaken,
  type Kept,
  keepAnswers,
  lockAndFind,
} from './idempotency-store.ts'
import { invalid, notFound, Problem } from './problems.ts'

/** How requests of one kind that come at the same time are carried out together. */
export type Together<New, Ahead = unknown> = {
  /** Asks for what is to be known of requests, while it is found out which of them are new. */
  lookUp(tx: Transaction, requests: { actor: Actor; input: New }[]): Promise<Ahead>
  /**
   * Carries out a set of requests. One that cannot be met has its problem for an outcome, and nothing
   * is written for it. When this rejects, the transaction is given up and each request carried out in
   * one of its own.
   *
   * @param ahead - what was looked up for these requests and others
   * @returns what became of each request, in their order
   */
  create(
    tx: Transaction,
    requests: { actor: Actor; input: New }[],
    ahead: Promise<Ahead>,
  ): Promise<(Created<{ id: string }> | Problem)[]>
  /** The text of the `document` of a resource that was created, for an answer given again. */
  document(tx: Transaction, resultId: string): Promise<string | undefined>
}

/** Runs creating requests: each in one transaction, and once per Idempotency-Key. */
export type Creations = {
  /**
   * Runs `work` in a transaction and answers 201 (200 when nothing had to be made) with the
   * resource, its `Location` and `ETag`. With an `Idempotency-Key` header the answer is kept in
   * the same transaction: the same key and body is answered from it, another body is 422, and a
   * request that is still under way is 409. A request that fails leaves nothing behind and can be
   * repeated.
   *
   * @param prepare - what takes long and is to be done before the transaction; not done for a key
   *   that has its answer
   */
  create<T extends { id: string }>(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (tx: Transaction) => Promise<Created<T>>,
    prepare?: () => Promise<void>,
  ): Promise<T>
  /**
   * The same for requests that come in great numbers: those that wait at the same time share a
   * transaction, and with it the price of its statements and of its commit.
   */
  together<New>(
    work: Together<New>,
  ): (request: FastifyRequest, reply: FastifyReply, input: New) => Promise<unknown>
  /** Deletes records whose time is over. */
  expire(now: Date): Promise<void>
  /** Deletes the answers that tell of somebody who was erased; doing so again changes nothing. */
  forget(tells: (answer: string) => boolean): Promise<void>
}

/** More at once make a set slower to come back than they make it cheaper. */
const LARGEST_SET = 64
/** One is with the database while the other is signed. */
const SETS_ABREAST = 2
/** Leaves connections for everything else. */
const MOST_SETS = 8
/** Less than the statements of a set take. */
const LINGER_MS = 1
/** How many answers are opened at once. */
const ANSWERS_AT_ONCE = 1_000

type Key = { keyHash: Buffer; requestHash: Buffer }
type Asked = { request: FastifyRequest; key: Key | null }
type KeptAnswer = Omit<Answer, 'document'> & { document?: string }

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

  function keyOf(request: FastifyRequest): Key | null {
    const key = idempotencyKey(request)
    if (key === null) return null
    const { method, url, body = null, actor } = request
    return {
      keyHash: vault.keyedHash('idempotency-key', actor.id, key),
      requestHash: vault.keyedHash('idempotency-request', method, url, canonicalize(body) ?? ''),
    }
  }

  async function again(
    tx: Transaction,
    { requestHash }: Key,
    kept: Kept,
    documentOf: Together<unknown>['document'],
  ): Promise<Answer | Problem> {
    if (!kept.requestHash.equals(requestHash)) return reused()
    const text = vault.open(kept.sealedAnswer, 'idempotency').toString()
    const { document: member, ...answer } = JSON.parse(text) as KeptAnswer
    const replayed = {
      ...answer,
      headers: { ...answer.headers, 'idempotency-replayed': 'true' },
    }
    if (member === undefined) return replayed
    const document = await documentOf(tx, kept.resultId)
    return document === undefined
      ? notFound('resource')
      : { ...replayed, document: { member, text: document } }
  }

  function recordOf({ keyHash, requestHash }: Key, created: Created<{ id: string }>, one: Answer) {
    const { document, ...answer } = one
    const kept: KeptAnswer = { ...answer, ...(document && { document: document.member }) }
    return {
      keyHash,
      requestHash,
      resultId: created.resultId ?? created.resource.id,
      sealedAnswer: vault.seal(JSON.stringify(kept), 'idempotency'),
      expiresAt: new Date(now().getTime() + retentionHours * 3_600_000),
    }
  }

  async function transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      return await database.transaction(work)
    } catch (error) {
      // Another request of a key ended between our look and our lock: the caller may come again for
      // its answer.
      throw isTaken(error) ? underWay() : error
    }
  }

  /** Answers a set of requests: from what is kept, or by carrying them out and keeping that. */
  async function answerAll<A extends Asked>(
    tx: Transaction,
    asked: A[],
    work: (asked: A[]) => Promise<(Created<{ id: string }> | Problem)[]>,
    documentOf: Together<unknown>['document'],
  ): Promise<(Answer | Problem)[]> {
    const known = await findKept(tx, asked, now())
    const answers = new Map<A, Answer | Problem>()
    for (const one of asked) {
      const kept = known.get(one)
      if (kept === 'held') answers.set(one, underWay())
      else if (kept !== undefined) {
        answers.set(one, await again(tx, one.key as Key, kept, documentOf))
      }
    }
    const fresh = asked.filter((one) => !answers.has(one))
    const made = fresh.length === 0 ? [] : await work(fresh)
    const records = fresh.flatMap((one, position) => {
      const created = made[position] as Created<{ id: string }> | Problem
      const answer = created instanceof Problem ? created : answerWith(one.request, created)
      answers.set(one, answer)
      if (one.key === null || created instanceof Problem || answer instanceof Problem) return []
      return [recordOf(one.key, created, answer)]
    })
    if (records.length > 0) keepAnswers(tx, records, now())
    return asked.map((one) => answers.get(one) as Answer | Problem)
  }

  /** Carries out a set in one transaction; when that fails because of a member, one by one. */
  async function carryOut<New>(
    work: Together<New>,
    asked: (Asked & { input: New })[],
    isAgain = false,
  ): Promise<PromiseSettledResult<Answer>[]> {
    const requestsOf = (some: typeof asked) =>
      some.map(({ request, input }) => ({ actor: request.actor, input }))
    let toBeCommitted = false
    try {
      const answers = await transaction(async (tx) => {
        const ahead = work.lookUp(tx, requestsOf(asked))
        // Of no interest when all were answered before.
        ahead.catch(() => undefined)
        const create = (fresh: typeof asked) => work.create(tx, requestsOf(fresh), ahead)
        const all = await answerAll(tx, asked, create, work.document)
        toBeCommitted = true
        return all
      })
      return answers.map((answer) =>
        answer instanceof Problem
          ? { status: 'rejected', reason: answer }
          : { status: 'fulfilled', value: answer },
      )
    } catch (reason) {
      // What became of a commit without an answer nobody knows; it must not be done twice.
      const undone =
        !toBeCommitted || reason instanceof Problem || reason instanceof pg.DatabaseError
      if (asked.length === 1 && isOvertaken(reason) && !isAgain) return carryOut(work, asked, true)
      if (asked.length === 1 || !undone || isDatabaseAway(reason)) {
        return asked.map(() => ({ status: 'rejected', reason }))
      }
    }
    const outcomes: PromiseSettledResult<Answer>[] = []
    for (const one of asked) outcomes.push(...(await carryOut(work, [one])))
    return outcomes
  }

  return {
    async create(request, reply, work, prepare) {
      const key = keyOf(request)
      if (prepare !== undefined) {
        const answered = key !== null && (await isKept(database.queries, key.keyHash, now()))
        if (!answered) await prepare()
      }
      const [answer] = await transaction((tx) =>
        answerAll(
          tx,
          [{ request, key }],
          async () => [await work(tx)],
          async () => undefined,
        ),
      )
      if (answer === undefined || answer instanceof Problem) throw answer
      return prepareReply(reply, answer) as Awaited<ReturnType<typeof work>>['resource']
    },
    together<New>(work: Together<New>) {
      const answer = createGathering({
        carryOut: (asked: (Asked & { input: New })[]) => carryOut(work, asked),
        largest: LARGEST_SET,
        abreast: SETS_ABREAST,
        most: MOST_SETS,
        lingerMs: LINGER_MS,
      })
      return async (request: FastifyRequest, reply: FastifyReply, input: New) =>
        prepareReply(reply, await answer({ request, key: keyOf(request), input }))
    },
    expire: (at) => deleteExpired(database.queries, at),
    async forget(tells) {
      for (let after: Buffer | null = null; ; ) {
        const page = await answersAfter(database.queries, after, ANSWERS_AT_ONCE)
        const telling = page.filter(({ sealedAnswer }) =>
          tells(vault.open(sealedAnswer, 'idempotency').toString()),
        )
        await deleteAnswers(
          database.queries,
          telling.map(({ keyHash }) => keyHash),
        )
        after = page.at(-1)?.keyHash ?? null
        if (page.length < ANSWERS_AT_ONCE) return
      }
    },
  }
}

/**
 * The Idempotency-Key of a request; null when it has none.
 *
 * @throws Problem 400 for one that is none
 */
export function idempotencyKey(request: FastifyRequest): string | null {
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

/** What is kept under the keys of a set; of requests with the same key the first has the lock. */
async function findKept<A extends Asked>(
  tx: Transaction,
  asked: A[],
  at: Date,
): Promise<Map<A, 'held' | Kept | undefined>> {
  const known = new Map<A, 'held' | Kept | undefined>()
  const holders = new Map<string, A>()
  for (const one of asked) {
    if (one.key === null) continue
    const name = one.key.keyHash.toString('latin1')
    if (holders.has(name)) known.set(one, 'held')
    else holders.set(name, one)
  }
  if (holders.size === 0) return known
  const first = [...holders.values()]
  const found = await lockAndFind(
    tx,
    first.map(({ key }) => (key as Key).keyHash),
    at,
  )
  for (const [position, one] of first.entries()) known.set(one, found[position])
  return known
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

/** 422 for a key that came with another request before. */
export function reused(): Problem {
  const detail = 'This Idempotency-Key was used for a request with other contents.'
  return new Problem('idempotency-key-reused', detail, {
    errors: [{ field: 'Idempotency-Key', detail }],
  })
}
