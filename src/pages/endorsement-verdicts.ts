import { embeddable, type JsonObject } from '../credentials/index.ts'
import type { Examination, Presented, Wishes } from '../verifications/index.ts'

/** A page asks others no longer about endorsements that its credential does not carry. */
const PATIENCE_MS = 3_000

/** Tells whether an endorsement stands; one that cannot be told does not. */
export type EndorsementVerdict = (endorsement: JsonObject) => Promise<boolean>

/** The same statement is told apart from others in whichever form it is embedded or served. */
const textOf = (endorsement: JsonObject) => JSON.stringify(embeddable(endorsement))

/**
 * The verdicts for one page: on what its credential carries those of the verification of that
 * credential, none where it is a forgery itself; what is served beside it is verified now.
 *
 * @param served - the endorsements that are kept here
 */
export function endorsementVerdicts(
  { endorsed = [] }: Pick<Examination, 'endorsed'>,
  served: readonly JsonObject[],
  examine: (presented: Presented, wishes: Wishes) => Promise<Examination>,
): EndorsementVerdict {
  const known = new Map(endorsed.map(({ credential, verdict }) => [textOf(credential), verdict]))
  const deadline = performance.now() + PATIENCE_MS
  return async (endorsement) => {
    const carried = known.get(textOf(endorsement))
    if (carried !== undefined) return carried === 'valid'
    if (!served.includes(endorsement)) return false
    const budgetMs = Math.max(0, deadline - performance.now())
    return (await examine({ credential: endorsement }, { budgetMs })).report.verdict === 'valid'
  }
}
