import { uuidv7 } from 'uuidv7'
import type { Database, Queries } from '../db/index.ts'
import {
  type Actor,
  checkRevision,
  type FieldProblem,
  invalid,
  lifecycleOf,
  notFound,
  page,
  type ResourceService,
  type Versioned,
} from '../http/index.ts'
import { issuerExists } from '../issuers/index.ts'
import type { LearnerService } from '../learners/index.ts'
import { deriveProgress } from './progress.ts'
import type { NewPathway, Pathway, PathwayPatch, Progress, Step } from './schema.ts'
import {
  insertPathway,
  knownBadgeClasses,
  listPathways,
  type PathwayRow,
  pathwayById,
  standingAssertions,
  updatePathway,
} from './store.ts'

/**
 * Pathways. With a key bound to an issuer they belong to that issuer, and their steps can name
 * badge classes of that issuer only.
 */
export type PathwayService = ResourceService<NewPathway, PathwayPatch, Pathway, Pathway, object> & {
  /** Where a learner stands on a pathway, derived from the assertions as they are now. */
  progress(actor: Actor, learnerId: string, pathwayId: string): Promise<Progress>
}

export function createPathwayService(deps: {
  database: Database
  learners: LearnerService
  now: () => Date
}): PathwayService {
  const { database, learners, now } = deps

  async function find(actor: Actor, id: string, field?: string): Promise<PathwayRow> {
    const row = await pathwayById(database.queries, id)
    if (row === undefined || hidden(actor, row)) throw notFound('pathway', field)
    return row
  }

  async function change(
    actor: Actor,
    id: string,
    patch: PathwayPatch,
    expected: number[] | null,
  ): Promise<Versioned<Pathway>> {
    return database.transaction(async (tx) => {
      const row = await pathwayById(tx, id, true)
      if (row === undefined || hidden(actor, row)) throw notFound('pathway')
      checkRevision(row.revision, expected)
      const { archived, ...members } = patch
      if (members.steps !== undefined) await checkSteps(tx, actor, members.steps)
      const changed = await updatePathway(tx, id, {
        ...members,
        ...(archived !== undefined && { archivedAt: archived ? (row.archivedAt ?? now()) : null }),
        updatedAt: now(),
        revision: row.revision + 1,
      })
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
      await checkSteps(tx, actor, input.steps)
      const row = await insertPathway(tx, {
        id: uuidv7(),
        issuerId,
        name: input.name,
        description: input.description ?? null,
        steps: input.steps,
        createdAt: now(),
        updatedAt: now(),
      })
      return answer(row)
    },
    get: async (actor, id) => answer(await find(actor, id)),
    async list(actor, _filter, request) {
      const rows = await listPathways(database.queries, actor.issuerId, request)
      return page(rows.map(toPathway), request)
    },
    update: change,
    async archive(actor, id, expected) {
      await change(actor, id, { archived: true }, expected)
    },
    async progress(actor, learnerId, pathwayId) {
      await learners.get(actor, learnerId)
      const pathway = await find(actor, pathwayId, 'pathwayId')
      const steps = pathway.steps as Step[]
      const badgeClassIds = [...new Set(steps.map(({ requires }) => requires.badgeClass))]
      const standing = await standingAssertions(database.queries, {
        learnerId,
        badgeClassIds,
        issuerId: actor.issuerId,
        at: now(),
      })
      return { learnerId, pathwayId, ...deriveProgress(steps, standing) }
    },
  }
}

/** @throws Problem naming the step that repeats an id, or asks for a badge class that is not there */
async function checkSteps(db: Queries, actor: Actor, steps: Step[]): Promise<void> {
  const repeated = steps.findIndex(({ id }, position) =>
    steps.slice(0, position).some((earlier) => earlier.id === id),
  )
  if (repeated >= 0) {
    const field = `steps[${repeated}].id`
    throw invalid({ field, detail: `${field} is the id of an earlier step.` })
  }
  const ids = [...new Set(steps.map(({ requires }) => requires.badgeClass))]
  const known = await knownBadgeClasses(db, ids, actor.issuerId)
  const [first, ...rest] = steps.flatMap(({ requires }, position): FieldProblem[] => {
    if (known.has(requires.badgeClass)) return []
    const field = `steps[${position}].requires.badgeClass`
    return [{ field, detail: `${field} names no badge class.` }]
  })
  if (first !== undefined) throw invalid(first, ...rest)
}

function hidden(actor: Actor, row: PathwayRow): boolean {
  return actor.issuerId !== null && actor.issuerId !== row.issuerId
}

function toPathway(row: PathwayRow): Pathway {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    issuerId: row.issuerId,
    steps: row.steps as Step[],
    ...lifecycleOf(row),
  }
}

function answer(row: PathwayRow): Versioned<Pathway> {
  return { resource: toPathway(row), revision: row.revision }
}
