import { uuidv7 } from 'uuidv7'
import { clrById, type Picking, picked } from '../clrs/index.ts'
import type { Database, Queries, Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import {
  type Actor,
  type Created,
  conflict,
  invalid,
  lifecycleOf,
  momentOf,
  notFound,
  type Page,
  type PageRequest,
  page,
  rfc3339,
  type Versioned,
} from '../http/index.ts'
import type { LearnerService } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import type { NewShare, Share, ShareView, ShareWithUrl } from './schema.ts'
import {
  insertShare,
  listShares,
  listViews,
  type ShareRow,
  shareById,
  withdrawShare,
} from './store.ts'
import { hashOf, newToken, shareUrl } from './token.ts'

const DAY = 86_400_000
const LASTS_MS = 90 * DAY
const LONGEST_MS = 731 * DAY

/** Links under which a learner shows badges to others. */
export type ShareService = {
  /** Makes a link; the answer is the only place where it ever stands. */
  create(
    tx: Transaction,
    actor: Actor,
    learnerId: string,
    input: NewShare,
  ): Promise<Created<ShareWithUrl>>
  get(actor: Actor, learnerId: string, id: string): Promise<Versioned<Share>>
  /** Oldest first. */
  list(actor: Actor, learnerId: string, request: PageRequest): Promise<Page<Share>>
  /** When a link was opened, newest first. */
  views(actor: Actor, learnerId: string, id: string, request: PageRequest): Promise<Page<ShareView>>
  /** Ends a link at once and for good. Doing so again changes nothing. */
  withdraw(actor: Actor, learnerId: string, id: string): Promise<void>
}

/** A {@link ShareService}; of a link only a hash is kept. */
export function createShareService(
  deps: Picking & {
    database: Database
    vault: Vault
    learners: { areKnown: LearnerService['areKnown'] }
    publicUrl: string
  },
): ShareService {
  const { database, vault, learners, publicUrl, now } = deps
  const db = database.queries

  /** Whose links the caller deals with. */
  async function side(on: Queries, actor: Actor, learnerId: string) {
    const { issuerId } = actor
    const [isKnown] = await learners.areKnown(on, [{ issuerId, learnerId }])
    if (!isKnown || (actor.learnerId !== null && actor.learnerId !== learnerId)) {
      throw notFound('learner')
    }
    return { learnerId, issuerId }
  }

  async function found(on: Queries, actor: Actor, learnerId: string, id: string) {
    const row = await shareById(on, id, await side(on, actor, learnerId))
    if (row === undefined) throw notFound('share', 'shareId')
    return row
  }

  const opened = (sealed: Buffer | null, place: string) =>
    sealed === null ? null : vault.open(sealed, place).toString()
  const sealed = (value: string | undefined, place: string) =>
    value === undefined ? null : vault.seal(value, place)

  function statusOf({ withdrawnAt, expiresAt }: ShareRow): Share['status'] {
    if (withdrawnAt !== null) return 'withdrawn'
    return expiresAt <= now() ? 'expired' : 'active'
  }

  const toShare = (row: ShareRow): Share => ({
    id: row.id,
    learnerId: row.learnerId,
    clrId: row.clrId,
    assertionIds: row.assertionIds,
    name: opened(row.sealedTitle, 'share-title'),
    note: opened(row.sealedNote, 'share-note'),
    includeEvidence: row.includeEvidence,
    status: statusOf(row),
    expiresAt: rfc3339(row.expiresAt),
    withdrawnAt: row.withdrawnAt === null ? null : rfc3339(row.withdrawnAt),
    views: row.views,
    lastViewedAt: row.lastViewedAt === null ? null : rfc3339(row.lastViewedAt),
    ...lifecycleOf(row),
  })

  function endOf(expiresAt: string | undefined): Date {
    const at = now().getTime()
    const end = expiresAt === undefined ? new Date(at + LASTS_MS) : momentOf(expiresAt, 'expiresAt')
    if (end.getTime() <= at || end.getTime() > at + LONGEST_MS) {
      const detail = 'expiresAt must be a time to come, within two years.'
      throw invalid({ field: 'expiresAt', detail })
    }
    return end
  }

  /** @throws Problem 404 or 409 unless there is such a record, and it stands */
  async function requireRecord(tx: Transaction, actor: Actor, learnerId: string, clrId: string) {
    const clr = await clrById(tx, clrId, learnerId)
    const isTheirs = actor.issuerId === null || actor.issuerId === clr?.issuerId
    if (clr === undefined || !isTheirs) throw notFound('learner record', 'clrId')
    if (clr.revokedAt !== null) throw conflict('clrId is revoked.', 'clrId')
  }

  return {
    async create(tx, actor, learnerId, input) {
      const { clrId, assertionIds, includeEvidence } = input
      if ((clrId === undefined) === (assertionIds === undefined)) {
        const detail = 'Exactly one of clrId and assertionIds is required.'
        throw invalid({ field: 'assertionIds', detail })
      }
      const of = await side(tx, actor, learnerId)
      const expiresAt = endOf(input.expiresAt)
      if (clrId !== undefined) await requireRecord(tx, actor, learnerId, clrId)
      else await picked(tx, deps, { actor, learnerId }, assertionIds ?? [])
      const token = newToken()
      const id = uuidv7()
      const times = { createdAt: now(), updatedAt: now() }
      await insertShare(
        tx,
        {
          ...{ id, ...of, clrId: clrId ?? null, tokenHash: hashOf(token) },
          sealedTitle: sealed(input.name, 'share-title'),
          sealedNote: sealed(input.note, 'share-note'),
          ...{ includeEvidence, expiresAt, ...times },
        },
        assertionIds ?? [],
      )
      recordEvents(tx, [{ type: 'share.created', issuerId: of.issuerId, subjectIds: [id] }])
      const row = (await shareById(tx, id, of)) as ShareRow
      return {
        resource: { ...toShare(row), url: shareUrl(publicUrl, token) },
        revision: row.revision,
        location: `/v1/learners/${learnerId}/shares/${id}`,
      }
    },
    async get(actor, learnerId, id) {
      const row = await found(db, actor, learnerId, id)
      return { resource: toShare(row), revision: row.revision }
    },
    async list(actor, learnerId, request) {
      const rows = await listShares(db, await side(db, actor, learnerId), request)
      return page(rows.map(toShare), request)
    },
    async views(actor, learnerId, id, request) {
      const { id: shareId } = await found(db, actor, learnerId, id)
      const rows = await listViews(db, shareId, request)
      return page(
        rows.map(({ id, at, agent, format }) => ({
          ...{ id, at: rfc3339(at), agent },
          format: format as ShareView['format'],
        })),
        request,
      )
    },
    async withdraw(actor, learnerId, id) {
      await database.transaction(async (tx) => {
        const row = await found(tx, actor, learnerId, id)
        if (!(await withdrawShare(tx, row.id, now()))) return
        recordEvents(tx, [{ type: 'share.withdrawn', issuerId: row.issuerId, subjectIds: [id] }])
      })
    },
  }
}
