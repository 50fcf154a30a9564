import type { Database, Transaction } from '../db/index.ts'
import { type Actor, invalid, Problem, rfc3339 } from '../http/index.ts'
import type { LearnerService } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import { deleteAge, openAge, sealedAgeOf, storeAge } from './age-store.ts'
import { mustSpeakForLearners, speaksForLearners } from './callers.ts'
import type { AgeInput, LearnerAge } from './schema.ts'
import { situationOf } from './situation.ts'
import { type Age, type Born, bornBetween, youngest } from './standing.ts'
import { lockLearner } from './store.ts'

/** Nobody is older. */
const OLDEST = 130

/**
 * How old learners are: told by the platform, sealed, and for nothing but who decides for them,
 * which opportunities are open to them, and counts of age bands.
 */
export type LearnerAges = {
  get(actor: Actor, learnerId: string): Promise<LearnerAge>
  set(actor: Actor, learnerId: string, input: AgeInput): Promise<LearnerAge>
  forget(actor: Actor, learnerId: string): Promise<void>
  /** When a learner can have been born; null where nobody told, or not to this caller. */
  born(actor: Actor, learnerId: string): Promise<Born | null>
}

/**
 * @param deps.ended - told when consent may have ended, in the transaction that ends it
 */
export function createLearnerAges(deps: {
  database: Database
  vault: Vault
  now: () => Date
  learners: LearnerService
  ended: (tx: Transaction, learnerId: string) => Promise<void>
}): LearnerAges {
  const { database, vault, now, learners } = deps

  async function get(actor: Actor, learnerId: string): Promise<LearnerAge> {
    mustSpeakForLearners(actor)
    await learners.get(actor, learnerId)
    const { age, below, at } = await situationOf(database.queries, deps, learnerId)
    return {
      dateOfBirth: age !== null && 'dateOfBirth' in age ? age.dateOfBirth : null,
      ageBand: age !== null && 'ageBand' in age ? age.ageBand : null,
      needsGuardian: age === null ? null : youngest(age, at) < below,
    }
  }

  async function change(
    actor: Actor,
    learnerId: string,
    work: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    mustSpeakForLearners(actor)
    if (actor.learnerId !== null) {
      throw new Problem('insufficient-scope', 'The platform says how old a learner is.')
    }
    await learners.get(actor, learnerId)
    await database.transaction(async (tx) => {
      await lockLearner(tx, learnerId)
      await work(tx)
      await deps.ended(tx, learnerId)
    })
  }

  return {
    get,
    async set(actor, learnerId, { dateOfBirth, ageBand }) {
      if (dateOfBirth !== undefined && new Date(dateOfBirth) > now()) {
        throw invalid({ field: 'dateOfBirth', detail: 'dateOfBirth must not be in the future.' })
      }
      if (dateOfBirth !== undefined && youngest({ dateOfBirth }, now()) > OLDEST) {
        const detail = `dateOfBirth must not be longer ago than ${OLDEST} years.`
        throw invalid({ field: 'dateOfBirth', detail })
      }
      const age = (
        dateOfBirth === undefined ? { ageBand, statedAt: rfc3339(now()) } : { dateOfBirth }
      ) as Age
      const sealedAge = vault.seal(JSON.stringify(age), 'learner-age')
      await change(actor, learnerId, (tx) =>
        storeAge(tx, { learnerId, sealedAge, updatedAt: now() }),
      )
      return get(actor, learnerId)
    },
    forget: (actor, learnerId) => change(actor, learnerId, (tx) => deleteAge(tx, learnerId)),
    async born(actor, learnerId) {
      if (!actor.scopes.has('consents:read') || !speaksForLearners(actor)) return null
      const sealed = await sealedAgeOf(database.queries, learnerId)
      return sealed === undefined ? null : bornBetween(openAge(vault, sealed))
    },
  }
}
