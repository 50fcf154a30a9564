import canonicalize from 'canonicalize'
import type { FastifyRequest } from 'fastify'
import type { Transaction } from '../db/index.ts'
import type { Vault } from '../vault.ts'
import { type Answer, answerWith, type Created } from './answers.ts'
import { idempotencyKey, reused, underWay } from './idempotency-key.ts'
import { type Kept, keepAnswers, lockAndFind } from './idempotency-store.ts'
import { notFound, Problem } from './problems.ts'

type Key = { keyHash: Buffer; requestHash: Buffer }
type KeptAnswer = Omit<Answer, 'document'> & { document?: string }

/** A request, and what its answer is kept under, if it has a key. */
export type Asked = { request: FastifyRequest; key: Key | null }

/** What a request asked for, or why it cannot be had. */
export type Outcome = Created<{ id: string }> | Problem

/** Reads the text of the `document` of a resource, for an answer given again. */
export type ReadDocument = (tx: Transaction, resultId: string) => Promise<string | undefined>

/** Answers that are given again to who asks again. */
export type KeptAnswers = {
  keyOf(request: FastifyRequest): Key | null
  /** Answers a set of requests: from what is kept, or by carrying them out and keeping that. */
  answerAll<A extends Asked>(
    tx: Transaction,
    asked: A[],
    work: (asked: A[]) => Promise<Outcome[]>,
    documentOf: ReadDocument,
  ): Promise<(Answer | Problem)[]>
}

/** {@link KeptAnswers}, sealed, each for so many hours. */
export function createKeptAnswers(deps: {
  vault: Vault
  now: () => Date
  retentionHours: number
}): KeptAnswers {
  const { vault, now, retentionHours } = deps

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
    documentOf: ReadDocument,
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

  async function answerAll<A extends Asked>(
    tx: Transaction,
    asked: A[],
    work: (asked: A[]) => Promise<Outcome[]>,
    documentOf: ReadDocument,
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
      const created = made[position] as Outcome
      const answer = created instanceof Problem ? created : answerWith(one.request, created)
      answers.set(one, answer)
      if (one.key === null || created instanceof Problem || answer instanceof Problem) return []
      return [recordOf(one.key, created, answer)]
    })
    if (records.length > 0) keepAnswers(tx, records, now())
    return asked.map((one) => answers.get(one) as Answer | Problem)
  }

  return { keyOf, answerAll }
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
