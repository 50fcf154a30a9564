import { type Actor, Problem } from '../http/index.ts'

/** Whether a caller is a learner, or the platform that speaks for all of them. */
export function speaksForLearners({ issuerId, placeId, learnerId }: Actor): boolean {
  return learnerId !== null || (issuerId === null && placeId === null)
}

/** @throws Problem 403 to a key bound to an issuer or a place; a token that it minted is the learner's */
export function mustSpeakForLearners(actor: Actor): void {
  if (!speaksForLearners(actor)) {
    throw new Problem(
      'insufficient-scope',
      'This is between learners and the platform: a key bound to an issuer or a place cannot do it.',
    )
  }
}
