import { uuidv7 } from 'uuidv7'
import { type BadgeClassService, currentById } from '../badge-classes/index.ts'
import type { Database, Queries, Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import {
  type Actor,
  type Created,
  conflict,
  invalid,
  notFound,
  type Page,
  type PageRequest,
  Problem,
  page,
} from '../http/index.ts'
import { type PathwayService, pathwayById } from '../pathways/index.ts'
import { leads } from '../places/index.ts'
import { actingPlace, leadsNetwork, mustBeInside } from './access.ts'
import { type Adopter, adoptBadgeClass, adoptPathway } from './adopting.ts'
import { fullItem, toAdoption, toItem } from './item-documents.ts'
import type { Adoption, FullItem, Item, ItemFilter, NewAdoption, NewItem } from './item-schema.ts'
import {
  deleteItem,
  insertItem,
  itemById,
  itemOf,
  listItems,
  type NamedItem,
} from './item-store.ts'
import { issuerIn, isTheirs } from './owning.ts'

/** What places share with their networks, and what others make of it. */
export type ItemService = {
  /** Shares a badge class as a template, or a pathway; what is shared already is found. */
  share(tx: Transaction, actor: Actor, networkId: string, input: NewItem): Promise<Created<Item>>
  list(
    actor: Actor,
    networkId: string,
    filter: ItemFilter,
    request: PageRequest,
  ): Promise<Page<Item>>
  /** With what would be adopted. */
  get(actor: Actor, networkId: string, id: string): Promise<FullItem>
  /** Shares it no more; what was adopted stays. */
  withdraw(actor: Actor, networkId: string, id: string): Promise<void>
  /** Makes one's own of it, once: a badge class of each issuer, a pathway of each place. */
  adopt(
    tx: Transaction,
    actor: Actor,
    networkId: string,
    id: string,
    input: NewAdoption,
  ): Promise<Created<Adoption>>
}

export function createItemService(deps: {
  database: Database
  badgeClasses: Pick<BadgeClassService, 'derive'>
  pathways: Pick<PathwayService, 'derive'>
  publicUrl: string
  now: () => Date
}): ItemService {
  const { database, publicUrl, now } = deps

  async function find(db: Queries, actor: Actor, networkId: string, id: string) {
    await mustBeInside(db, actor, networkId)
    const row = await itemById(db, networkId, id)
    if (row === undefined) throw notFound('item', 'itemId')
    return row
  }

  return {
    async share(tx, actor, networkId, input) {
      await mustBeInside(tx, actor, networkId)
      const placeId = await actingPlace(tx, actor, networkId, input.placeId)
      const what = await sharable(tx, actor, placeId, input)
      const own = { id: uuidv7(), networkId, placeId, ...what, createdAt: now() }
      const made = await insertItem(tx, own)
      const row = (await itemOf(tx, networkId, what)) as NamedItem
      if (made !== undefined) {
        recordEvents(tx, [
          { type: 'network-item.shared', issuerId: actor.issuerId, subjectIds: [row.id] },
        ])
      }
      const location = `/v1/networks/${networkId}/items/${row.id}`
      return { resource: toItem(row), revision: 1, isNew: made !== undefined, location }
    },
    async list(actor, networkId, filter, request) {
      await mustBeInside(database.queries, actor, networkId)
      const rows = await listItems(database.queries, networkId, filter, request)
      return page(rows.map(toItem), request)
    },
    async get(actor, networkId, id) {
      const row = await find(database.queries, actor, networkId, id)
      return fullItem(database.queries, row, publicUrl)
    },
    async withdraw(actor, networkId, id) {
      await database.transaction(async (tx) => {
        const row = await find(tx, actor, networkId, id)
        const isOwn = (actor.placeId ?? row.placeId) === row.placeId
        const may =
          (isOwn && (await leads(tx, actor, row.placeId))) || (await ownsWhat(tx, actor, row))
        if (!may && !(await leadsNetwork(tx, actor, networkId))) {
          throw new Problem('insufficient-scope', 'Only the place that shares it may do that.')
        }
        await deleteItem(tx, id)
        recordEvents(tx, [
          { type: 'network-item.withdrawn', issuerId: actor.issuerId, subjectIds: [id] },
        ])
      })
    },
    async adopt(tx, actor, networkId, id, input) {
      const item = await find(tx, actor, networkId, id)
      const placeId = await actingPlace(tx, actor, networkId, input.placeId)
      const adopter: Adopter = {
        placeId,
        issuerId: await issuerIn(tx, actor, placeId, input.issuerId),
      }
      const { badgeClassId, pathwayId } = item
      const { row, isNew } =
        badgeClassId === null
          ? await adoptPathway(
              tx,
              deps,
              actor,
              { ...item, pathwayId: pathwayId as string },
              adopter,
              input,
            )
          : await adoptBadgeClass(tx, deps, { ...item, badgeClassId }, adopter, input)
      if (isNew) {
        recordEvents(tx, [
          { type: 'network-item.adopted', issuerId: row.issuerId, subjectIds: [row.id] },
        ])
      }
      const location =
        row.badgeClassId === null
          ? `/v1/pathways/${row.pathwayId}`
          : `/v1/badge-classes/${row.badgeClassId}`
      return { resource: toAdoption(row), revision: 1, isNew, location }
    },
  }
}

/**
 * What is to be shared.
 *
 * @throws Problem naming what is not of the place, or not the caller's to share
 */
async function sharable(
  tx: Transaction,
  actor: Actor,
  placeId: string,
  { badgeClassId, pathwayId }: NewItem,
): Promise<{ badgeClassId: string } | { pathwayId: string }> {
  if ((badgeClassId === undefined) === (pathwayId === undefined)) {
    const detail = 'badgeClassId or pathwayId is required, and not both.'
    throw invalid({ field: 'badgeClassId', detail })
  }
  if (badgeClassId !== undefined) {
    const current = await currentById(tx, badgeClassId)
    const badgeClass = current?.badgeClass
    if (badgeClass === undefined || !(await isTheirs(tx, actor, placeId, badgeClass))) {
      throw notFound('badge class', 'badgeClassId')
    }
    if (badgeClass.archivedAt !== null) throw conflict('This badge class is archived.')
    return { badgeClassId }
  }
  const pathway = await pathwayById(tx, pathwayId as string)
  if (pathway?.placeId !== placeId || !(await isTheirs(tx, actor, placeId, pathway))) {
    throw notFound('pathway', 'pathwayId')
  }
  if (pathway.status === 'draft') throw conflict('A draft cannot be shared.')
  if (pathway.archivedAt !== null) throw conflict('This pathway is archived.')
  return { pathwayId: pathway.id }
}

async function ownsWhat(tx: Transaction, actor: Actor, row: NamedItem): Promise<boolean> {
  if (actor.issuerId === null) return false
  const { badgeClassId, pathwayId } = row
  const owner =
    badgeClassId === null
      ? (await pathwayById(tx, pathwayId as string))?.issuerId
      : (await currentById(tx, badgeClassId))?.badgeClass.issuerId
  return owner === actor.issuerId
}
