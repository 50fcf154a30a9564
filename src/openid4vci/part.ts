import type { LearnerPart } from '../learners/index.ts'
import { deleteOffersOf, offersOf } from './store.ts'

/** Offers belong to whom their assertions belong to. */
export const offerPart: LearnerPart = {
  name: 'credential-offers',
  readWith: 'assertions:read',
  async *documents(db, learnerId) {
    for (const { id, ...offer } of await offersOf(db, learnerId)) {
      yield { path: `${id}.json`, content: { id, ...offer } }
    }
  },
  move: async () => null,
  moveBack: async () => undefined,
  erase: deleteOffersOf,
}
