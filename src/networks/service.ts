import { uuidv7 } from 'uuidv7'
import type { Database } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import {
  checkRevision,
  invalid,
  lifecycleOf,
  notFound,
  page,
  type ResourceService,
  type Versioned,
} from '../http/index.ts'
import { mustLead } from '../places/index.ts'
import { mustLeadNetwork, visibleNetwork } from './access.ts'
import { insertEntry } from './place-store.ts'
import type { Network, NetworkPatch, NewNetwork } from './schema.ts'
import {
  insertNetwork,
  listNetworks,
  lockNetwork,
  type NetworkRow,
  updateNetwork,
} from './store.ts'

/**
 * Networks of places. A place makes one and leads it, or the platform does; the places that have
 * joined, or were asked to, know of it.
 */
export type NetworkService = ResourceService<NewNetwork, NetworkPatch, Network, Network, object>

export function createNetworkService(deps: {
  database: Database
  now: () => Date
}): NetworkService {
  const { database, now } = deps

  const update: NetworkService['update'] = (actor, id, patch, expected) =>
    database.transaction(async (tx) => {
      await mustLeadNetwork(tx, actor, id)
      const row = await lockNetwork(tx, id)
      if (row === undefined) throw notFound('network')
      checkRevision(row.revision, expected)
      const { archived, ...members } = patch
      recordEvents(tx, [{ type: 'network.changed', issuerId: null, subjectIds: [id] }])
      return answer(
        await updateNetwork(tx, id, {
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
    async create(tx, actor, { name, description = null, placeId: stated }) {
      const placeId = stated ?? actor.placeId
      if (placeId === null && actor.issuerId !== null) {
        throw invalid({ field: 'placeId', detail: 'placeId is required: a place leads it.' })
      }
      if (placeId !== null) await mustLead(tx, actor, placeId, 'placeId')
      const at = now()
      const own = { id: uuidv7(), name, description, createdAt: at, updatedAt: at }
      const row = await insertNetwork(tx, own)
      if (placeId !== null) {
        const entry = { role: 'lead', status: 'member', invitedAt: at, joinedAt: at }
        await insertEntry(tx, { networkId: row.id, placeId, ...entry })
      }
      recordEvents(tx, [
        { type: 'network.created', issuerId: actor.issuerId, subjectIds: [row.id] },
      ])
      return answer(row)
    },
    get: async (actor, id) => answer(await visibleNetwork(database.queries, actor, id)),
    async list(actor, _filter, request) {
      const rows = await listNetworks(database.queries, actor, request)
      return page(rows.map(toNetwork), request)
    },
    update,
    async archive(actor, id, expected) {
      await update(actor, id, { archived: true }, expected)
    },
  }
}

function toNetwork(row: NetworkRow): Network {
  return { id: row.id, name: row.name, description: row.description, ...lifecycleOf(row) }
}

function answer(row: NetworkRow): Versioned<Network> {
  return { resource: toNetwork(row), revision: row.revision }
}
