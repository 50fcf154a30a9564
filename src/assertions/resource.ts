import { hostedUrls } from '../credentials/index.ts'
import {
  type Actor,
  type Created,
  conflict,
  lifecycleOf,
  notFound,
  rfc3339,
  type Versioned,
} from '../http/index.ts'
import type { Vault } from '../vault.ts'
import { credentialUrl } from './awarding.ts'
import type { Acceptance, Visibility } from './choice-schema.ts'
import { chosen } from './choice-store.ts'
import type { Assertion, AssertionSummary } from './schema.ts'
import type { AssertionRow, AssertionSummaryRow, KeptRow } from './store.ts'
import type { SupersessionKind } from './superseding-schema.ts'

/** Assertions as the API shows them. */
export type Presenter = {
  /** Without the credential. */
  summary(row: AssertionSummaryRow): AssertionSummary
  /** With it, and the revision that its ETag is made from. */
  whole(row: AssertionRow): Versioned<Assertion>
  /** The same as an answer, in which the credential stays the text that it is stored as. */
  created(row: KeptRow): Created<AssertionSummary>
}

/**
 * @param deps.vault - opens notes and reasons
 * @param deps.publicUrl - origin of the credentials' URLs
 */
export function createPresenter(deps: { vault: Vault; publicUrl: string }): Presenter {
  const { vault, publicUrl } = deps
  const opened = (sealed: Buffer | null, place: string): string | null =>
    sealed === null ? null : vault.open(sealed, place).toString()

  const summary: Presenter['summary'] = (row) => {
    const status = statusOf(row)
    const { acceptance, visibility } = chosen(row)
    const reason = opened(row.sealedStatusReason, 'status-reason')
    return {
      id: row.id,
      credentialUrl: credentialUrl(publicUrl, row.publicId),
      openBadges2Url: hostedUrls(publicUrl).assertion(row.publicId),
      status,
      acceptance: acceptance as Acceptance,
      visibility: visibility as Visibility,
      issuerId: row.issuerId,
      badgeClassId: row.badgeClassId,
      badgeClassVersion: row.version,
      learnerId: row.learnerId,
      validFrom: rfc3339(row.validFrom),
      validUntil: row.validUntil === null ? null : rfc3339(row.validUntil),
      supersedes: row.supersedesId,
      supersession: row.supersession as SupersessionKind | null,
      supersededBy: row.supersededById,
      revokedAt: row.revokedAt === null ? null : rfc3339(row.revokedAt),
      revocationReason: status === 'revoked' ? reason : null,
      suspendedAt: row.suspendedAt === null ? null : rfc3339(row.suspendedAt),
      suspensionReason: status === 'suspended' ? reason : null,
      note: opened(row.sealedNote, 'assertion-note'),
      erasedAt: row.erasedAt === null ? null : rfc3339(row.erasedAt),
      ...lifecycleOf(row),
    }
  }
  return {
    summary,
    whole: (row) => ({
      resource: {
        ...summary(row),
        credential: row.credential === null ? null : JSON.parse(row.credential),
        ...(row.erasedHash !== null && { credentialHash: row.erasedHash.toString('hex') }),
      },
      revision: row.revision,
    }),
    created: (row) => ({
      resource: summary(row),
      revision: row.revision,
      document: { member: 'credential', text: row.credential },
    }),
  }
}

function statusOf(row: AssertionSummaryRow): AssertionSummary['status'] {
  if (row.erasedAt !== null) return 'erased'
  if (row.revokedAt !== null) return 'revoked'
  return row.suspendedAt === null ? 'active' : 'suspended'
}

/**
 * The row, if there is one and the actor may know of it.
 * @throws Problem 404 otherwise
 */
export function visible<Row extends { issuerId: string; learnerId: string | null }>(
  actor: Actor,
  row: Row | undefined,
): Row {
  const isForeign = (own: string | null, other: string | null) => own !== null && own !== other
  if (
    row === undefined ||
    isForeign(actor.issuerId, row.issuerId) ||
    isForeign(actor.learnerId, row.learnerId)
  ) {
    throw notFound('assertion')
  }
  return row
}

/** An assertion as this caller may see it: the note is its issuer's, and not for the learner. */
export function seenBy<T extends AssertionSummary>({ learnerId }: Actor, assertion: T): T {
  return learnerId === null ? assertion : { ...assertion, note: null }
}

/**
 * The row, when its learner is still there.
 * @throws Problem 409 for one that was erased
 */
export function kept<Row extends AssertionRow>(row: Row): Row & KeptRow {
  if (row.learnerId === null || row.credential === null) {
    throw conflict('Its learner was erased: nothing can be awarded in its place.')
  }
  return row as Row & KeptRow
}
