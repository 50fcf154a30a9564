import type { ProgressHub } from './progress-hub.ts'

/** The id of the last event: who asks for what comes after it has read all that there is. */
export const LAST_EVENT_ID = 'end'

/** After how long a client that lost the stream asks for it again, in milliseconds. */
const RETRY_MS = 2_000

/**
 * The progress of a batch as Server-Sent Events (HTML Living Standard, section 9.2): the batch as it
 * is, whenever it has changed, as `progress`; once it has ended, as `completed` or `cancelled`, and
 * then the stream ends.
 *
 * @param options.heartbeatMs - after so long without anything a comment is sent, so that nobody
 *   in between takes the connection for dead
 * @param options.stop - once aborted the stream ends
 */
export async function* progressEvents(
  hub: ProgressHub,
  batchId: string,
  options: { heartbeatMs: number; stop: AbortSignal },
): AsyncGenerator<string> {
  const { heartbeatMs, stop } = options
  const gone = new AbortController()
  const states = hub.watch(batchId, AbortSignal.any([stop, gone.signal]))
  let next = states.next()
  yield `retry: ${RETRY_MS}\n\n`
  try {
    for (;;) {
      const result = await orSilence(next, heartbeatMs)
      if (result === undefined) {
        yield ': still there\n\n'
        continue
      }
      if (result.done) return
      const { text, isEnd } = result.value
      const kind = isEnd ? (JSON.parse(text) as { status: string }).status : 'progress'
      const id = isEnd ? `id: ${LAST_EVENT_ID}\n` : ''
      yield `event: ${kind}\n${id}data: ${text}\n\n`
      next = states.next()
    }
  } finally {
    gone.abort()
  }
}

/** What is waited for, or undefined when it is not there in time. */
async function orSilence<T>(awaited: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined)
  })
  try {
    return await Promise.race([awaited, silence])
  } finally {
    clearTimeout(timer)
  }
}
