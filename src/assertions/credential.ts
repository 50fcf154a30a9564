import { isObject, valuesOf } from '../credentials/index.ts'
import type { NewAssertion } from './award-schema.ts'

/** How a credential lets its learner be matched by e-mail address. */
export type EmailIdentity = { identityHash: string; salt: string }

/** What one award said, in the words of a request. */
export type Said = {
  narrative: string | undefined
  evidence: NewAssertion['evidence']
  /** Undefined when the award was not made to an e-mail address. */
  email: EmailIdentity | undefined
}

/**
 * Reads back from a signed document of ours what stands nowhere else.
 *
 * @param credential - as it is stored
 */
export function readCredential(credential: string): Said {
  const { credentialSubject: subject, evidence } = JSON.parse(credential) as {
    credentialSubject: { narrative?: string; identifier?: EmailIdentity[] }
    evidence?: object[]
  }
  const [identifier] = subject.identifier ?? []
  return {
    narrative: subject.narrative,
    evidence: valuesOf(evidence)
      .filter(isObject)
      .map(({ type: _, ...rest }) => rest),
    email: identifier && { identityHash: identifier.identityHash, salt: identifier.salt },
  }
}
