import { uuidv7 } from 'uuidv7'
import { type BadgeClassService, currentById } from '../badge-classes/index.ts'
import type { Transaction } from '../db/index.ts'
import { type Actor, conflict, type FieldProblem, invalid } from '../http/index.ts'
import { type PathwayRow, type PathwayService, pathwayById } from '../pathways/index.ts'
import { namedBy, type Step, withReplaced } from '../requirements/index.ts'
import {
  type AdoptionRow,
  adoptedBadgeClass,
  adoptedPathway,
  describedBadgeClasses,
  insertAdoption,
  lockAdoption,
  ownersOfOpportunities,
  ownersOfPathways,
} from './adoption-store.ts'
import type { NewAdoption } from './item-schema.ts'
import { itemOf, type NamedItem } from './item-store.ts'
import { isTheirs } from './owning.ts'

/** Who adopts: a place of the network, and the issuer in it whose it becomes. */
export type Adopter = { placeId: string; issuerId: string | null }

type Adopting = {
  badgeClasses: Pick<BadgeClassService, 'derive'>
  pathways: Pick<PathwayService, 'derive'>
  now: () => Date
}

/**
 * Makes a badge class of the adopter's issuer of one that is shared, unless it has.
 */
export async function adoptBadgeClass(
  tx: Transaction,
  { badgeClasses, now }: Adopting,
  { networkId, badgeClassId }: NamedItem & { badgeClassId: string },
  { placeId, issuerId }: Adopter,
  { status }: NewAdoption,
): Promise<{ row: AdoptionRow; isNew: boolean }> {
  if (issuerId === null) {
    throw invalid({ field: 'issuerId', detail: 'issuerId is required for a badge class.' })
  }
  await lockAdoption(tx, issuerId, badgeClassId)
  const before = await adoptedBadgeClass(tx, issuerId, badgeClassId)
  if (before !== undefined) return { row: before, isNew: false }
  const source = await currentById(tx, badgeClassId)
  if (source === undefined) throw new Error(`shared badge class ${badgeClassId} is not there`)
  const made = await badgeClasses.derive(tx, source, { issuerId, draft: status === 'draft' })
  const row = await insertAdoption(tx, {
    id: uuidv7(),
    networkId,
    placeId,
    issuerId,
    sourceBadgeClassId: badgeClassId,
    sourceVersion: source.version.number,
    badgeClassId: made,
    createdAt: now(),
  })
  return { row, isNew: true }
}

/**
 * Makes a pathway of the adopter's place of one that is shared, unless it has.
 */
export async function adoptPathway(
  tx: Transaction,
  { pathways, now }: Adopting,
  actor: Actor,
  { networkId, pathwayId }: NamedItem & { pathwayId: string },
  { placeId, issuerId }: Adopter,
  input: NewAdoption,
): Promise<{ row: AdoptionRow; isNew: boolean }> {
  await lockAdoption(tx, placeId, pathwayId)
  const before = await adoptedPathway(tx, placeId, pathwayId)
  if (before !== undefined) return { row: before, isNew: false }
  const source = (await pathwayById(tx, pathwayId)) as PathwayRow
  const steps = await ownSteps(tx, actor, { networkId, placeId }, source.steps as Step[], input)
  const { status = 'published' } = input
  const made = await pathways.derive(tx, actor, source, { issuerId, placeId, status, steps })
  const row = await insertAdoption(tx, {
    id: uuidv7(),
    networkId,
    placeId,
    issuerId,
    sourcePathwayId: pathwayId,
    sourceVersion: source.version,
    pathwayId: made,
    createdAt: now(),
  })
  return { row, isNew: true }
}

type Owned = { id: string; issuerId: string | null; placeId?: string | null }

/** The steps with what is the adopter's own in the stead of what they name. */
async function ownSteps(
  tx: Transaction,
  actor: Actor,
  { networkId, placeId }: { networkId: string; placeId: string },
  steps: readonly Step[],
  { badgeClasses = {}, pathways = {}, opportunities = {} }: NewAdoption,
): Promise<Step[]> {
  const named = namedBy(steps)
  const problems: FieldProblem[] = []
  const check = async (
    member: string,
    given: Record<string, string>,
    asked: ReadonlySet<string>,
    find: (ids: string[]) => Promise<Owned[]>,
  ) => {
    const found = new Map((await find(Object.values(given))).map((one) => [one.id, one]))
    for (const [from, to] of Object.entries(given)) {
      const field = `${member}.${from}`
      const own = found.get(to)
      if (!asked.has(from)) problems.push({ field, detail: `${field} is not asked for.` })
      else if (own === undefined || !(await isTheirs(tx, actor, placeId, own))) {
        problems.push({ field, detail: `${field} names nothing of your own.` })
      }
    }
  }
  await check('badgeClasses', badgeClasses, named.badgeClasses, (ids) =>
    describedBadgeClasses(tx, ids),
  )
  await check('pathways', pathways, named.pathways, (ids) => ownersOfPathways(tx, ids))
  await check('opportunities', opportunities, named.opportunities, (ids) =>
    ownersOfOpportunities(tx, ids),
  )
  const [first, ...rest] = problems.slice(0, 50)
  if (first !== undefined) throw invalid(first, ...rest)
  const inner = new Map<string, string>()
  for (const id of named.pathways) {
    inner.set(id, pathways[id] ?? (await innerPathway(tx, { networkId, placeId }, id)))
  }
  return withReplaced(steps, {
    badgeClass: (id) => badgeClasses[id] ?? id,
    pathway: (id) => inner.get(id) ?? id,
    opportunity: (id) => opportunities[id] ?? id,
  })
}

/**
 * What stands for a pathway within a pathway: what the place has made of it, or itself where it is
 * shared too.
 *
 * @throws Problem 409 for one that is neither
 */
async function innerPathway(
  tx: Transaction,
  { networkId, placeId }: { networkId: string; placeId: string },
  id: string,
): Promise<string> {
  const adopted = await adoptedPathway(tx, placeId, id)
  if (adopted?.pathwayId != null) return adopted.pathwayId
  if ((await itemOf(tx, networkId, { pathwayId: id })) !== undefined) return id
  const [inner] = await ownersOfPathways(tx, [id])
  throw conflict(
    `It asks for the pathway "${inner?.name}" (${id}), which is not shared; name one of your own for it in pathways.`,
  )
}
