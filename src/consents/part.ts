import { eq, inArray } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import {
  consents,
  guardianRequests,
  learnerAges,
  type Queries,
  type Transaction,
} from '../db/index.ts'
import type { LearnerPart } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import { sealedAgeOf, storeAge } from './age-store.ts'
import { requestsOf } from './guardian-store.ts'
import { openGuardian } from './guardians.ts'
import { asDecision, NO_DETAILS, sealDetails, toConsent } from './resource.ts'
import { PURPOSES } from './schema.ts'
import { situationOf } from './situation.ts'
import { standingOf } from './standing.ts'
import { consentsOf, insertConsent } from './store.ts'

const AGE = 'learner-age'

type Moved = {
  consentIds: string[]
  requestIds: string[]
  resetIds: string[]
  /** moved: given to the other, whose age nobody knew; else the age that counts no more, or none. */
  age: 'moved' | { aside: string; updatedAt: string } | null
}

/**
 * Consents in a learner's record. Merging makes nothing public: what only one of the two records had
 * consented to has to be asked for anew.
 */
export function consentPart(deps: { vault: Vault; now: () => Date }): LearnerPart {
  const { vault } = deps

  async function standing(db: Queries, learnerId: string): Promise<Set<string>> {
    const rows = (await consentsOf(db, learnerId)).map(asDecision)
    if (rows.length === 0) return new Set()
    const situation = await situationOf(db, deps, learnerId)
    return new Set(
      PURPOSES.filter((purpose) => {
        const own = rows.filter((row) => row.purpose === purpose)
        return standingOf(own, situation).status === 'standing'
      }),
    )
  }

  /** Where both ages are known the one of the record that goes on counts. */
  async function giveAge(tx: Transaction, from: string, to: string): Promise<Moved['age']> {
    if ((await sealedAgeOf(tx, to)) === undefined) {
      const { rowCount } = await tx
        .update(learnerAges)
        .set({ learnerId: to })
        .where(eq(learnerAges.learnerId, from))
      return rowCount === 0 ? null : 'moved'
    }
    const [row] = await tx.delete(learnerAges).where(eq(learnerAges.learnerId, from)).returning()
    if (row === undefined) return null
    const aside = vault.open(row.sealedAge, AGE).toString()
    return { aside, updatedAt: row.updatedAt.toISOString() }
  }

  return {
    name: 'consents',
    readWith: 'consents:read',
    async *documents(db, learnerId) {
      for (const row of await consentsOf(db, learnerId)) {
        yield { path: `${row.id}.json`, content: toConsent(vault, row) }
      }
      for (const row of await requestsOf(db, learnerId)) {
        const { id, consentTextId, decision, createdAt, answeredAt } = row
        const guardian = openGuardian(vault, row)
        const content = { id, consentTextId, guardian, decision, createdAt, answeredAt }
        yield { path: `guardian-requests/${id}.json`, content }
      }
      const age = await sealedAgeOf(db, learnerId)
      if (age !== undefined) {
        yield { path: 'age.json', content: vault.open(age, AGE).toString() }
      }
    },
    async move(tx, from, to, at) {
      const [ofFrom, ofTo] = [await standing(tx, from), await standing(tx, to)]
      const consentRows = await tx
        .update(consents)
        .set({ learnerId: to })
        .where(eq(consents.learnerId, from))
        .returning({ id: consents.id })
      const requestRows = await tx
        .update(guardianRequests)
        .set({ learnerId: to })
        .where(eq(guardianRequests.learnerId, from))
        .returning({ id: guardianRequests.id })
      const resetIds: string[] = []
      const ofOne = PURPOSES.filter((purpose) => ofFrom.has(purpose) !== ofTo.has(purpose))
      for (const purpose of ofOne) {
        const { id } = await insertConsent(tx, {
          id: uuidv7(),
          learnerId: to,
          purpose,
          decision: 'withdrawn',
          party: 'merge',
          method: 'online',
          sealedDetails: sealDetails(vault, NO_DETAILS),
          actorId: 'merge',
          at,
        })
        resetIds.push(id)
      }
      return {
        consentIds: consentRows.map(({ id }) => id),
        requestIds: requestRows.map(({ id }) => id),
        resetIds,
        age: await giveAge(tx, from, to),
      } satisfies Moved
    },
    async moveBack(tx, moved, from, to) {
      const { consentIds, requestIds, resetIds, age } = moved as Moved
      await tx.delete(consents).where(inArray(consents.id, resetIds))
      await tx.update(consents).set({ learnerId: from }).where(inArray(consents.id, consentIds))
      await tx
        .update(guardianRequests)
        .set({ learnerId: from })
        .where(inArray(guardianRequests.id, requestIds))
      if (age === 'moved') {
        await tx.update(learnerAges).set({ learnerId: from }).where(eq(learnerAges.learnerId, to))
      } else if (age !== null) {
        await storeAge(tx, {
          learnerId: from,
          sealedAge: vault.seal(age.aside, AGE),
          updatedAt: new Date(age.updatedAt),
        })
      }
    },
    async erase(tx, learnerId) {
      await tx.delete(consents).where(eq(consents.learnerId, learnerId))
      await tx.delete(guardianRequests).where(eq(guardianRequests.learnerId, learnerId))
      await tx.delete(learnerAges).where(eq(learnerAges.learnerId, learnerId))
    },
  }
}
