import { uuidv7 } from 'uuidv7'
import type { Database, Queries } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import {
  checkRevision,
  lifecycleOf,
  notFound,
  Problem,
  page,
  type ResourceService,
  type Versioned,
} from '../http/index.ts'
import { mustLead } from './access.ts'
import { insertMembership } from './membership-store.ts'
import type { NewPlace, Place, PlacePatch } from './schema.ts'
import {
  DEFAULT_SETTINGS,
  effectiveSettings,
  mergedSettings,
  type PlaceSettings,
  type PlaceSettingsInput,
} from './settings.ts'
import {
  insertPlace,
  listPlaces,
  lockPlace,
  type PlaceRow,
  placeFor,
  placeOfIssuer,
  updatePlace,
} from './store.ts'

/**
 * Places. The platform makes them, or an issuer, which then leads the place that it made; its lead
 * changes it, its members read it.
 */
export type PlaceService = ResourceService<NewPlace, PlacePatch, Place, Place, object>

/** A {@link PlaceService} in the database. */
export function createPlaceService(deps: { database: Database; now: () => Date }): PlaceService {
  const { database, now } = deps

  const update: PlaceService['update'] = (actor, id, patch, expected) =>
    database.transaction(async (tx) => {
      await mustLead(tx, actor, id)
      const row = await lockPlace(tx, id)
      if (row === undefined) throw notFound('place')
      checkRevision(row.revision, expected)
      const { archived, settings, ...members } = patch
      recordEvents(tx, [{ type: 'place.changed', issuerId: null, subjectIds: [id] }])
      return answer(
        await updatePlace(tx, id, {
          ...members,
          ...(settings !== undefined && {
            settings: mergedSettings(row.settings as PlaceSettingsInput, settings),
          }),
          ...(archived !== undefined && {
            archivedAt: archived ? (row.archivedAt ?? now()) : null,
          }),
          updatedAt: now(),
          revision: row.revision + 1,
        }),
      )
    })

  return {
    async create(tx, actor, { name, description = null, url = null, settings = {} }) {
      if (actor.placeId !== null) {
        throw new Problem('insufficient-scope', 'A key of a place cannot make another place.')
      }
      const at = now()
      const row = await insertPlace(tx, {
        id: uuidv7(),
        name,
        description,
        url,
        settings: mergedSettings({}, settings),
        createdAt: at,
        updatedAt: at,
      })
      if (actor.issuerId !== null) {
        await insertMembership(tx, {
          id: uuidv7(),
          placeId: row.id,
          issuerId: actor.issuerId,
          role: 'lead',
          status: 'member',
          invitedAt: at,
          joinedAt: at,
        })
      }
      recordEvents(tx, [{ type: 'place.created', issuerId: actor.issuerId, subjectIds: [row.id] }])
      return answer(row)
    },
    async get(actor, id) {
      const row = await placeFor(database.queries, actor, id)
      if (row === undefined) throw notFound('place')
      return answer(row)
    },
    async list(actor, _filter, request) {
      const rows = await listPlaces(database.queries, actor, request)
      return page(rows.map(toPlace), request)
    },
    update,
    async archive(actor, id, expected) {
      await update(actor, id, { archived: true }, expected)
    },
  }
}

/**
 * What the place of an issuer decides: of several places the one that the issuer joined first.
 * Without any, the defaults.
 */
export async function placeSettingsOf(db: Queries, issuerId: string): Promise<PlaceSettings> {
  const place = await placeOfIssuer(db, issuerId)
  return place === undefined ? DEFAULT_SETTINGS : settingsOf(place)
}

/** What a place decides, with the defaults of what it did not set. */
export function settingsOf(place: PlaceRow): PlaceSettings {
  return effectiveSettings(place.settings as PlaceSettingsInput)
}

function toPlace(row: PlaceRow): Place {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    url: row.url,
    settings: settingsOf(row),
    ...lifecycleOf(row),
  }
}

function answer(row: PlaceRow): Versioned<Place> {
  return { resource: toPlace(row), revision: row.revision }
}
