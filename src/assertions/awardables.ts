import { LRUCache } from 'lru-cache'
import type { Queries } from '../db/index.ts'
import { type AwardableStamp, awardableStamp, wholeAwardable } from './awardable-store.ts'

/** Badge classes that are being awarded. */
const MAX_KNOWN = 1_000

type Whole = NonNullable<Awaited<ReturnType<typeof wholeAwardable>>>

/**
 * All that an award of a badge class needs to know: its version, its issuer and the issuer's key,
 * which endorsements stand, and whether pathways ask for it.
 */
export type Awardable = Omit<Whole, 'stamp'> & Omit<AwardableStamp, 'stamp'>

/**
 * Looks up a badge class for an award. Its key is not declared compromised before the transaction
 * ends.
 *
 * @param versionId - a version of this badge class; the current one when left out
 * @returns undefined when there is none
 */
export type FindAwardable = (
  tx: Queries,
  badgeClassId: string,
  versionId?: string,
) => Promise<Awardable | undefined>

/**
 * A {@link FindAwardable} that reads what it needs once: after that it asks only whether anything
 * changed.
 */
export function createAwardableFinder(): FindAwardable {
  const known = new LRUCache<string, Whole>({ max: MAX_KNOWN })

  async function find(tx: Queries, badgeClassId: string, versionId: string | undefined) {
    const present = await awardableStamp(tx, badgeClassId, versionId)
    if (present === undefined) return undefined
    const { stamp, endorsementIds, movesPathways } = present
    const name = `${badgeClassId} ${versionId ?? ''}`
    const kept = known.get(name)
    const whole = kept?.stamp === stamp ? kept : await wholeAwardable(tx, badgeClassId, versionId)
    if (whole === undefined) return undefined
    known.set(name, whole)
    return { ...whole, endorsementIds, movesPathways }
  }

  // Who waited while the key was replaced gets nothing, and finds the new one when it asks again.
  return async (tx, badgeClassId, versionId) =>
    (await find(tx, badgeClassId, versionId)) ?? find(tx, badgeClassId, versionId)
}
