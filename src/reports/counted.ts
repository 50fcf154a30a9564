import type { Transaction } from '../db/index.ts'
import { cellsOf, type Made, madePlaces, partsOf } from './cells-store.ts'
import type { Counted } from './rests.ts'

type Members = Pick<Made, 'placeId' | 'issuerIds'>

/** What is counted of a place, and of the others whose members are some of its own, or more. */
export async function countedIn(
  tx: Transaction,
  made: Members,
): Promise<{ place: Counted; others: Counted[] }> {
  const place = await counted(tx, made)
  const others: Counted[] = []
  for (const other of await madePlaces(tx)) {
    if (isWithin(made, other) !== isWithin(other, made)) others.push(await counted(tx, other))
  }
  return { place, others }
}

async function counted(tx: Transaction, { placeId, issuerIds }: Members): Promise<Counted> {
  return { issuerIds, cells: await cellsOf(tx, placeId), parts: await partsOf(tx, placeId) }
}

/** Whether all members of one place are members of the other; a place without any tells nothing. */
function isWithin(one: Members, other: Members): boolean {
  return one.issuerIds.length > 0 && one.issuerIds.every((id) => other.issuerIds.includes(id))
}
