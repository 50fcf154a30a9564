import canonicalize from 'canonicalize'
import { uuidv7 } from 'uuidv7'
import type { Database, pathways, Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import {
  type Actor,
  checkRevision,
  conflict,
  invalid,
  lifecycleOf,
  notFound,
  page,
  type ResourceService,
  rfc3339,
  type Versioned,
} from '../http/index.ts'
import { issuerExists } from '../issuers/index.ts'
import { isMember } from '../places/index.ts'
import type { Step } from '../requirements/index.ts'
import { checkSteps } from './check-steps.ts'
import { noteGrounds } from './grounds.ts'
import { changing, pathwayFor } from './known.ts'
import { noteReferences } from './references.ts'
import type { NewPathway, Pathway, PathwayPatch, PathwayVersions } from './schema.ts'
import {
  awardableBy,
  insertPathway,
  insertVersion,
  listPathways,
  lockPathways,
  moveToNewest,
  type PathwayRow,
  pathwayById,
  updatePathway,
  versionsOf,
} from './store.ts'

/**
 * Pathways. With a key bound to an issuer they belong to that issuer, and their steps can name
 * the pathways that it may know of, and the badge classes in use of any. A draft is changed as it is;
 * new steps of a published pathway make a new version.
 */
export type PathwayService = ResourceService<NewPathway, PathwayPatch, Pathway, Pathway, object> & {
  /** Every version that was published, newest first. */
  versions(actor: Actor, id: string): Promise<PathwayVersions>
  /**
   * Makes a pathway of a place as another one is, and keeps which that was.
   *
   * @param as.steps - with what is of the place in the stead of what was named
   * @returns its id
   */
  derive(
    tx: Transaction,
    actor: Actor,
    source: PathwayRow,
    as: Pick<PathwayRow, 'issuerId' | 'placeId' | 'status'> & { steps: Step[] },
  ): Promise<string>
}

/** A {@link PathwayService}; `checkPlace` refuses places that an actor may not name. */
export function createPathwayService(deps: {
  database: Database
  now: () => Date
  /** @throws Problem naming `placeId` when there is no such place for the caller */
  checkPlace(tx: Transaction, actor: Actor, placeId: string): Promise<unknown>
}): PathwayService {
  const { database, now } = deps

  async function find(actor: Actor, id: string): Promise<PathwayRow> {
    const row = await pathwayFor(database.queries, actor, id)
    if (row === undefined) throw notFound('pathway')
    return row
  }

  /** @throws Problem naming what is not there */
  async function checkNamed(
    tx: Transaction,
    actor: Actor,
    {
      awards,
      placeId,
    }: { awards?: string | null | undefined; placeId?: string | null | undefined },
  ): Promise<void> {
    const awardable = awards ? await awardableBy(tx, actor, awards) : true
    if (!awardable) {
      throw invalid({ field: 'awards', detail: 'awards names no badge class.' })
    }
    if (placeId) await deps.checkPlace(tx, actor, placeId)
  }

  /**
   * A new pathway, of which a published one has its first version.
   *
   * @param tx - which holds the lock on pathways
   * @param before - steps that it is made from: what they name can be named
   */
  async function insertFirst(
    tx: Transaction,
    actor: Actor,
    input: Omit<typeof pathways.$inferInsert, 'id' | 'steps' | 'createdAt' | 'updatedAt'> & {
      steps: Parameters<typeof checkSteps>[3]
    },
    before: readonly Step[] = [],
  ): Promise<PathwayRow> {
    const id = uuidv7()
    const isPublished = input.status !== 'draft'
    const of = { pathwayId: id, isPublished, awards: input.awardsBadgeClassId ?? null, before }
    const steps = await checkSteps(tx, actor, of, input.steps)
    const at = now()
    const row = await insertPathway(tx, { ...input, id, steps, createdAt: at, updatedAt: at })
    if (isPublished) {
      const version = { number: 1, steps, learnersUnderWay: 'move', createdAt: at }
      await insertVersion(tx, { pathwayId: id, ...version })
    }
    await noteReferences(tx, id)
    await noteGrounds(tx, id)
    recordEvents(tx, [{ type: 'pathway.created', issuerId: row.issuerId, subjectIds: [id] }])
    return row
  }

  async function change(
    caller: Actor,
    id: string,
    patch: PathwayPatch,
    expected: number[] | null,
  ): Promise<Versioned<Pathway>> {
    return database.transaction(async (tx) => {
      await lockPathways(tx)
      const actor = await changing(tx, caller, id)
      const row = (await pathwayById(tx, id, true)) as PathwayRow
      checkRevision(row.revision, expected)
      const { archived, learnersUnderWay, steps: given, status = row.status, ...rest } = patch
      const { awards = row.awardsBadgeClassId, ...members } = rest
      if (actor.placeId !== null && members.placeId === null) {
        throw invalid({ field: 'placeId', detail: 'A key of a place cannot take it out of it.' })
      }
      if (row.status === 'published' && status === 'draft') {
        throw conflict('It is published, and can be archived, but not become a draft.', 'status')
      }
      if (learnersUnderWay === 'keep' && (given === undefined || row.status === 'draft')) {
        const detail = 'learnersUnderWay can be keep with new steps of a published pathway only.'
        throw invalid({ field: 'learnersUnderWay', detail })
      }
      await checkNamed(tx, actor, {
        placeId: members.placeId,
        awards: patch.awards === row.awardsBadgeClassId ? null : patch.awards,
      })
      const isPublished = status === 'published'
      const before = row.steps as Step[]
      const isPublishing = isPublished && row.status === 'draft'
      const mustBeChecked = given !== undefined || isPublishing || patch.awards !== undefined
      const of = { pathwayId: id, isPublished, awards, before }
      const steps = mustBeChecked ? await checkSteps(tx, actor, of, given ?? before) : before
      const isRevised = row.status === 'published' && canonicalize(steps) !== canonicalize(before)
      const version = isRevised ? row.version + 1 : row.version
      if (isPublishing || isRevised) {
        await insertVersion(tx, {
          pathwayId: id,
          number: version,
          steps,
          learnersUnderWay: isRevised ? (learnersUnderWay ?? 'move') : 'move',
          createdAt: now(),
        })
      } else if (learnersUnderWay === 'move') await moveToNewest(tx, id, version)
      const changed = await updatePathway(tx, id, {
        ...members,
        awardsBadgeClassId: awards,
        status,
        steps,
        version,
        ...(archived !== undefined && { archivedAt: archived ? (row.archivedAt ?? now()) : null }),
        updatedAt: now(),
        revision: row.revision + 1,
      })
      await noteReferences(tx, id)
      await noteGrounds(tx, id)
      recordEvents(tx, [{ type: 'pathway.changed', issuerId: row.issuerId, subjectIds: [id] }])
      return answer(changed)
    })
  }

  return {
    async create(tx, actor, input) {
      const issuerId = input.issuerId ?? actor.issuerId
      const foreign = actor.issuerId !== null && issuerId !== actor.issuerId
      if (foreign || (issuerId !== null && !(await issuerExists(tx, issuerId)))) {
        throw notFound('issuer', 'issuerId')
      }
      const { awards = null, status = 'published' } = input
      const placeId = input.placeId ?? actor.placeId
      const isTheirs =
        actor.placeId === null || issuerId === null || (await isMember(tx, actor.placeId, issuerId))
      if (!isTheirs) throw notFound('issuer', 'issuerId')
      await checkNamed(tx, actor, { awards, placeId })
      await lockPathways(tx)
      const row = await insertFirst(tx, actor, {
        issuerId,
        placeId,
        name: input.name,
        description: input.description ?? null,
        status,
        steps: input.steps,
        awardsBadgeClassId: awards,
        whenGroundFalls: input.whenGroundFalls ?? 'flag',
        destinations: input.destinations ?? [],
      })
      return answer(row)
    },
    async derive(tx, actor, source, { issuerId, placeId, status, steps }) {
      await lockPathways(tx)
      const { name, description, whenGroundFalls, destinations, version } = source
      const own = { name, description, whenGroundFalls, destinations, awardsBadgeClassId: null }
      const row = await insertFirst(
        tx,
        actor,
        {
          ...own,
          issuerId,
          placeId,
          status,
          steps,
          sourcePathwayId: source.id,
          sourceVersion: version,
        },
        steps,
      )
      return row.id
    },
    get: async (actor, id) => answer(await find(actor, id)),
    async list(actor, _filter, request) {
      const rows = await listPathways(database.queries, actor, request)
      return page(rows.map(toPathway), request)
    },
    async versions(actor, id) {
      await find(actor, id)
      const rows = await versionsOf(database.queries, id)
      return {
        data: rows.map(({ number, steps, learnersUnderWay, createdAt }) => ({
          version: number,
          steps: steps as Step[],
          learnersUnderWay: learnersUnderWay as 'keep' | 'move',
          createdAt: rfc3339(createdAt),
        })),
      }
    },
    update: change,
    async archive(actor, id, expected) {
      await change(actor, id, { archived: true }, expected)
    },
  }
}

function toPathway(row: PathwayRow): Pathway {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    issuerId: row.issuerId,
    placeId: row.placeId,
    status: row.status as Pathway['status'],
    version: row.version,
    steps: row.steps as Step[],
    awards: row.awardsBadgeClassId,
    whenGroundFalls: row.whenGroundFalls as Pathway['whenGroundFalls'],
    destinations: row.destinations,
    derivedFrom:
      row.sourcePathwayId === null || row.sourceVersion === null
        ? null
        : { pathwayId: row.sourcePathwayId, version: row.sourceVersion },
    ...lifecycleOf(row),
  }
}

function answer(row: PathwayRow): Versioned<Pathway> {
  return { resource: toPathway(row), revision: row.revision }
}
