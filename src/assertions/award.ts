import { randomUUID } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import { achievementOf, freezeVersion, resultDescriptionUrl } from '../badge-classes/index.ts'
import { identityHash, openBadgeCredential } from '../credentials/index.ts'
import type { Transaction } from '../db/index.ts'
import type { Embedded, EndorsementReading } from '../endorsements/index.ts'
import { type Actor, Problem } from '../http/index.ts'
import { type IssuerSigner, type IssuerSigning, issuerProfile } from '../issuers/index.ts'
import type { LearnerService, Met } from '../learners/index.ts'
import { randomOctets } from '../randomness.ts'
import { type StatusReservations, statusListUrl } from '../status-lists/index.ts'
import type { Vault } from '../vault.ts'
import type { NewAssertion } from './award-schema.ts'
import { type Awardable, insertAssertions, type NewAssertionRow } from './award-store.ts'
import { type EmailIdentity, readCredential } from './credential.ts'
import { Duplicate, type DuplicatePolicy, decideDuplicates, Repetition } from './duplicates.ts'
import {
  type Awardables,
  type AwardRequest,
  awardablesOf,
  type Order,
  ordersOf,
  type Supersession,
  statedResults,
  wantedLearner,
} from './order.ts'
import type { AssertionRow } from './store.ts'

export { type Awardables, type AwardRequest, awardablesOf, type Supersession } from './order.ts'

export type Awarding = {
  vault: Vault
  signing: IssuerSigning
  publicUrl: string
  now: () => Date
  learners: LearnerService
  reservations: StatusReservations
  endorsements: EndorsementReading
}

/** What the awards of one badge class in a set have in common. */
type Common = { signer: IssuerSigner; endorsements: Embedded }

/** The public URL of a credential, which is also its id. */
export function credentialUrl(publicUrl: string, publicId: string): string {
  return `${publicUrl}/credentials/${publicId}`
}

/**
 * Awards one badge: `awardMany` of a single request.
 *
 * @throws Problem naming the field when the request cannot be met
 */
export async function award(
  tx: Transaction,
  deps: Awarding,
  actor: Actor,
  input: NewAssertion,
  supersession: Supersession | null = null,
): Promise<AssertionRow> {
  const [made] = await awardMany(tx, deps, [{ actor, input, supersession }])
  if (made === undefined || made instanceof Problem) throw made
  return made
}

/**
 * Awards a set of badges in the given transaction: decides everything (learner, id, status place,
 * times), signs, and stores the signed documents with their rows. A set takes hardly more statements
 * than one award does.
 *
 * A request that cannot be met has its problem for an outcome, and nothing was written for it; the
 * others are not touched by it. When this rejects, the whole transaction must be given up.
 *
 * @param awardables - what is awarded, where that was looked up before, in the same transaction
 * @returns what became of each request, in their order
 */
export async function awardMany(
  tx: Transaction,
  deps: Awarding,
  requests: readonly AwardRequest[],
  awardables: Promise<Awardables> = awardablesOf(tx, requests),
): Promise<(AssertionRow | Problem)[]> {
  return (await awardSet(tx, deps, requests, awardables, 'allow')) as (AssertionRow | Problem)[]
}

/**
 * Awards a set of badges as `awardMany` does, and decides about learners who have the badge.
 *
 * @returns what became of each request, in their order
 */
export async function awardSet(
  tx: Transaction,
  deps: Awarding,
  requests: readonly AwardRequest[],
  awardables: Promise<Awardables>,
  onDuplicate: DuplicatePolicy,
): Promise<Outcome[]> {
  const at = deps.now()
  const checked = await ordersOf(tx, deps.learners, requests, await awardables, at)
  const orders = checked.filter((one): one is Order => !(one instanceof Problem))
  if (orders.length === 0) return checked as Problem[]
  const common = await settle(tx, deps, orders, at)
  const met = await deps.learners.toAward(tx, orders.map(wantedLearner))
  const decisions = await decideDuplicates(
    tx,
    onDuplicate,
    orders.map((order, position) => ({ order, ...(met[position] as Met) })),
  )
  const made = await Promise.all(
    decisions.map((one, position) => {
      if (isDecided(one)) return one
      const { learnerId } = met[position] as Met
      return signedRow(deps, one, common.get(one.awardable) as Common, learnerId, at)
    }),
  )
  const isNew = (one: NewAssertionRow | Decided): one is NewAssertionRow => !isDecided(one)
  const stored = insertAssertions(tx, made.filter(isNew)).values()
  const done = made.map((one) => (isNew(one) ? (stored.next().value as AssertionRow) : one))
  const outcomes = done
    .map((one) => (one instanceof Repetition ? repeated(done, one) : one))
    .values()
  return checked.map((one) => (one instanceof Problem ? one : (outcomes.next().value as Outcome)))
}

