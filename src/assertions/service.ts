import type { Database, Transaction } from '../db/index.ts'
import {
  type Actor,
  checkRevision,
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
} from './schema.ts'
import {
  type AssertionRow,
  type AssertionSummaryRow,
  assertionById,
  credentialByPublicId,
  listAssertions,
  lockAssertion,
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
  revoke(actor: Actor, id: string, reason: string): Promise<Versioned<Assertion>>
  /** The signed document behind a public id, as it was signed; undefined when there is none. */
  credential(publicId: string): Promise<string | undefined>
}

export function createAssertionService(deps: Awarding & { database: Database }): AssertionService {
  const { database, vault, publicUrl, now } = deps
  const opened = (sealed: Buffer | null, place: string): string | null =>
    sealed === null ? null : vault.open(sealed, place).toString()

  const toSummary = (row: AssertionSummaryRow): AssertionSummary => ({
    id: row.id,
    credentialUrl: credentialUrl(publicUrl, row.publicId),
    status: row.revokedAt === null ? 'active' : 'revoked',
    issuerId: row.issuerId,
    badgeClassId: row.badgeClassId,
    badgeClassVersion: row.version,
    learnerId: row.learnerId,
    validFrom: rfc3339(row.validFrom),
    validUntil: row.validUntil === null ? null : rfc3339(row.validUntil),
    revokedAt: row.revokedAt === null ? null : rfc3339(row.revokedAt),
    revocationReason: opened(row.sealedRevocationReason, 'revocation-reason'),
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
    work: (tx: Transaction, row: AssertionRow) => Promise<Partial<AssertionRow> | null>,
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

  const update: AssertionService['update'] = (actor, id, { note, archived }, expected) =>
    change(actor, id, expected, async (_tx, row) => ({
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
    revoke: (actor, id, reason) =>
      change(actor, id, null, async (tx, row) => {
        if (row.revokedAt !== null) return null
        await bumpRevision(tx, row.statusListId)
        return {
          revokedAt: now(),
          revokedBy: actor.id,
          sealedRevocationReason: vault.seal(reason, 'revocation-reason'),
        }
      }),
    credential: (publicId) => credentialByPublicId(database.queries, publicId),
  }
}

function hidden(actor: Actor, row: { issuerId: string }): boolean {
  return actor.issuerId !== null && actor.issuerId !== row.issuerId
}
