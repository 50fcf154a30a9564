import { uuidv7 } from 'uuidv7'
import { assessmentOf, type Current, currentById } from '../badge-classes/index.ts'
import type { Transaction } from '../db/index.ts'
import type { FileService } from '../files/index.ts'
import { type Actor, conflict, invalid, notFound } from '../http/index.ts'
import { issuerById } from '../issuers/index.ts'
import { acceptedIdentifier, type LearnerService } from '../learners/index.ts'
import { checkEvidence } from './evidence.ts'
import type { Presenter } from './presenter.ts'
import type { NewApplication } from './schema.ts'
import { type ApplicationRow, insertApplication, replaceFiles } from './store.ts'

/** What making an application needs. */
export type Applying = {
  learners: Pick<LearnerService, 'areKnown' | 'toAward'>
  files: Pick<FileService, 'holdOf'>
  presenter: Presenter
  now: () => Date
}

/**
 * Makes an application, as a draft.
 *
 * @throws Problem naming the field when it cannot be made
 */
export async function apply(
  tx: Transaction,
  { learners, files, presenter, now }: Applying,
  actor: Actor,
  input: NewApplication,
): Promise<ApplicationRow> {
  const { badgeClassId, evidence = [] } = input
  const { badgeClass } = await openBadgeClass(tx, actor, badgeClassId)
  const { issuerId } = badgeClass
  const learnerId = await applicant(tx, learners, actor, input, issuerId)
  const assessment = assessmentOf(badgeClass)
  const fileIds = await checkEvidence(tx, files, evidence, { actor, learnerId, assessment })
  const row = await insertApplication(tx, {
    id: uuidv7(),
    issuerId,
    badgeClassId,
    learnerId,
    madeByIssuerId: actor.learnerId === null ? actor.issuerId : null,
    madeBy: actor.id,
    status: 'draft',
    assessment,
    sealedEvidence: presenter.sealEvidence(evidence),
    createdAt: now(),
    updatedAt: now(),
  })
  await replaceFiles(tx, row.id, fileIds)
  return row
}

/**
 * A badge class that can be applied for.
 *
 * @throws Problem 404 when there is none for this caller, 409 when it is awarded no more
 */
export async function openBadgeClass(
  tx: Transaction,
  actor: Actor,
  badgeClassId: string,
): Promise<Current> {
  const current = await currentById(tx, badgeClassId)
  const issuerId = current?.badgeClass.issuerId
  if (current === undefined || (actor.issuerId !== null && actor.issuerId !== issuerId)) {
    throw notFound('badge class', 'badgeClassId')
  }
  const issuer = await issuerById(tx, current.badgeClass.issuerId)
  if (current.badgeClass.archivedAt !== null || issuer?.archivedAt !== null) {
    throw conflict('This badge class is archived and cannot be awarded.', 'badgeClassId')
  }
  return current
}

/** Who applies. An identifier that nobody has yet makes a learner, as an award does. */
async function applicant(
  tx: Transaction,
  learners: Applying['learners'],
  actor: Actor,
  { learnerId, identifier }: NewApplication,
  issuerId: string,
): Promise<string> {
  if (actor.learnerId !== null) {
    if (identifier !== undefined) {
      throw invalid({ field: 'identifier', detail: 'A learner applies for nobody else.' })
    }
    if (learnerId !== undefined && learnerId !== actor.learnerId) {
      throw notFound('learner', 'learnerId')
    }
    return actor.learnerId
  }
  if ((learnerId === undefined) === (identifier === undefined)) {
    const detail = 'learnerId or identifier is required, and not both.'
    throw invalid({ field: 'learnerId', detail })
  }
  if (learnerId !== undefined) {
    const [known] = await learners.areKnown(tx, [{ learnerId, issuerId: actor.issuerId }])
    if (known !== true) throw notFound('learner', 'learnerId')
    return learnerId
  }
  const given = identifier as NonNullable<typeof identifier>
  const recipient = await acceptedIdentifier(tx, issuerId, given, 'identifier')
  const wanted = { recipient: { recipient }, issuerId, actorIssuerId: actor.issuerId }
  const [met] = await learners.toAward(tx, [wanted])
  return (met as { learnerId: string }).learnerId
}
