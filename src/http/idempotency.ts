import type { FastifyReply, FastifyRequest } from 'fastify'
import pg from 'pg'
import { type Database, isOvertaken, type Transaction } from '../db/index.ts'
import { createGathering } from '../gathering.ts'
import type { Vault } from '../vault.ts'
import { type Answer, type Created, prepareReply } from './answers.ts'
import type { Actor } from './authentication.ts'
import { isDatabaseAway } from './error-handler.ts'
import { underWay } from './idempotency-key.ts'
import { answersAfter, deleteAnswers, deleteExpired, isKept, isTaken } from './idempotency-store.ts'
import { type Asked, createKeptAnswers, type Outcome, type ReadDocument } from './kept-answers.ts'
import { Problem } from './problems.ts'

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
  ): Promise<Outcome[]>
  /** The text of the `document` of a resource that was created, for an answer given again. */
  document: ReadDocument
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

/** Of many requests at once not all go in one set: one set is signed while another is stored. */
const LARGEST_SET = 32
/** One is with the database while the other is signed. */
const SETS_ABREAST = 2
/** Leaves connections for everything else. */
const MOST_SETS = 8
/** About as long as a set takes; whoever comes alone after others waits so long at the most. */
const LINGER_MS = 5
/** How many answers are opened at once. */
const ANSWERS_AT_ONCE = 1_000

/**
 * @param deps.retentionHours - how long a key is remembered
 */
export function createCreations(deps: {
  database: Database
  vault: Vault
  now: () => Date
  retentionHours: number
}): Creations {
  const { database, vault, now } = deps
  const { keyOf, answerAll } = createKeptAnswers(deps)

  async function transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      return await database.transaction(work)
    } catch (error) {
      // Another request of a key ended between our look and our lock: the caller may come again for
      // its answer.
      throw isTaken(error) ? underWay() : error
    }
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
