import type { FullAssessment } from '../badge-classes/index.ts'
import type { Queries } from '../db/index.ts'
import { rfc3339, type Versioned } from '../http/index.ts'
import type { Vault } from '../vault.ts'
import type { Role, Status } from './life.ts'
import type { Application, ApplicationSummary, EvidenceItem, Step } from './schema.ts'
import { type ApplicationRow, reviewersOf, type StepRow, stepsOf } from './store.ts'

/** What somebody said about an application, and how they are called. */
export type Words = {
  reviewer?: string
  feedback?: string
  /** By the ids of criteria. */
  criteria?: Record<string, string>
}

/** What was found of one criterion. */
export type StoredMark = { id: string; met: boolean }

/** Makes applications out of rows, as each reader may see them. */
export type Presenter = ReturnType<typeof createPresenter>

export function createPresenter(vault: Vault) {
  const sealWords = (words: Words): Buffer | null =>
    Object.keys(words).length === 0 ? null : vault.seal(JSON.stringify(words), 'application-words')
  const sealEvidence = (evidence: readonly EvidenceItem[]): Buffer =>
    vault.seal(JSON.stringify(evidence), 'application-evidence')
  const evidenceOf = ({ sealedEvidence }: ApplicationRow): EvidenceItem[] =>
    JSON.parse(vault.open(sealedEvidence, 'application-evidence').toString())

  function step(row: StepRow): Step {
    const words: Words =
      row.sealedWords === null
        ? {}
        : JSON.parse(vault.open(row.sealedWords, 'application-words').toString())
    return {
      at: rfc3339(row.at),
      round: row.round,
      action: row.action as Step['action'],
      role: row.role as Role,
      reviewer: words.reviewer ?? null,
      criteria: (row.marks as StoredMark[]).map((mark) => {
        const feedback = words.criteria?.[mark.id]
        return { ...mark, ...(feedback !== undefined && { feedback }) }
      }),
      feedback: words.feedback ?? null,
    }
  }

  const summary = (row: ApplicationRow, isPeer = false): ApplicationSummary => ({
    id: row.id,
    badgeClassId: row.badgeClassId,
    issuerId: row.issuerId,
    learnerId: isPeer ? null : row.learnerId,
    status: row.status as Status,
    round: row.round,
    assertionId: isPeer ? null : row.assertionId,
    createdAt: rfc3339(row.createdAt),
    updatedAt: rfc3339(row.updatedAt),
    submittedAt: row.submittedAt && rfc3339(row.submittedAt),
    decidedAt: row.decidedAt && rfc3339(row.decidedAt),
  })

  return {
    sealWords,
    sealEvidence,
    evidenceOf,
    summary,
    step,
    /** @param learnerId - the learner whose token asks, if it is one */
    async whole(
      db: Queries,
      row: ApplicationRow,
      role: Role,
      learnerId: string | null,
    ): Promise<Versioned<Application>> {
      const isPeer = role === 'peer'
      // Whoever has looked at it has no more to do with it.
      const evidence = isPeer && row.status !== 'submitted' ? [] : evidenceOf(row)
      const steps = (await stepsOf(db, row.id)).filter((one) => {
        if (isPeer) return one.learnerId === learnerId
        return role !== 'learner' || one.action !== 'marked' || one.learnerId === learnerId
      })
      return {
        resource: {
          ...summary(row, isPeer),
          assessment: row.assessment as FullAssessment,
          evidence,
          reviewerIds: learnerId === null ? await reviewersOf(db, row.id) : [],
          history: steps.map(step),
        },
        revision: row.revision,
      }
    },
  }
}
