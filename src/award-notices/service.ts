import type { AssertionService } from '../assertions/index.ts'
import type { ConsentService } from '../consents/index.ts'
import { identityHash } from '../credentials/index.ts'
import type { Database, Queries } from '../db/index.ts'
import { type Actor, Problem } from '../http/index.ts'
import type { LearnerIdentifierService } from '../learner-identifiers/index.ts'
import type { LearnerService } from '../learners/index.ts'
import type { Mail } from '../mail/index.ts'

/** Name of the job that calls `notify`. */
export const NOTICE_TASK = 'notify-of-awards'

/** The whole service: it looks up what it tells each learner of. */
const PLATFORM: Actor = {
  id: 'award-notices',
  scopes: new Set(),
  issuerId: null,
  placeId: null,
  learnerId: null,
}

/** Tells learners that they were awarded something. */
export type AwardNotices = {
  /**
   * The job. A notice carries the URL of the credential, which is a permission to look: it goes to the
   * address that the award was made to, or to one that the learner has verified, and else nowhere; to
   * nobody who withdrew consent to mail.
   * Carried out again, nobody is told twice.
   */
  notify(assertionIds: readonly string[]): Promise<void>
}

type Stated = {
  issuer: { name: string }
  credentialSubject: {
    achievement: { name: string }
    identifier?: { identityHash: string; salt: string }[]
  }
}

/**
 * {@link AwardNotices} by mail, to the address that an award was made to or one that is verified.
 */
export function createAwardNotices(deps: {
  database: Database
  assertions: AssertionService
  learners: LearnerService
  identifiers: Pick<LearnerIdentifierService, 'list'>
  consents: Pick<ConsentService, 'isRefused'>
  mail: Mail
}): AwardNotices {
  const { database, assertions, learners, identifiers, consents, mail } = deps

  /** The address that a credential was made out to, among those of its learner. */
  async function addressedTo(db: Queries, learnerId: string, { credentialSubject }: Stated) {
    const [stated] = credentialSubject.identifier ?? []
    if (stated === undefined) return undefined
    const [known = []] = await learners.identifiersOfEach(db, [{ learnerId, issuerId: null }])
    return known.find(
      ({ type, value }) =>
        type === 'email' && identityHash(value, stated.salt) === stated.identityHash,
    )?.value
  }

  /** An address that the learner has shown to be theirs: the one shown last. */
  async function verifiedAddress(learnerId: string): Promise<string | undefined> {
    const shown = (await identifiers.list(PLATFORM, learnerId)).filter(
      ({ type, verified }) => type === 'email' && verified?.method === 'mail',
    )
    const at = ({ verified }: (typeof shown)[number]) => Date.parse(verified?.at ?? '')
    return shown.toSorted((one, other) => at(other) - at(one))[0]?.value
  }

  async function notifyOf(assertionId: string): Promise<void> {
    const assertion = await found(assertionId)
    if (assertion === undefined || assertion.status !== 'active') return
    const { learnerId, issuerId, credentialUrl } = assertion
    if (learnerId === null) return
    const stated = assertion.credential as unknown as Stated
    await database.transaction(async (tx) => {
      if (await consents.isRefused(tx, learnerId, 'mail')) return
      const to = (await addressedTo(tx, learnerId, stated)) ?? (await verifiedAddress(learnerId))
      if (to === undefined) return
      await mail.send(tx, {
        id: assertionId,
        kind: 'award-notice',
        to,
        language: null,
        values: {
          badgeName: stated.credentialSubject.achievement.name,
          issuerName: stated.issuer.name,
          credentialUrl,
        },
        about: { learnerId, issuerId },
      })
    })
  }

  /** Undefined for what was erased since. */
  async function found(assertionId: string) {
    try {
      return (await assertions.get(PLATFORM, assertionId)).resource
    } catch (error) {
      if (error instanceof Problem && error.status < 500) return undefined
      throw error
    }
  }

  return {
    async notify(assertionIds) {
      for (const assertionId of assertionIds) await notifyOf(assertionId)
    },
  }
}
