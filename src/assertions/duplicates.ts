import type { Transaction } from '../db/index.ts'
import { conflict, type Problem } from '../http/index.ts'
import { type LearnerAndBadge, lockDealings, standingAssertions } from './duplicate-store.ts'
import type { Order } from './order.ts'
import { kept } from './resource.ts'
import { lockAssertions } from './store.ts'

/**
 * What happens to an award whose learner has an assertion of the badge class that is not revoked:
 * it is left out, it is issued in the place of that one, or it is awarded besides.
 */
export type DuplicatePolicy = 'skip' | 'reissue' | 'allow'

/** What is done for learners who have the badge; what was awarded since then is never reissued. */
export type Duplicates = { policy: DuplicatePolicy; since: Date }

/** An award to a learner who has the badge: the assertion that stands. */
export class Duplicate {
  readonly assertionId: string
  readonly publicId: string
  constructor({ assertionId, publicId }: { assertionId: string; publicId: string }) {
    this.assertionId = assertionId
    this.publicId = publicId
  }
}

/** An award to a learner whom another one of the same set, before it, awards the same badge. */
export class Repetition {
  /** The position of that one in the set. */
  readonly of: number
  constructor(of: number) {
    this.of = of
  }
}

/** An order with its learner; new when the issuer had never dealt with them. */
export type Addressed = { order: Order; learnerId: string; isNew: boolean }

/** What is to become of an order: it is carried out, perhaps in the place of an assertion, or not. */
export type Decision = Order | Duplicate | Repetition | Problem

/**
 * Decides about a set of orders whose learners may have the badge already. Other bulk awards to the
 * same learners wait until the transaction ends.
 *
 * @param findLearners - asked for the orders with their learners where something hangs on these: else
 *   nobody waits for them
 * @returns what is to become of each, in their order
 */
export async function decideDuplicates(
  tx: Transaction,
  { policy, since }: Duplicates,
  orders: readonly Order[],
  findLearners: () => Promise<readonly Addressed[]>,
): Promise<readonly Decision[]> {
  if (policy === 'allow') return orders
  const addressed = await findLearners()
  const firsts = firstOfEach(addressed)
  const asked = addressed.filter(({ isNew }, position) => !isNew && firsts[position] === position)
  const standing = await standingOf(tx, asked.map(learnerAndBadge))
  const found = new Map(asked.map((one, position) => [one.order, standing[position]]))
  const decisions = addressed.map(({ order }, position): Decision => {
    const first = firsts[position] as number
    if (first !== position) return new Repetition(first)
    const stands = found.get(order)
    return stands === undefined ? order : new Duplicate(stands)
  })
  return policy === 'skip' ? decisions : inTheirPlace(tx, since, addressed, decisions)
}

/** For each the position of the first that awards the same badge to the same learner. */
function firstOfEach(addressed: readonly Addressed[]): number[] {
  const first = new Map<string, number>()
  return addressed.map((one, position) => {
    const { learnerId, badgeClassId } = learnerAndBadge(one)
    const key = `${learnerId} ${badgeClassId}`
    const known = first.get(key)
    if (known === undefined) first.set(key, position)
    return known ?? position
  })
}

function learnerAndBadge({ order, learnerId }: Addressed): LearnerAndBadge {
  const { version, issuer } = order.awardable
  return { learnerId, badgeClassId: version.badgeClassId, issuerId: issuer.id }
}

async function standingOf(tx: Transaction, asked: LearnerAndBadge[]) {
  if (asked.length === 0) return []
  await lockDealings(tx, asked)
  return standingAssertions(tx, asked)
}

/** The same with orders in the place of duplicates: each supersedes the assertion that stands. */
async function inTheirPlace(
  tx: Transaction,
  since: Date,
  addressed: readonly Addressed[],
  decisions: readonly Decision[],
): Promise<Decision[]> {
  const ids = decisions.flatMap((one) => (one instanceof Duplicate ? [one.assertionId] : []))
  if (ids.length === 0) return [...decisions]
  const earlier = new Map((await lockAssertions(tx, ids)).map((row) => [row.id, row]))
  return decisions.map((decision, position) => {
    if (!(decision instanceof Duplicate)) return decision
    const row = earlier.get(decision.assertionId)
    const { order } = addressed[position] as Addressed
    // Revoked while its lock was waited for: nothing stands any more.
    if (row === undefined || row.revokedAt !== null || row.erasedAt !== null) return order
    if (row.createdAt >= since) return decision
    if (row.suspendedAt !== null) {
      return conflict('The assertion that stands is suspended; reinstate it first.')
    }
    if (row.supersededById !== null) {
      return conflict('Another assertion stands in the place of the one that is there already.')
    }
    return { ...order, supersession: { kind: 'reissue', earlier: kept(row) } }
  })
}
