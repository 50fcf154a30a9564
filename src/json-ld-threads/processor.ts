import { availableParallelism } from 'node:os'
import {
  brokenOff,
  createKeptDigests,
  type DocumentDigest,
  type JsonLdProcessor,
  processorOf,
} from '../credentials/index.ts'
import { Problem } from '../http/index.ts'
import { BROKEN_OFF, createPool, type Weight } from '../threads/index.ts'
import type { Job } from './worker.ts'

/** How long one job may take: far longer than any within the bounds does, on a machine at ease. */
const LONGEST_MS = 15_000
const HEAP_MB = 256
/** Documents of more parts are heavy from the start. An ordinary badge has a hundred. */
const LIGHT_PARTS = 500
/** Beyond these that wait, callers are asked to come again. */
const MOST_WAITING: Record<Weight, number> = { light: 200, heavy: 10 }
/** How many digests are kept, each of some hundred bytes. */
const MOST_KEPT = 2_000

/** A {@link JsonLdProcessor} with threads of its own. */
export type JsonLdThreads = JsonLdProcessor & {
  /** Ends the threads; documents under way are broken off. */
  close(): Promise<void>
}

/**
 * Processes documents of strangers in threads: what takes long holds up nobody.
 *
 * Every document is tried with little work first, which is enough for all ordinary ones. What takes
 * more comes again as heavy work, in a queue of its own, and is refused when it takes more than any
 * document may. Work is counted, so that this is the same on every machine. A thread that takes too
 * long for all that, or too much memory, is ended, and the document has the problem `brokenOff`.
 *
 * What a document digests to is kept for a while: it never changes, and within one verification the
 * same document is asked for twice.
 *
 * Rejects with a Problem 503 while too many documents wait.
 */
export function createJsonLdThreads(
  options: { longestMs?: number; heapMb?: number; mostWaiting?: Record<Weight, number> } = {},
): JsonLdThreads {
  const { longestMs = LONGEST_MS, heapMb = HEAP_MB, mostWaiting = MOST_WAITING } = options
  const pool = createPool<Job, DocumentDigest>({
    script: new URL('./worker.ts', import.meta.url),
    lanes: Math.min(Math.max(availableParallelism(), 2), 4),
    longestMs,
    heapMb,
    mostWaiting,
    full: () =>
      new Problem('unavailable', 'Too many credentials are being checked; try again shortly.', {
        headers: { 'retry-after': '5' },
      }),
  })
  const kept = createKeptDigests(MOST_KEPT)

  async function work(job: Job, weight: Weight): Promise<DocumentDigest> {
    const digest = await pool.run(() => job, weight)
    return digest === BROKEN_OFF ? { expands: false, problem: brokenOff } : digest
  }

  const processor = processorOf(async (document, algorithm, expandsIsEnough) => {
    const text = JSON.stringify(document)
    const { known, keep } = kept.placeOf(text, algorithm)
    if (known !== undefined) return known
    if (partsOf(text) <= LIGHT_PARTS) {
      const first = await work({ text, algorithm, isFirstTry: true }, 'light')
      if (codeOf(first) === brokenOff.code) return first
      if (codeOf(first) !== 'too-complex') return keep(first)
      if (first.expands && expandsIsEnough) return first
    }
    const digest = await work({ text, algorithm, isFirstTry: false }, 'heavy')
    return codeOf(digest) === brokenOff.code ? digest : keep(digest)
  })
  return { ...processor, close: pool.close }
}

/** About how many values a document has, whatever their length. */
function partsOf(text: string): number {
  let parts = 1
  for (let at = text.indexOf(','); at >= 0; at = text.indexOf(',', at + 1)) {
    parts += 1
    if (parts > LIGHT_PARTS) break
  }
  return parts
}

function codeOf(digest: DocumentDigest): string | undefined {
  return 'problem' in digest ? digest.problem.code : undefined
}
