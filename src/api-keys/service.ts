import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import type { Queries } from '../db/index.ts'
import { createGathering } from '../gathering.ts'
import {
  type Actor,
  type Created,
  invalid,
  notFound,
  type Page,
  type PageRequest,
  Problem,
  page,
  rfc3339,
  SCOPES,
  type Scope,
} from '../http/index.ts'
import { issuerExists } from '../issuers/index.ts'
import { type KeyRole, leads, mustLead, ROLE_SCOPES, visiblePlace } from '../places/index.ts'
import type { ApiKey, ApiKeyWithSecret, NewApiKey } from './schema.ts'
import {
  type ApiKeyRow,
  anyApiKey,
  apiKeyById,
  apiKeysByPrefix,
  insertApiKey,
  listApiKeys,
  revokeApiKey,
  type Whose,
} from './store.ts'

const KEY = /^(wm_[0-9a-f]{12})_([\w-]{43})$/

export type ApiKeyService = {
  /** Makes a key; the answer is the only place where it ever stands. */
  create(db: Queries, actor: Actor, input: NewApiKey): Promise<Created<ApiKeyWithSecret>>
  get(actor: Actor, id: string): Promise<ApiKey>
  list(
    actor: Actor,
    filter: { issuerId?: string; placeId?: string },
    request: PageRequest,
  ): Promise<Page<ApiKey>>
  /** Revokes a key at once and for good; revoking twice changes nothing. */
  revoke(actor: Actor, id: string): Promise<void>
  /** The actor behind a presented key, or null. */
  authenticate(key: string): Promise<Actor | null>
  /** Makes a key with every scope when there is no key at all; otherwise null. */
  bootstrap(): Promise<string | null>
  /** Whether no key was ever made. */
  none(): Promise<boolean>
}

/**
 * @param deps.adminApiKey - the key of the configuration, valid while it is set, never stored
 */
