import type { Database, Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import { type Actor, conflict, Problem, type Versioned } from '../http/index.ts'
import { noteClaimed } from '../learners/index.ts'
import type { Withdrawals } from '../withdrawals/index.ts'
import { changeAssertion } from './change.ts'
import type { AcceptanceChoice, Visibility } from './choice-schema.ts'
import { type Chosen, chosen, lockLearnerOf, storeChoice } from './choice-store.ts'
import { type Presenter, seenBy } from './resource.ts'
import type { Assertion } from './schema.ts'
import type { AssertionRow } from './store.ts'

/** What learners decide about their awards, themselves or the platform on their behalf. */
export type ChoiceOperations = {
  /**
   * Accepts or declines an award, either as often as one likes. Saying so again changes nothing.
   * @throws Problem 403 to a key bound to an issuer, which must not answer for a learner
   */
  answerAward(
    actor: Actor,
    id: string,
    status: AcceptanceChoice['status'],
    expected: number[] | null,
  ): Promise<Versioned<Assertion>>
  /**
   * Hides an award, or shows it again to whoever has its URL. Saying so again changes nothing.
   * @throws Problem 409 to a key bound to an issuer that would show what others hid
   */
  setVisibility(
    actor: Actor,
    id: string,
    visibility: Visibility,
    expected: number[] | null,
  ): Promise<Versioned<Assertion>>
}

export function createChoiceOperations(
  deps: {
    database: Database
    now: () => Date
    withdrawals: Pick<Withdrawals, 'announce' | 'forget'>
  },
  { whole }: Presenter,
): ChoiceOperations {
  /** Stores a choice, if it is another one, and notes what happened. */
  async function choose(
    actor: Actor,
    id: string,
    expected: number[] | null,
    decide: (present: Chosen) => Partial<Chosen>,
    before?: (tx: Transaction) => Promise<void>,
  ): Promise<Versioned<Assertion>> {
    const change = async (tx: Transaction, row: AssertionRow) => {
      if (row.erasedAt !== null) throw conflict('Its learner was erased: nobody decides about it.')
      const before = chosen(row)
      const after = { ...before, ...decide(before) }
      const happened = eventsOf(before, after)
      if (happened.length === 0 && after.hiddenBy === before.hiddenBy) return null
      await storeChoice(tx, { assertionId: id, ...after, updatedAt: deps.now() })
      const { issuerId } = row
      if (before.acceptance !== after.acceptance && row.learnerId !== null) {
        await noteClaimed(tx, {
          learnerId: row.learnerId,
          issuerId: actor.issuerId,
          at: deps.now(),
        })
      }
      recordEvents(
        tx,
        happened.map((type) => ({ type, issuerId, subjectIds: [id] })),
      )
      if (happened.length > 0) await deps.withdrawals.announce(tx)
      return after
    }
    const row = await changeAssertion(deps, actor, id, expected, change, before)
    deps.withdrawals.forget()
    const { resource, revision } = whole(row)
    return { resource: seenBy(actor, resource), revision }
  }

  return {
    answerAward: (actor, id, status, expected) =>
      choose(
        actor,
        id,
        expected,
        () => {
          if (isIssuer(actor)) {
            throw new Problem(
              'insufficient-scope',
              'Only the learner accepts or declines an award, or the platform on their behalf.',
            )
          }
          return { acceptance: status }
        },
        // It is noted that they came: learners are locked before their awards, by everybody.
        (tx) => lockLearnerOf(tx, id),
      ),
    setVisibility: (actor, id, visibility, expected) =>
      choose(actor, id, expected, (present) => {
        if (visibility === 'hidden') {
          // An issuer's wish to hide takes nothing away from the learner's own.
          const keeps = isIssuer(actor) && present.hiddenBy !== null
          return { visibility, hiddenBy: keeps ? present.hiddenBy : roleOf(actor) }
        }
        if (isIssuer(actor) && present.hiddenBy !== null && present.hiddenBy !== 'issuer') {
          throw conflict('The learner hid it, or the platform did: an issuer cannot show it again.')
        }
        return { visibility, hiddenBy: null }
      }),
  }
}

function eventsOf(before: Chosen, after: Chosen) {
  return [
    ...(before.acceptance === after.acceptance
      ? []
      : ([after.acceptance === 'declined' ? 'assertion.declined' : 'assertion.accepted'] as const)),
    ...(before.visibility === after.visibility
      ? []
      : ([after.visibility === 'hidden' ? 'assertion.hidden' : 'assertion.shown'] as const)),
  ]
}

/** Whether this is an issuer's own key; a token that it minted is the learner's. */
function isIssuer({ issuerId, learnerId }: Actor): boolean {
  return learnerId === null && issuerId !== null
}

function roleOf(actor: Actor): string {
  if (actor.learnerId !== null) return 'learner'
  return actor.issuerId === null ? 'platform' : 'issuer'
}
