import type { Transaction } from '../db/index.ts'
import {
  beginCells,
  contribute,
  issuersInCells,
  learnersWithFacts,
  membersOf,
  placeIssuers,
} from './cells-store.ts'
import {
  changedAfter,
  findChanged,
  forgetAll,
  forgetFacts,
  keepState,
  learnersAfter,
  lockState,
  replaceFacts,
  snapshotNow,
} from './facts-store.ts'

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

/**
 * Brings what reports are made of in step with every award and change that has been committed: the
 * facts of the learners concerned are read anew, and the difference goes into the cells of the places
 * concerned. It does not matter in which order things happened, or how often this is done.
 */
export async function bringInStep(tx: Transaction): Promise<void> {
  const since = await lockState(tx)
  if (since === undefined) return beginAgain(tx)
  const snapshot = await findChanged(tx, since)
  const pairs = await placeIssuers(tx)
  let part = await changedAfter(tx, BEFORE_ALL)
  while (part.length > 0) {
    await contribute(tx, -1, pairs, part)
    await replaceFacts(tx, part)
    await contribute(tx, 1, pairs, part)
    part = await changedAfter(tx, part.at(-1) as string)
  }
  await keepState(tx, snapshot)
}

async function beginAgain(tx: Transaction): Promise<void> {
  await forgetAll(tx)
  // What is committed while this reads is looked at once more by the next.
  const snapshot = await snapshotNow(tx)
  let part = await learnersAfter(tx, BEFORE_ALL)
  while (part.length > 0) {
    await replaceFacts(tx, part)
    part = await learnersAfter(tx, part.at(-1) as string)
  }
  await keepState(tx, snapshot)
}

/** Takes a learner out of everything that reports are made of. */
export async function takeOut(tx: Transaction, learnerId: string): Promise<void> {
  await lockState(tx)
  await contribute(tx, -1, await placeIssuers(tx), [learnerId])
  await forgetFacts(tx, learnerId)
}

/** Makes the cells of a place anew when others are its members now than those they are made of. */
export async function settleMembers(tx: Transaction, placeId: string): Promise<void> {
  const members = await membersOf(tx, placeId)
  const before = await issuersInCells(tx, placeId)
  if (before !== undefined && before.join() === members.join()) return
  await beginCells(tx, placeId, members)
  const pairs = members.map((issuerId) => ({ placeId, issuerId }))
  let part = await learnersWithFacts(tx, members, BEFORE_ALL)
  while (part.length > 0) {
    await contribute(tx, 1, pairs, part)
    part = await learnersWithFacts(tx, members, part.at(-1) as string)
  }
}
