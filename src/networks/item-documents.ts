import { badgeImageUrl, currentById, type Definition } from '../badge-classes/index.ts'
import type { Queries } from '../db/index.ts'
import { rfc3339 } from '../http/index.ts'
import { pathwayById } from '../pathways/index.ts'
import { namedBy, type Step } from '../requirements/index.ts'
import { type AdoptionRow, describedBadgeClasses } from './adoption-store.ts'
import type { Adoption, FullItem, Item } from './item-schema.ts'
import type { NamedItem } from './item-store.ts'

/** What is shared, as the API has it in lists. */
export function toItem(row: NamedItem): Item {
  const { createdAt, ...rest } = row
  return { ...rest, createdAt: rfc3339(createdAt) }
}

/** The same with what would be adopted. */
export async function fullItem(db: Queries, row: NamedItem, publicUrl: string): Promise<FullItem> {
  const { badgeClassId, pathwayId } = row
  return {
    ...toItem(row),
    badgeClass: badgeClassId === null ? null : await template(db, badgeClassId, publicUrl),
    pathway: pathwayId === null ? null : await sharedPathway(db, pathwayId),
  }
}

export function toAdoption({ createdAt, ...rest }: AdoptionRow): Adoption {
  return { ...rest, createdAt: rfc3339(createdAt) }
}

async function template(
  db: Queries,
  badgeClassId: string,
  publicUrl: string,
): Promise<FullItem['badgeClass']> {
  const current = await currentById(db, badgeClassId)
  const [described] = await describedBadgeClasses(db, [badgeClassId])
  if (current === undefined || described === undefined) return null
  const definition = current.version.definition as Definition
  const { name, description, criteria, achievementType, tags, alignments, layer } = definition
  const { issuerId, issuerName } = described
  return {
    ...{ name, description, criteria, achievementType, tags, alignments, layer },
    imageUrl: badgeImageUrl(current.version, publicUrl),
    hours: current.badgeClass.hours,
    issuerId,
    issuerName,
  }
}

async function sharedPathway(db: Queries, pathwayId: string): Promise<FullItem['pathway']> {
  const row = await pathwayById(db, pathwayId)
  if (row === undefined) return null
  const { name, destinations } = row
  const steps = row.steps as Step[]
  const ids = [...namedBy(steps).badgeClasses]
  const described = new Map((await describedBadgeClasses(db, ids)).map((one) => [one.id, one]))
  const badgeClasses = ids.flatMap((id) => {
    const one = described.get(id)
    if (one === undefined) return []
    return [{ id, name: (one.definition as Definition).name, issuerName: one.issuerName }]
  })
  return { name, steps, destinations, badgeClasses }
}
