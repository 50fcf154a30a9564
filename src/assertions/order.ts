import { checkedResults, type Definition, type Expiry } from '../badge-classes/index.ts'
import { type CardRules, NO_CARD_RULES } from '../card-numbers/index.ts'
import type { Queries } from '../db/index.ts'
import { type Actor, conflict, invalid, notFound, Problem } from '../http/index.ts'
import {
  checkedIdentifier,
  type LearnerService,
  type Recipient,
  rulesForCards,
} from '../learners/index.ts'
import type { NewAssertion } from './award-schema.ts'
import type { Awardable, FindAwardable } from './awardables.ts'
import { publishedTexts, refuseDisclosure } from './disclosure.ts'
import type { KeptRow } from './store.ts'
import type { SupersessionKind } from './superseding-schema.ts'
import { validity } from './validity.ts'

/** What an award stands in the place of. */
export type Supersession = {
  kind: SupersessionKind
  /** Locked by this transaction, and neither revoked nor superseded. */
  earlier: KeptRow
  /** Awards this version, archived or not; left out, the current one of a badge class in use. */
  versionId?: string | undefined
}

/** An award that somebody asks for. */
export type AwardRequest = {
  actor: Actor
  input: NewAssertion
  /**
   * What it stands in the place of, if anything. Its credential names the earlier one when both are
   * of one learner, and identifies the learner as that did when the input names no identifier.
   */
  supersession?: Supersession | null
}

/** An award that can be carried out. */
export type Order = {
  actor: Actor
  input: NewAssertion
  supersession: Supersession | null
  /** An identifier in its normal form, or a learner whom the caller knows. */
  recipient: Recipient
  /** Shared by all orders of this badge class and version. */
  awardable: Awardable
  validFrom: Date
  validUntil: Date | null
}

