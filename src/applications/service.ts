import { uuidv7 } from 'uuidv7'
import type { AssertionService } from '../assertions/index.ts'
import { assessmentOf, type FullAssessment } from '../badge-classes/index.ts'
import type { Database, Transaction } from '../db/index.ts'
import { type EventType, recordEvents } from '../events/index.ts'
import type { FileService } from '../files/index.ts'
import {
  type Actor,
  type Created,
  checkRevision,
  conflict,
  invalid,
  notFound,
  type Page,
  type PageRequest,
  page,
  type Versioned,
} from '../http/index.ts'
import type { LearnerService } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import { findApplication, isApplicant, roleOf } from './access.ts'
import { apply, openBadgeClass } from './applying.ts'
import { decide, expected } from './deciding.ts'
import { checkEvidence, refuseUnknownCriteria } from './evidence.ts'
import { applicantsStep, isFinal, type Status } from './life.ts'
import { createPresenter } from './presenter.ts'
import type {
  Application,
  ApplicationFilter,
  ApplicationSummary,
  Decision,
  EvidenceItem,
  NewApplication,
} from './schema.ts'
import {
  type ApplicationRow,
  hasAnotherOpen,
  insertStep,
  listApplications,
  replaceFiles,
  replaceReviewers,
  updateApplication,
} from './store.ts'

type Expected = number[] | null

/**
 * Applications for badges. The states and who may do what are in life.ts; each change is made under
 * the lock of its application, so that of two at once the second sees the first.
 */
export type ApplicationService = {
  /** @throws Problem naming the field when the request cannot be met */
  create(tx: Transaction, actor: Actor, input: NewApplication): Promise<Created<Application>>
  get(actor: Actor, id: string): Promise<Versioned<Application>>
  /** Oldest first. */
  list(
    actor: Actor,
    filter: ApplicationFilter,
    request: PageRequest,
  ): Promise<Page<ApplicationSummary>>
  /** Puts other evidence in the place of what is there. */
  update(
    actor: Actor,
    id: string,
    evidence: EvidenceItem[],
    expected: Expected,
  ): Promise<Versioned<Application>>
  submit(actor: Actor, id: string, expected: Expected): Promise<Versioned<Application>>
  withdraw(actor: Actor, id: string, expected: Expected): Promise<Versioned<Application>>
  /** Says something about it; see `decide`. */
  decide(
    actor: Actor,
    id: string,
    decision: Decision,
    expected: Expected,
  ): Promise<Versioned<Application>>
  /** Names the learners who are to look at it. */
  nameReviewers(
    actor: Actor,
    id: string,
    learnerIds: string[],
    expected: Expected,
  ): Promise<Versioned<Application>>
}

/**
 * An {@link ApplicationService} that awards, with the evidence from `files`, once the last
 * approval is there.
 */
