import type { Database, Queries, Transaction } from '../db/index.ts'
import { createGathering } from '../gathering.ts'
import {
  type Actor,
  type Created,
  Problem,
  page,
  type ResourceService,
  type Together,
} from '../http/index.ts'
import type { Identifier } from '../learners/index.ts'
import type { Withdrawals } from '../withdrawals/index.ts'
import { type Awardables, award, awardablesOf, awardMany } from './award.ts'
import {
  type Assessment,
  awardRows,
  type BulkAward,
  createAssessment,
  type RowOutcome,
  type RowsToAward,
} from './award-rows.ts'
import type { NewAssertion } from './award-schema.ts'
import { createAwardableFinder } from './awardables.ts'
import { type Awarding, credentialUrl } from './awarding.ts'
import { changeAssertion } from './change.ts'
import { type ChoiceOperations, createChoiceOperations } from './choices.ts'
import { type LearnerAndBadge, lockLasting } from './duplicate-store.ts'
import { type ReissueBatch, reissue } from './reissue.ts'
import { countStanding } from './reissue-store.ts'
import { createPresenter, seenBy, visible } from './resource.ts'
import type { Assertion, AssertionFilter, AssertionPatch, AssertionSummary } from './schema.ts'
import { createStatusOperations, type StatusOperations } from './status.ts'
import {
  assertionById,
  assertionByPublicId,
  credentialById,
  credentialsByPublicId,
  listAssertions,
} from './store.ts'
import { correct, readdress, renew } from './superseding.ts'
import type { Correction, Renewal } from './superseding-schema.ts'

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
> &
  StatusOperations &
  ChoiceOperations & {
    /**
     * Awards again what was awarded wrongly, and revokes the wrong one.
     * @returns the new assertion
     * @throws Problem 409 when it is revoked, suspended or superseded
     */
    correct(
      tx: Transaction,
      actor: Actor,
      id: string,
      input: Correction,
    ): Promise<Created<Assertion>>
    /**
     * Awards again for another period what is about to end or has just ended.
     * @returns the new assertion
     * @throws Problem 409 when it cannot be renewed, at this time or at all
     */
    renew(tx: Transaction, actor: Actor, id: string, input: Renewal): Promise<Created<Assertion>>
    /** Awards again under another identifier of the same learner; see `readdress`. */
    readdress(
      tx: Transaction,
      actor: Actor,
      id: string,
      to: { learnerId: string; recipient: Identifier },
    ): Promise<Created<Assertion>>
    /**
     * The assertion of a badge class that a learner has, neither revoked nor expired: for awards that
     * are not to be made twice. Others who ask the same wait until the transaction ends.
     */
    lasting(tx: Transaction, of: LearnerAndBadge): Promise<string | undefined>
    /** How many assertions that a key signed still stand, neither revoked nor superseded. */
    countSignedBy(db: Queries, issuerKeyId: string): Promise<number>
    /** Issues some of them again, signed by the issuer's present key; see `reissue`. */
    reissue(tx: Transaction, batch: ReissueBatch): ReturnType<typeof reissue>
    /**
     * Awards many rows in one transaction; see `awardRows`.
     * @returns what became of each, in their order
     */
    awardRows(tx: Transaction, options: RowsToAward): Promise<RowOutcome[]>
    /** Begins to look at the rows of one file without awarding; see `Assessment`. */
    assessment(options: BulkAward): Assessment
    /** The assertion whose credential has this URL; undefined where the actor may know of none. */
    atAddress(actor: Actor, url: string): Promise<Assertion | undefined>
    /**
     * The signed document behind a public id, as it was signed; null when it was erased, undefined
     * when there is none, or it is hidden or declined.
     */
    credential(publicId: string): Promise<string | null | undefined>
  }

/** About as long as a few readers take to be answered: those who ask on ask together again. */
const READERS_LINGER_MS = 2

