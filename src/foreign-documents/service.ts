import { LRUCache } from 'lru-cache'
import { type OutboundClient, OutboundError, type OutboundResponse } from '../outbound/index.ts'
import { type Freshness, freshnessOf } from './freshness.ts'

/** What is kept at the most: documents, and the bytes of all of them. */
const MAX_ENTRIES = 4_000
const MAX_BYTES = 64 * 1024 * 1024
/** What an entry takes beside its body. */
const ENTRY_BYTES = 2_048
/** A request that several wait for takes its own time; who can wait no longer leaves. */
const REQUEST_MS = 5_000
/** A failure is remembered just long enough that a crowd does not ask for it one by one. */
const FAILURE_MS = 3_000
const MAX_FAILURES = 1_000

/** How long a document of some kind may be kept, whatever its server says. */
export type Keeping = {
  longestMs: number
  /** Until when the document itself says that it may be believed; null when it says nothing. */
  until?(body: Uint8Array, now: Date): Date | null
}

export type ForeignDocumentCounts = {
  /** Answered from memory, without a request. */
  kept: number
  /** Kept ones whose server said that they have not changed. */
  renewed: number
  /** Requests for documents that were not kept, or had changed. */
  fetched: number
  /** Joined a request that was under way. */
  joined: number
}

/** What strangers publish for verifiers, kept for a while. */
export type ForeignDocuments = {
  /**
   * What lies at an URL, from memory as long as it is fresh.
   *
   * @param keeping how long it may be kept; it is not, and always asked for anew, when left out
   * @returns the answer, whatever its status
   * @throws OutboundError, and nothing else
   */
  get(
    url: string,
    options: { accept: string; timeoutMs: number; maxBytes?: number; keeping?: Keeping },
  ): Promise<OutboundResponse>
  counts(): Readonly<ForeignDocumentCounts & { entries: number; bytes: number }>
}

type Entry = { answer: OutboundResponse; since: number; until: number; freshness: Freshness }
type Kept = { accept: string; keeping: Keeping }

/**
 * Keeps DID documents, keys, profiles and status lists of others by the rules of HTTP (RFC 9111), within
 * bounds that strangers cannot widen: how many, how large, and how long. Those who ask for the same at
 * the same time share one request. Nothing here is anybody's own, since no request carries an
 * identity; documents of this service never come this way.
 *
 * @param now the clock; one that goes back makes everything stale
 */
export function createForeignDocuments(deps: {
  outbound: Pick<OutboundClient, 'get'>
  now: () => Date
  maxEntries?: number
  maxBytes?: number
}): ForeignDocuments {
  const { outbound, now } = deps
  const entries = new LRUCache<string, Entry>({
    max: deps.maxEntries ?? MAX_ENTRIES,
    maxSize: deps.maxBytes ?? MAX_BYTES,
    sizeCalculation: ({ answer }, key) => answer.body.byteLength + 2 * key.length + ENTRY_BYTES,
  })
  const failures = new LRUCache<string, { error: OutboundError; since: number }>({
    max: MAX_FAILURES,
  })
  const underWay = new Map<string, Promise<OutboundResponse>>()
  const counts: ForeignDocumentCounts = { kept: 0, renewed: 0, fetched: 0, joined: 0 }

  function keep(key: string, answer: OutboundResponse, freshness: Freshness, keeping: Keeping) {
    const since = now().getTime()
    const own = keeping.until?.(answer.body, new Date(since))?.getTime() ?? Number.POSITIVE_INFINITY
    const freshMs = Math.min(freshness.freshMs ?? 0, keeping.longestMs)
    const entry = { answer, since, until: Math.min(since + freshMs, own), freshness }
    const isOfUse = freshness.freshMs !== null && keeping.longestMs > 0
    const canRenew = Object.keys(freshness.validators).length > 0
    if (isOfUse && (entry.until > since || canRenew)) entries.set(key, entry)
    else entries.delete(key)
  }

  async function load(key: string, url: string, { accept, keeping }: Kept) {
    const old = entries.get(key)
    const validators = old?.freshness.validators ?? {}
    const answer = await outbound.get(url, { accept, validators, timeoutMs: REQUEST_MS })
    const renewed = old?.freshness.renewed(answer) ?? null
    if (old && renewed !== null) {
      counts.renewed += 1
      keep(key, old.answer, renewed, keeping)
      return old.answer
    }
    counts.fetched += 1
    const full =
      answer.status === 304 ? await outbound.get(url, { accept, timeoutMs: REQUEST_MS }) : answer
    keep(key, full, freshnessOf(full, accept, now().getTime()), keeping)
    return full
  }

  function join(key: string, url: string, kept: Kept): Promise<OutboundResponse> {
    const known = underWay.get(key)
    if (known) {
      counts.joined += 1
      return known
    }
    const request = load(key, url, kept)
      .catch((error) => {
        if (error instanceof OutboundError) failures.set(key, { error, since: now().getTime() })
        throw error
      })
      .finally(() => underWay.delete(key))
    underWay.set(key, request)
    return request
  }

  return {
    async get(url, { keeping, ...options }) {
      if (keeping === undefined) return outbound.get(url, options)
      const { accept, timeoutMs } = options
      const key = `${accept} ${url.split('#')[0]}`
      const time = now().getTime()
      const entry = entries.get(key)
      // Whoever asked first may have been content with an older one.
      const isFresh = (one: Entry) =>
        time >= one.since && time < Math.min(one.until, one.since + keeping.longestMs)
      if (entry && isFresh(entry)) {
        counts.kept += 1
        return entry.answer
      }
      const failure = failures.get(key)
      if (failure && time >= failure.since && time < failure.since + FAILURE_MS) {
        throw failure.error
      }
      return inTime(join(key, url, { accept, keeping }), url, timeoutMs)
    },
    counts: () => ({ ...counts, entries: entries.size, bytes: entries.calculatedSize }),
  }
}

/** Waits for what others may be waiting for as well. */
async function inTime<T>(request: Promise<T>, url: string, timeoutMs: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const host = URL.parse(url)?.host ?? 'The server'
  const message = `${host} did not answer in full within ${timeoutMs} milliseconds.`
  const timer = setTimeout(() => reject(new OutboundError('timeout', message)), timeoutMs)
  try {
    return await Promise.race([request, promise])
  } finally {
    clearTimeout(timer)
  }
}
