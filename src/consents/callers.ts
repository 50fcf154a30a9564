import { type Actor, Problem } from '../http/index.ts'

/** @throws Problem 403 to a key bound to an issuer; a token that it minted is the learner's */
export function mustSpeakForLearners({ issuerId, learnerId }: Actor): void {
  if (issuerId !== null && learnerId === null) {
    throw new Problem(
      'insufficient-scope',
      'This is between learners and the platform: a key bound to an issuer cannot do it.',
    )
  }
}
