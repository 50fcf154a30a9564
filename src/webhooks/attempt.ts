import { Webhook } from 'standardwebhooks'
import { rfc3339 } from '../http/index.ts'
import { type OutboundClient, OutboundError } from '../outbound/index.ts'
import type { Vault } from '../vault.ts'
import type { Due } from './courier-store.ts'

/** How long a receiver may take to answer. */
const PATIENCE_MS = 15_000

/** What came of sending a delivery: an answer, or why there was none. */
export type Attempt = { status: number } | { failure: string }

/**
 * Sends a delivery, signed by the Standard Webhooks (symmetric, v1): `webhook-id` is that of the
 * event, the same whenever it is sent again.
 */
export async function attempt(
  { outbound, vault, now }: { outbound: OutboundClient; vault: Vault; now: () => Date },
  due: Due,
): Promise<Attempt> {
  const body = JSON.stringify({
    type: due.type,
    timestamp: rfc3339(due.at),
    data: { eventId: due.eventId, issuerId: due.issuerId, subjectIds: due.subjectIds },
  })
  const at = now()
  const secret = vault.open(due.sealedSecret, 'webhook-secret').toString()
  const headers = {
    'content-type': 'application/json',
    'webhook-id': due.eventId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(due.eventId, at, body),
  }
  const url = vault.open(due.sealedUrl, 'webhook-url').toString()
  try {
    return await outbound.post(url, { headers, body, timeoutMs: PATIENCE_MS })
  } catch (error) {
    // That the service stops says nothing of the receiver.
    if (error instanceof OutboundError && error.code !== 'closed') return { failure: error.code }
    throw error
  }
}
