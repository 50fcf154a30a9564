import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { JsonObject } from '../credentials/index.ts'
import type { Examination, Presented } from '../verifications/index.ts'

/** A page waits no longer for what others are asked about an endorsement. */
const PATIENCE_MS = 3_000
/** As long as status lists may be kept: a page is no reason to ask its endorsers' servers anew. */
const KEPT_MS = 60_000

/** Tells whether an endorsement stands; one that cannot be told in time does not. */
export type EndorsementVerdicts = (endorsement: JsonObject) => Promise<boolean>

/**
 * Verifies endorsements for pages. Those that were made here are verified each time, which takes
 * nobody else; what was found out about those from elsewhere is kept for a minute.
 */
export function createEndorsementVerdicts(deps: {
  publicUrl: string
  examine(presented: Presented): Promise<Examination>
}): EndorsementVerdicts {
  const { publicUrl, examine } = deps
  const kept = new LRUCache<string, Promise<boolean>>({ max: 1_000, ttl: KEPT_MS })
  const verify = async (credential: JsonObject) =>
    (await examine({ credential })).report.verdict === 'valid'

  return (endorsement) => {
    if (String(endorsement.id).startsWith(`${publicUrl}/endorsements/`)) return verify(endorsement)
    const key = createHash('sha256').update(JSON.stringify(endorsement)).digest('base64')
    let work = kept.get(key)
    if (work === undefined) {
      work = verify(endorsement)
      work.catch(() => kept.delete(key))
      kept.set(key, work)
    }
    return inTime(work)
  }
}

async function inTime(work: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
