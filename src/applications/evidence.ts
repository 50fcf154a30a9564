import type { NewAssertion } from '../assertions/index.ts'
import type { FullAssessment } from '../badge-classes/index.ts'
import type { Transaction } from '../db/index.ts'
import type { FileService } from '../files/index.ts'
import { type Actor, invalid, notFound } from '../http/index.ts'
import type { EvidenceItem } from './schema.ts'

/** As many as a credential takes. */
const MOST_PUBLISHED = 20

/**
 * @param options.learnerId - whose evidence it is
 * @returns the files among it, each held until the transaction ends
 * @throws Problem naming the item that cannot be shown
 */
export async function checkEvidence(
  tx: Transaction,
  files: Pick<FileService, 'holdOf'>,
  evidence: readonly EvidenceItem[],
  options: { actor: Actor; learnerId: string; assessment: FullAssessment },
): Promise<string[]> {
  const { actor, learnerId, assessment } = options
  let published = 0
  for (const [position, item] of evidence.entries()) {
    const place = `evidence[${position}]`
    const kinds = [item.text, item.url, item.fileId].filter((one) => one !== undefined)
    if (kinds.length !== 1) {
      throw invalid({ field: place, detail: `${place} needs one of text, url and fileId.` })
    }
    refuseUnknownCriterion(item, place, assessment)
    if (item.publish !== true) continue
    published += 1
    const field = `${place}.publish`
    if (item.fileId !== undefined) {
      throw invalid({
        field,
        detail: `${field}: files are not published; a text or an url can be.`,
      })
    }
    if (published > MOST_PUBLISHED) {
      throw invalid({ field, detail: `${field}: no more than ${MOST_PUBLISHED} can be published.` })
    }
  }
  const named = [...new Set(evidence.flatMap(({ fileId }) => fileId ?? []))]
  const held = new Set(await files.holdOf(tx, actor, learnerId, named))
  const missing = evidence.findIndex(({ fileId }) => fileId !== undefined && !held.has(fileId))
  if (missing !== -1) throw notFound('file', `evidence[${missing}].fileId`)
  return named
}

/** @throws Problem naming an item that is about a criterion which there is not */
export function refuseUnknownCriteria(
  evidence: readonly EvidenceItem[],
  assessment: FullAssessment,
): void {
  for (const [position, item] of evidence.entries()) {
    refuseUnknownCriterion(item, `evidence[${position}]`, assessment)
  }
}

function refuseUnknownCriterion(
  { criterionId }: EvidenceItem,
  place: string,
  { criteria }: FullAssessment,
): void {
  if (criterionId === undefined || criteria.some(({ id }) => id === criterionId)) return
  const field = `${place}.criterionId`
  throw invalid({ field, detail: `${field}: the badge class has no such criterion.` })
}

/** What of the evidence stands in the credential: what the learner wants there. */
export function publishedEvidence(
  evidence: readonly EvidenceItem[],
  { criteria }: FullAssessment,
): NonNullable<NewAssertion['evidence']> {
  return evidence
    .filter(({ publish }) => publish === true)
    .map(({ criterionId, name, text, url }) => {
      const description = criteria.find(({ id }) => id === criterionId)?.text
      return {
        ...(url !== undefined && { id: url }),
        ...(name !== undefined && { name }),
        ...(text !== undefined && { narrative: text }),
        ...(description !== undefined && { description }),
      }
    })
}
