import { setTimeout } from 'node:timers/promises'
import { connectionFailure, type Refusal, Refused, TryAgain } from './failures.ts'
import { UsageError } from './usage.ts'

/** A request to the service. */
export type Asked = {
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: AsyncIterable<Uint8Array>
}

/** The service, as a caller with an API key. */
export type Client = {
  url: string
  /**
   * Asks once.
   *
   * @throws Refused what the service says when it says no; TryAgain when it may say yes later; what
   *   `fetch` rejects with
   */
  ask(path: string, asked?: Asked): Promise<Response>
  /** Does something until it works, with growing pauses; not after a Refused. */
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

  async function ask(path: string, { method = 'GET', headers, body }: Asked = {}) {
    const init = {
      method,
      headers: { ...headers, authorization: `Bearer ${key}` },
      signal,
      // The key is for this server and no other.
      redirect: 'manual',
      ...(body !== undefined && { body, duplex: 'half' }),
    } as RequestInit
    const response = await fetch(`${url}${path}`, init)
    attempts = MOST_ATTEMPTS
    if (response.ok) return response
    throw await refused(response)
  }

  return {
    url,
    ask,
    async persistently(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await work()
        } catch (thrown) {
          signal.throwIfAborted()
          const error = thrown instanceof TryAgain ? thrown : connectionFailure(thrown)
          if (error === null) throw ownFault(thrown)
          if (attempt >= attempts) throw new Refused({ detail: unreached(error), errors: [] })
          const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS)
          // Many who were cut off together shall not come back together.
          const wait = Math.max(pause * (0.75 + Math.random() / 2), error.afterMs)
          say(`${error.message}; trying again in ${Math.ceil(wait / 1000)} s`)
          await setTimeout(wait, undefined, { signal })
        }
      }
    },
  }

  function unreached({ message }: TryAgain): string {
    return `${url}: ${message}. It was tried ${attempts} times; run the same command again later.`
  }
}

/** What is wrong with our own file is inside of what `fetch` rejects with. */
function ownFault(error: unknown): unknown {
  const { cause } = error as Error
  return cause instanceof UsageError ? cause : error
}

async function refused(response: Response): Promise<Refused | TryAgain> {
  const { status } = response
  const text = await response.text().catch(() => '')
  const document = parsed(text) as Partial<Refusal & { type: string }>
  const detail =
    document.detail ?? `The server answers ${status}; is this the address of a service?`
  if (PASSING.includes(status) || document.type === UNDER_WAY) {
    const seconds = Number(response.headers.get('retry-after'))
    return new TryAgain(detail.replace(/\.$/, ''), seconds > 0 ? Math.min(seconds, 300) * 1000 : 0)
  }
  const errors = Array.isArray(document.errors) ? document.errors : []
  return new Refused({ status, detail, errors })
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
