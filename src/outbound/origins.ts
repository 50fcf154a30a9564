import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  type IPolicy,
} from 'cockatiel'
import { LRUCache } from 'lru-cache'
import { OutboundError } from './error.ts'

/** Origins that are remembered; whoever brings more of them makes the service forget the oldest. */
const MAX_ORIGINS = 2_000
/** Connections to one origin at a time, and those that wait for one. */
const PER_ORIGIN = 6
const WAITING_PER_ORIGIN = 200
/** The same for all origins together: what one process can well hold open. */
const IN_TOTAL = 256
const WAITING_IN_TOTAL = 2_000
/** Failures in a row after which an origin is left alone, and for how long. */
const FAILURES = 3
const REST_MS = 15_000
/** A server that had less time than this is not to blame for the end of somebody's patience. */
const PATIENCE_MS = 2_000

/** What goes on between this service and each of the servers that strangers' documents are fetched from. */
export type Origins = {
  /**
   * Asks something of an origin, when it is its turn.
   *
   * @param signal ends the waiting; ending what is under way is for `ask` to do
   * @param ask the exchange; what it throws is OutboundErrors
   * @throws OutboundError `unreachable` at once when the origin did not answer lately, or when too
   *   many wait for it; what `ask` throws; the reason of the signal
   */
  visit<T>(origin: string, signal: AbortSignal, ask: () => Promise<T>): Promise<T>
  /** How many visits went well, failed, or were not made at all. */
  counts(): Readonly<VisitCounts>
}

export type VisitCounts = { answered: number; failed: number; spared: number }

type Gate = { turns: IPolicy; breaker: CircuitBreakerPolicy }

/** A failure that is the server's own. */
class Silence {
  readonly error: unknown
  constructor(error: unknown) {
    this.error = error
  }
}

/**
 * Keeps one server that is dead or slow from slowing everything else: it gets a few connections at a
 * time, and after three failures in a row none for a while; then one request finds out whether it is
 * back, and only its answer opens the door again.
 */
export function createOrigins(
  options: { patienceMs?: number; restMs?: number; perOrigin?: number; inTotal?: number } = {},
): Origins {
  const { patienceMs = PATIENCE_MS, restMs = REST_MS } = options
  const gates = new LRUCache<string, Gate>({ max: MAX_ORIGINS })
  const total = bulkhead(options.inTotal ?? IN_TOTAL, WAITING_IN_TOTAL)
  const counts: VisitCounts = { answered: 0, failed: 0, spared: 0 }

  function gateOf(origin: string): Gate {
    const known = gates.get(origin)
    if (known) return known
    const breaker = new ConsecutiveBreaker(FAILURES)
    const isSilence = handleWhen((error) => error instanceof Silence)
    const gate = {
      turns: bulkhead(options.perOrigin ?? PER_ORIGIN, WAITING_PER_ORIGIN),
      breaker: circuitBreaker(isSilence, { halfOpenAfter: restMs, breaker }),
    }
    gates.set(origin, gate)
    return gate
  }

  async function counted<T>(ask: () => Promise<T>): Promise<T> {
    const began = performance.now()
    try {
      const answer = await ask()
      counts.answered += 1
      return answer
    } catch (error) {
      counts.failed += 1
      throw isSilent(error, performance.now() - began) ? new Silence(error) : error
    }
  }

  function isSilent(error: unknown, tookMs: number): boolean {
    if (!(error instanceof OutboundError)) return false
    return error.code === 'unreachable' || (error.code === 'timeout' && tookMs >= patienceMs)
  }

  return {
    async visit(origin, signal, ask) {
      const { turns, breaker } = gateOf(origin)
      const inTurn = turns.execute(() => {
        // Who comes while one request finds out does not wait for what it finds.
        if (breaker.state === CircuitState.HalfOpen) throw new BrokenCircuitError()
        return breaker.execute(() => total.execute(() => counted(ask), signal))
      }, signal)
      try {
        return await orAborted(inTurn, signal)
      } catch (error) {
        if (error instanceof Silence) throw error.error
        if (signal.aborted) throw signal.reason
        if (!(error instanceof BrokenCircuitError || error instanceof BulkheadRejectedError)) {
          throw error
        }
        counts.spared += 1
        const { host } = new URL(origin)
        const message = `${host} did not answer lately, so it is left alone for a while.`
        throw new OutboundError('unreachable', message)
      }
    },
    counts: () => counts,
  }
}

/** What comes first: the outcome, or the end of the waiting for it. */
async function orAborted<T>(outcome: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([outcome, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
