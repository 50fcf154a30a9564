import type { RowsAbout } from '../award-batches/index.ts'
import type { Database } from '../db/index.ts'
import type { EventService } from '../events/index.ts'
import type { Creations } from '../http/index.ts'
import { type Traces, tells } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import { TRACES } from './erasure.ts'
import { completeErasure, erasureById } from './erasure-store.ts'

/**
 * The job after an erasure: looks through what others sent, which can be much, for what is left of the
 * learner. Each step is a small transaction and can be done again, so that one that was interrupted
 * begins anew.
 */
export function createSweep(deps: {
  database: Database
  vault: Vault
  now: () => Date
  rows: Pick<RowsAbout, 'takeOut'>
  creations: Pick<Creations, 'forget'>
  events: Pick<EventService, 'rename'>
}): (erasureId: string) => Promise<void> {
  const { database, vault, now, rows, creations, events } = deps
  return async (erasureId) => {
    const row = await erasureById(database.queries, erasureId)
    if (!row?.sealedTraces) return
    const traces = JSON.parse(vault.open(row.sealedTraces, TRACES).toString()) as Traces
    await rows.takeOut(traces)
    const ids = [traces.learnerId, ...traces.formerIds]
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
