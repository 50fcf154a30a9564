import type { ForeignDocuments } from '../foreign-documents/index.ts'
import { OutboundError, type OutboundResponse, requireOk } from '../outbound/index.ts'
import type { Asking } from './document-kinds.ts'

const LONGEST_FETCH_MS = 5_000

/** Something that a stranger serves; failures are words for a report. */
export type Loaded<T> = T | { failure: OutboundError }

/** Asks strangers, within bounds of time and size. */
export type Loader = {
  /** The answer, whatever its status. */
  any(url: string, asking: Asking): Promise<Loaded<OutboundResponse>>
  /** What it says, and where it lay in the end, after redirects. */
  json(url: string, asking: Asking): Promise<Loaded<{ json: unknown; source: string }>>
}

/**
 * @param budgetMs - how long all that one verification asks of strangers may take together
 */
export function createLoader(documents: Pick<ForeignDocuments, 'get'>, budgetMs: number): Loader {
  const deadline = performance.now() + budgetMs

  async function ask(url: string, asking: Asking) {
    const left = Math.round(deadline - performance.now())
    if (left <= 0) throw new OutboundError('timeout', 'Too much had to be asked of others.')
    const timeoutMs = Math.min(left, LONGEST_FETCH_MS)
    return documents.get(url, { ...asking, timeoutMs })
  }

  return {
    any: (url, asking) => orFailure(() => ask(url, asking)),
    json: (url, asking) =>
      orFailure(async () => {
        const answer = requireOk(await ask(url, asking))
        return { json: answer.json(), source: answer.url }
      }),
  }
}

/** What is loaded, or why it could not be, in words for a report. */
export async function orFailure<T>(load: () => Promise<T>): Promise<Loaded<T>> {
  try {
    return await load()
  } catch (error) {
    if (error instanceof OutboundError) return { failure: error }
    throw error
  }
}
