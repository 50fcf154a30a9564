import { uuidv7 } from 'uuidv7'
import type { Database, Transaction } from '../db/index.ts'
import {
  type Actor,
  checkRevision,
  conflict,
  lifecycleOf,
  notFound,
  page,
  type ResourceService,
  rfc3339,
  type Versioned,
} from '../http/index.ts'
import { bumpRevision } from '../status-lists/index.ts'
import { type Awarding, award, credentialUrl } from './award.ts'
import type {
  Assertion,
  AssertionFilter,
  AssertionPatch,
  AssertionSummary,
  NewAssertion,
  StatusChangeKind,
  StatusHistory,
} from './schema.ts'
import {
  type AssertionRow,
  type AssertionSummaryRow,
  assertionById,
  credentialByPublicId,
  insertStatusChange,
  listAssertions,
  lockAssertion,
  statusChangesOf,
  updateAssertion,
} from './store.ts'

/**
 * Assertions. Creating one awards: it signs the credential and stores it. Only what does not stand
 * in the credential can be changed.
 */
export type AssertionService = ResourceService<
  NewAssertion,
  AssertionPatch,
  Assertion,
  AssertionSummary,
  AssertionFilter
> & {
  /** Takes the award back for good. Doing so again changes nothing. */
  revoke(
    actor: Actor,
    id: string,
    reason: string,
    expected: number[] | null,
  ): Promise<Versioned<Assertion>>
  /**
   * Takes the award back for a time. Doing so again changes nothing.
   * @throws Problem 409 when it was not awarded as suspendable, or is revoked
   */
  suspend(
    actor: Actor,
    id: string,
    reason: string,
    expected: number[] | null,
  ): Promise<Versioned<Assertion>>
  /** Ends a suspension. Where there is none, nothing changes. */
  reinstate(actor: Actor, id: string, expected: number[] | null): Promise<Versioned<Assertion>>
  /** Every change of its status, oldest first. */
  statusHistory(actor: Actor, id: string): Promise<StatusHistory>
  /** The signed document behind a public id, as it was signed; undefined when there is none. */
  credential(publicId: string): Promise<string | undefined>
}

