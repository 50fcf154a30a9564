import { badgeImageUrl, currentById, type Definition } from '../badge-classes/index.ts'
import type { Queries } from '../db/index.ts'
import { issuerById } from '../issuers/index.ts'

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
  badgeClassId: string,
  publicUrl: string,
): Promise<Offer> {
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
