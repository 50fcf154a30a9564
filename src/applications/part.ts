import type { LearnerPart, PartDocument } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import {
  applicationsOf,
  eraseAll,
  type Moved,
  moveAll,
  moveAllBack,
  stepsBy,
} from './part-store.ts'
import { createPresenter } from './presenter.ts'
import type { ApplicationRow } from './store.ts'

/** Whether an application is there for an issuer's key, as it is elsewhere: a draft only where it made it. */
function isThereFor(issuerId: string, row: ApplicationRow): boolean {
  const isShown = row.submittedAt !== null || row.madeByIssuerId === issuerId
  return row.issuerId === issuerId && isShown
}

/** What is kept of applications, as a part of their learner's record. */
export function createApplicationPart(vault: Vault): LearnerPart {
  const presenter = createPresenter(vault)
  return {
    name: 'applications',
    readWith: 'applications:read',
    async *documents(db, learnerId): AsyncGenerator<PartDocument> {
      const own = await applicationsOf(db, learnerId)
      for (const row of own) {
        const { resource } = await presenter.whole(db, row, 'learner', learnerId)
        yield { path: `${row.id}.json`, content: resource }
      }
      const ids = new Set(own.map(({ id }) => id))
      for (const row of await stepsBy(db, learnerId)) {
        if (ids.has(row.applicationId)) continue
        yield { path: `of-others/${row.id}.json`, content: presenter.step(row) }
      }
    },
    async *documentsForIssuer(db, learnerId, issuerId): AsyncGenerator<PartDocument> {
      for (const row of await applicationsOf(db, learnerId)) {
        if (!isThereFor(issuerId, row)) continue
        const { resource } = await presenter.whole(db, row, 'issuer', null)
        yield { path: `${row.id}.json`, content: resource }
      }
    },
    move: (tx, from, to) => moveAll(tx, from, to),
    moveBack: (tx, moved, from, to) => moveAllBack(tx, moved as Moved, from, to),
    erase: (tx, learnerId) => eraseAll(tx, learnerId),
  }
}