/** What became of an award. */
export type Outcome = AssertionRow | Duplicate | Problem
/** What is not to be carried out. */
type Decided = Duplicate | Repetition | Problem

function isDecided(one: object): one is Decided {
  return one instanceof Problem || one instanceof Duplicate || one instanceof Repetition
}

/** What became of an award that another one made needless. */
function repeated(done: readonly (AssertionRow | Decided)[], { of }: Repetition): Outcome {
  const first = done[of] as Outcome
  if (first instanceof Problem || first instanceof Duplicate) return first
  return new Duplicate({ assertionId: first.id, publicId: first.publicId })
}

/**
 * Freezes the versions that are awarded for the first time, and finds the signer of each, and the
 * endorsements that its awards carry.
 */
async function settle(
  tx: Transaction,
  { signing, endorsements }: Awarding,
  orders: readonly Order[],
  at: Date,
): Promise<Map<Awardable, Common>> {
  // In one order everywhere, so that two sets cannot wait for each other's versions.
  const awardables = [...new Set(orders.map(({ awardable }) => awardable))].sort((one, other) =>
    one.version.id < other.version.id ? -1 : 1,
  )
  const common = new Map<Awardable, Common>()
  for (const one of awardables) {
    if (one.version.awardedAt === null) one.version = await freezeVersion(tx, one.version.id, at)
    const { issuer, key, version, endorsementIds } = one
    common.set(one, {
      signer: await signing.signer(issuer, key),
      endorsements: await endorsements.embedded(tx, endorsementIds, { did: issuer.did, version }),
    })
  }
  return common
}

/** The signed credential of an award, in the row that it is stored in. */
async function signedRow(
  { vault, publicUrl, reservations }: Awarding,
  { input, supersession, recipient, awardable, validFrom, validUntil }: Order,
  { signer, endorsements }: Common,
  learnerId: string,
  at: Date,
): Promise<NewAssertionRow> {
  const { version, suspendable } = awardable
  // What leads to the earlier credential is for its own learner only.
  const earlier = supersession?.earlier.learnerId === learnerId ? supersession.earlier : null
  // A credential carries one status entry only, so what can be suspended has that purpose.
  const purpose = suspendable ? 'suspension' : 'revocation'
  const place = await reservations.next(signer.issuer, purpose)
  const publicId = randomOctets(16).toString('base64url')
  const achievement = achievementOf(version, publicUrl)
  const unsigned = openBadgeCredential({
    id: credentialUrl(publicUrl, publicId),
    issuer: { ...issuerProfile(signer.issuer), endorsement: endorsements.issuer },
    recipient: {
      id: `urn:uuid:${randomUUID()}`,
      email: 'recipient' in recipient ? hashed(recipient.recipient) : earlierEmail(earlier),
    },
    achievement: { ...achievement, endorsement: endorsements.achievement },
    narrative: input.narrative,
    evidence: input.evidence,
    // Once more: the version may have been edited since, for the last time before it was frozen.
    result: statedResults(awardable, input).map(({ position, ...said }) => ({
      resultDescription: resultDescriptionUrl(achievement.id, position),
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
    ed25519Signature2020: signer.suites.includes('Ed25519Signature2020'),
  })
  const signed = await signer.sign(unsigned, at)
  return {
    id: uuidv7(),
    publicId,
    issuerId: signer.issuer.id,
    badgeClassId: version.badgeClassId,
    badgeClassVersionId: version.id,
    learnerId,
    statusListId: place.statusListId,
    statusListIndex: place.index,
    issuerKeyId: signer.keyId,
    supersedesId: supersession?.earlier.id ?? null,
    supersession: supersession?.kind ?? null,
    validFrom,
    validUntil,
    credential: JSON.stringify(signed),
    sealedNote: input.note === undefined ? null : vault.seal(input.note, 'assertion-note'),
    createdAt: at,
    updatedAt: at,
    version: version.number,
    purpose,
  }
}

/** How the credential lets its learner be matched: by an e-mail address, when it was made to one. */
function hashed({ type, value }: { type: string; value: string }): EmailIdentity | undefined {
  if (type !== 'email') return undefined
  const salt = randomOctets(16).toString('hex')
  return { identityHash: identityHash(value, salt), salt }
}

/** The hash by which the earlier credential names its learner. */
function earlierEmail(earlier: AssertionRow | null): EmailIdentity | undefined {
  return earlier === null ? undefined : readCredential(earlier.credential).email
}
