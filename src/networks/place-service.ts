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
import { leadIds, leads, placeById } from '../places/index.ts'
import { isInside, leadsNetwork, mustLeadNetwork, visibleNetwork } from './access.ts'
import { deleteItemsOf } from './item-store.ts'
import type { NetworkPlace, NewNetworkPlace } from './place-schema.ts'
import {
  entriesOf,
  entryOf,
  insertEntry,
  leadingPlaces,
  listEntries,
  lockEntry,
  type NamedEntry,
  type PlaceEntry,
  updateEntry,
} from './place-store.ts'

/** Which places are in networks: they join when they were asked and say yes. */
export type NetworkPlaceService = {
  /** Asks a place into a network; one that is asked or in it already is found. */
  invite(
    tx: Transaction,
    actor: Actor,
    networkId: string,
    input: NewNetworkPlace,
  ): Promise<Created<NetworkPlace & { id: string }>>
  get(actor: Actor, networkId: string, placeId: string): Promise<NetworkPlace>
  list(
    actor: Actor,
    networkId: string,
    filter: { status?: string },
    request: PageRequest,
  ): Promise<Page<NetworkPlace>>
  /** By who leads the place that was asked. */
  accept(actor: Actor, networkId: string, placeId: string): Promise<NetworkPlace>
  /** By who leads the place that was asked; by the lead of the network, which takes it back so. */
  decline(actor: Actor, networkId: string, placeId: string): Promise<NetworkPlace>
  /** The place leaves, or the lead of the network parts with it. */
  end(actor: Actor, networkId: string, placeId: string): Promise<void>
}

export function createNetworkPlaceService(deps: {
  database: Database
  now: () => Date
}): NetworkPlaceService {
  const { database, now } = deps

  /** Carries out a change on a locked entry that the caller may know of. */
  function decide(
    actor: Actor,
    networkId: string,
    placeId: string,
    work: (tx: Transaction, row: PlaceEntry) => Promise<void>,
  ): Promise<NetworkPlace> {
    return database.transaction(async (tx) => {
      await visibleEntry(tx, actor, networkId, placeId)
      await work(tx, (await lockEntry(tx, networkId, placeId)) as PlaceEntry)
      return toNetworkPlace((await entryOf(tx, networkId, placeId)) as NamedEntry)
    })
  }

  return {
    async invite(tx, actor, networkId, { placeId }) {
      await mustLeadNetwork(tx, actor, networkId)
      const place = await placeById(tx, placeId)
      if (place === undefined || place.archivedAt !== null) throw notFound('place', 'placeId')
      const asked = { status: 'invited', invitedAt: now(), joinedAt: null, endedAt: null }
      const isFirst = await insertEntry(tx, { networkId, placeId, role: 'member', ...asked })
      const row = (await lockEntry(tx, networkId, placeId)) as PlaceEntry
      const isOver = row.status === 'declined' || row.status === 'left'
      if (isFirst || isOver) await note(tx, 'invited', row)
      if (isOver) await updateEntry(tx, row, { role: 'member', ...asked })
      const resource = toNetworkPlace((await entryOf(tx, networkId, placeId)) as NamedEntry)
      const location = `/v1/networks/${networkId}/places/${placeId}`
      const isNew = isFirst || isOver
      return { resource: { id: placeId, ...resource }, revision: 1, isNew, location }
    },
    get: async (actor, networkId, placeId) =>
      toNetworkPlace(await visibleEntry(database.queries, actor, networkId, placeId)),
    async list(actor, networkId, filter, request) {
      await visibleNetwork(database.queries, actor, networkId)
      const whole = await isInside(database.queries, actor, networkId)
      const of = { networkId, ...filter, ...(!whole && { actor }) }
      const rows = await listEntries(database.queries, of, request)
      const found = page(
        rows.map((row) => ({ id: row.placeId, row })),
        request,
      )
      return { ...found, data: found.data.map(({ row }) => toNetworkPlace(row)) }
    },
    accept: (actor, networkId, placeId) =>
      decide(actor, networkId, placeId, async (tx, row) => {
        if (!(await actsFor(tx, actor, placeId))) {
          throw new Problem('insufficient-scope', 'Only the lead of the place accepts.')
        }
        if (row.status === 'member') return
        if (row.status !== 'invited') throw conflict('This invitation is over; ask for another.')
        await updateEntry(tx, row, { status: 'member', joinedAt: now() })
        await note(tx, 'joined', row)
      }),
    decline: (actor, networkId, placeId) =>
      decide(actor, networkId, placeId, async (tx, row) => {
        await mustBeTheirs(tx, actor, row)
        if (row.status === 'declined') return
        if (row.status !== 'invited') throw conflict('This invitation was accepted before.')
        await updateEntry(tx, row, { status: 'declined', endedAt: now() })
        await note(tx, 'declined', row)
      }),
    async end(actor, networkId, placeId) {
      await decide(actor, networkId, placeId, async (tx, row) => {
        await mustBeTheirs(tx, actor, row)
        if (row.status === 'left') return
        if (row.status !== 'member') throw conflict('It is no member of this network.')
        await deleteItemsOf(tx, networkId, placeId)
        await updateEntry(tx, row, { status: 'left', endedAt: now() })
        await note(tx, 'left', row)
      })
    },
  }
}

/** Tells whoever leads the place, or the network, what became of it: each issuer by an event. */
async function note(
  tx: Transaction,
  what: 'invited' | 'joined' | 'declined' | 'left',
  { networkId, placeId }: PlaceEntry,
): Promise<void> {
  const type = `network-place.${what}` as const
  const told = await leadIds(tx, [placeId, ...(await leadingPlaces(tx, networkId))])
  recordEvents(
    tx,
    // Where no issuer leads, the platform does.
    (told.length > 0 ? told : [null]).map((issuerId) => ({
      type,
      issuerId,
      subjectIds: [networkId, placeId],
    })),
  )
}

/** @throws Problem 404 for a network or a place in it that the caller does not know of */
async function visibleEntry(
  db: Queries,
  actor: Actor,
  networkId: string,
  placeId: string,
): Promise<NamedEntry> {
  await visibleNetwork(db, actor, networkId)
  const row = await entryOf(db, networkId, placeId)
  const isKnown =
    (await isInside(db, actor, networkId)) ||
    (await entriesOf(db, actor, networkId)).some((own) => own.placeId === placeId)
  if (row === undefined || !isKnown) throw notFound('place', 'placeId')
  return row
}

/** Whether a caller leads a place itself: not a place that it is not in. */
async function actsFor(db: Queries, actor: Actor, placeId: string): Promise<boolean> {
  return (actor.placeId ?? placeId) === placeId && leads(db, actor, placeId)
}

/** @throws Problem 403 unless the caller leads the place, or the network */
async function mustBeTheirs(db: Queries, actor: Actor, row: PlaceEntry): Promise<void> {
  if (await actsFor(db, actor, row.placeId)) return
  if (await leadsNetwork(db, actor, row.networkId)) return
  throw new Problem('insufficient-scope', 'Only the place itself and the lead may do that.')
}

function toNetworkPlace(row: NamedEntry): NetworkPlace {
  const { networkId, placeId, placeName, invitedAt, joinedAt, endedAt } = row
  return {
    networkId,
    placeId,
    placeName,
    role: row.role as NetworkPlace['role'],
    status: row.status as NetworkPlace['status'],
    invitedAt: rfc3339(invitedAt),
    joinedAt: joinedAt === null ? null : rfc3339(joinedAt),
    endedAt: endedAt === null ? null : rfc3339(endedAt),
  }
}
