import { isObject, type ResultInput, valuesOf } from '../credentials/index.ts'
import type { NewAssertion } from './award-schema.ts'

/** How a credential lets its learner be matched by e-mail address. */
export type EmailIdentity = { identityHash: string; salt: string }

/** What one award said, in the words of a request. */
export type Said = {
  narrative: string | undefined
  evidence: NewAssertion['evidence']
  results: NewAssertion['results']
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
    credentialSubject: {
      narrative?: string
      identifier?: EmailIdentity[]
      result?: ResultInput[]
      achievement: { resultDescription?: { id: string; name: string }[] }
    }
    evidence?: object[]
  }
  const [identifier] = subject.identifier ?? []
  const names = new Map(
    subject.achievement.resultDescription?.map(({ id, name }) => [id, name] as const),
  )
  return {
    narrative: subject.narrative,
    evidence: valuesOf(evidence)
      .filter(isObject)
      .map(({ type: _, ...rest }) => rest),
    results: subject.result?.map(({ resultDescription, value, status }) => ({
      name: names.get(resultDescription) ?? '',
      ...(value !== undefined && { value }),
      ...(status !== undefined && { status }),
    })),
    email: identifier && { identityHash: identifier.identityHash, salt: identifier.salt },
  }
}
