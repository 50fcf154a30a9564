import {
  type ConsentService,
  type ConsentTexts,
  createConsentService,
  createConsentTexts,
  createGuardians,
  createLearnerAges,
  type Guardians,
  type LearnerAges,
} from '../consents/index.ts'
import type { Transaction } from '../db/index.ts'
import { createEquality, type Equality, forgetAnswers } from '../equality/index.ts'
import type { Foundation } from './foundation.ts'
import type { People } from './people.ts'

/** What learners, or others for them, agree to, and what hangs on it. */
export type Consents = {
  consents: ConsentService
  consentTexts: ConsentTexts
  learnerAges: LearnerAges
  guardians: Guardians
  equality: Equality
}

export function createConsents(
  { database, vault, now }: Foundation,
  { learners, mail }: People,
): Consents {
  const consents: ConsentService = createConsentService({
    database,
    vault,
    now,
    learners,
    ended: endOfConsent,
  })
  /** Without consent nothing is kept of what was told for equality monitoring. */
  async function endOfConsent(tx: Transaction, learnerId: string): Promise<void> {
    const stands = await consents.stands(tx, learnerId, 'equality-monitoring')
    if (!stands) await forgetAnswers(tx, learnerId)
  }
  return {
    consents,
    consentTexts: createConsentTexts({ database, now }),
    learnerAges: createLearnerAges({ database, vault, now, learners, ended: endOfConsent }),
    guardians: createGuardians({ database, vault, now, learners, mail, consents }),
    equality: createEquality({
      database,
      vault,
      now,
      learners,
      consented: (db, learnerId) => consents.stands(db, learnerId, 'equality-monitoring'),
    }),
  }
}
