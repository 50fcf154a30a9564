import { hasType, isObject } from '../json.ts'
import { classProblems } from './classes.ts'
import { credentialProblems } from './credential.ts'
import type { ShapeProblem } from './problem.ts'
import { valueProblems } from './text.ts'

export { type BadgeClassName, badgeObjectProblems } from './badge-objects.ts'
export { type EmbeddedCredential, embeddedCredentials } from './embedded.ts'
export { type EnvelopeType, envelopeProblems, isEnvelope, jwtOfEnvelope } from './envelope.ts'
export { isAbsoluteIri } from './iri.ts'
export { type KindOfDocument, kindOf } from './kind.ts'
export { type ResultStatus, resultStatuses } from './names.ts'
export { presentationProblems } from './presentation.ts'
export type { ShapeProblem } from './problem.ts'

/** Whether a credential is an Open Badge (Open Badges 3.0, AchievementCredential). */
export function isOpenBadge(credential: unknown): boolean {
  return hasType(credential, 'OpenBadgeCredential') || hasType(credential, 'AchievementCredential')
}

/**
 * What is wrong with the shape of a credential, signed or not; empty when nothing is. Any value may
 * be passed. All credentials are held to the Verifiable Credentials Data Model (1.1 or 2.0, by their
 * first context); Open Badges and endorsements to Open Badges 3.0 as well, learner records to CLR 2.0.
 *
 * The shape says nothing about what terms mean: for that the document is canonicalised in safe mode.
 */
export function shapeProblems(document: unknown): ShapeProblem[] {
  if (!isObject(document)) return [{ field: '', detail: 'must be a JSON object' }]
  const problems = valueProblems(document)
  if (problems.length > 0) return problems
  const found = new Map<string, ShapeProblem>()
  const add = (problem: ShapeProblem) => {
    if (!found.has(problem.field)) found.set(problem.field, problem)
  }
  for (const problem of credentialProblems(document)) add(problem)
  const classNames = ['EndorsementCredential', 'ClrCredential'] as const
  for (const className of classNames.filter((name) => hasType(document, name))) {
    for (const problem of classProblems(document, className)) add(problem)
  }
  if (isOpenBadge(document)) {
    for (const problem of classProblems(document, 'OpenBadgeCredential')) add(problem)
  }
  if (isOpenBadge(document) || hasType(document, 'ClrCredential')) {
    const { credentialSubject: subject } = document
    if (isObject(subject) && subject.id === undefined && subject.identifier === undefined) {
      add({ field: 'credentialSubject.id', detail: 'is required where there is no identifier' })
    }
  }
  return [...found.values()]
}
