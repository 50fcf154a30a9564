import { randomUUID } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import { achievementOf, resultDescriptionUrl } from '../badge-classes/index.ts'
import { storedAs } from '../credential-templates/index.ts'
import { identityHash, type OpenBadgeAward } from '../credentials/index.ts'
import type { Embedded } from '../endorsements/index.ts'
import { type IssuerSeries, type IssuerSigner, issuerProfile } from '../issuers/index.ts'
import { randomOctets } from '../randomness.ts'
import { statusListUrl } from '../status-lists/index.ts'
import type { NewAssertionRow } from './award-store.ts'
import type { Awardable } from './awardables.ts'
import { type Awarding, credentialUrl } from './awarding.ts'
import { choiceOf } from './choice-store.ts'
import { type EmailIdentity, readCredential } from './credential.ts'
import { type Order, statedResults } from './order.ts'
import type { KeptRow } from './store.ts'

/** What the awards of one badge class in a set have in common. */
export type Common = {
  signer: IssuerSigner
  series: IssuerSeries
  /** The `id` of what is awarded. */
  achievementId: string
}

/** What signing the awards of a badge class needs, besides the endorsements that they carry. */
export async function commonOf(
  { signing, publicUrl }: Pick<Awarding, 'signing' | 'publicUrl'>,
  { issuer, key, version }: Awardable,
  endorsements: Embedded,
): Promise<Common> {
  const signer = await signing.signer(issuer, key)
  const achievement = achievementOf(version, publicUrl)
  const series = signer.series({
    issuer: { ...issuerProfile(issuer), endorsement: endorsements.issuer },
    achievement: { ...achievement, endorsement: endorsements.achievement },
  })
  return { signer, series, achievementId: achievement.id }
}

/** An award that was signed: the row that it is stored in, and its credential for who wants it back. */
export type SignedAward = { row: NewAssertionRow; credential: string | null }

/** The same before it is known who its learner is: most are signed while these are looked up. */
export type SignedForSomebody = {
  row: Omit<NewAssertionRow, 'learnerId'>
  credential: string | null
}

type SigningOptions = {
  /** Waited for only where the credential hangs on it. */
  learnerId(): Promise<string>
  at: Date
  /** Whether the credential is wanted back: of hundreds at a time it would be most of the memory, for nothing. */
  withCredential: boolean
}

/** Signs the credential of an award. */
export async function signAward(
  { vault, publicUrl, reservations, templates }: Awarding,
  { input, supersession, recipient, awardable, validFrom, validUntil }: Order,
  { signer, series, achievementId }: Common,
  { learnerId, at, withCredential }: SigningOptions,
): Promise<SignedForSomebody> {
  const { version, suspendable } = awardable
  // What leads to the earlier credential is for its own learner only.
  const isTheirs = supersession !== null && supersession.earlier.learnerId === (await learnerId())
  const earlier = isTheirs ? supersession.earlier : null
  // A credential carries one status entry only, so what can be suspended has that purpose.
  const purpose = suspendable ? 'suspension' : 'revocation'
  const place = await reservations.next(signer.issuer, purpose)
  const publicId = randomOctets(16).toString('base64url')
  const award: OpenBadgeAward = {
    id: credentialUrl(publicUrl, publicId),
    recipient: {
      id: subjectId(recipient, supersession),
      email: 'recipient' in recipient ? hashed(recipient.recipient) : earlierEmail(earlier),
    },
    narrative: input.narrative,
    evidence: input.evidence,
    // Once more: the version may have been edited since, for the last time before it was frozen.
    result: statedResults(awardable, input).map(({ position, ...said }) => ({
      resultDescription: resultDescriptionUrl(achievementId, position),
      ...said,
    })),
    status: {
      statusListCredential: statusListUrl(publicUrl, place.statusListId),
      statusListIndex: place.index,
      statusPurpose: purpose,
    },
    validFrom,
    validUntil: validUntil ?? undefined,
    supersedes:
      earlier === null
        ? undefined
        : { id: credentialUrl(publicUrl, earlier.publicId), document: earlier.credential },
  }
  const { text, rendering } = await series(award, at)
  if (rendering !== null) await templates.keep(rendering.template)
  const row = {
    id: uuidv7(),
    publicId,
    issuerId: signer.issuer.id,
    badgeClassId: version.badgeClassId,
    badgeClassVersionId: version.id,
    statusListId: place.statusListId,
    statusListIndex: place.index,
    issuerKeyId: signer.keyId,
    supersedesId: supersession?.earlier.id ?? null,
    supersession: supersession?.kind ?? null,
    validFrom,
    validUntil,
    ...storedAs({ text, rendering }),
    sealedNote: input.note === undefined ? null : vault.seal(input.note, 'assertion-note'),
    createdAt: at,
    updatedAt: at,
    version: version.number,
    purpose,
    // What somebody did not want to be seen is not to be seen in another edition either.
    ...choiceOf(earlier),
  }
  return { row, credential: withCredential ? text : null }
}

/** A fresh one for each award, so that it links nothing; but the DID that a learner has proven and asks for. */
function subjectId(recipient: Order['recipient'], supersession: Order['supersession']): string {
  const isWanted = 'recipient' in recipient && recipient.recipient.type === 'did'
  return isWanted && supersession?.kind === 'reissue'
    ? recipient.recipient.value
    : `urn:uuid:${randomUUID()}`
}

/** How the credential lets its learner be matched: by an e-mail address, when it was made to one. */
function hashed({ type, value }: { type: string; value: string }): EmailIdentity | undefined {
  if (type !== 'email') return undefined
  const salt = randomOctets(16).toString('hex')
  return { identityHash: identityHash(value, salt), salt }
}

/** The hash by which the earlier credential names its learner. */
function earlierEmail(earlier: KeptRow | null): EmailIdentity | undefined {
  return earlier === null ? undefined : readCredential(earlier.credential).email
}
