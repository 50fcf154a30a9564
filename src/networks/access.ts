import type { Queries, Transaction } from '../db/index.ts'
import { type Actor, notFound, Problem } from '../http/index.ts'
import { leads, mustWork } from '../places/index.ts'
import { entriesOf, lockEntry } from './place-store.ts'
import { type NetworkRow, networkFor } from './store.ts'

/** @throws Problem 404 when there is no such network for this caller */
export async function visibleNetwork(db: Queries, actor: Actor, id: string): Promise<NetworkRow> {
  const row = await networkFor(db, actor, id)
  if (row === undefined) throw notFound('network')
  return row
}

/**
 * Passes for the platform, and who leads a place that leads the network.
 *
 * @throws Problem 404 when there is no such network for this caller; 403 when others lead it
 */
export async function mustLeadNetwork(db: Queries, actor: Actor, id: string): Promise<void> {
  await visibleNetwork(db, actor, id)
  if (!(await leadsNetwork(db, actor, id))) {
    throw new Problem('insufficient-scope', 'Only the place that leads the network may do that.')
  }
}

/** Whether a caller who knows of a network leads a place that leads it. */
export async function leadsNetwork(db: Queries, actor: Actor, id: string): Promise<boolean> {
  if (actor.placeId === null && actor.issuerId === null) return true
  for (const { placeId, role, status } of await entriesOf(db, actor, id)) {
    if (role === 'lead' && status === 'member' && (await leads(db, actor, placeId))) return true
  }
  return false
}

/**
 * Passes for who takes part in a network by way of a place that is a member.
 *
 * @throws Problem 404 when there is no such network for this caller; 403 before it was joined
 */
export async function mustBeInside(db: Queries, actor: Actor, id: string): Promise<void> {
  await visibleNetwork(db, actor, id)
  if (!(await isInside(db, actor, id))) {
    throw new Problem('insufficient-scope', 'Only places that have joined the network may do that.')
  }
}

export async function isInside(db: Queries, actor: Actor, id: string): Promise<boolean> {
  if (actor.placeId === null && actor.issuerId === null) return true
  return (await entriesOf(db, actor, id)).some(({ status }) => status === 'member')
}

/**
 * The place for which a caller acts in a network: the named one, or that of the caller's key. It
 * stays in the network until the transaction ends.
 *
 * @throws Problem naming `placeId` for a place that is none of the caller's, or not in the network
 */
export async function actingPlace(
  tx: Transaction,
  actor: Actor,
  networkId: string,
  stated: string | undefined,
): Promise<string> {
  const placeId = stated ?? actor.placeId
  if (placeId === null) throw notFound('place', 'placeId')
  await mustWork(tx, actor, placeId, 'placeId')
  const entry = await lockEntry(tx, networkId, placeId)
  if (entry?.status !== 'member') throw notFound('place', 'placeId')
  return placeId
}
