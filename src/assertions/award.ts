import { freezeVersion } from '../badge-classes/index.ts'
import type { Transaction } from '../db/index.ts'
import { type Actor, Problem } from '../http/index.ts'
import type { Met } from '../learners/index.ts'
import { askForMoves } from '../pathway-moves/index.ts'
import type { NewAssertion } from './award-schema.ts'
import { insertAssertions, type NewAssertionRow } from './award-store.ts'
import type { Awardable } from './awardables.ts'
import type { Awarding } from './awarding.ts'
import { Duplicate, type Duplicates, decideDuplicates, Repetition } from './duplicates.ts'
import {
  type Awardables,
  type AwardRequest,
  awardablesOf,
  type Order,
  ordersOf,
  type Supersession,
  wantedLearner,
} from './order.ts'
import { type Common, commonOf, signedRow } from './signed-row.ts'
import type { KeptRow } from './store.ts'

export { type Awardables, awardablesOf } from './order.ts'

/**
 * Awards one badge: `awardMany` of a single request.
 *
 * @throws Problem naming the field when the request cannot be met
 */
export async function award(
  tx: Transaction,
  deps: Awarding,
  actor: Actor,
  input: NewAssertion,
  supersession: Supersession | null = null,
): Promise<KeptRow> {
  const [made] = await awardMany(tx, deps, [{ actor, input, supersession }])
  if (made === undefined || made instanceof Problem) throw made
  return made
}

/**
 * Awards a set of badges in the given transaction: decides everything (learner, id, status place,
 * times), signs, and stores the signed documents with their rows. A set takes hardly more statements
 * than one award does.
 *
 * A request that cannot be met has its problem for an outcome, and nothing was written for it; the
 * others are not touched by it. When this rejects, the whole transaction must be given up.
 *
 * @param awardables - what is awarded, where that was looked up before, in the same transaction
 * @returns what became of each request, in their order
 */
export async function awardMany(
  tx: Transaction,
  deps: Awarding,
  requests: readonly AwardRequest[],
  awardables: Promise<Awardables> = awardablesOf(deps.findAwardable, tx, requests),
): Promise<(KeptRow | Problem)[]> {
  const besides = { policy: 'allow', since: deps.now() } as const
  const made = (await awardSet(tx, deps, requests, awardables, besides)) as (KeptRow | Problem)[]
  const awards = made.flatMap((one, position) => {
    const { input, supersession } = requests[position] as AwardRequest
    // What stands in the place of an earlier award is no news, unless somebody says so.
    const notify = input.notify ?? (supersession == null ? undefined : false)
    return one instanceof Problem ? [] : [{ assertionId: one.id, notify, isBulk: false }]
  })
  deps.askForNotices(tx, awards)
  return made
}

/**
 * Awards a set of badges as `awardMany` does, and decides about learners who have the badge.
 *
 * @returns what became of each request, in their order
 */
export async function awardSet(
  tx: Transaction,
  deps: Awarding,
  requests: readonly AwardRequest[],
  awardables: Promise<Awardables>,
  duplicates: Duplicates,
): Promise<Outcome[]> {
  const at = deps.now()
  const checked = await ordersOf(tx, deps.learners, requests, await awardables, at)
  const orders = checked.filter((one): one is Order => !(one instanceof Problem))
  if (orders.length === 0) return checked as Problem[]
  const common = await settle(tx, deps, orders, at)
  const met = await deps.learners.toAward(tx, orders.map(wantedLearner))
  const decisions = await decideDuplicates(
    tx,
    duplicates,
    orders.map((order, position) => ({ order, ...(met[position] as Met) })),
  )
  const made = await Promise.all(
    decisions.map((one, position) => {
      if (isDecided(one)) return one
      const { learnerId } = met[position] as Met
      return signedRow(deps, one, common.get(one.awardable) as Common, learnerId, at)
    }),
  )
  const isNew = (one: NewAssertionRow | Decided): one is NewAssertionRow => !isDecided(one)
  const stored = insertAssertions(tx, made.filter(isNew)).values()
  const done = made.map((one) => (isNew(one) ? (stored.next().value as KeptRow) : one))
  askForMoves(
    tx,
    decisions.flatMap((one, position) =>
      isNew(made[position] as NewAssertionRow | Decided) && (one as Order).awardable.movesPathways
        ? [(met[position] as Met).learnerId]
        : [],
    ),
  )
  const outcomes = done
    .map((one) => (one instanceof Repetition ? repeated(done, one) : one))
    .values()
  return checked.map((one) => (one instanceof Problem ? one : (outcomes.next().value as Outcome)))
}

/** What became of an award. */
export type Outcome = KeptRow | Duplicate | Problem
/** What is not to be carried out. */
type Decided = Duplicate | Repetition | Problem

function isDecided(one: object): one is Decided {
  return one instanceof Problem || one instanceof Duplicate || one instanceof Repetition
}

/** What became of an award that another one made needless. */
function repeated(done: readonly (KeptRow | Decided)[], { of }: Repetition): Outcome {
  const first = done[of] as Outcome
  if (first instanceof Problem || first instanceof Duplicate) return first
  return new Duplicate({ assertionId: first.id, publicId: first.publicId })
}

/**
 * Freezes the versions that are awarded for the first time, and finds the signer of each, and the
 * endorsements that its awards carry.
 */
async function settle(
  tx: Transaction,
  deps: Awarding,
  orders: readonly Order[],
  at: Date,
): Promise<Map<Awardable, Common>> {
  // In one order everywhere, so that two sets cannot wait for each other's versions.
  const awardables = [...new Set(orders.map(({ awardable }) => awardable))].sort((one, other) =>
    one.version.id < other.version.id ? -1 : 1,
  )
  const common = new Map<Awardable, Common>()
  for (const one of awardables) {
    if (one.version.awardedAt === null) one.version = await freezeVersion(tx, one.version.id, at)
    const about = { did: one.issuer.did, version: one.version }
    const embedded = await deps.endorsements.embedded(tx, one.endorsementIds, about)
    common.set(one, await commonOf(deps, one, embedded))
  }
  return common
}
