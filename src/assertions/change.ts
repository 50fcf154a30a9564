import type { Database, Transaction } from '../db/index.ts'
import { type Actor, checkRevision } from '../http/index.ts'
import type { LearnerService } from '../learners/index.ts'
import { askForMovesBy } from '../pathway-moves/index.ts'
import type { Vault } from '../vault.ts'
import { visible } from './resource.ts'
import { type AssertionRow, lockAssertion, updateAssertion } from './store.ts'

/** What changing the status of assertions needs. */
export type Changing = { vault: Vault; now: () => Date; learners: LearnerService }

/**
 * Changes an assertion in a transaction of its own.
 *
 * @param expected - revisions of If-Match, one of which must be the present one; or null
 * @param work - given the locked row; what is to be changed, or null when nothing is
 * @param before - what has to be locked before the row is
 * @returns the row as it is afterwards
 * @throws Problem 404 when the actor may not know of it, 412 when it has another revision
 */
export function changeAssertion(
  { database, now }: { database: Database; now: () => Date },
  actor: Actor,
  id: string,
  expected: number[] | null,
  work: (
    tx: Transaction,
    row: AssertionRow,
  ) => Promise<Partial<AssertionRow> | null> | Partial<AssertionRow> | null,
  before?: (tx: Transaction) => Promise<void>,
): Promise<AssertionRow> {
  return database.transaction(async (tx) => {
    await before?.(tx)
    const row = visible(actor, await lockAssertion(tx, id))
    checkRevision(row.revision, expected)
    const changes = await work(tx, row)
    if (changes === null) return row
    const stamped = { ...changes, updatedAt: now(), revision: row.revision + 1 }
    await updateAssertion(tx, id, stamped)
    await askForMovesBy(tx, [id])
    return { ...row, ...stamped }
  })
}
