import { uuidv7 } from 'uuidv7'
import type { AssertionService } from '../assertions/index.ts'
import type { Transaction } from '../db/index.ts'
import { type Actor, type Created, conflict, notFound, Problem, rfc3339 } from '../http/index.ts'
import { type Identifier, type LearnerService, openIdentifier } from '../learners/index.ts'
import type {
  Answer,
  LearnerIdentifier,
  NewReissue,
  NewVerification,
  Reissue,
  Verification,
} from './schema.ts'
import {
  deleteVerificationsBefore,
  type IdentifierRow,
  identifiersKnownTo,
  insertVerification,
  lastVerified,
  removeIdentifier,
  type VerificationRow,
} from './store.ts'
import { answer, ask, type Questioned, type VerifyingDeps } from './verifying.ts'

/** Nobody has so many; lists of them stay short. */
const MOST = 50
const DAY_MS = 86_400_000

/** What learners are known by, one by one, and whether they have shown that it is theirs. */
export type LearnerIdentifierService = {
  list(actor: Actor, learnerId: string): Promise<LearnerIdentifier[]>
  /** @throws Problem 409 when it is another learner's, as far as the caller may know */
  add(
    tx: Transaction,
    actor: Actor,
    learnerId: string,
    identifier: Identifier,
  ): Promise<Created<LearnerIdentifier>>
  /** Takes an identifier away; for an issuer, from what that issuer knows. */
  remove(actor: Actor, learnerId: string, id: string): Promise<void>
  /** Asks the learner to show that an identifier is theirs. */
  ask(
    tx: Transaction,
    actor: Actor,
    learnerId: string,
    id: string,
    input: NewVerification,
  ): Promise<Created<Verification>>
  /** Takes the answer. @returns the identifier, verified */
  answer(
    actor: Actor,
    learnerId: string,
    id: string,
    verificationId: string,
    given: Answer,
  ): Promise<LearnerIdentifier>
  /** Takes the authority's word for it. */
  attest(actor: Actor, learnerId: string, id: string): Promise<LearnerIdentifier>
  /**
   * Has assertions of a learner issued again under one of the identifiers.
   * @throws Problem 409 for an identifier that is published and was not verified, and for an assertion
   *   that is out of use
   */
  reissue(
    tx: Transaction,
    actor: Actor,
    learnerId: string,
    input: NewReissue,
  ): Promise<Created<Reissue>>
  /** The job: deletes what is of no more use. */
  forget(): Promise<void>
}

/**
 * A {@link LearnerIdentifierService}; `presentedBy` says which DID stands behind a presentation.
 */
export function createLearnerIdentifierService(
  deps: VerifyingDeps & { learners: LearnerService; readdress: AssertionService['readdress'] },
): LearnerIdentifierService {
  const { database, vault, learners, now } = deps
  const opened = (row: IdentifierRow) => openIdentifier(vault, row.sealed)

  function present(row: IdentifierRow, verified: VerificationRow | undefined): LearnerIdentifier {
    const { type, value, authority = null } = opened(row)
    return {
      id: row.id,
      type,
      value,
      authority,
      verified:
        verified === undefined
          ? null
          : {
              method: verified.method as Verification['method'],
              at: rfc3339(verified.completedAt as Date),
            },
    }
  }

  async function known(actor: Actor, learnerId: string): Promise<IdentifierRow[]> {
    await learners.get(actor, learnerId)
    return identifiersKnownTo(database.queries, learnerId, actor.issuerId)
  }

  async function find(actor: Actor, learnerId: string, id: string): Promise<IdentifierRow> {
    const row = (await known(actor, learnerId)).find((one) => one.id === id)
    if (row === undefined) throw notFound('identifier', 'identifierId')
    return row
  }

  async function read(actor: Actor, row: IdentifierRow): Promise<LearnerIdentifier> {
    const verified = await lastVerified(database.queries, [row.id], actor.issuerId)
    return present(row, verified.get(row.id))
  }

  const question = (row: IdentifierRow, learnerId: string): Questioned => ({
    row,
    identifier: opened(row),
    learnerId,
  })

  return {
    async list(actor, learnerId) {
      const rows = await known(actor, learnerId)
      const ids = rows.map(({ id }) => id)
      const verified = await lastVerified(database.queries, ids, actor.issuerId)
      return rows.map((row) => present(row, verified.get(row.id)))
    },
    async add(tx, actor, learnerId, identifier) {
      const before = await known(actor, learnerId)
      if (before.length >= MOST) throw conflict('This learner has too many identifiers.')
      const { identifierId, isNew } = await learners.addIdentifier(tx, actor, learnerId, identifier)
      const row = (await identifiersKnownTo(tx, learnerId, actor.issuerId)).find(
        ({ id }) => id === identifierId,
      )
      if (row === undefined) {
        throw conflict('identifier is what you know another learner by.', 'identifier')
      }
      return { resource: present(row, undefined), revision: 1, isNew, unkept: true }
    },
    async remove(actor, learnerId, id) {
      const row = await find(actor, learnerId, id)
      await database.transaction((tx) => removeIdentifier(tx, row.id, actor.issuerId, now()))
    },
    async ask(tx, actor, learnerId, id, input) {
      const row = await find(actor, learnerId, id)
      const resource = await ask(tx, deps, actor, question(row, learnerId), input)
      return { resource, revision: 1, unkept: true }
    },
    async answer(actor, learnerId, id, verificationId, given) {
      const row = await find(actor, learnerId, id)
      await answer(deps, actor, question(row, learnerId), verificationId, given)
      return read(actor, row)
    },
    async attest(actor, learnerId, id) {
      const row = await find(actor, learnerId, id)
      const at = now()
      await insertVerification(database.queries, {
        id: uuidv7(),
        identifierId: row.id,
        blindIndex: row.blindIndex,
        issuerId: actor.issuerId,
        method: 'attestation',
        attemptsLeft: 0,
        createdAt: at,
        expiresAt: at,
        completedAt: at,
      })
      return read(actor, row)
    },
    async reissue(tx, actor, learnerId, { assertionIds, identifierId }) {
      const row = await find(actor, learnerId, identifierId)
      const { type, verified } = await read(actor, row)
      if (verified === null && (type === 'email' || type === 'did')) {
        throw conflict('The identifier has to be verified, for it is published.', 'identifierId')
      }
      const made = new Map<string, Reissue['assertions'][number]>()
      // In the order in which everybody locks several assertions.
      for (const id of assertionIds.toSorted()) {
        const field = `assertionIds[${assertionIds.indexOf(id)}]`
        const { resource } = await deps
          .readdress(tx, actor, id, { learnerId, recipient: opened(row) })
          .catch((error) => {
            throw aboutField(error, field)
          })
        const { id: newId, credentialUrl } = resource
        made.set(id, { id: newId, supersedes: id, credentialUrl })
      }
      const assertions = assertionIds.flatMap((id) => made.get(id) ?? [])
      return { resource: { id: uuidv7(), assertions }, revision: 1, unkept: true }
    },
    forget: () => deleteVerificationsBefore(database.queries, new Date(now().getTime() - DAY_MS)),
  }
}

/** The same, of the member of the request that it is about. */
function aboutField(error: unknown, field: string): unknown {
  if (!(error instanceof Problem)) return error
  if (error.problem === 'not-found') return notFound('assertion', field)
  return error.problem === 'conflict' && error.errors.length === 0
    ? conflict(error.message, field)
    : error
}
