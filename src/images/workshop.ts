import type { Baked } from '../credentials/index.ts'
import { Problem } from '../http/index.ts'
import { BROKEN_OFF, createPool } from '../threads/index.ts'
import type { InspectedImage, Refusal } from './inspect.ts'

/** How long one image may take: far longer than any within the bounds does, on a machine at ease. */
const LONGEST_MS = 20_000
const HEAP_MB = 256
const LANES = 2
/** Beyond this many that wait, callers are asked to come again. */
const MOST_WAITING = 64

/** The problem of an image whose reading had to be broken off. */
export const UNREADABLE = 'reading-broken-off'

export type Job = { task: 'inspect' | 'unbake'; image: Uint8Array }

/**
 * Reads images of strangers in threads of their own: what takes long holds up nobody, what takes
 * too long or too much memory ends with its thread.
 */
export type Workshop = {
  /** @returns the image as it may be kept, or why not */
  inspect(image: Uint8Array): Promise<InspectedImage | Refusal>
  /** @returns what is baked into the image, or why nothing can be taken out of it */
  unbake(image: Uint8Array): Promise<Baked | Refusal>
  /** Ends the threads; images under way are refused. */
  close(): Promise<void>
}

export function createWorkshop(
  options: { longestMs?: number; heapMb?: number; mostWaiting?: number } = {},
): Workshop {
  const { longestMs = LONGEST_MS, heapMb = HEAP_MB, mostWaiting = MOST_WAITING } = options
  const pool = createPool<Job, unknown>({
    script: new URL('./worker.ts', import.meta.url),
    lanes: LANES,
    longestMs,
    heapMb,
    mostWaiting: { light: mostWaiting, heavy: 0 },
    full: () =>
      new Problem('unavailable', 'Too many images are being read; try again shortly.', {
        headers: { 'retry-after': '5' },
      }),
  })

  async function run(task: Job['task'], image: Uint8Array): Promise<unknown> {
    // Bytes of their own: a small buffer of Node.js shares its memory with others.
    const result = await pool.run(() => ({ task, image: new Uint8Array(image) }))
    return result === BROKEN_OFF ? TOO_MUCH : result
  }

  return {
    inspect: (image) => run('inspect', image) as ReturnType<Workshop['inspect']>,
    unbake: (image) => run('unbake', image) as ReturnType<Workshop['unbake']>,
    close: pool.close,
  }
}

/** Says nothing about the image itself: another time, or elsewhere, it may be read. */
const TOO_MUCH: Refusal = {
  problem: UNREADABLE,
  detail: 'Reading the image takes more time or memory than an image may.',
}