export function createApiKeyService(deps: {
  queries: Queries
  now: () => Date
  adminApiKey: string | undefined
}): ApiKeyService {
  const { queries, now } = deps
  const adminHash = deps.adminApiKey === undefined ? null : sha256(deps.adminApiKey)
  const everything: ReadonlySet<Scope> = new Set(SCOPES)
  // Asked of the database each time, so that a revoked key is refused at once by every service; those
  // who come at the same time ask together.
  const byPrefix = createGathering({
    async carryOut(prefixes: string[]) {
      const rows = await apiKeysByPrefix(queries, [...new Set(prefixes)])
      const known = new Map(rows.map((row) => [row.prefix, row]))
      return prefixes.map((prefix) => ({ status: 'fulfilled', value: known.get(prefix) }))
    },
    largest: 100,
    // Requests come one after the other: all those of the time that a look takes go with the next.
    abreast: 1,
    most: 4,
  })

  const find = async (actor: Actor, id: string): Promise<ApiKeyRow> => {
    const row = await apiKeyById(queries, id)
    if (row === undefined || !(await isTheirs(actor, row))) throw notFound('API key')
    return row
  }

  /** An issuer has its own keys; whoever leads a place, those of the place; the platform, all. */
  const isTheirs = async (actor: Actor, row: ApiKeyRow): Promise<boolean> => {
    if (actor.issuerId !== null && row.issuerId === actor.issuerId) return true
    if (row.placeId !== null) return leadsPlace(actor, row.placeId)
    return actor.issuerId === null && actor.placeId === null
  }
  const leadsPlace = async (actor: Actor, placeId: string): Promise<boolean> => {
    const place = await visiblePlace(queries, actor, placeId).catch(() => undefined)
    return place !== undefined && leads(queries, actor, placeId)
  }

  async function make(
    db: Queries,
    input: { name: string; scopes: readonly string[] } & Whose & { role: KeyRole | null },
  ): Promise<ApiKeyWithSecret> {
    const prefix = `wm_${randomBytes(6).toString('hex')}`
    const secret = randomBytes(32).toString('base64url')
    const row = await insertApiKey(db, {
      id: uuidv7(),
      name: input.name,
      prefix,
      // 256 random bits need no slow hash: there is nothing to guess.
      secretHash: sha256(secret),
      scopes: [...input.scopes],
      issuerId: input.issuerId,
      placeId: input.placeId,
      role: input.role,
      createdAt: now(),
    })
    return { ...toApiKey(row), key: `${prefix}_${secret}` }
  }

  return {
    async create(db, actor, input) {
      const beyond = input.scopes.findIndex((scope) => !actor.scopes.has(scope))
      if (beyond >= 0) {
        const detail = `scopes[${beyond}] is a scope that the calling key does not have.`
        throw new Problem('insufficient-scope', detail, {
          errors: [{ field: `scopes[${beyond}]`, detail }],
        })
      }
      if ((input.placeId ?? actor.placeId) !== null) {
        return { resource: await make(db, await ofPlace(db, actor, input)), revision: 1 }
      }
      if (input.role !== undefined) {
        throw invalid({ field: 'role', detail: 'role is for keys of a place; name its placeId.' })
      }
      const issuerId = input.issuerId ?? actor.issuerId
      if (actor.issuerId !== null && issuerId !== actor.issuerId)
        throw notFound('issuer', 'issuerId')
      if (issuerId !== null && !(await issuerExists(db, issuerId))) {
        throw notFound('issuer', 'issuerId')
      }
      return {
        resource: await make(db, { ...input, issuerId, placeId: null, role: null }),
        revision: 1,
      }
    },
    get: async (actor, id) => toApiKey(await find(actor, id)),
    async list(actor, filter, request) {
      const placeId = actor.placeId ?? filter.placeId ?? null
      const isForeign = filter.placeId !== undefined && filter.placeId !== placeId
      const nothing: Page<ApiKey> = { data: [], nextCursor: null }
      if (isForeign || (placeId !== null && !(await leadsPlace(actor, placeId)))) return nothing
      // Of a place that an issuer leads it sees all keys.
      const issuerId = (placeId === null ? actor.issuerId : null) ?? filter.issuerId ?? null
      if (filter.issuerId !== undefined && filter.issuerId !== issuerId) return nothing
      const rows = await listApiKeys(queries, { issuerId, placeId }, request)
      return page(rows.map(toApiKey), request)
    },
    async revoke(actor, id) {
      await find(actor, id)
      await revokeApiKey(queries, id, now())
    },
    async authenticate(key) {
      if (adminHash !== null && timingSafeEqual(sha256(key), adminHash)) {
        return {
          id: 'admin',
          scopes: everything,
          issuerId: null,
          placeId: null,
          learnerId: null,
        }
      }
      const [, prefix, secret] = KEY.exec(key) ?? []
      if (prefix === undefined || secret === undefined) return null
      const row = await byPrefix(prefix)
      if (row === undefined || !timingSafeEqual(sha256(secret), row.secretHash)) return null
      const { id, scopes, issuerId, placeId } = row
      return { id, scopes: new Set(scopes as Scope[]), issuerId, placeId, learnerId: null }
    },
    none: async () => !(await anyApiKey(queries)),
    async bootstrap() {
      if (await anyApiKey(queries)) return null
      const { key } = await make(queries, {
        name: 'first start',
        scopes: SCOPES,
        issuerId: null,
        placeId: null,
        role: null,
      })
      return key
    },
  }
}

/**
 * A key of a place as it is to be made.
 *
 * @throws Problem 404 for a place that is not the caller's, 403 where others lead it; 400 naming what
 *   does not go with a place, or is more than the role may do
 */
async function ofPlace(db: Queries, actor: Actor, input: NewApiKey) {
  const placeId = input.placeId ?? actor.placeId
  if (placeId === null) throw notFound('place', 'placeId')
  await mustLead(db, actor, placeId, 'placeId')
  const { name, scopes, issuerId, role } = input
  if (issuerId != null) {
    const detail = 'A key is bound to an issuer or to a place, not to both.'
    throw invalid({ field: 'issuerId', detail })
  }
  if (role === undefined) {
    throw invalid({ field: 'role', detail: 'role is required for a key of a place.' })
  }
  const beyond = scopes.findIndex((scope) => !ROLE_SCOPES[role].includes(scope as Scope))
  if (beyond >= 0) {
    const field = `scopes[${beyond}]`
    throw invalid({ field, detail: `${field} is no scope that the role ${role} can have.` })
  }
  return { name, scopes, issuerId: null, placeId, role }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    issuerId: row.issuerId,
    placeId: row.placeId,
    role: row.role,
    createdAt: rfc3339(row.createdAt),
    revokedAt: row.revokedAt === null ? null : rfc3339(row.revokedAt),
  }
}
