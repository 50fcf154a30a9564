import { badgeImageUrl, currentById, type Definition } from '../badge-classes/index.ts'
import type { Queries } from '../db/index.ts'
import { issuerById } from '../issuers/index.ts'
import { opportunityFor } from '../opportunities/index.ts'
import { PLATFORM } from './platform.ts'
import type { SetRow } from './store.ts'

/** What a stranger with a good code is shown of the badge. */
export type Offer = {
  badgeName: string
  description: string
  issuerName: string
  imageUrl: string | null
}

/** What can be claimed, as it is now. */
export async function offerOf(
  db: Queries,
  { badgeClassId, opportunityId }: Pick<SetRow, 'badgeClassId' | 'opportunityId'>,
  publicUrl: string,
): Promise<Offer> {
  if (opportunityId === null) return offerOfBadge(db, badgeClassId as string, publicUrl)
  const row = await opportunityFor(db, PLATFORM, opportunityId)
  const issuer = row && (await issuerById(db, row.issuerId))
  if (row === undefined || issuer === undefined) {
    throw new Error(`There is no opportunity ${opportunityId}.`)
  }
  const [first] = row.badgeClassIds
  // An activity is shown with the image of its first badge.
  const badge = first === undefined ? null : await offerOfBadge(db, first, publicUrl)
  return {
    badgeName: row.name,
    description: row.description ?? '',
    issuerName: issuer.name,
    imageUrl: badge?.imageUrl ?? null,
  }
}

async function offerOfBadge(db: Queries, badgeClassId: string, publicUrl: string): Promise<Offer> {
  const current = await currentById(db, badgeClassId)
  const issuer = current && (await issuerById(db, current.badgeClass.issuerId))
  if (current === undefined || issuer === undefined) {
    throw new Error(`There is no badge class ${badgeClassId}.`)
  }
  const { name, description } = current.version.definition as Definition
  return {
    badgeName: name,
    description,
    issuerName: issuer.name,
    imageUrl: badgeImageUrl(current.version, publicUrl),
  }
}
