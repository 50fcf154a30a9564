import {
  type Bringing,
  bearerOf,
  bring,
  lockTickets,
  noTicket,
  noteBrought,
  type Ticket,
} from '../claims/index.ts'
import type { Transaction } from '../db/index.ts'
import { type Actor, invalid, Problem } from '../http/index.ts'
import type { OpportunityRow } from '../opportunities/index.ts'
import type { Arrival } from './arrival.ts'
import type { Asked, CheckingIn } from './carry-out.ts'
import type { CheckIn, NewCheckIn } from './schema.ts'
import type { Attendance } from './store.ts'

/** The codes that people bring, by how they were typed. */
export type Tickets = ReadonlyMap<string, Ticket>

/** Locks the codes that people bring. */
export function ticketsOf(
  tx: Transaction,
  { vault }: CheckingIn,
  asked: readonly Asked[],
): Promise<Tickets> {
  const typed = asked.flatMap(({ input }) => input.claimCode ?? [])
  return lockTickets(tx, vault, typed)
}

/**
 * Reads the code of a request: who came is who is named besides, or else whose it is.
 *
 * @returns the request without it, and the code; or why it says nothing here
 */
export function withoutCode(
  tickets: Tickets,
  actor: Actor,
  { issuerId }: OpportunityRow,
  input: NewCheckIn,
): { named: NewCheckIn; ticket: Ticket | null } | Problem {
  const { claimCode, ...named } = input
  if (claimCode === undefined) return { named, ticket: null }
  if (actor.learnerId !== null) {
    const detail = 'claimCode is for keys: with your own token claim with it at /v1/claims.'
    return invalid({ field: 'claimCode', detail })
  }
  const ticket = tickets.get(claimCode)
  if (ticket === undefined || ticket.set.issuerId !== issuerId) return noTicket(claimCode)
  if (named.identifier !== undefined || named.learnerId !== undefined) return { named, ticket }
  const who = bearerOf(ticket)
  return who instanceof Problem ? who : { named: { ...named, ...who }, ticket }
}

/**
 * Has all who brought codes claim with them.
 *
 * @returns whose claim is a new one, by their position
 * @throws Problem where one cannot; then the transaction must be given up
 */
export async function bringAll(
  tx: Transaction,
  deps: CheckingIn,
  good: readonly Arrival[],
  attendances: readonly Attendance[],
): Promise<Map<number, Bringing>> {
  const all = good.flatMap(({ actor, ticket, recipient, at }, position) => {
    const { learnerId, opportunityId } = attendances[position] as Attendance
    return ticket === null
      ? []
      : [{ position, bringing: { actor, ticket, recipient, learnerId, opportunityId, at } }]
  })
  const key = ({ bringing: { ticket, learnerId } }: (typeof all)[number]) =>
    `${ticket.set.id} ${learnerId}`
  const fresh = new Map<number, Bringing>()
  const known = new Set<string>()
  // In one order everywhere, so that two transactions cannot wait for each other.
  for (const one of all.sort((a, b) => (key(a) < key(b) ? -1 : 1))) {
    if (known.has(key(one))) continue
    known.add(key(one))
    if (await bring(tx, deps, one.bringing)) fresh.set(one.position, one.bringing)
  }
  return fresh
}

/** Gives those who claimed what their codes are for besides the activity, once, and notes it. */
export async function giveAll(
  tx: Transaction,
  { assertions }: CheckingIn,
  brought: ReadonlyMap<number, Bringing>,
  checkIns: readonly CheckIn[],
  at: Date,
): Promise<void> {
  for (const [position, one] of brought) {
    const { id, assertions: has } = checkIns[position] as CheckIn
    const { badgeClassId } = one.ticket.set
    if (badgeClassId === null) {
      await noteBrought(tx, one, { checkInId: id }, at)
      continue
    }
    const awarded = has.find((award) => award.badgeClassId === badgeClassId)
    const assertionId = awarded?.id ?? (await award(badgeClassId, one))
    await noteBrought(tx, one, { assertionId }, at)
  }

  async function award(badgeClassId: string, { actor, recipient, learnerId }: Bringing) {
    const who = 'recipient' in recipient ? recipient : { learnerId }
    const onBehalf = { ...actor, scopes: new Set<never>(), placeId: null }
    const { resource } = await assertions.create(tx, onBehalf, { badgeClassId, ...who })
    return resource.id
  }
}
