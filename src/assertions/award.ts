import { freezeVersion } from '../badge-classes/index.ts'
import type { Transaction } from '../db/index.ts'
import { type Actor, Problem } from '../http/index.ts'
import type { Met } from '../learners/index.ts'
import { askForMoves } from '../pathway-moves/index.ts'
import type { NewAssertion } from './award-schema.ts'
import { insertAssertions, insertedRow } from './award-store.ts'
import type { Awardable } from './awardables.ts'
import type { Awarding } from './awarding.ts'
import {
  type Decision,
  Duplicate,
  type Duplicates,
  decideDuplicates,
  Repetition,
} from './duplicates.ts'
import {
  type Awardables,
  type AwardRequest,
  awardablesOf,
  type Order,
  ordersOf,
  type Supersession,
  wantedLearner,
} from './order.ts'
import {
  type Common,
  commonOf,
  type SignedAward,
  type SignedForSomebody,
  signAward,
} from './sign-award.ts'
import type { KeptRow } from './store.ts'

export { type Awardables, awardablesOf } from './order.ts'

/**
 * A key may be with a service elsewhere, so that one signature is not waited for before the next; but
 * what is being signed is much larger than what comes of it, and a whole set would fill the memory.
 */
const SIGNED_ABREAST = 8

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
  const besides = { policy: 'allow', since: deps.now(), withCredentials: true } as const
  const outcomes = await awardSet(tx, deps, requests, awardables, besides)
  const made = (outcomes as (SignedAward | Problem)[]).map((one) =>
    one instanceof Problem ? one : insertedRow(one.row, one.credential as string),
  )
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
 * @param options.withCredentials - see `signAward`
 * @returns what became of each request, in their order
 */
export async function awardSet(
  tx: Transaction,
  deps: Awarding,
  requests: readonly AwardRequest[],
  awardables: Promise<Awardables>,
  { withCredentials, ...duplicates }: Duplicates & { withCredentials: boolean },
): Promise<Outcome[]> {
  const at = deps.now()
  const checked = await ordersOf(tx, deps.learners, requests, await awardables, at)
  const orders = checked.filter((one): one is Order => !(one instanceof Problem))
  if (orders.length === 0) return checked as Problem[]
  const common = await settle(tx, deps, orders, at)
  const meeting = deps.learners.toAward(tx, orders.map(wantedLearner))
  const addressed = async () => {
    const met = await meeting
    return orders.map((order, position) => ({ order, ...(met[position] as Met) }))
  }
  const decisions = await decideDuplicates(tx, duplicates, orders, addressed)
  const signing = signAwards(deps, decisions, common, {
    learnerId: async (position) => ((await meeting)[position] as Met).learnerId,
    at,
    withCredential: withCredentials,
  })
  // Neither may go on when the transaction is given up because of the other.
  await Promise.allSettled([meeting, signing])
  const [met, signed] = await Promise.all([meeting, signing])
  const made = signed.map((one, position) =>
    isDecided(one) ? one : ofLearner(one, (met[position] as Met).learnerId),
  )
  insertAssertions(
    tx,
    made.flatMap((one) => (isDecided(one) ? [] : [one.row])),
  )
  askForMoves(
    tx,
    decisions.flatMap((one, position) =>
      !isDecided(one) && one.awardable.movesPathways ? [(met[position] as Met).learnerId] : [],
    ),
  )
  const outcomes = made
    .map((one) => (one instanceof Repetition ? repeated(made, one) : one))
    .values()
  return checked.map((one) => (one instanceof Problem ? one : (outcomes.next().value as Outcome)))
}

function ofLearner({ row, credential }: SignedForSomebody, learnerId: string): SignedAward {
  return { row: { ...row, learnerId }, credential }
}

/**
 * Signs those that are to be carried out, some at a time; while the database looks for the learners,
 * unless a credential hangs on its own.
 */
async function signAwards(
  deps: Awarding,
  decisions: readonly Decision[],
  common: ReadonlyMap<Awardable, Common>,
  options: {
    learnerId(position: number): Promise<string>
    at: Date
    withCredential: boolean
  },
): Promise<(SignedForSomebody | Decided)[]> {
  const made: (SignedForSomebody | Decided)[] = []
  for (let from = 0; from < decisions.length; from += SIGNED_ABREAST) {
    const some = decisions.slice(from, from + SIGNED_ABREAST).map((one, position) => {
      if (isDecided(one)) return one
      const learnerId = () => options.learnerId(from + position)
      return signAward(deps, one, common.get(one.awardable) as Common, { ...options, learnerId })
    })
    made.push(...(await Promise.all(some)))
  }
  return made
}

/** What became of an award. */
export type Outcome = SignedAward | Duplicate | Problem
/** What is not to be carried out. */
type Decided = Duplicate | Repetition | Problem

function isDecided(one: object): one is Decided {
  return one instanceof Problem || one instanceof Duplicate || one instanceof Repetition
}

/** What became of an award that another one made needless. */
function repeated(made: readonly (SignedAward | Decided)[], { of }: Repetition): Outcome {
  const first = made[of] as Outcome
  if (first instanceof Problem || first instanceof Duplicate) return first
  return new Duplicate({ assertionId: first.row.id, publicId: first.row.publicId })
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
