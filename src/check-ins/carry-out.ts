import { uuidv7 } from 'uuidv7'
import { type AssertionService, credentialUrl, type NewAssertion } from '../assertions/index.ts'
import type { CardRules } from '../card-numbers/index.ts'
import type { Queries, Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import { type Actor, conflict, notFound, Problem, rfc3339 } from '../http/index.ts'
import type { Identifier, LearnerService } from '../learners/index.ts'
import {
  cardRulesOfOpportunity,
  type OpportunityRow,
  opportunityFor,
} from '../opportunities/index.ts'
import { askForMovesByAttendance } from '../pathway-moves/index.ts'
import type { Vault } from '../vault.ts'
import { type Arrival, arrivalOf } from './arrival.ts'
import type { CheckedIn, CheckIn, NewCheckIn } from './schema.ts'
import {
  type Attendance,
  archivedBadgeClasses,
  attendanceKey,
  awardsById,
  type CheckInRow,
  checkInsOf,
  insertCheckIns,
  noteAssertions,
} from './store.ts'
import { bringAll, giveAll, type Tickets, ticketsOf, withoutCode } from './with-codes.ts'

/** What checking in needs. */
export type CheckingIn = {
  publicUrl: string
  vault: Vault
  now: () => Date
  learners: LearnerService
  assertions: AssertionService
}

/** Somebody who is to be checked in. */
export type Asked = { actor: Actor; opportunityId: string; input: NewCheckIn }

/** What became of it; `isNew` unless they were there already. */
export type Outcome = { checkIn: CheckedIn; isNew: boolean } | Problem

/**
 * Checks in a set of learners in one transaction: notes that they came, once for each learner and
 * occurrence, and awards every badge class of the activity that they do not have. Others who check
 * in the same learner there wait, and find it done.
 *
 * A request that cannot be met has its problem for an outcome. When this rejects, the transaction
 * must be given up.
 *
 * @param asked - up to a hundred
 * @returns what became of each, in their order
 */
export async function checkInAll(
  tx: Transaction,
  deps: CheckingIn,
  asked: readonly Asked[],
): Promise<Outcome[]> {
  const at = deps.now()
  const tickets = await ticketsOf(tx, deps, asked)
  const arrivals = await arrivalsOf(tx, deps, asked, { tickets, now: at })
  const good = arrivals.filter((one): one is Arrival => !(one instanceof Problem))
  const wanted = good.map(({ recipient, opportunity, actor }) => ({
    recipient,
    issuerId: opportunity.issuerId,
    actorIssuerId: actor.issuerId,
  }))
  const met = good.length === 0 ? [] : await deps.learners.toAward(tx, wanted)
  const attendances = good.map(
    ({ opportunity, occurrence }, position): Attendance => ({
      opportunityId: opportunity.id,
      occurrence,
      learnerId: (met[position] as { learnerId: string }).learnerId,
    }),
  )
  const brought = await bringAll(tx, deps, good, attendances)
  const fresh = await noteAll(tx, good, attendances, at)
  await awardAll(tx, deps, fresh, at)
  await askForMovesByAttendance(
    tx,
    good.flatMap(({ opportunity }, position) => {
      const { learnerId } = attendances[position] as Attendance
      return [{ opportunityId: opportunity.id, learnerId }]
    }),
  )
  const rows = attendances.length === 0 ? [] : await checkInsOf(tx, attendances)
  const shown = await present(tx, deps, rows as CheckInRow[])
  await giveAll(tx, deps, brought, shown, at)
  const firsts = new Set(fresh.map(({ checkInId }) => checkInId))
  const outcomes = good.map(({ recipient, isTold }, position): Outcome => {
    const checkIn = shown[position] as CheckIn
    const identifier: Identifier | null =
      'recipient' in recipient && isTold ? recipient.recipient : null
    // Of several at once for the same learner, one is the first.
    return { checkIn: { ...checkIn, identifier }, isNew: firsts.delete(checkIn.id) }
  })
  const next = outcomes.values()
  return arrivals.map((one) => (one instanceof Problem ? one : (next.next().value as Outcome)))
}

/** Check-ins as the API has them, with their badges. */
export async function present(
  db: Queries,
  { publicUrl }: Pick<CheckingIn, 'publicUrl'>,
  rows: readonly CheckInRow[],
): Promise<CheckIn[]> {
  const awards = await awardsById(db, [...new Set(rows.flatMap((row) => row.assertionIds))])
  return rows.map((row) => ({
    id: row.id,
    opportunityId: row.opportunityId,
    occurrence: row.occurrence === 'once' ? null : row.occurrence,
    learnerId: row.learnerId,
    at: rfc3339(row.at),
    recordedAt: rfc3339(row.createdAt),
    assertions: row.assertionIds.flatMap((id) => {
      const award = awards.get(id)
      if (award === undefined) return []
      const { badgeClassId, publicId } = award
      return [{ id, badgeClassId, credentialUrl: credentialUrl(publicUrl, publicId) }]
    }),
  }))
}

async function arrivalsOf(
  tx: Transaction,
  deps: CheckingIn,
  asked: readonly Asked[],
  { tickets, now }: { tickets: Tickets; now: Date },
): Promise<(Arrival | Problem)[]> {
  const found = new Map<string, { row: OpportunityRow; rules: CardRules } | Problem>()
  const arrivals: (Arrival | Problem)[] = []
  for (const { actor, opportunityId, input } of asked) {
    const key = `${actor.issuerId} ${actor.placeId} ${opportunityId}`
    const known = found.get(key) ?? (await openOpportunity(tx, actor, opportunityId))
    found.set(key, known)
    if (known instanceof Problem) {
      arrivals.push(known)
      continue
    }
    if (actor.placeId !== null && input.learnerId !== undefined) {
      // Keys of places know no learners: they say whose card it is.
      arrivals.push(notFound('learner', 'learnerId'))
      continue
    }
    const { row, rules } = known
    const read = withoutCode(tickets, actor, row, input)
    if (read instanceof Problem) arrivals.push(read)
    else {
      const { named, ticket } = read
      // What a code is kept for is not told to whoever scans it.
      const isTold = input.identifier !== undefined
      arrivals.push(attempt(() => arrivalOf(actor, row, named, { rules, ticket, isTold, now })))
    }
  }
  return withoutStrangers(tx, deps.learners, arrivals)
}

/** The opportunity and what counts for cards there, or why nobody can check in there. */
async function openOpportunity(tx: Transaction, actor: Actor, id: string) {
  const row = await opportunityFor(tx, actor, id)
  if (row === undefined) return notFound('opportunity')
  if (row.archivedAt !== null) return conflict('This opportunity is archived.')
  if ((await archivedBadgeClasses(tx, row.badgeClassIds)).size > 0) {
    return conflict('A badge class of this opportunity is archived and cannot be awarded.')
  }
  return { row, rules: await cardRulesOfOpportunity(tx, row) }
}

/** Refuses learners whom the caller does not know. */
async function withoutStrangers(
  tx: Transaction,
  learners: LearnerService,
  arrivals: (Arrival | Problem)[],
): Promise<(Arrival | Problem)[]> {
  const named = arrivals.flatMap((one) =>
    one instanceof Problem || !('learnerId' in one.recipient)
      ? []
      : [{ one, learnerId: one.recipient.learnerId, issuerId: one.actor.issuerId }],
  )
  if (named.length === 0) return arrivals
  const known = await learners.areKnown(
    tx,
    named.map(({ learnerId, issuerId, one }) => ({
      learnerId,
      // Who holds a learner's token is that learner, whether the issuer has met them or not.
      issuerId: one.actor.learnerId === null ? issuerId : null,
    })),
  )
  const strangers = new Set(named.filter((_, position) => !known[position]).map(({ one }) => one))
  return arrivals.map((one) =>
    !(one instanceof Problem) && strangers.has(one) ? notFound('learner', 'learnerId') : one,
  )
}

type Fresh = { checkInId: string; learnerId: string; arrival: Arrival }

/** Notes who came; those of them who were not there yet. */
async function noteAll(
  tx: Transaction,
  good: readonly Arrival[],
  attendances: readonly Attendance[],
  createdAt: Date,
): Promise<Fresh[]> {
  const first = new Map<string, Fresh & { attendance: Attendance }>()
  for (const [position, arrival] of good.entries()) {
    const attendance = attendances[position] as Attendance
    const key = attendanceKey(attendance)
    if (first.has(key)) continue
    const { learnerId } = attendance
    first.set(key, { checkInId: uuidv7(), learnerId, arrival, attendance })
  }
  if (first.size === 0) return []
  const inOrder = [...first].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
  const inserted = await insertCheckIns(
    tx,
    inOrder.map(({ checkInId, attendance, arrival }) => ({
      id: checkInId,
      ...attendance,
      at: arrival.at,
      assertionIds: [],
      actorId: arrival.actor.id,
      createdAt,
    })),
  )
  const fresh = inOrder.filter(({ checkInId }) => inserted.has(checkInId))
  recordEvents(
    tx,
    fresh.map(({ checkInId, arrival }) => ({
      type: 'check-in.recorded' as const,
      issuerId: arrival.opportunity.issuerId,
      subjectIds: [checkInId],
    })),
  )
  return fresh
}

/** Awards the badges of those who came, as far as they do not have them. */
async function awardAll(
  tx: Transaction,
  { assertions }: CheckingIn,
  fresh: readonly Fresh[],
  since: Date,
): Promise<void> {
  // In the order in which awards take their locks.
  const inOrder = [...fresh].sort((a, b) => (lockKey(a) < lockKey(b) ? -1 : 1))
  const orders = inOrder.flatMap(({ checkInId, learnerId, arrival }) =>
    arrival.opportunity.badgeClassIds.map((badgeClassId) => ({
      checkInId,
      actor: arrival.actor,
      row: rowOf(badgeClassId, learnerId, arrival),
    })),
  )
  const awarded = new Map<string, string[]>()
  for (const own of Map.groupBy(orders, ({ actor }) => `${actor.id} ${actor.learnerId}`).values()) {
    const rows = own.map(({ row }) => row)
    const [{ actor }] = own as [(typeof own)[number]]
    // A learner's token awards nothing; the opportunity that is open to it does.
    const onBehalf = actor.learnerId === null ? actor : { ...actor, issuerId: null }
    const options = { actor: onBehalf, onDuplicate: 'skip', since, rows } as const
    for (const [position, made] of (await assertions.awardRows(tx, options)).entries()) {
      if ('problem' in made) throw made.problem
      const { checkInId } = own[position] as (typeof own)[number]
      awarded.set(checkInId, [...(awarded.get(checkInId) ?? []), made.assertionId])
    }
  }
  await noteAssertions(
    tx,
    [...awarded].map(([checkInId, assertionIds]) => ({ checkInId, assertionIds })),
  )
}

function lockKey({ arrival, learnerId }: Fresh): string {
  return `${arrival.opportunity.issuerId} ${learnerId}`
}

function rowOf(badgeClassId: string, learnerId: string, { recipient, stated, at }: Arrival) {
  const row: NewAssertion = {
    badgeClassId,
    // To the identifier where one was given: an e-mail address can be matched in the credential.
    ...('recipient' in recipient ? { recipient: recipient.recipient } : { learnerId }),
    ...(stated !== null && { validFrom: rfc3339(at) }),
  }
  return row
}

function attempt<T>(work: () => T): T | Problem {
  try {
    return work()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}
