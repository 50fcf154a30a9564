import type { Queries } from '../db/index.ts'
import { settingsAroundLearner } from '../places/index.ts'
import type { Vault } from '../vault.ts'
import { openAge, sealedAgeOf } from './age-store.ts'
import type { Age } from './standing.ts'

/** What decides whether a learner consents alone. */
export type Situation = {
  age: Age | null
  /** Younger ones need a guardian: of several places the strictest counts. */
  below: number
  at: Date
}

/** @param deps.vault - opens the age */
export async function situationOf(
  db: Queries,
  { vault, now }: { vault: Vault; now: () => Date },
  learnerId: string,
): Promise<Situation> {
  const sealed = await sealedAgeOf(db, learnerId)
  const settings = await settingsAroundLearner(db, learnerId)
  return {
    age: sealed === undefined ? null : openAge(vault, sealed),
    below: Math.max(...settings.map(({ guardianConsentBelowAge }) => guardianConsentBelowAge)),
    at: now(),
  }
}
