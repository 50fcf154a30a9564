import { uuidv7 } from 'uuidv7'
import type { Database, Queries } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import {
  type Actor,
  checkRevision,
  conflict,
  lifecycleOf,
  notFound,
  Problem,
  page,
  type ResourceService,
  type Versioned,
} from '../http/index.ts'
import { issuerExists } from '../issuers/index.ts'
import { isMember, leads, mustLead } from '../places/index.ts'
import type { BadgingStandard, BadgingStandardPatch, NewBadgingStandard } from './schema.ts'
import { standardUrl } from './standard-document.ts'
import {
  type BadgingStandardRow,
  insertStandard,
  isEndorsed,
  listStandards,
  lockStandard,
  standardById,
  updateStandard,
} from './store.ts'

/**
 * Badging standards. A standard is there to be followed, so every key reads every standard; only
 * its keeper changes it, and nobody once it was put before an endorser: what is endorsed must
 * stay what it was.
 */
export type BadgingStandardService = ResourceService<
  NewBadgingStandard,
  BadgingStandardPatch,
  BadgingStandard,
  BadgingStandard,
  { issuerId?: string; placeId?: string }
>

/**
 * @param deps.publicUrl - origin under which standards are published
 */
export function createBadgingStandardService(deps: {
  database: Database
  publicUrl: string
  now: () => Date
}): BadgingStandardService {
  const { database, publicUrl, now } = deps

  const toStandard = (row: BadgingStandardRow): BadgingStandard => ({
    id: row.id,
    name: row.name,
    description: row.description,
    url: row.url,
    issuerId: row.issuerId,
    placeId: row.placeId,
    standardUrl: standardUrl(publicUrl, row.id),
    ...lifecycleOf(row),
  })
  const answer = (row: BadgingStandardRow): Versioned<BadgingStandard> => ({
    resource: toStandard(row),
    revision: row.revision,
  })

  const update: BadgingStandardService['update'] = (actor, id, patch, expected) =>
    database.transaction(async (tx) => {
      const row = await lockStandard(tx, id)
      if (row === undefined) throw notFound('badging standard')
      if (!(await keeps(tx, actor, row))) {
        throw new Problem('insufficient-scope', 'Only its keeper changes a badging standard.')
      }
      checkRevision(row.revision, expected)
      const { archived, ...members } = patch
      const differs = Object.entries(members).some(
        ([name, value]) => row[name as keyof typeof members] !== value,
      )
      if (differs && (await isEndorsed(tx, id))) {
        throw conflict(
          'It was put before an endorser and stays as it is; make a new standard instead.',
        )
      }
      recordEvents(tx, [
        { type: 'badging-standard.changed', issuerId: row.issuerId, subjectIds: [id] },
      ])
      return answer(
        await updateStandard(tx, id, {
          ...members,
          ...(archived !== undefined && {
            archivedAt: archived ? (row.archivedAt ?? now()) : null,
          }),
          updatedAt: now(),
          revision: row.revision + 1,
        }),
      )
    })

  return {
    async create(tx, actor, { name, description = null, url = null, ...keepers }) {
      const issuerId = keepers.issuerId ?? actor.issuerId
      const placeId = keepers.placeId ?? actor.placeId
      const foreign = actor.issuerId !== null && issuerId !== actor.issuerId
      if (foreign || (issuerId !== null && !(await issuerExists(tx, issuerId)))) {
        throw notFound('issuer', 'issuerId')
      }
      if (placeId !== null) await mustLead(tx, actor, placeId, 'placeId')
      if (actor.placeId !== null && issuerId !== null) {
        if (!(await isMember(tx, actor.placeId, issuerId))) throw notFound('issuer', 'issuerId')
      }
      const own = { id: uuidv7(), issuerId, placeId, createdAt: now(), updatedAt: now() }
      recordEvents(tx, [{ type: 'badging-standard.created', issuerId, subjectIds: [own.id] }])
      return answer(await insertStandard(tx, { ...own, name, description, url }))
    },
    async get(_actor: Actor, id) {
      const row = await standardById(database.queries, id)
      if (row === undefined) throw notFound('badging standard')
      return answer(row)
    },
    async list(_actor, { issuerId, placeId }, request) {
      const of = {
        ...(issuerId !== undefined && { issuerId }),
        ...(placeId !== undefined && { placeId }),
      }
      const rows = await listStandards(database.queries, of, request)
      return page(rows.map(toStandard), request)
    },
    update,
    async archive(actor, id, expected) {
      await update(actor, id, { archived: true }, expected)
    },
  }
}

/** Whether a caller keeps a standard: its issuer, who leads its place, or the platform. */
async function keeps(db: Queries, actor: Actor, row: BadgingStandardRow): Promise<boolean> {
  const { issuerId, placeId } = row
  if (actor.issuerId !== null && actor.issuerId === issuerId) return true
  if (actor.issuerId === null && actor.placeId === null) return true
  if (placeId === null || (actor.placeId ?? placeId) !== placeId) return false
  return leads(db, actor, placeId)
}
