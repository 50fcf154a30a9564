import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { embeddable, type JsonObject } from '../credentials/index.ts'
import type { Examination, Presented, Wishes } from '../verifications/index.ts'

/** A page waits no longer for its endorsements, and asks others about them no longer. */
const PATIENCE_MS = 3_000
/** As long as status lists may be kept: a page is no reason to ask its endorsers' servers anew. */
const KEPT_MS = 60_000

/** Tells whether an endorsement stands; one that cannot be told in time does not. */
export type EndorsementVerdict = (endorsement: JsonObject) => Promise<boolean>

/** The verdicts for one page, whose endorsements share one deadline, which begins now. */
export type EndorsementVerdicts = () => EndorsementVerdict

/** For the endorsements of what is a forgery itself: nobody is asked about them. */
export const unconfirmed: EndorsementVerdict = async () => false

/**
 * Verifies endorsements for pages. Those that were made here are verified each time, so that a
 * revocation shows at once; what was found out about any other is kept for a minute. Anybody can
 * write an id of ours into a statement: made here is what we have stored.
 */
export function createEndorsementVerdicts(deps: {
  publicUrl: string
  /** The statement that was signed here under a public id. */
  statement(publicId: string): Promise<string | undefined>
  examine(presented: Presented, wishes: Wishes): Promise<Examination>
}): EndorsementVerdicts {
  const { examine } = deps
  const prefix = `${deps.publicUrl}/endorsements/`
  const kept = new LRUCache<string, Promise<boolean>>({ max: 1_000, ttl: KEPT_MS })

  async function isOurs(endorsement: JsonObject): Promise<boolean> {
    const { id } = endorsement
    if (typeof id !== 'string' || !id.startsWith(prefix)) return false
    const publicId = id.slice(prefix.length)
    const stored = PUBLIC_ID.test(publicId) ? await deps.statement(publicId) : undefined
    return stored !== undefined && same(JSON.parse(stored) as JsonObject, endorsement)
  }

  async function verdict(endorsement: JsonObject, deadline: number): Promise<boolean> {
    const verify = async () => {
      const budgetMs = Math.max(0, deadline - performance.now())
      return (await examine({ credential: endorsement }, { budgetMs })).report.verdict === 'valid'
    }
    if (await isOurs(endorsement)) return verify()
    const key = createHash('sha256').update(JSON.stringify(endorsement)).digest('base64')
    let work = kept.get(key)
    if (work === undefined) {
      work = verify()
      work.catch(() => kept.delete(key))
      kept.set(key, work)
    }
    return work
  }

  return () => {
    const deadline = performance.now() + PATIENCE_MS
    return (endorsement) => inTime(verdict(endorsement, deadline), deadline)
  }
}

const PUBLIC_ID = /^[\w-]{22}$/

/** Whether it is the stored statement, in the form in which badges embed it. */
function same(stored: JsonObject, endorsement: JsonObject): boolean {
  return JSON.stringify(embeddable(stored)) === JSON.stringify(embeddable(endorsement))
}

async function inTime(work: Promise<boolean>, deadline: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.max(0, deadline - performance.now()))
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