export function createAssertionService(deps: Awarding & { database: Database }): AssertionService {
  const { database, vault, publicUrl, now } = deps
  const opened = (sealed: Buffer | null, place: string): string | null =>
    sealed === null ? null : vault.open(sealed, place).toString()
  const statusReason = (row: AssertionSummaryRow) => opened(row.sealedStatusReason, 'status-reason')

  const toSummary = (row: AssertionSummaryRow): AssertionSummary => ({
    id: row.id,
    credentialUrl: credentialUrl(publicUrl, row.publicId),
    status: statusOf(row),
    issuerId: row.issuerId,
    badgeClassId: row.badgeClassId,
    badgeClassVersion: row.version,
    learnerId: row.learnerId,
    validFrom: rfc3339(row.validFrom),
    validUntil: row.validUntil === null ? null : rfc3339(row.validUntil),
    revokedAt: row.revokedAt === null ? null : rfc3339(row.revokedAt),
    revocationReason: statusOf(row) === 'revoked' ? statusReason(row) : null,
    suspendedAt: row.suspendedAt === null ? null : rfc3339(row.suspendedAt),
    suspensionReason: statusOf(row) === 'suspended' ? statusReason(row) : null,
    note: opened(row.sealedNote, 'assertion-note'),
    ...lifecycleOf(row),
  })
  const answer = (row: AssertionRow): Versioned<Assertion> => ({
    resource: { ...toSummary(row), credential: JSON.parse(row.credential) },
    revision: row.revision,
  })

  async function change(
    actor: Actor,
    id: string,
    expected: number[] | null,
    work: (
      tx: Transaction,
      row: AssertionRow,
    ) => Promise<Partial<AssertionRow>> | Partial<AssertionRow> | null,
  ): Promise<Versioned<Assertion>> {
    return database.transaction(async (tx) => {
      const row = await lockAssertion(tx, id)
      if (row === undefined || hidden(actor, row)) throw notFound('assertion')
      checkRevision(row.revision, expected)
      const changes = await work(tx, row)
      if (changes === null) return answer(row)
      const stamped = { ...changes, updatedAt: now(), revision: row.revision + 1 }
      await updateAssertion(tx, id, stamped)
      return answer({ ...row, ...stamped })
    })
  }

  /** Keeps a change of status with its reason, and has the status list signed anew. */
  async function record(
    tx: Transaction,
    actor: Actor,
    row: AssertionRow,
    kind: StatusChangeKind,
    reason: string,
  ): Promise<Partial<AssertionRow>> {
    const at = now()
    const sealedReason = vault.seal(reason, 'status-reason')
    await insertStatusChange(tx, {
      id: uuidv7(),
      assertionId: row.id,
      kind,
      actorId: actor.id,
      sealedReason,
      at,
    })
    await bumpRevision(tx, row.statusListId)
    return {
      ...(kind === 'revoked' && { revokedAt: at }),
      ...(kind === 'suspended' && { suspendedAt: at }),
      ...(kind === 'reinstated' && { suspendedAt: null }),
      sealedStatusReason: sealedReason,
    }
  }

  const update: AssertionService['update'] = (actor, id, { note, archived }, expected) =>
    change(actor, id, expected, (_tx, row) => ({
      ...(note !== undefined && {
        sealedNote: note === null ? null : vault.seal(note, 'assertion-note'),
      }),
      ...(archived !== undefined && { archivedAt: archived ? (row.archivedAt ?? now()) : null }),
    }))

  return {
    create: async (tx, actor, input) => answer(await award(tx, deps, actor, input)),
    async get(actor, id) {
      const row = await assertionById(database.queries, id)
      if (row === undefined || hidden(actor, row)) throw notFound('assertion')
      return answer(row)
    },
    async list(actor, filter, request) {
      const issuerId = actor.issuerId ?? filter.issuerId
      if (filter.issuerId !== undefined && filter.issuerId !== issuerId) {
        return { data: [], nextCursor: null }
      }
      const only = issuerId === undefined ? filter : { ...filter, issuerId }
      return page((await listAssertions(database.queries, only, request)).map(toSummary), request)
    },
    update,
    async archive(actor, id, expected) {
      await update(actor, id, { archived: true }, expected)
    },
    revoke: (actor, id, reason, expected) =>
      change(actor, id, expected, (tx, row) =>
        row.revokedAt !== null ? null : record(tx, actor, row, 'revoked', reason),
      ),
    suspend: (actor, id, reason, expected) =>
      change(actor, id, expected, (tx, row) => {
        if (row.revokedAt !== null) throw conflict('It is revoked, which is for good.')
        if (row.purpose !== 'suspension') {
          throw conflict(
            'It cannot be suspended: its badge class was not suspendable when it was awarded.',
          )
        }
        return row.suspendedAt !== null ? null : record(tx, actor, row, 'suspended', reason)
      }),
    reinstate: (actor, id, expected) =>
      change(actor, id, expected, (tx, row) => {
        if (row.revokedAt !== null) throw conflict('It is revoked, which is for good.')
        return row.suspendedAt === null ? null : record(tx, actor, row, 'reinstated', 'Reinstated.')
      }),
    async statusHistory(actor, id) {
      const row = await assertionById(database.queries, id)
      if (row === undefined || hidden(actor, row)) throw notFound('assertion')
      const changes = await statusChangesOf(database.queries, id)
      return {
        data: changes.map(({ kind, sealedReason, actorId, at }) => ({
          kind: kind as StatusChangeKind,
          reason: vault.open(sealedReason, 'status-reason').toString(),
          actorId,
          at: rfc3339(at),
        })),
      }
    },
    credential: (publicId) => credentialByPublicId(database.queries, publicId),
  }
}

function statusOf(row: AssertionSummaryRow): AssertionSummary['status'] {
  if (row.revokedAt !== null) return 'revoked'
  return row.suspendedAt === null ? 'active' : 'suspended'
}

function hidden(actor: Actor, row: { issuerId: string }): boolean {
  return actor.issuerId !== null && actor.issuerId !== row.issuerId
}