/** What `work` gives, or the problem that it found. */
function attempt<T>(work: () => T): T | Problem {
  try {
    return work()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

/** The badge classes and versions of a set of requests; undefined for what there is not. */
export type Awardables = ReadonlyMap<string, Awardable | undefined>

/** Looks up what is awarded: each badge class once, all in one go. */
export async function awardablesOf(
  findAwardable: FindAwardable,
  tx: Queries,
  requests: readonly Pick<AwardRequest, 'input' | 'supersession'>[],
): Promise<Awardables> {
  const wanted = new Map(requests.map((one) => [keyOf(one.input, one.supersession), one] as const))
  return new Map(
    await Promise.all(
      [...wanted].map(
        async ([key, { input, supersession }]) =>
          [key, await findAwardable(tx, input.badgeClassId, supersession?.versionId)] as const,
      ),
    ),
  )
}

/**
 * Checks a set of requests; nothing is written.
 *
 * @param awardables - of these requests
 * @returns for each request, in their order, what is to be done, or what is wrong with it
 */
export async function ordersOf(
  tx: Queries,
  learners: LearnerService,
  requests: readonly AwardRequest[],
  awardables: Awardables,
  at: Date,
): Promise<(Order | Problem)[]> {
  const rules = await cardRulesOfIssuers(tx, requests, awardables)
  const orders = requests.map(({ actor, input, supersession = null }) =>
    attempt((): Order => {
      const found = awardables.get(keyOf(input, supersession))
      // What a learner is known by already comes from nowhere.
      const known = found === undefined || supersession?.kind === 'reissue'
      const counts = known ? undefined : rules.get(found.issuer.id)
      const recipient = checkedRecipient(input, counts ?? NO_CARD_RULES)
      const awardable = permitted(found, actor, supersession)
      statedResults(awardable, input)
      const period = validity(input, at, awardable.expiry as Expiry | null)
      return { actor, input, supersession, recipient, awardable, ...period }
    }),
  )
  const acquainted = await withoutStrangers(tx, learners, orders)
  const discreet = await withoutDisclosure(tx, learners, orders)
  return acquainted.map((order, position) =>
    order instanceof Problem ? order : (discreet[position] as Order | Problem),
  )
}

/** Whom an order is for, as the learners' service asks for it. */
export function wantedLearner({ actor, recipient, awardable }: Order) {
  return { recipient, issuerId: awardable.issuer.id, actorIssuerId: actor.issuerId }
}

function keyOf({ badgeClassId }: NewAssertion, supersession?: Supersession | null): string {
  return `${badgeClassId} ${supersession?.versionId ?? ''}`
}

/** What counts for the cards among these recipients, by the issuer that awards. */
async function cardRulesOfIssuers(
  tx: Queries,
  requests: readonly AwardRequest[],
  awardables: Awardables,
): Promise<ReadonlyMap<string, CardRules>> {
  const named = requests.flatMap(({ input, supersession }) => {
    const found = awardables.get(keyOf(input, supersession))
    return found === undefined || input.recipient === undefined
      ? []
      : [{ issuerId: found.issuer.id, recipient: input.recipient }]
  })
  const rules = new Map<string, CardRules>()
  for (const [issuerId, those] of Map.groupBy(named, ({ issuerId }) => issuerId)) {
    const recipients = those.map(({ recipient }) => recipient)
    rules.set(issuerId, await rulesForCards(tx, issuerId, recipients))
  }
  return rules
}

function checkedRecipient(input: NewAssertion, rules: CardRules): Recipient {
  const { recipient, learnerId } = input
  if (learnerId !== undefined && recipient === undefined) return { learnerId }
  if (recipient === undefined || learnerId !== undefined) {
    throw invalid({
      field: 'recipient',
      detail: 'recipient or learnerId is required, and not both.',
    })
  }
  refuseDisclosure([recipient], publishedTexts(input))
  return { recipient: checkedIdentifier(recipient, 'recipient', rules) }
}

/** @throws Problem when there is no such badge class for this caller, or it is awarded no more */
function permitted(
  found: Awardable | undefined,
  actor: Actor,
  supersession: Supersession | null,
): Awardable {
  if (found === undefined || (actor.issuerId !== null && actor.issuerId !== found.issuer.id)) {
    throw notFound('badge class', 'badgeClassId')
  }
  if (supersession?.versionId !== undefined) return found
  if (found.archivedAt !== null) {
    throw conflict('This badge class is archived and cannot be awarded.', 'badgeClassId')
  }
  if (found.issuer.archivedAt !== null) {
    throw conflict('The issuer of this badge class is archived and awards no more.', 'badgeClassId')
  }
  return found
}

/**
 * The results that an award states, in the order of the request.
 *
 * @throws Problem naming what the version that is awarded does not describe so
 */
export function statedResults({ version }: Pick<Awardable, 'version'>, input: NewAssertion) {
  if (input.results === undefined || input.results.length === 0) return []
  const { resultDescriptions = [] } = version.definition as Definition
  return checkedResults(resultDescriptions, input.results)
}

/** Refuses the orders for learners whom the caller does not know. */
async function withoutStrangers(
  tx: Queries,
  learners: LearnerService,
  orders: (Order | Problem)[],
): Promise<(Order | Problem)[]> {
  const named = orders.flatMap((order) =>
    order instanceof Problem || !('learnerId' in order.recipient)
      ? []
      : [{ order, learnerId: order.recipient.learnerId, issuerId: order.actor.issuerId }],
  )
  if (named.length === 0) return orders
  const known = await learners.areKnown(tx, named)
  const strangers = new Set(
    named.filter((_, position) => !known[position]).map(({ order }) => order),
  )
  return orders.map((order) =>
    !(order instanceof Problem) && strangers.has(order) ? notFound('learner', 'learnerId') : order,
  )
}

/** Refuses the orders for known learners whose published texts name them. */
async function withoutDisclosure(
  tx: Queries,
  learners: LearnerService,
  orders: (Order | Problem)[],
): Promise<(Order | Problem)[]> {
  const telling = orders.flatMap((order) => {
    if (order instanceof Problem || !('learnerId' in order.recipient)) return []
    const texts = publishedTexts(order.input).filter(([, text]) => text !== undefined)
    const { recipient, actor } = order
    return texts.length === 0
      ? []
      : [{ order, texts, learnerId: recipient.learnerId, issuerId: actor.issuerId }]
  })
  if (telling.length === 0) return orders
  const known = await learners.identifiersOfEach(tx, telling)
  const checked = new Map(
    telling.map(({ order, texts }, position) => [
      order,
      attempt(() => {
        refuseDisclosure(known[position] ?? [], texts)
        return order
      }),
    ]),
  )
  return orders.map((order) => (order instanceof Problem ? order : (checked.get(order) ?? order)))
}
