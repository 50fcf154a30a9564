import { uuidv7 } from 'uuidv7'
import type { Database, Queries, Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import {
  type Actor,
  type Created,
  conflict,
  notFound,
  type Page,
  type PageRequest,
  Problem,
  page,
  rfc3339,
} from '../http/index.ts'
import { issuerExists } from '../issuers/index.ts'
import { leads, mustLead, visiblePlace } from './access.ts'
import type { MemberRole, Membership, NewInvitation } from './membership-schema.ts'
import {
  insertMembership,
  isMember,
  leadIds,
  listMemberships,
  lockMembership,
  membershipById,
  type NamedMembership,
  updateMembership,
} from './membership-store.ts'

/** Who takes part in places: issuers join when they were asked and say yes. */
export type MembershipService = {
  /**
   * Asks an issuer into a place; one that declined or left can be asked again.
   * @throws Problem 409 when it was asked before, or is a member, in another role
   */
  invite(
    tx: Transaction,
    actor: Actor,
    placeId: string,
    input: NewInvitation,
  ): Promise<Created<Membership>>
  /** Whatever became of it. */
  invitation(actor: Actor, placeId: string, id: string): Promise<Membership>
  invitations(
    actor: Actor,
    placeId: string,
    filter: { status?: string },
    request: PageRequest,
  ): Promise<Page<Membership>>
  members(actor: Actor, placeId: string, request: PageRequest): Promise<Page<Membership>>
  /** By the issuer that was asked, or the platform for it; accepting again changes nothing. */
  accept(actor: Actor, placeId: string, id: string): Promise<Membership>
  /** By the issuer that was asked; by the lead, who takes the invitation back so. */
  decline(actor: Actor, placeId: string, id: string): Promise<Membership>
  /** Gives a member, or an issuer that was asked, another role. */
  change(actor: Actor, placeId: string, id: string, patch: MemberRole): Promise<Membership>
  /** Ends a membership: the member leaves, or the lead parts with it. */
  end(actor: Actor, placeId: string, id: string): Promise<void>
}

/** A {@link MembershipService} in the database. */
export function createMembershipService(deps: {
  database: Database
  now: () => Date
}): MembershipService {
  const { database, now } = deps

  /** Carries out a change on a locked membership that the caller may know of. */
  function decide(
    actor: Actor,
    placeId: string,
    place: { id: string; field: string },
    work: (tx: Transaction, row: NamedMembership) => Promise<void>,
  ): Promise<Membership> {
    return database.transaction(async (tx) => {
      await visiblePlace(tx, actor, placeId)
      const found = await visibleMembership(tx, actor, placeId, place)
      const locked = await lockMembership(tx, placeId, found.issuerId)
      await work(tx, { ...found, ...locked })
      return toMembership((await membershipById(tx, placeId, place.id)) as NamedMembership)
    })
  }

  return {
    async invite(tx, actor, placeId, { issuerId, role }) {
      await mustLead(tx, actor, placeId)
      if (!(await issuerExists(tx, issuerId))) throw notFound('issuer', 'issuerId')
      const at = now()
      const asked = { role, status: 'invited', invitedAt: at, joinedAt: null, endedAt: null }
      const made = await insertMembership(tx, { id: uuidv7(), placeId, issuerId, ...asked })
      const row = await lockMembership(tx, placeId, issuerId)
      if (row === undefined) throw notFound('issuer', 'issuerId')
      const isOver = row.status === 'declined' || row.status === 'left'
      if (made !== undefined || isOver) await note(tx, 'invited', row)
      if (isOver) await updateMembership(tx, row.id, asked)
      else if (row.role !== role) {
        throw conflict(
          row.status === 'member'
            ? 'The issuer is a member already, in another role.'
            : 'The issuer was asked already, in another role.',
          'issuerId',
        )
      }
      const resource = toMembership((await membershipById(tx, placeId, row.id)) as NamedMembership)
      const location = `/v1/places/${placeId}/invitations/${row.id}`
      const isNew = made !== undefined || isOver
      return { resource, revision: 1, isNew, location }
    },
    async invitation(actor, placeId, id) {
      await visiblePlace(database.queries, actor, placeId)
      const place = { id, field: 'invitationId' }
      return toMembership(await visibleMembership(database.queries, actor, placeId, place))
    },
    async invitations(actor, placeId, filter, request) {
      await visiblePlace(database.queries, actor, placeId)
      const of = { placeId, issuerId: actor.issuerId, ...filter }
      const whole = await isInside(database.queries, actor, placeId)
      const rows = await listMemberships(
        database.queries,
        whole ? { ...of, issuerId: null } : of,
        request,
      )
      return page(rows.map(toMembership), request)
    },
    async members(actor, placeId, request) {
      await visiblePlace(database.queries, actor, placeId)
      const whole = await isInside(database.queries, actor, placeId)
      const issuerId = whole ? null : actor.issuerId
      const of = { placeId, issuerId, status: 'member' }
      const rows = await listMemberships(database.queries, of, request)
      return page(rows.map(toMembership), request)
    },
    accept: (actor, placeId, id) =>
      decide(actor, placeId, { id, field: 'invitationId' }, async (tx, row) => {
        if (actor.placeId !== null || (actor.issuerId ?? row.issuerId) !== row.issuerId) {
          throw new Problem('insufficient-scope', 'Only the issuer that was asked accepts.')
        }
        if (row.status === 'member') return
        if (row.status !== 'invited') throw conflict('This invitation is over; ask for another.')
        await updateMembership(tx, row.id, { status: 'member', joinedAt: now() })
        await note(tx, 'joined', row)
      }),
    decline: (actor, placeId, id) =>
      decide(actor, placeId, { id, field: 'invitationId' }, async (tx, row) => {
        await mustBeTheirs(tx, actor, row)
        if (row.status === 'declined') return
        if (row.status !== 'invited') throw conflict('This invitation was accepted before.')
        await updateMembership(tx, row.id, { status: 'declined', endedAt: now() })
        await note(tx, 'declined', row)
      }),
    change: (actor, placeId, id, { role }) =>
      decide(actor, placeId, { id, field: 'memberId' }, async (tx, row) => {
        await mustLead(tx, actor, placeId)
        if (row.status === 'declined' || row.status === 'left') {
          throw conflict('It is no member of this place.')
        }
        await updateMembership(tx, row.id, { role })
        await note(tx, 'changed', row)
      }),
    async end(actor, placeId, id) {
      await decide(actor, placeId, { id, field: 'memberId' }, async (tx, row) => {
        await mustBeTheirs(tx, actor, row)
        if (row.status === 'left') return
        if (row.status !== 'member') throw conflict('It is no member of this place.')
        await updateMembership(tx, row.id, { status: 'left', endedAt: now() })
        await note(tx, 'ended', row)
      })
    },
  }
}

/** Tells the issuer what became of its membership, and whoever leads the place: each by an event. */
async function note(
  tx: Transaction,
  what: 'invited' | 'joined' | 'declined' | 'changed' | 'ended',
  { id, issuerId, placeId }: { id: string; issuerId: string; placeId: string },
): Promise<void> {
  const type = `place-membership.${what}` as const
  const told = new Set([issuerId, ...(await leadIds(tx, [placeId]))])
  recordEvents(
    tx,
    [...told].map((one) => ({ type, issuerId: one, subjectIds: [id, placeId] })),
  )
}

/** Whether the caller sees all members: one of them, the place's own keys, the platform. */
async function isInside(db: Queries, actor: Actor, placeId: string): Promise<boolean> {
  if (actor.issuerId === null) return true
  return isMember(db, placeId, actor.issuerId)
}

async function visibleMembership(
  db: Queries,
  actor: Actor,
  placeId: string,
  { id, field }: { id: string; field: string },
): Promise<NamedMembership> {
  const row = await membershipById(db, placeId, id)
  const noun = field === 'memberId' ? 'member' : 'invitation'
  if (row === undefined) throw notFound(noun, field)
  const isOwn = row.issuerId === actor.issuerId
  if (!isOwn && !(await isInside(db, actor, placeId))) throw notFound(noun, field)
  return row
}

/** @throws Problem 403 unless it is the caller's own membership, or the caller leads the place */
async function mustBeTheirs(db: Queries, actor: Actor, row: NamedMembership): Promise<void> {
  if (row.issuerId === actor.issuerId || (await leads(db, actor, row.placeId))) return
  throw new Problem('insufficient-scope', 'Only the issuer itself and the lead may do that.')
}

function toMembership(row: NamedMembership): Membership {
  const { id, placeId, issuerId, issuerName, invitedAt, joinedAt, endedAt } = row
  return {
    id,
    placeId,
    issuerId,
    issuerName,
    role: row.role as Membership['role'],
    status: row.status as Membership['status'],
    invitedAt: rfc3339(invitedAt),
    joinedAt: joinedAt === null ? null : rfc3339(joinedAt),
    endedAt: endedAt === null ? null : rfc3339(endedAt),
  }
}
