import { uuidv7 } from 'uuidv7'
import type { LearnerAges } from '../consents/index.ts'
import type { Database, Queries } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import {
  type Actor,
  checkRevision,
  invalid,
  notFound,
  Problem,
  page,
  type ResourceService,
  type Versioned,
} from '../http/index.ts'
import { issuerExists } from '../issuers/index.ts'
import type { LearnerService } from '../learners/index.ts'
import { isMember, mustWork, usualPlace } from '../places/index.ts'
import { foundIn, searchOf, toFound } from './finding.ts'
import { wayTo } from './leading.ts'
import { columnsOf, toOpportunity } from './row.ts'
import type {
  FoundOpportunity,
  NewOpportunity,
  Opportunity,
  OpportunityPatch,
  OpportunityQuery,
} from './schema.ts'
import {
  insertOpportunity,
  issuersOfBadgeClasses,
  lockOpportunity,
  type OpportunityRow,
  opportunityFor,
  updateOpportunity,
} from './store.ts'

/**
 * Opportunities: activities at a place and time that lead to badges. Their issuer runs and changes
 * them; the members of their place, and keys of the place, read them.
 */
export type OpportunityService = ResourceService<
  NewOpportunity,
  OpportunityPatch,
  Opportunity,
  FoundOpportunity,
  Omit<OpportunityQuery, 'limit' | 'cursor' | 'archived'>
>

export function createOpportunityService(deps: {
  database: Database
  learners: Pick<LearnerService, 'areKnown'>
  ages: Pick<LearnerAges, 'born'>
  now: () => Date
}): OpportunityService {
  const { database, learners, ages, now } = deps

  const update: OpportunityService['update'] = (actor, id, patch, expected) =>
    database.transaction(async (tx) => {
      const known = await opportunityFor(tx, actor, id)
      if (known === undefined) throw notFound('opportunity')
      mustRun(actor, known)
      const row = (await lockOpportunity(tx, id)) as OpportunityRow
      checkRevision(row.revision, expected)
      const { archived, placeId, ...members } = patch
      await checkBadgeClasses(tx, row.issuerId, members)
      if (placeId === null && actor.placeId !== null) {
        throw invalid({ field: 'placeId', detail: 'A key of a place cannot take it out of it.' })
      }
      if (placeId != null) await mustWork(tx, actor, placeId, 'placeId')
      const { issuerId: _own, ...before } = toOpportunity(row)
      recordEvents(tx, [{ type: 'opportunity.changed', issuerId: row.issuerId, subjectIds: [id] }])
      return answer(
        await updateOpportunity(tx, id, {
          ...columnsOf({ ...before, ...members }),
          ...(placeId !== undefined && { placeId }),
          ...(archived !== undefined && {
            archivedAt: archived ? (row.archivedAt ?? now()) : null,
          }),
          updatedAt: now(),
          revision: row.revision + 1,
        }),
      )
    })

  /** @throws Problem 404 for a learner who is none, or none of the caller's; keys of places know none */
  async function mustKnow(actor: Actor, learnerId: string): Promise<void> {
    if (actor.placeId !== null) throw notFound('learner', 'openTo')
    const issuerId = actor.learnerId === null ? actor.issuerId : null
    const isOther = actor.learnerId !== null && actor.learnerId !== learnerId
    const [known] = await learners.areKnown(database.queries, [{ learnerId, issuerId }])
    if (isOther || known !== true) throw notFound('learner', 'openTo')
  }

  return {
    async create(tx, actor, { issuerId: stated, placeId, ...members }) {
      const issuerId = stated ?? actor.issuerId
      if (issuerId === null) {
        throw invalid({ field: 'issuerId', detail: 'issuerId is required.' })
      }
      if (!(await actsFor(tx, actor, issuerId))) throw notFound('issuer', 'issuerId')
      await checkBadgeClasses(tx, issuerId, members)
      if (placeId != null) await mustWork(tx, actor, placeId, 'placeId')
      const own =
        actor.placeId ?? (placeId === undefined ? await usualPlace(tx, issuerId) : placeId)
      const row = await insertOpportunity(tx, {
        id: uuidv7(),
        issuerId,
        placeId: own,
        ...columnsOf(members),
        createdAt: now(),
        updatedAt: now(),
      })
      recordEvents(tx, [{ type: 'opportunity.created', issuerId, subjectIds: [row.id] }])
      return answer(row)
    },
    async get(actor, id) {
      const row = await opportunityFor(database.queries, actor, id)
      if (row === undefined) throw notFound('opportunity')
      return answer(row)
    },
    async list(actor, filter, request) {
      const search = searchOf(filter, now())
      if (search.openTo !== undefined) {
        const { learnerId } = search.openTo
        await mustKnow(actor, learnerId)
        search.openTo.born = await ages.born(actor, learnerId)
      }
      if (filter.leadsTo !== undefined) {
        search.leadsTo = await wayTo(database.queries, filter.leadsTo)
      }
      const rows = await foundIn(database.queries, actor, search, request)
      return page(rows.map(toFound), request)
    },
    update,
    async archive(actor, id, expected) {
      await update(actor, id, { archived: true }, expected)
    },
  }
}

/** Whether a caller can make an opportunity of an issuer: its own, or one that is in its place. */
async function actsFor(db: Queries, actor: Actor, issuerId: string): Promise<boolean> {
  if (actor.placeId !== null) {
    return isMember(db, actor.placeId, issuerId)
  }
  return (actor.issuerId ?? issuerId) === issuerId && issuerExists(db, issuerId)
}

/**
 * Passes for the issuer that runs it, a key of its place whose role goes so far, and the platform.
 *
 * @throws Problem 403 for others who know of it
 */
export function mustRun(actor: Actor, row: OpportunityRow): void {
  const runs =
    actor.placeId === null
      ? (actor.issuerId ?? row.issuerId) === row.issuerId
      : actor.placeId === row.placeId
  if (!runs) throw new Problem('insufficient-scope', 'Only the issuer that runs it may do that.')
}

/** @throws Problem naming the badge class that is not there, or not the issuer's to award */
async function checkBadgeClasses(
  db: Queries,
  issuerId: string,
  { badgeClassIds = [], asksFor = [] }: Pick<NewOpportunity, 'badgeClassIds' | 'asksFor'>,
): Promise<void> {
  const owners = await issuersOfBadgeClasses(db, [...badgeClassIds, ...asksFor])
  const foreign = badgeClassIds.findIndex((id) => owners.get(id) !== issuerId)
  if (foreign >= 0) {
    const field = `badgeClassIds[${foreign}]`
    throw invalid({ field, detail: `${field} names no badge class of this issuer.` })
  }
  const unknown = asksFor.findIndex((id) => !owners.has(id))
  if (unknown >= 0) {
    const field = `asksFor[${unknown}]`
    throw invalid({ field, detail: `${field} names no badge class.` })
  }
}

function answer(row: OpportunityRow): Versioned<Opportunity> {
  return { resource: toOpportunity(row), revision: row.revision }
}
