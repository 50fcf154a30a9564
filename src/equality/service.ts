import type { Database, Queries, Transaction } from '../db/index.ts'
import { type Actor, conflict, invalid, Problem, rfc3339 } from '../http/index.ts'
import type { LearnerService } from '../learners/index.ts'
import { mustLead, settingsOf, visiblePlace } from '../places/index.ts'
import type { Vault } from '../vault.ts'
import { forgetAnswers } from './part.ts'
import type { EqualityAnswers, EqualityAnswersInput, EqualityReport } from './schema.ts'
import {
  answersOf,
  countChanges,
  deleteAnswer,
  forgetChanges,
  lastReport,
  lockAnswers,
  nextAnswers,
  storeAnswer,
  storeReport,
} from './store.ts'
import { suppress, THRESHOLD } from './suppress.ts'

/** So many answers are opened at once. */
const PAGE = 1_000

/** What learners tell places for equality monitoring: nobody reads it but in reports of many. */
export type Equality = {
  /** @throws Problem 409 without the learner's consent, 400 for what the place does not ask */
  answer(actor: Actor, learnerId: string, input: EqualityAnswersInput): Promise<void>
  /** @throws Problem 403 to everybody but the learner */
  answers(actor: Actor, learnerId: string): Promise<EqualityAnswers>
  forget(actor: Actor, learnerId: string): Promise<void>
  /**
   * How many learners gave each answer. It stays as it is until so many learners' answers changed as
   * one may be told of: two reports one after the other do not tell who came in between.
   */
  report(actor: Actor, placeId: string, characteristic: string): Promise<EqualityReport>
}

/**
 * @param deps.consented - whether a learner's consent stands
 */
export function createEquality(deps: {
  database: Database
  vault: Vault
  now: () => Date
  learners: LearnerService
  consented: (db: Queries, learnerId: string) => Promise<boolean>
}): Equality {
  const { database, vault, now, learners, consented } = deps

  const open = (sealed: Buffer) => vault.open(sealed, 'equality-answer').toString()

  async function mustConcern(actor: Actor, learnerId: string): Promise<void> {
    if (actor.issuerId !== null && actor.learnerId === null) {
      throw new Problem(
        'insufficient-scope',
        'Only learners answer this, or the platform for them.',
      )
    }
    await learners.get(actor, learnerId)
  }

  /** Counts the answers to a characteristic, a page of them in memory at a time. */
  async function counted(tx: Transaction, placeId: string, characteristic: string) {
    const counts = new Map<string, number>()
    for (let after: string | null = null; ; ) {
      const rows = await nextAnswers(tx, { placeId, characteristic }, after, PAGE)
      for (const { sealedAnswer } of rows) {
        const answer = open(sealedAnswer)
        counts.set(answer, (counts.get(answer) ?? 0) + 1)
      }
      const last = rows.at(-1)
      if (last === undefined || rows.length < PAGE) return counts
      after = last.learnerId
    }
  }

  return {
    async answer(actor, learnerId, { placeId, answers }) {
      await mustConcern(actor, learnerId)
      await database.transaction(async (tx) => {
        const everybody = { ...actor, issuerId: null }
        const place = await visiblePlace(tx, everybody, placeId, 'placeId')
        const { equalityCharacteristics } = settingsOf(place)
        await lockAnswers(tx, placeId)
        if (!(await consented(tx, learnerId))) {
          throw conflict('There is no standing consent of the learner to equality monitoring.')
        }
        const known = await answersOf(tx, learnerId)
        for (const [position, { characteristic, answer }] of answers.entries()) {
          const asked = equalityCharacteristics.find(({ id }) => id === characteristic)
          const field = `answers[${position}]`
          if (asked === undefined) {
            const detail = `${field}.characteristic is not one that the place reports on.`
            throw invalid({ field: `${field}.characteristic`, detail })
          }
          if (answer !== null && !asked.answers.includes(answer)) {
            const detail = `${field}.answer must be one of ${asked.answers.join(', ')}.`
            throw invalid({ field: `${field}.answer`, detail })
          }
          const before = known.find(
            (one) => one.placeId === placeId && one.characteristic === characteristic,
          )
          if ((before === undefined ? null : open(before.sealedAnswer)) === answer) continue
          if (answer === null) await deleteAnswer(tx, before as NonNullable<typeof before>)
          else {
            await storeAnswer(tx, {
              learnerId,
              placeId,
              characteristic,
              sealedAnswer: vault.seal(answer, 'equality-answer'),
              updatedAt: now(),
            })
          }
        }
      })
    },
    async answers(actor, learnerId) {
      if (actor.learnerId === null) {
        throw new Problem('insufficient-scope', 'What a learner answered is for the learner alone.')
      }
      await learners.get(actor, learnerId)
      const rows = await answersOf(database.queries, learnerId)
      return {
        data: rows.map(({ placeId, characteristic, sealedAnswer }) => ({
          placeId,
          characteristic,
          answer: open(sealedAnswer),
        })),
      }
    },
    async forget(actor, learnerId) {
      await mustConcern(actor, learnerId)
      await database.transaction((tx) => forgetAnswers(tx, learnerId))
    },
    async report(actor, placeId, characteristic) {
      return database.transaction(async (tx) => {
        const place = await mustLead(tx, actor, placeId)
        const asked = settingsOf(place).equalityCharacteristics.find(
          ({ id }) => id === characteristic,
        )
        if (asked === undefined) {
          const detail = 'characteristic is not one that the place reports on.'
          throw invalid({ field: 'characteristic', detail })
        }
        const about = { placeId, characteristic }
        await lockAnswers(tx, placeId)
        const last = await lastReport(tx, about)
        if (last !== undefined && (await countChanges(tx, about)) < THRESHOLD) {
          return last.report as EqualityReport
        }
        const counts = await counted(tx, placeId, characteristic)
        const told = suppress(asked.answers.map((answer) => counts.get(answer) ?? 0))
        const at = now()
        const report: EqualityReport = {
          placeId,
          characteristic,
          question: asked.question,
          at: told.total === null ? null : rfc3339(at),
          threshold: THRESHOLD,
          answered: told.total,
          answers: asked.answers.map((answer, position) => ({
            answer,
            count: told.counts[position] ?? null,
          })),
        }
        // One that tells nothing takes no changes away from the next.
        if (told.total !== null || last !== undefined) {
          await storeReport(tx, { ...about, report, at })
          await forgetChanges(tx, about)
        }
        return report
      })
    },
  }
}