export function createApplicationService(deps: {
  database: Database
  vault: Vault
  learners: Pick<LearnerService, 'areKnown' | 'toAward'>
  files: Pick<FileService, 'holdOf'>
  assertions: Pick<AssertionService, 'create' | 'lasting'>
  now: () => Date
}): ApplicationService {
  const { database, vault, learners, files, assertions, now } = deps
  const presenter = createPresenter(vault)

  const answer = (db: Database['queries'], actor: Actor, row: ApplicationRow) =>
    presenter.whole(db, row, roleOf(actor, row), actor.learnerId)

  /** Changes an application under its lock. */
  function change(
    actor: Actor,
    id: string,
    revisions: Expected,
    work: (tx: Transaction, row: ApplicationRow) => Promise<Partial<ApplicationRow> | null>,
  ): Promise<Versioned<Application>> {
    return database.transaction(async (tx) => {
      const row = await findApplication(tx, actor, id, true)
      checkRevision(row.revision, revisions)
      const changes = await work(tx, row)
      return answer(tx, actor, changes === null ? row : await changed(tx, row, changes))
    })
  }

  const changed = (tx: Transaction, row: ApplicationRow, changes: Partial<ApplicationRow>) =>
    updateApplication(tx, row.id, { ...changes, updatedAt: now(), revision: row.revision + 1 })

  const stateOf = (row: ApplicationRow) => ({
    status: row.status as Status,
    assessment: row.assessment as FullAssessment,
  })

  async function note(
    tx: Transaction,
    actor: Actor,
    row: ApplicationRow,
    action: 'submitted' | 'withdrawn',
    round: number,
  ): Promise<void> {
    await insertStep(tx, {
      id: uuidv7(),
      applicationId: row.id,
      round,
      action,
      role: roleOf(actor, row),
      actorId: actor.id,
      learnerId: actor.learnerId,
      marks: [],
      at: now(),
    })
  }

  function tell(tx: Transaction, row: ApplicationRow, type: EventType): void {
    recordEvents(tx, [{ type, issuerId: row.issuerId, subjectIds: [row.id] }])
  }

  /** @returns what changes when it is submitted; null when it was before */
  async function submission(tx: Transaction, actor: Actor, row: ApplicationRow) {
    const step = applicantsStep(stateOf(row), isApplicant(actor, row), 'submit')
    const status = expected(step, row.status)
    if (status === null) return null
    const everybody = { ...actor, issuerId: null }
    const { badgeClass } = await openBadgeClass(tx, everybody, row.badgeClassId)
    if (await hasAnotherOpen(tx, row)) {
      throw conflict('Another application of this learner for the badge is being looked at.')
    }
    const assessment = assessmentOf(badgeClass)
    const evidence = presenter.evidenceOf(row)
    if (evidence.length === 0 && assessment.by !== 'self') {
      throw invalid({ field: 'evidence', detail: 'evidence is required: something to look at.' })
    }
    refuseUnknownCriteria(evidence, assessment)
    const round = row.round + 1
    await note(tx, actor, row, 'submitted', round)
    tell(tx, row, 'application.submitted')
    return { status, round, assessment, submittedAt: now() }
  }

  return {
    async create(tx, actor, input) {
      const made = await apply(tx, { learners, files, presenter, now }, actor, input)
      const changes = input.submit === true ? await submission(tx, actor, made) : null
      return answer(tx, actor, changes === null ? made : await changed(tx, made, changes))
    },
    async get(actor, id) {
      return answer(database.queries, actor, await findApplication(database.queries, actor, id))
    },
    async list(actor, filter, request) {
      const { toReview = false } = filter
      if (toReview && actor.learnerId === null) {
        throw invalid({ field: 'toReview', detail: "toReview is for a learner's token." })
      }
      const rows = await listApplications(database.queries, actor, filter, request)
      return page(
        rows.map((row) => presenter.summary(row, roleOf(actor, row) === 'peer')),
        request,
      )
    },
    update: (actor, id, evidence, revisions) =>
      change(actor, id, revisions, async (tx, row) => {
        expected(applicantsStep(stateOf(row), isApplicant(actor, row), 'edit'), row.status)
        const { badgeClass } = await openBadgeClass(
          tx,
          { ...actor, issuerId: null },
          row.badgeClassId,
        )
        const assessment = assessmentOf(badgeClass)
        const { learnerId } = row
        const fileIds = await checkEvidence(tx, files, evidence, { actor, learnerId, assessment })
        await replaceFiles(tx, id, fileIds)
        return { assessment, sealedEvidence: presenter.sealEvidence(evidence) }
      }),
    submit: (actor, id, revisions) =>
      change(actor, id, revisions, (tx, row) => submission(tx, actor, row)),
    withdraw: (actor, id, revisions) =>
      change(actor, id, revisions, async (tx, row) => {
        const step = applicantsStep(stateOf(row), isApplicant(actor, row), 'withdraw')
        const status = expected(step, row.status)
        if (status === null) return null
        await note(tx, actor, row, 'withdrawn', row.round)
        if (row.submittedAt !== null) tell(tx, row, 'application.withdrawn')
        return { status, decidedAt: now() }
      }),
    decide: (actor, id, decision, revisions) =>
      change(actor, id, revisions, async (tx, row) => {
        const outcome = await decide(
          tx,
          { vault, assertions, presenter, now },
          actor,
          row,
          decision,
        )
        if (outcome === null) return null
        const { status, assertionId } = outcome
        if (status === 'returned') tell(tx, row, 'application.returned')
        if (status === 'checked') tell(tx, row, 'application.checked')
        if (!isFinal(status)) return { status }
        tell(tx, row, 'application.decided')
        return { status, decidedAt: now(), ...(assertionId !== undefined && { assertionId }) }
      }),
    nameReviewers: (actor, id, learnerIds, revisions) =>
      change(actor, id, revisions, async (tx, row) => {
        const { status, assessment } = stateOf(row)
        if (assessment.by !== 'peer') {
          throw conflict('Nobody but peers is named, and the badge class has others look at it.')
        }
        if (isFinal(status)) throw conflict(`The application is ${status}.`)
        const { issuerId } = row
        const asked = learnerIds.map((learnerId) => ({ learnerId, issuerId }))
        const known = asked.length === 0 ? [] : await learners.areKnown(tx, asked)
        for (const [position, learnerId] of learnerIds.entries()) {
          const field = `learnerIds[${position}]`
          if (learnerId === row.learnerId) {
            throw invalid({ field, detail: `${field} is the learner who applies.` })
          }
          if (known[position] !== true) throw notFound('learner', field)
        }
        await replaceReviewers(tx, id, learnerIds)
        return {}
      }),
  }
}
