import { uuidv7 } from 'uuidv7'
import type { AssertionService } from '../assertions/index.ts'
import type { FullAssessment } from '../badge-classes/index.ts'
import type { Transaction } from '../db/index.ts'
import { type Actor, conflict, invalid, Problem } from '../http/index.ts'
import type { Vault } from '../vault.ts'
import { roleOf } from './access.ts'
import { publishedEvidence } from './evidence.ts'
import { type Answer, type Outcome, reviewersStep, type Status } from './life.ts'
import type { Presenter, StoredMark, Words } from './presenter.ts'
import type { Decision, Step } from './schema.ts'
import { type ApplicationRow, insertStep, type StepRow, stepsOf } from './store.ts'

/** What deciding needs. */
export type Deciding = {
  vault: Vault
  assertions: Pick<AssertionService, 'create' | 'lasting'>
  presenter: Presenter
  now: () => Date
}

const ACTIONS: Record<Outcome, Step['action']> = {
  mark: 'marked',
  approve: 'approved',
  return: 'returned',
  decline: 'declined',
}

/**
 * Notes what somebody says who looks at an application, and awards when that was the last word.
 *
 * @param row - locked by this transaction
 * @returns the status that follows, with the assertion when it was awarded; null when nothing changes
 * @throws Problem 400, 403 or 409 with the reason why it cannot be said
 */
export async function decide(
  tx: Transaction,
  deps: Deciding,
  actor: Actor,
  row: ApplicationRow,
  decision: Decision,
): Promise<{ status: Status; assertionId?: string } | null> {
  const { presenter, now } = deps
  const { outcome } = decision
  const assessment = row.assessment as FullAssessment
  const role = roleOf(actor, row)
  const steps = (await stepsOf(tx, row.id)).filter(({ round }) => round === row.round)
  const reviewer = reviewerOf(deps.vault, actor, row, decision)
  const approvers = new Set(steps.filter(({ action }) => action === 'approved').map(nameOf))
  const state = { status: row.status as Status, assessment }
  const isRepeated = approvers.has(nameOf(reviewer))
  const after = reviewersStep(state, role, outcome, approvers.size + (isRepeated ? 0 : 1))
  const to = expected(after, row.status)
  if (to === null) return null
  // One who has approved already is not counted again, nor does the same word change anything.
  if (isRepeated && outcome === 'approve' && row.status === 'submitted') return null
  const marks = checkedMarks(decision, assessment)
  if (outcome === 'approve' && row.status === 'submitted') {
    const before = steps.filter((one) => nameOf(one) === nameOf(reviewer))
    requireAllMet(assessment, [...before.flatMap((one) => one.marks as StoredMark[]), ...marks])
  }
  if (outcome === 'approve' && marks.some(({ met }) => !met)) throw notMet()
  requireWords(decision)
  await insertStep(tx, {
    id: uuidv7(),
    applicationId: row.id,
    round: row.round,
    action: row.status === 'checked' && outcome === 'approve' ? 'confirmed' : ACTIONS[outcome],
    role,
    actorId: actor.id,
    learnerId: reviewer.learnerId,
    reviewerHash: reviewer.reviewerHash,
    marks,
    sealedWords: presenter.sealWords(wordsOf(decision)),
    at: now(),
  })
  if (to !== 'approved') return { status: to }
  return { status: to, assertionId: await award(tx, deps, actor, row) }
}

/** @throws Problem for an answer that is none to go on with; null when nothing changes */
export function expected(answer: Answer, status: string): Status | null {
  if (answer === 'unchanged') return null
  if (answer === 'conflict') throw conflict(`The application is ${status}.`)
  if (answer === 'forbidden') {
    throw new Problem('insufficient-scope', 'That is for others to do about this application.')
  }
  return answer.to
}

type Reviewer = Pick<StepRow, 'learnerId' | 'reviewerHash'>

function reviewerOf(
  vault: Vault,
  { id, learnerId }: Actor,
  row: ApplicationRow,
  { reviewer }: Decision,
): Reviewer {
  if (learnerId !== null) {
    if (reviewer === undefined) return { learnerId, reviewerHash: null }
    throw invalid({ field: 'reviewer', detail: 'reviewer has no meaning for a learner.' })
  }
  const who = reviewer === undefined ? ['key', id] : ['name', comparable(reviewer)]
  const reviewerHash = vault.keyedHash('application-reviewer', row.id, ...who)
  return { learnerId: null, reviewerHash }
}

function comparable(name: string): string {
  return name.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()
}

/** Different for different people. */
function nameOf({ learnerId, reviewerHash }: Reviewer): string {
  return learnerId ?? reviewerHash?.toString('hex') ?? ''
}

function checkedMarks({ criteria = [] }: Decision, assessment: FullAssessment): StoredMark[] {
  const seen = new Set<string>()
  return criteria.map(({ id, met }, position) => {
    const field = `criteria[${position}].id`
    if (!assessment.criteria.some((one) => one.id === id)) {
      throw invalid({ field, detail: `${field}: the badge class has no such criterion.` })
    }
    if (seen.has(id)) throw invalid({ field, detail: `${field} stands there before.` })
    seen.add(id)
    return { id, met }
  })
}

function requireAllMet({ criteria }: FullAssessment, marks: readonly StoredMark[]): void {
  const latest = new Map(marks.map(({ id, met }) => [id, met]))
  if (criteria.some(({ id }) => latest.get(id) !== true)) throw notMet()
}

function notMet(): Problem {
  const detail = 'criteria: each of them has to be found met before it can be approved.'
  return invalid({ field: 'criteria', detail })
}

/** Nobody is turned away without a word. */
function requireWords({ outcome, feedback, criteria = [] }: Decision): void {
  if (outcome !== 'return' && outcome !== 'decline') return
  if (feedback !== undefined || criteria.some((one) => one.feedback !== undefined)) return
  throw invalid({ field: 'feedback', detail: 'feedback is required: what is missing.' })
}

function wordsOf({ reviewer, feedback, criteria = [] }: Decision): Words {
  const said = criteria.flatMap((one) =>
    one.feedback === undefined ? [] : [[one.id, one.feedback]],
  )
  return {
    ...(reviewer !== undefined && { reviewer }),
    ...(feedback !== undefined && { feedback }),
    ...(said.length > 0 && { criteria: Object.fromEntries(said) }),
  }
}

/** What the learner has of it already stands for it: nobody is awarded one badge twice for applying. */
async function award(
  tx: Transaction,
  { assertions, presenter }: Deciding,
  actor: Actor,
  row: ApplicationRow,
): Promise<string> {
  const { learnerId, badgeClassId, issuerId } = row
  const lasting = await assertions.lasting(tx, { learnerId, badgeClassId, issuerId })
  if (lasting !== undefined) return lasting
  const evidence = publishedEvidence(presenter.evidenceOf(row), row.assessment as FullAssessment)
  // Whoever decided may not know the learner, who is known to have applied.
  const onBehalf = { ...actor, issuerId: null, learnerId: null }
  const input = {
    badgeClassId,
    learnerId,
    ...(evidence.length > 0 && { evidence }),
  }
  try {
    return (await assertions.create(tx, onBehalf, input)).resource.id
  } catch (error) {
    if (!(error instanceof Problem) || error.problem !== 'invalid-request') throw error
    throw conflict('What is to be published names the learner: return it, to be changed.')
  }
}
