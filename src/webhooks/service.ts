import { randomBytes } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import type { Database, Queries, Transaction } from '../db/index.ts'
import { type EventType, lastPosition, recordEvents } from '../events/index.ts'
import {
  type Actor,
  type Created,
  checkRevision,
  invalid,
  lifecycleOf,
  notFound,
  type Page,
  type PageRequest,
  page,
  type ResourceService,
  rfc3339,
  type Versioned,
} from '../http/index.ts'
import { issuerExists } from '../issuers/index.ts'
import { type OutboundClient, OutboundError } from '../outbound/index.ts'
import type { Vault } from '../vault.ts'
import type {
  DeliveryStatus,
  NewWebhookEndpoint,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEndpointPatch,
} from './schema.ts'
import {
  beginDeliveryAgain,
  type DeliveryRow,
  deliveryById,
  type EndpointRow,
  endpointById,
  insertDelivery,
  insertEndpoint,
  listDeliveries,
  listEndpoints,
  updateEndpoint,
} from './store.ts'

/** As long as Standard Webhooks ask for at most of the symmetric kind: 24 to 64. */
const SECRET_BYTES = 32

/**
 * Endpoints that are told of events, and what becomes of each delivery. With a key bound to an issuer
 * they are told of that issuer's events only.
 */
export type WebhookService = ResourceService<
  NewWebhookEndpoint,
  WebhookEndpointPatch,
  WebhookEndpoint,
  WebhookEndpoint,
  { issuerId?: string }
> & {
  /** Sends an event to an endpoint by which its receiver can be tried. */
  test(tx: Transaction, actor: Actor, id: string): Promise<Created<WebhookDelivery>>
  delivery(actor: Actor, id: string, deliveryId: string): Promise<WebhookDelivery>
  /** Oldest first. */
  deliveries(
    actor: Actor,
    id: string,
    filter: { status?: DeliveryStatus },
    request: PageRequest,
  ): Promise<Page<WebhookDelivery>>
  /** Sends a delivery again, whatever became of it, and tries as often as a new one. */
  replay(actor: Actor, id: string, deliveryId: string): Promise<WebhookDelivery>
}

