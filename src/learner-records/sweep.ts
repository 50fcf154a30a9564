import type { RowsAbout } from '../award-batches/index.ts'
import { type Database, othersToEnd } from '../db/index.ts'
import type { EventService } from '../events/index.ts'
import type { Creations } from '../http/index.ts'
import { type LearnerPart, type Traces, tells } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import { TRACES } from './erasure.ts'
import { completeErasure, deleteJobsAbout, erasureById } from './erasure-store.ts'

/**
 * The job after an erasure: looks through what others sent, which can be much, for what is left of
 * the learner; and once more through everything, as soon as nobody is at work any more who had begun
 * before there was no such learner, for what these wrote where no reference held them up. Each step is
 * a small transaction and can be done again, so that one that was interrupted begins anew.
 */
export function createSweep(deps: {
  database: Database
  vault: Vault
  now: () => Date
  parts: readonly Pick<LearnerPart, 'erase'>[]
  rows: Pick<RowsAbout, 'takeOut'>
  creations: Pick<Creations, 'forget'>
  events: Pick<EventService, 'rename'>
}): (erasureId: string) => Promise<void> {
  const { database, vault, now, parts, rows, creations, events } = deps
  return async (erasureId) => {
    const row = await erasureById(database.queries, erasureId)
    if (!row?.sealedTraces) return
    const traces = JSON.parse(vault.open(row.sealedTraces, TRACES).toString()) as Traces
    const ids = [traces.learnerId, ...traces.formerIds]
    await othersToEnd(database.queries)
    for (const id of ids) {
      await database.transaction(async (tx) => {
        for (const part of parts) await part.erase(tx, id, now())
        await deleteJobsAbout(tx, id)
      })
    }
    await rows.takeOut(traces)
    await creations.forget(
      (answer) => ids.some((id) => answer.includes(id)) || tells(traces, leavesOf(answer)),
    )
    for (const id of ids) await events.rename(id, erasureId)
    await completeErasure(database.queries, erasureId, now())
  }
}

/** The texts in an answer. */
function leavesOf(answer: string): string[] {
  const texts: string[] = []
  JSON.parse(answer, (_name, value) => {
    if (typeof value === 'string') texts.push(value)
    return value
  })
  return texts
}
