import {
  type OutboundClient,
  OutboundError,
  type OutboundResponse,
  requireOk,
} from '../outbound/index.ts'

const LONGEST_FETCH_MS = 5_000

/** Something that a stranger serves; failures are words for a report. */
export type Loaded<T> = T | { failure: OutboundError }

/** Asks strangers, within bounds of time and size. */
export type Loader = {
  /** The answer, whatever its status. */
  any(url: string, accept: string): Promise<Loaded<OutboundResponse>>
  json(url: string, accept: string): Promise<Loaded<{ json: unknown }>>
  bytes(url: string, accept: string, maxBytes: number): Promise<Loaded<{ bytes: Uint8Array }>>
}

/**
 * @param budgetMs - how long all that one verification asks of strangers may take together
 */
export function createLoader(outbound: OutboundClient, budgetMs: number): Loader {
  const deadline = performance.now() + budgetMs

  async function ask(url: string, options: { accept: string; maxBytes?: number }) {
    const left = Math.round(deadline - performance.now())
    if (left <= 0) throw new OutboundError('timeout', 'Too much had to be asked of others.')
    const timeoutMs = Math.min(left, LONGEST_FETCH_MS)
    return outbound.get(url, { ...options, timeoutMs })
  }
  async function get(url: string, options: { accept: string; maxBytes?: number }) {
    return requireOk(await ask(url, options))
  }

  return {
    any: (url, accept) => orFailure(() => ask(url, { accept })),
    json: (url, accept) => orFailure(async () => ({ json: (await get(url, { accept })).json() })),
    bytes: (url, accept, maxBytes) =>
      orFailure(async () => ({ bytes: (await get(url, { accept, maxBytes })).body })),
  }
}

async function orFailure<T>(load: () => Promise<T>): Promise<Loaded<T>> {
  try {
    return await load()
  } catch (error) {
    if (error instanceof OutboundError) return { failure: error }
    throw error
  }
}
