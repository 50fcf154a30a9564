import type { Logger } from 'pino'
import { type OutboundClient, requireOk } from '../outbound/index.ts'
import { type Listed, readRegistry } from './document.ts'

const ACCEPTED = 'application/json, application/ld+json;q=0.9'
const MAX_BYTES = 8 * 1024 * 1024
/** How long a copy passes for the registry itself, and how soon it is tried again after a failure. */
const FRESH_MS = 15 * 60_000
const RETRY_MS = 60_000

/** A registry that somebody else publishes, as far as it is known here. */
export type RegistryCopy = () => Promise<Listed | null>

/**
 * Keeps a copy of a published registry. It is read at the first question, and from then on renewed
 * beside the questions: whoever asks waits for its server only as long as there is no copy at all.
 * The last good copy goes on answering when its server does not.
 *
 * @returns what the registry lists; null as long as it could never be read
 */
export function createRegistryCopy(
  { name, url }: { name: string; url: string },
  deps: { outbound: Pick<OutboundClient, 'get'>; now: () => Date; log: Logger },
): RegistryCopy {
  let listed: Listed | null = null
  let due = Number.NEGATIVE_INFINITY
  let work: Promise<void> | null = null

  async function read(): Promise<void> {
    let fresh: Listed | null = null
    try {
      const answer = await deps.outbound.get(url, { accept: ACCEPTED, maxBytes: MAX_BYTES })
      fresh = readRegistry(requireOk(answer).json())
      if (fresh === null) deps.log.warn({ registry: name }, 'a registry of issuers is malformed')
    } catch (err) {
      deps.log.warn({ err, registry: name }, 'a registry of issuers could not be read')
    }
    due = deps.now().getTime() + (fresh === null ? RETRY_MS : FRESH_MS)
    listed = fresh ?? listed
    work = null
  }

  return async () => {
    if (work === null && deps.now().getTime() >= due) work = read()
    if (listed === null) await work
    return listed
  }
}
