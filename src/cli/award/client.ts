import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { type Asked, exchange } from './exchange.ts'
import { ofConnection, type Refusal, Refused, TryAgain } from './failures.ts'

/** The service, as a caller with an API key. */
export type Client = {
  url: string
  /**
   * Asks once.
   *
   * @throws Refused what the service says when it says no; TryAgain when it may say yes later; or why
   *   the connection failed
   */
  ask(path: string, asked?: Asked): Promise<IncomingMessage>
  /**
   * Does something until it works, with growing pauses.
   *
   * @throws Refused when that makes no sense, or no sense any more
   */
  persistently<T>(work: () => Promise<T>): Promise<T>
}

const MOST_ATTEMPTS = 8
/** Where nobody has answered yet, the address may be wrong. */
const FIRST_ATTEMPTS = 6
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
/** What the service, or what stands before it, answers when it cannot at the moment. */
const PASSING = [408, 429, 502, 503, 504]
const UNDER_WAY = 'urn:waymark:problem:request-in-progress'

/**
 * @param options.say - is told about what has to be tried again
 * @param options.signal - ends every request and every pause
 */
export function createClient(options: {
  url: string
  key: string
  signal: AbortSignal
  say: (line: string) => void
}): Client {
  const { url, key, signal, say } = options
  let attempts = FIRST_ATTEMPTS

  return {
    url,
    async ask(path, { headers, ...asked } = {}) {
      const all = { ...headers, authorization: `Bearer ${key}` }
      const { answer, giveUp } = await exchange(`${url}${path}`, { ...asked, headers: all }, signal)
      attempts = MOST_ATTEMPTS
      const { statusCode: status = 0 } = answer
      if (status >= 200 && status < 300) return answer
      const refusal = await refused(status, answer)
      giveUp()
      throw refusal
    },
    async persistently(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await work()
        } catch (thrown) {
          signal.throwIfAborted()
          const error = ofConnection(thrown)
          if (!(error instanceof TryAgain)) throw error
          if (attempt >= attempts) {
            const tried = `It was tried ${attempt} times; run the same command again later.`
            throw new Refused(`${url}: ${error.message}. ${tried}`)
          }
          const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS)
          // Many who were cut off together shall not come back together.
          const wait = Math.max(pause * (0.75 + Math.random() / 2), error.afterMs)
          say(`${error.message}; trying again in ${Math.ceil(wait / 1000)} s`)
          await setTimeout(wait, undefined, { signal })
        }
      }
    },
  }
}

async function refused(status: number, answer: IncomingMessage): Promise<Refused | TryAgain> {
  const body = await text(answer).catch(() => '')
  const document = parsed(body) as Partial<Refusal & { type: string }>
  const detail =
    document.detail ?? `The server answers ${status}: is this the address of a service?`
  if (PASSING.includes(status) || document.type === UNDER_WAY) {
    const seconds = Number(answer.headers['retry-after'])
    return new TryAgain(detail.replace(/\.$/, ''), seconds > 0 ? Math.min(seconds, 300) * 1000 : 0)
  }
  const errors = Array.isArray(document.errors) ? document.errors : []
  return new Refused(detail, { status, errors })
}

/** The resource in an answer. */
export async function resourceIn<T>(answer: IncomingMessage): Promise<T> {
  const value = parsed(await text(answer))
  if ('id' in value) return value as T
  throw new Refused('The server answers something else: is this the address of a service?')
}

function parsed(body: string): object {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
