import type { CardRules } from '../card-numbers/index.ts'
import type { Ticket } from '../claims/index.ts'
import { type Actor, conflict, invalid, notFound, rfc3339 } from '../http/index.ts'
import { checkedIdentifier, type Recipient } from '../learners/index.ts'
import { mustRun, type OpportunityRow, occurrenceAt } from '../opportunities/index.ts'
import type { NewCheckIn } from './schema.ts'

/** How far a scanner's clock may be ahead of ours. */
const SKEW_MS = 5 * 60_000
/** How long before it begins, and after it ends, learners can check themselves in. */
const GRACE_MS = 3_600_000
/** Who comes early comes for what is about to begin. */
const EARLY_MS = 2 * 3_600_000
const EARLIEST = Date.UTC(2000, 0, 1)

/** Somebody who came, as far as that can be told without asking the database. */
export type Arrival = {
  actor: Actor
  opportunity: OpportunityRow
  /** Under what key of the attendance. */
  occurrence: string
  recipient: Recipient
  /** The code that they brought; null for none. */
  ticket: Ticket | null
  /** Whether the request itself says the identifier. */
  isTold: boolean
  /** When it was said; null for now. */
  stated: Date | null
  at: Date
}

/**
 * What a request says, checked as far as it can be without asking the database.
 *
 * @param rules - what counts for cards there
 * @throws Problem naming the member that is wrong
 */
export function arrivalOf(
  actor: Actor,
  opportunity: OpportunityRow,
  input: NewCheckIn,
  { rules, now, ...brought }: { rules: CardRules; now: Date } & Pick<Arrival, 'ticket' | 'isTold'>,
): Arrival {
  const stated = input.at === undefined ? null : new Date(input.at)
  if (stated !== null && !(stated.getTime() >= EARLIEST)) {
    throw invalid({ field: 'at', detail: 'at must be a moment since the year 2000.' })
  }
  if (stated !== null && stated.getTime() > now.getTime() + SKEW_MS) {
    throw invalid({ field: 'at', detail: 'at must not be in the future.' })
  }
  // A clock that is ahead does not award for what is yet to come.
  const at = stated === null || stated > now ? now : stated
  const recipient = recipientOf(actor, input, rules)
  if (actor.learnerId === null) mustRun(actor, opportunity)
  else mustBeOpen(opportunity, at, now)
  return {
    actor,
    opportunity,
    occurrence: occurrenceOf(opportunity, at),
    recipient,
    ...brought,
    stated,
    at,
  }
}

function recipientOf(actor: Actor, input: NewCheckIn, rules: CardRules): Recipient {
  const { identifier, learnerId } = input
  if (actor.learnerId !== null) {
    if (identifier !== undefined) {
      throw invalid({ field: 'identifier', detail: 'identifier has no meaning with your token.' })
    }
    if ((learnerId ?? actor.learnerId) !== actor.learnerId) throw notFound('learner', 'learnerId')
    return { learnerId: actor.learnerId }
  }
  if (learnerId !== undefined && identifier === undefined) return { learnerId }
  if (identifier === undefined || learnerId !== undefined) {
    throw invalid({
      field: 'identifier',
      detail:
        'One of identifier, learnerId and claimCode is required, or claimCode with one of the others.',
    })
  }
  return { recipient: checkedIdentifier(identifier, 'identifier', rules) }
}

/** The key of the occurrence that who comes at a moment comes to. */
export function occurrenceOf(opportunity: OpportunityRow, at: Date): string {
  const { startsAt, recurrence } = opportunity
  if (startsAt === null || recurrence === null) return 'once'
  const early = new Date(at.getTime() + EARLY_MS)
  return rfc3339(occurrenceAt({ ...opportunity, startsAt, recurrence }, early))
}

/** @throws Problem 409 unless learners may check themselves in, now */
function mustBeOpen(opportunity: OpportunityRow, at: Date, now: Date): void {
  const { selfCheckIn, startsAt, endsAt, recurrence } = opportunity
  if (!selfCheckIn) {
    throw conflict('Learners cannot check themselves in here.')
  }
  if (Math.abs(at.getTime() - now.getTime()) > SKEW_MS) {
    throw invalid({ field: 'at', detail: 'at must be now when you check in yourself.' })
  }
  if (startsAt === null) return
  const begun =
    recurrence === null
      ? startsAt
      : occurrenceAt({ ...opportunity, startsAt, recurrence }, new Date(at.getTime() + GRACE_MS))
  const lasts = (endsAt ?? startsAt).getTime() - startsAt.getTime()
  const since = at.getTime() - begun.getTime()
  if (since < -GRACE_MS || since > lasts + GRACE_MS) {
    throw conflict('It does not take place now.')
  }
}
