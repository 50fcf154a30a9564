import CachePolicy from 'http-cache-semantics'
import type { OutboundResponse } from '../outbound/index.ts'

/** Long enough that many verifications at once ask once, when a server says nothing about caching. */
const SILENT_MS = 10_000
/** An answer that is a failure may be over in a moment. */
const FAILURE_MS = 3_000

/** For how long an answer may be used again (RFC 9111), and what asks whether it still holds. */
export type Freshness = {
  /** In milliseconds from now on; null when the answer must not be kept at all. */
  freshMs: number | null
  /** The conditions of a request that asks whether the answer has changed; none, when nothing can. */
  validators: Record<string, string>
  /**
   * What an answer says to that request: that nothing has changed, and for how long; null when it is
   * about something else, or is no such answer.
   */
  renewed(answer: OutboundResponse): Freshness | null
}

type Said = { status: number; headers: Headers }

/**
 * What the rules of HTTP say about an answer. It is kept for everybody, as by a proxy: every request
 * carries the same headers, and no identity, so that there is nothing that only one caller may see.
 *
 * @param accept what the request asked for: the one of its headers that an answer can vary by
 * @param nowMs the time at which it came
 */
export function freshnessOf(answer: OutboundResponse, accept: string, nowMs: number): Freshness {
  return fresh(answer, policyOf(answer, accept, nowMs), { accept, nowMs })
}

function fresh(
  answer: OutboundResponse,
  policy: CachePolicy,
  { accept, nowMs }: { accept: string; nowMs: number },
): Freshness {
  const request = { headers: { accept } }
  // Each redirect is an answer of its own, and may lead elsewhere as soon as it is stale.
  const hops = answer.redirects.map((hop) => freshMsOf(policyOf(hop, accept, nowMs), hop.status))
  const last = freshMsOf(policy, answer.status)
  return {
    freshMs: last === null ? null : Math.min(last, ...hops.map((ms) => ms ?? 0)),
    validators: answer.redirects.length === 0 ? validatorsOf(policy, request) : {},
    renewed(later) {
      if (later.status !== 304 || later.redirects.length > 0) return null
      const changes = { status: 304, headers: Object.fromEntries(later.headers) }
      const { matches, policy: revised } = policy.revalidatedPolicy(request, changes)
      return matches ? fresh(answer, revised, { accept, nowMs }) : null
    },
  }
}

function policyOf({ status, headers }: Said, accept: string, nowMs: number): CachePolicy {
  // Read once, when the answer comes: the age of what is kept is for who keeps it.
  const Policy = class extends CachePolicy {
    now(): number {
      return nowMs
    }
  }
  const answer = { status, headers: Object.fromEntries(headers) }
  return new Policy({ headers: { accept } }, answer, { shared: true })
}

/** Null for what must not be kept. */
function freshMsOf(policy: CachePolicy, status: number): number | null {
  const { 'cache-control': control = '', expires, pragma } = policy.responseHeaders()
  if (status >= 400 && status !== 410) return /no-store/i.test(String(control)) ? null : FAILURE_MS
  if (!policy.storable()) return null
  const ms = Math.max(0, policy.maxAge() - policy.age()) * 1000
  const isSilent = control === '' && expires === undefined && pragma === undefined
  return isSilent ? Math.max(ms, SILENT_MS) : ms
}

function validatorsOf(policy: CachePolicy, request: { headers: { accept: string } }) {
  const headers = Object.entries(policy.revalidationHeaders(request))
  return Object.fromEntries(
    headers.filter(
      (header): header is [string, string] =>
        /^if-(none-match|modified-since)$/.test(header[0]) &&
        // A stranger's own words, which go back to the stranger.
        /^[\x20-\x7e]{1,500}$/.test(String(header[1])),
    ),
  )
}
