import { type Actor, invalid, Problem } from '../http/index.ts'
import type { NewEndorsement } from './schema.ts'
import type { EndorsementRow } from './store.ts'

/** @throws Problem 400 unless the members are those of one kind of endorsement */
export function checkMembers({
  endorserId,
  credential,
  comment,
  validUntil,
}: NewEndorsement): void {
  if ((endorserId === undefined) === (credential === undefined)) {
    throw invalid({
      field: credential === undefined ? 'endorserId' : 'credential',
      detail: 'endorserId or credential is required, and not both.',
    })
  }
  const [field] = Object.entries({ comment, validUntil }).find(([, value]) => value) ?? []
  if (credential !== undefined && field !== undefined) {
    throw invalid({ field, detail: `${field} is for the credential itself to say.` })
  }
}

/**
 * What does not exist, and equally what is somebody else's and neither for this key to endorse nor
 * to have endorsed.
 */
export function noTarget(actor: Actor, { target, endorserId }: NewEndorsement): Problem {
  const detail = `There is no ${target.type.replace('-', ' ')} with this target.id.`
  const foreign = actor.issuerId !== null && endorserId !== undefined
  return new Problem('not-found', detail, {
    errors: [
      { field: 'target.id', detail },
      ...(foreign && actor.issuerId !== endorserId
        ? [{ field: 'endorserId', detail: 'is not the issuer of this key' }]
        : []),
    ],
  })
}

/** Whether it still waits for a decision. */
export function isOpen({ status }: EndorsementRow): boolean {
  return status === 'requested' || status === 'offered'
}

/** @throws Problem 403 when the key is bound to another issuer than the one that decides */
export function requireSide(actor: Actor, issuerId: string | null): void {
  if (actor.issuerId === null || actor.issuerId === issuerId) return
  throw new Problem('insufficient-scope', 'That is for the other side of this endorsement to do.')
}

/** Whether it does not exist for a key: that of an issuer which is on neither side. */
export function hidden(actor: Actor, { endorserId, ownerId }: EndorsementRow): boolean {
  return actor.issuerId !== null && actor.issuerId !== endorserId && actor.issuerId !== ownerId
}
