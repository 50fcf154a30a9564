import { uuidv7 } from 'uuidv7'
import type { Queries, Transaction } from '../db/index.ts'
import { type Actor, Problem } from '../http/index.ts'
import { bumpRevisions } from '../status-lists/index.ts'
import { awardablesOf, awardSet, type Outcome } from './award.ts'
import type { NewAssertion } from './award-schema.ts'
import { type Awarding, credentialUrl } from './awarding.ts'
import { standingAssertions } from './duplicate-store.ts'
import { Duplicate, type DuplicatePolicy } from './duplicates.ts'
import { type Order, ordersOf, wantedLearner } from './order.ts'
import { turnStatus } from './reissue-store.ts'
import type { SignedAward } from './sign-award.ts'
import { statusListsOf } from './store.ts'

/**
 * So many are signed and stored before the next: their documents are garbage before they are old,
 * and PostgreSQL stores them while the next ones are signed.
 */
const ROWS_AT_ONCE = 200

/** Awards of many rows: on whose behalf, and what is done for learners who have the badge. */
export type BulkAward = { actor: Actor; onDuplicate: DuplicatePolicy }

/** The same with rows, and when what they are a part of began. */
export type RowsToAward = BulkAward & { since: Date; rows: readonly NewAssertion[] }

/** What became of a row. */
export type RowOutcome =
  | { outcome: 'awarded'; assertionId: string; publicId: string }
  /** The assertion that stands. */
  | { outcome: 'duplicate'; assertionId: string; publicId: string }
  /** `invalid`: the row has to be corrected; `failed`: the present state does not allow it. */
  | { outcome: 'invalid' | 'failed'; problem: Problem }

/** What would become of a row. */
export type AssessedOutcome =
  | { outcome: 'awarded' }
  /** Without an assertion when it is an earlier row that awards the learner the same. */
  | { outcome: 'duplicate'; assertionId?: string; publicId?: string }
  | { outcome: 'invalid' | 'failed'; problem: Problem }

/** Looks at the rows of one file, a part at a time, without awarding. */
export type Assessment = {
  /** @returns what would become of each row, in their order */
  assess(db: Queries, rows: readonly NewAssertion[]): Promise<AssessedOutcome[]>
}

/**
 * Awards many rows in one transaction. A row that cannot be awarded has its problem for an outcome,
 * and writes nothing. When this rejects, the transaction must be given up; fewer rows may do.
 *
 * @param options.rows - up to about a thousand
 * @param options.since - when what the rows are a part of began: a learner who comes twice in it is
 *   reissued once
 * @returns what became of each, in their order
 */
export async function awardRows(
  tx: Transaction,
  deps: Awarding,
  options: RowsToAward,
): Promise<RowOutcome[]> {
  const { actor, onDuplicate: policy, since, rows } = options
  const outcomes: RowOutcome[] = []
  const superseding: Superseding[] = []
  const duplicates = { policy, since, withCredentials: false }
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const requests = rows.slice(from, from + ROWS_AT_ONCE).map((input) => ({ actor, input }))
    const awardables = awardablesOf(deps.findAwardable, tx, requests)
    for (const one of await awardSet(tx, deps, requests, awardables, duplicates)) {
      outcomes.push(outcomeOf(one))
      if (isSuperseding(one)) {
        const { publicId, supersedesId, issuerId } = one.row
        superseding.push({ publicId, supersedesId, issuerId })
      }
    }
  }
  await revokeSuperseded(tx, deps, actor, superseding)
  const awards = outcomes.flatMap((one, position) =>
    one.outcome === 'awarded' && rows[position]?.notify === true
      ? [{ assertionId: one.assertionId, notify: true, isBulk: true }]
      : [],
  )
  deps.askForNotices(tx, awards)
  return outcomes
}

function outcomeOf(made: Outcome): RowOutcome {
  if (made instanceof Problem) return refused(made)
  if (made instanceof Duplicate) return { outcome: 'duplicate', ...made }
  return { outcome: 'awarded', assertionId: made.row.id, publicId: made.row.publicId }
}

/** Begins to look at the rows of one file. */
export function createAssessment(deps: Awarding, { actor, onDuplicate }: BulkAward): Assessment {
  const learnersSeen = new Set<string>()

  /** Who a row is for, and what it awards: the same for rows of which only one would be awarded. */
  const nameOf = ({ recipient, awardable }: Order, learnerId: string | undefined): string => {
    const whom = learnerId ?? JSON.stringify(recipient)
    const parts = [awardable.version.badgeClassId, whom]
    // A million of them have to fit into memory, and tell nobody who they are.
    return deps.vault.keyedHash('bulk-award', ...parts).toString('latin1', 0, 9)
  }

  return {
    async assess(db, rows) {
      const requests = rows.map((input) => ({ actor, input }))
      const awardables = await awardablesOf(deps.findAwardable, db, requests)
      const checked = await ordersOf(db, deps.learners, requests, awardables, deps.now())
      const orders = checked.filter((one): one is Order => !(one instanceof Problem))
      if (onDuplicate === 'allow') return checked.map(assessed)
      const learnerIds = await deps.learners.ifAwarded(db, orders.map(wantedLearner))
      const known = orders.flatMap(({ awardable }, position) => {
        const learnerId = learnerIds[position]
        const { badgeClassId } = awardable.version
        return learnerId === undefined ? [] : [{ position, learnerId, badgeClassId }]
      })
      const standing = known.length === 0 ? [] : await standingAssertions(db, known)
      const found = new Map(known.map(({ position }, at) => [position, standing[at]]))
      let position = -1
      return checked.map((one): AssessedOutcome => {
        if (one instanceof Problem) return refused(one)
        position += 1
        const name = nameOf(one, learnerIds[position])
        const isRepeated = learnersSeen.has(name)
        learnersSeen.add(name)
        const stands = found.get(position)
        if (stands === undefined) return { outcome: isRepeated ? 'duplicate' : 'awarded' }
        if (onDuplicate === 'skip' || isRepeated) return { outcome: 'duplicate', ...stands }
        return { outcome: 'awarded' }
      })
    },
  }
}

function assessed(one: Order | Problem): AssessedOutcome {
  return one instanceof Problem ? refused(one) : { outcome: 'awarded' }
}

function refused(problem: Problem): { outcome: 'invalid' | 'failed'; problem: Problem } {
  return { outcome: problem.problem === 'conflict' ? 'failed' : 'invalid', problem }
}

/** What stands in the place of another one. */
type Superseding = { publicId: string; supersedesId: string; issuerId: string }

function isSuperseding(one: Outcome): one is SignedAward & { row: Superseding } {
  return !(one instanceof Problem || one instanceof Duplicate) && one.row.supersedesId !== null
}

/** Revokes what was issued again, for a reason that leads to what stands in its place. */
async function revokeSuperseded(
  tx: Transaction,
  { vault, publicUrl, now }: Awarding,
  actor: Actor,
  rows: readonly Superseding[],
): Promise<void> {
  if (rows.length === 0) return
  const turns = rows.map(({ publicId, supersedesId, issuerId }) => {
    const reason = `Issued again. See ${credentialUrl(publicUrl, publicId)}`
    const sealedReason = vault.seal(reason, 'status-reason')
    return { assertionId: supersedesId, issuerId, changeId: uuidv7(), sealedReason, at: now() }
  })
  await turnStatus(tx, 'revoked', actor.id, turns)
  // Last, because it holds the lists, and an award wants places in them.
  const earlier = turns.map(({ assertionId }) => assertionId)
  await bumpRevisions(tx, await statusListsOf(tx, earlier))
}
