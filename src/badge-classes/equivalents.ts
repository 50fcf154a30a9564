import type { Database, Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import { type Actor, type FieldProblem, invalid, notFound } from '../http/index.ts'
import { equivalentsOf, existingBadgeClasses, replaceEquivalents } from './equivalent-store.ts'
import type { Equivalents } from './schema.ts'
import { currentById, lockCurrent } from './store.ts'

/** Told, in the transaction, that other badges than before count as a badge class. */
export type OnEquivalents = (tx: Transaction, badgeClassId: string) => Promise<void>

/** Which badge classes count as which. The issuer of the one that is asked for decides. */
export type EquivalentService = {
  read(actor: Actor, badgeClassId: string): Promise<Equivalents>
  /** @throws Problem naming the id that is no badge class's */
  replace(actor: Actor, badgeClassId: string, input: Equivalents): Promise<Equivalents>
}

/** An {@link EquivalentService}; `onChange` is told in the same transaction. */
export function createEquivalentService(deps: {
  database: Database
  onChange: OnEquivalents
}): EquivalentService {
  const { database, onChange } = deps

  return {
    async read(actor, id) {
      const current = await currentById(database.queries, id)
      if (current === undefined || isForeign(actor, current.badgeClass.issuerId)) {
        throw notFound('badge class')
      }
      const found = await equivalentsOf(database.queries, [id])
      return { badgeClassIds: found.get(id) ?? [] }
    },
    replace: (actor, id, { badgeClassIds }) =>
      database.transaction(async (tx) => {
        const current = await lockCurrent(tx, id)
        if (current === undefined || isForeign(actor, current.badgeClass.issuerId)) {
          throw notFound('badge class')
        }
        const known = await existingBadgeClasses(tx, badgeClassIds)
        const [first, ...rest] = badgeClassIds.flatMap((one, position): FieldProblem[] => {
          const field = `badgeClassIds[${position}]`
          if (one === id) return [{ field, detail: `${field} is this badge class itself.` }]
          return known.has(one) ? [] : [{ field, detail: `${field} names no badge class.` }]
        })
        if (first !== undefined) throw invalid(first, ...rest)
        await replaceEquivalents(tx, id, badgeClassIds)
        await onChange(tx, id)
        const { issuerId } = current.badgeClass
        recordEvents(tx, [{ type: 'badge-class.changed', issuerId, subjectIds: [id] }])
        return { badgeClassIds: [...badgeClassIds].sort() }
      }),
  }
}

function isForeign(actor: Actor, issuerId: string): boolean {
  return actor.issuerId !== null && actor.issuerId !== issuerId
}