/** An {@link AssertionService}: single awards, those of batches, and all that becomes of them. */
export function createAssertionService(
  given: Omit<Awarding, 'findAwardable'> & {
    database: Database
    withdrawals: Pick<Withdrawals, 'announce' | 'forget'>
  },
): AssertionService {
  const deps = { ...given, findAwardable: createAwardableFinder() }
  const { database, vault, now } = deps
  const presenter = createPresenter(deps)
  // Readers who come at the same time share one question to the database.
  const published = createGathering<string, string | null | undefined>({
    async carryOut(publicIds) {
      const found = await credentialsByPublicId(database.queries, publicIds)
      return publicIds.map((id) => ({ status: 'fulfilled', value: found.get(id) }))
    },
    largest: 64,
    abreast: 2,
    most: 4,
    lingerMs: READERS_LINGER_MS,
  })

  const update: AssertionService['update'] = (actor, id, { note, archived }, expected) =>
    changeAssertion(deps, actor, id, expected, (_tx, row) => ({
      ...(note !== undefined && {
        sealedNote: note === null ? null : vault.seal(note, 'assertion-note'),
      }),
      ...(archived !== undefined && { archivedAt: archived ? (row.archivedAt ?? now()) : null }),
    })).then(presenter.whole)

  const together: Together<NewAssertion, Awardables> = {
    lookUp: (tx, requests) => awardablesOf(deps.findAwardable, tx, requests),
    async create(tx, requests, awardables) {
      const made = await awardMany(tx, deps, requests, awardables)
      return made.map((row) => (row instanceof Problem ? row : presenter.created(row)))
    },
    document: credentialById,
  }

  return {
    create: async (tx, actor, input) => presenter.whole(await award(tx, deps, actor, input)),
    together,
    async get(actor, id) {
      const row = visible(actor, await assertionById(database.queries, id))
      const { resource, revision } = presenter.whole(row)
      return { resource: seenBy(actor, resource), revision }
    },
    async list(actor, filter, request) {
      const issuerId = actor.issuerId ?? filter.issuerId
      const learnerId = actor.learnerId ?? filter.learnerId
      const isBeyond =
        (filter.issuerId !== undefined && filter.issuerId !== issuerId) ||
        (filter.learnerId !== undefined && filter.learnerId !== learnerId)
      if (isBeyond) return { data: [], nextCursor: null }
      const only = {
        ...filter,
        ...(issuerId !== undefined && { issuerId }),
        ...(learnerId !== undefined && { learnerId }),
      }
      const rows = await listAssertions(database.queries, only, request)
      return page(
        rows.map((row) => seenBy(actor, presenter.summary(row))),
        request,
      )
    },
    update,
    async archive(actor, id, expected) {
      await update(actor, id, { archived: true }, expected)
    },
    ...createStatusOperations(deps, presenter),
    ...createChoiceOperations(deps, presenter),
    correct: async (tx, actor, id, input) =>
      presenter.whole(await correct(tx, deps, actor, id, input)),
    renew: async (tx, actor, id, input) => presenter.whole(await renew(tx, deps, actor, id, input)),
    readdress: async (tx, actor, id, to) =>
      presenter.whole(await readdress(tx, deps, actor, id, to)),
    lasting: (tx, of) => lockLasting(tx, of, now()),
    countSignedBy: countStanding,
    reissue: (tx, batch) => reissue(tx, deps, batch),
    awardRows: (tx, options) => awardRows(tx, deps, options),
    assessment: (options) => createAssessment(deps, options),
    async atAddress(actor, url) {
      const publicId = url.slice(credentialUrl(deps.publicUrl, '').length)
      const row = await assertionByPublicId(database.queries, publicId)
      const isTheirs = actor.issuerId === null || actor.issuerId === row?.issuerId
      return row && isTheirs && url === credentialUrl(deps.publicUrl, publicId)
        ? presenter.whole(row).resource
        : undefined
    },
    credential: published,
  }
}
