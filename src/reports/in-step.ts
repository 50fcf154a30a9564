import type { Transaction } from '../db/index.ts'
import { memberIds } from '../places/index.ts'
import type { Vault } from '../vault.ts'
import { beginCells, learnersWithFacts, type Made, madePlaces } from './cells-store.ts'
import { contribute } from './contribution-store.ts'
import {
  changedAfter,
  findChanged,
  findTouched,
  forgetAll,
  forgetFacts,
  keepState,
  learnersAfter,
  lockState,
  NEVER,
  replaceFacts,
  snapshotNow,
} from './facts-store.ts'
import { renewJourneys } from './journeys.ts'
import { dueJourneys, replaceJourneys } from './journeys-store.ts'
import { forgetInChanges, noteChanges } from './release-store.ts'
import { renewTraits, traitRows } from './traits.ts'
import { forgetLearners } from './traits-store.ts'

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

/**
 * Brings what reports are made of in step with every award and change that has been committed: the
 * facts of the learners concerned are read anew, and the difference goes into the cells of the places
 * concerned. It does not matter in which order things happened, or how often this is done.
 */
export async function bringInStep(tx: Transaction, vault: Vault, at: Date): Promise<void> {
  const since = await lockState(tx)
  if (since === undefined) return beginAgain(tx, vault)
  const snapshot = await findChanged(tx, since)
  await findTouched(tx)
  const places = await madePlaces(tx)
  let part = await changedAfter(tx, BEFORE_ALL)
  while (part.length > 0) {
    await noteChanges(tx, places, part)
    await contribute(tx, -1, places, part, await traitRows(tx, vault, part, places))
    await replaceFacts(tx, part)
    await renewTraits(tx, vault, part)
    await contribute(tx, 1, places, part, await traitRows(tx, vault, part, places))
    await noteChanges(tx, places, part)
    await renewJourneys(tx, places, part, at)
    part = await changedAfter(tx, part.at(-1) as string)
  }
  for (let due = await dueJourneys(tx, at); due.length > 0; due = await dueJourneys(tx, at)) {
    await renewJourneys(tx, places, due, at)
  }
  await keepState(tx, snapshot)
}

/**
 * Keeps nothing of all this, for where nobody can ask for a report: whoever does so one day begins
 * anew, whether or not the events since are still there.
 */
export async function keepNothing(tx: Transaction): Promise<void> {
  await lockState(tx)
  await forgetAll(tx)
  await keepState(tx, NEVER)
}

async function beginAgain(tx: Transaction, vault: Vault): Promise<void> {
  await forgetAll(tx)
  // What is committed while this reads is looked at once more by the next.
  const snapshot = await snapshotNow(tx)
  let part = await learnersAfter(tx, BEFORE_ALL)
  while (part.length > 0) {
    await replaceFacts(tx, part)
    await renewTraits(tx, vault, part)
    part = await learnersAfter(tx, part.at(-1) as string)
  }
  await keepState(tx, snapshot)
}

/** Takes a learner out of everything that reports are made of. */
export async function takeOut(tx: Transaction, vault: Vault, learnerId: string): Promise<void> {
  await lockState(tx)
  const places = await madePlaces(tx)
  await noteChanges(tx, places, [learnerId])
  await contribute(tx, -1, places, [learnerId], await traitRows(tx, vault, [learnerId], places))
  await replaceJourneys(tx, [learnerId], [])
  await forgetFacts(tx, learnerId)
  await forgetLearners(tx, [learnerId])
  await forgetInChanges(tx, learnerId)
}

/**
 * Makes the cells of a place anew when others are its members now than those they are made of, or it
 * tells other areas or characteristics apart.
 */
export async function settleMembers(
  tx: Transaction,
  vault: Vault,
  placeId: string,
  told: Pick<Made, 'areas' | 'characteristics'>,
): Promise<Made> {
  const issuerIds = await memberIds(tx, placeId)
  const made: Made = { placeId, issuerIds, ...told }
  const [before] = await madePlaces(tx, placeId)
  if (before !== undefined && keyOf(before) === keyOf(made)) return made
  const come = issuerIds.filter((id) => !before?.issuerIds.includes(id))
  const gone = before?.issuerIds.filter((id) => !issuerIds.includes(id)) ?? []
  await beginCells(tx, made)
  let part = await learnersWithFacts(tx, [...issuerIds, ...gone], BEFORE_ALL)
  while (part.length > 0) {
    await contribute(tx, 1, [made], part, await traitRows(tx, vault, part, [made]))
    await noteChanges(tx, [{ placeId, issuerIds: [...come, ...gone] }], part)
    part = await learnersWithFacts(tx, [...issuerIds, ...gone], part.at(-1) as string)
  }
  return made
}

function keyOf({ issuerIds, areas, characteristics }: Made): string {
  return JSON.stringify([issuerIds, areas, characteristics])
}