/** A {@link WebhookService}; the courier is what sends. */
export function createWebhookService(deps: {
  database: Database
  vault: Vault
  outbound: Pick<OutboundClient, 'check'>
  now: () => Date
}): WebhookService {
  const { database, vault, outbound, now } = deps

  async function find(db: Queries, actor: Actor, id: string, lock = false): Promise<EndpointRow> {
    const row = await endpointById(db, id, lock)
    if (row === undefined || (actor.issuerId !== null && actor.issuerId !== row.issuerId)) {
      throw notFound('webhook endpoint')
    }
    return row
  }

  async function change(
    actor: Actor,
    id: string,
    patch: WebhookEndpointPatch,
    expected: number[] | null,
  ): Promise<Versioned<WebhookEndpoint>> {
    return database.transaction(async (tx) => {
      const row = await find(tx, actor, id, true)
      checkRevision(row.revision, expected)
      const { archived, url, eventTypes, disabled } = patch
      const changed = await updateEndpoint(tx, id, {
        ...(url !== undefined && { sealedUrl: vault.seal(checked(url), 'webhook-url') }),
        ...(eventTypes !== undefined && { eventTypes }),
        ...(disabled !== undefined && { disabled, disabledReason: null }),
        ...(archived !== undefined && { archivedAt: archived ? (row.archivedAt ?? now()) : null }),
        updatedAt: now(),
        revision: row.revision + 1,
      })
      return { resource: toEndpoint(changed), revision: changed.revision }
    })
  }

  async function findDelivery(db: Queries, actor: Actor, id: string, deliveryId: string) {
    await find(db, actor, id)
    const row = await deliveryById(db, id, deliveryId)
    if (row === undefined) throw notFound('delivery', 'deliveryId')
    return toDelivery(row)
  }

  /** @throws Problem naming `url` when nobody may be asked there */
  function checked(url: string): string {
    try {
      outbound.check(url)
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error
      throw invalid({ field: 'url', detail: error.message.replace('fetched', 'told of anything') })
    }
    return url
  }

  const toEndpoint = (row: EndpointRow): WebhookEndpoint => ({
    id: row.id,
    issuerId: row.issuerId,
    url: vault.open(row.sealedUrl, 'webhook-url').toString(),
    eventTypes: row.eventTypes as EventType[] | null,
    disabled: row.disabled,
    disabledReason: row.disabledReason,
    ...lifecycleOf(row),
  })

  return {
    async create(tx, actor, input) {
      const issuerId = input.issuerId ?? actor.issuerId
      const foreign = actor.issuerId !== null && issuerId !== actor.issuerId
      if (foreign || (issuerId !== null && !(await issuerExists(tx, issuerId)))) {
        throw notFound('issuer', 'issuerId')
      }
      const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`
      const done = await lastPosition(tx)
      const row = await insertEndpoint(tx, {
        id: uuidv7(),
        issuerId,
        sealedUrl: vault.seal(checked(input.url), 'webhook-url'),
        sealedSecret: vault.seal(secret, 'webhook-secret'),
        eventTypes: input.eventTypes ?? null,
        doneTransaction: done.transaction,
        doneEventId: done.id,
        createdAt: now(),
        updatedAt: now(),
      })
      return { resource: { ...toEndpoint(row), secret }, revision: row.revision }
    },
    async get(actor, id) {
      const row = await find(database.queries, actor, id)
      return { resource: toEndpoint(row), revision: row.revision }
    },
    async list(actor, filter, request) {
      const issuerId = actor.issuerId ?? filter.issuerId ?? null
      if (filter.issuerId !== undefined && filter.issuerId !== issuerId) {
        return { data: [], nextCursor: null }
      }
      const rows = await listEndpoints(database.queries, issuerId, request)
      return page(rows.map(toEndpoint), request)
    },
    update: change,
    async archive(actor, id, expected) {
      await change(actor, id, { archived: true }, expected)
    },
    async test(tx, actor, id) {
      const { issuerId } = await find(tx, actor, id, true)
      const eventId = uuidv7()
      recordEvents(tx, [{ id: eventId, type: 'webhook.test', issuerId, subjectIds: [id] }])
      const row = { id: uuidv7(), endpointId: id, eventId, createdAt: now() }
      await insertDelivery(tx, { ...row, nextAttemptAt: now() })
      return {
        resource: await findDelivery(tx, actor, id, row.id),
        revision: 1,
        location: `/v1/webhook-endpoints/${id}/deliveries/${row.id}`,
      }
    },
    delivery: (actor, id, deliveryId) => findDelivery(database.queries, actor, id, deliveryId),
    async deliveries(actor, id, { status }, request) {
      await find(database.queries, actor, id)
      const rows = await listDeliveries(database.queries, id, status, request)
      return page(rows.map(toDelivery), request)
    },
    replay: (actor, id, deliveryId) =>
      database.transaction(async (tx) => {
        await findDelivery(tx, actor, id, deliveryId)
        await beginDeliveryAgain(tx, deliveryId, now())
        return findDelivery(tx, actor, id, deliveryId)
      }),
  }
}

const orNull = (moment: Date | null) => (moment === null ? null : rfc3339(moment))

function toDelivery(row: DeliveryRow): WebhookDelivery {
  return {
    id: row.id,
    eventId: row.eventId,
    eventType: row.eventType as EventType,
    status: row.status as DeliveryStatus,
    attempts: row.attempts,
    nextAttemptAt: row.status === 'waiting' ? rfc3339(row.nextAttemptAt) : null,
    lastAttemptAt: orNull(row.lastAttemptAt),
    lastStatus: row.lastStatus,
    lastFailure: row.lastFailure,
    createdAt: rfc3339(row.createdAt),
  }
}
