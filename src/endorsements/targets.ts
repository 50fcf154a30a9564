import { achievementUrl, lockCurrent, versionById } from '../badge-classes/index.ts'
import { lockStandard, standardById, standardUrl } from '../badging-standards/index.ts'
import type { Queries } from '../db/index.ts'
import { issuerById } from '../issuers/index.ts'
import type { Target } from './schema.ts'
import { assertionTarget, type EndorsementRow, versionIdsOf } from './store.ts'

/** What can be endorsed, as it is now. */
export type EndorsementTarget = {
  /** The issuer that it belongs to; null: the platform. */
  ownerId: string | null
  /** Its published id, by which a statement made now names it. */
  subjectId: string
  /** Why it cannot be endorsed any more; null when it can. */
  closed: string | null
}

/** A credential's public URL is its id; the assertions folder, which stands on this one, makes it. */
export function credentialUrl(publicUrl: string, publicId: string): string {
  return `${publicUrl}/credentials/${publicId}`
}

/**
 * Finds what is to be endorsed. Text that could still be changed is locked until the transaction
 * ends, so that nobody changes what is put before an endorser.
 *
 * @returns undefined when there is none
 */
export async function findTarget(
  db: Queries,
  publicUrl: string,
  { type, id }: Target,
): Promise<EndorsementTarget | undefined> {
  switch (type) {
    case 'issuer': {
      const issuer = await issuerById(db, id)
      return issuer && { ownerId: id, subjectId: issuer.did, closed: null }
    }
    case 'badge-class': {
      const current = await lockCurrent(db, id)
      return (
        current && {
          ownerId: current.badgeClass.issuerId,
          subjectId: achievementUrl(publicUrl, current.version.id),
          closed: null,
        }
      )
    }
    case 'assertion': {
      const assertion = await assertionTarget(db, id)
      return (
        assertion && {
          ownerId: assertion.issuerId,
          subjectId: credentialUrl(publicUrl, assertion.publicId),
          closed: assertion.revokedAt === null ? null : 'The assertion is revoked.',
        }
      )
    }
    case 'badging-standard': {
      const standard = await lockStandard(db, id)
      return (
        standard && {
          ownerId: standard.issuerId,
          subjectId: standardUrl(publicUrl, id),
          closed: null,
        }
      )
    }
  }
}

/** Every published id of a target by which somebody elsewhere may have named it. */
export async function publishedIds(
  db: Queries,
  publicUrl: string,
  { type, id }: Target,
  { subjectId }: EndorsementTarget,
): Promise<string[]> {
  if (type !== 'badge-class') return [subjectId]
  return (await versionIdsOf(db, id)).map((version) => achievementUrl(publicUrl, version))
}

/**
 * What is endorsed, by name, and whether it still is what was put before the endorser.
 *
 * @returns `closed` says why it is not
 */
export async function subjectOf(
  db: Queries,
  row: EndorsementRow,
): Promise<{ name: string; closed: string | null }> {
  const nameOf = (definition: unknown) => (definition as { name: string }).name
  switch (row.targetType as Target['type']) {
    case 'issuer': {
      const issuer = await issuerById(db, row.targetId)
      const same = issuer?.did === row.subjectId
      const closed = same ? null : 'The issuer has another identity by now; ask anew.'
      return { name: issuer?.name ?? '', closed }
    }
    case 'badge-class': {
      const version = await versionById(db, row.subjectId.split('/').at(-1) ?? '')
      return { name: nameOf(version?.definition), closed: null }
    }
    case 'assertion': {
      const assertion = await assertionTarget(db, row.targetId)
      const revoked = assertion?.revokedAt !== null
      const closed = revoked ? 'The assertion is revoked.' : null
      return { name: nameOf(assertion?.definition), closed }
    }
    case 'badging-standard': {
      const standard = await standardById(db, row.targetId)
      return { name: standard?.name ?? '', closed: null }
    }
  }
}
