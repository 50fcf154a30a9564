import type { Database, Queries, Transaction } from '../db/index.ts'
import {
  type Actor,
  checkRevision,
  invalid,
  lifecycleOf,
  notFound,
  page,
  type ResourceService,
  type Versioned,
} from '../http/index.ts'
import type { Vault } from '../vault.ts'
import { findOrMakeLearner, learnerToAward } from './finding.ts'
import {
  blindIndex,
  type Identifier,
  identifierProblem,
  normalise,
  openIdentifier,
} from './identifiers.ts'
import type { Learner, LearnerPatch, NewLearner } from './schema.ts'
import {
  dealingsByIdentifier,
  identifiersById,
  identifiersByIndex,
  identifiersOf,
  type LearnerRecord,
  learnerRecord,
  listLearnerRecords,
  noteDealing,
  updateLearnerRecord,
} from './store.ts'

/** Whom an award goes to: an identifier, or a learner that the caller already knows. */
export type Recipient = { recipient: Identifier } | { learnerId: string }

/**
 * Learners, each caller's own view of them: the platform's, or that of the issuer a key is bound
 * to. Creating finds or makes the learner with these identifiers; the platform is told which it
 * was, an issuer gets the same answer either way.
 */
export type LearnerService = ResourceService<NewLearner, LearnerPatch, Learner, Learner, object> & {
  /** The learner with this identifier, as far as the caller may know: none or one. */
  search(actor: Actor, identifier: Identifier): Promise<Learner[]>
  /**
   * The learner that an issuer awards to, found or made; notes that the issuer deals with them.
   * @returns the learner's id, and the e-mail address the award was made to, if it was one
   */
  recipientOf(
    tx: Transaction,
    actor: Actor,
    issuerId: string,
    recipient: Recipient,
  ): Promise<{ learnerId: string; email: string | null }>
}

export function createLearnerService(deps: {
  database: Database
  vault: Vault
  now: () => Date
}): LearnerService {
  const { database, vault, now } = deps

  async function toLearners(
    db: Queries,
    issuerId: string | null,
    records: LearnerRecord[],
  ): Promise<Learner[]> {
    if (records.length === 0) return []
    const rows =
      issuerId === null
        ? await identifiersOf(
            db,
            records.map(({ id }) => id),
          )
        : await identifiersById(
            db,
            records.flatMap(({ identifierIds }) => identifierIds ?? []),
          )
    const byId = new Map(rows.map((row) => [row.id, row]))
    return records.map((record) => {
      const own =
        record.identifierIds === null
          ? rows.filter(({ learnerId }) => learnerId === record.id)
          : record.identifierIds.flatMap((id) => byId.get(id) ?? [])
      return {
        id: record.id,
        identifiers: own.map(({ sealed }) => openIdentifier(vault, sealed)),
        displayName:
          record.sealedDisplayName === null
            ? null
            : vault.open(record.sealedDisplayName, 'display-name').toString(),
        ...lifecycleOf(record),
      }
    })
  }

  async function read(db: Queries, actor: Actor, id: string): Promise<Versioned<Learner>> {
    const record = await learnerRecord(db, id, actor.issuerId)
    const [resource] = record === undefined ? [] : await toLearners(db, actor.issuerId, [record])
    if (record === undefined || resource === undefined) throw notFound('learner')
    return { resource, revision: record.revision }
  }

  async function change(
    actor: Actor,
    id: string,
    patch: LearnerPatch,
    expected: number[] | null,
  ): Promise<Versioned<Learner>> {
    return database.transaction(async (tx) => {
      const record = await learnerRecord(tx, id, actor.issuerId, true)
      if (record === undefined) throw notFound('learner')
      checkRevision(record.revision, expected)
      const { displayName, archived } = patch
      await updateLearnerRecord(tx, id, actor.issuerId, {
        ...(displayName !== undefined && {
          sealedDisplayName: displayName === null ? null : vault.seal(displayName, 'display-name'),
        }),
        ...(archived !== undefined && {
          archivedAt: archived ? (record.archivedAt ?? now()) : null,
        }),
        updatedAt: now(),
        revision: record.revision + 1,
      })
      return read(tx, actor, id)
    })
  }

  return {
    async create(tx, actor, { identifiers, displayName = null }) {
      const checked = identifiers.map((identifier, position) =>
        checkedIdentifier(identifier, `identifiers[${position}]`),
      )
      const { learnerId, isNew } = await findOrMakeLearner(tx, {
        vault,
        at: now(),
        identifiers: withoutRepeats(checked),
        displayName,
        issuerId: actor.issuerId,
      })
      return { ...(await read(tx, actor, learnerId)), isNew: isNew || actor.issuerId !== null }
    },
    get: (actor, id) => read(database.queries, actor, id),
    async list(actor, _filter, request) {
      const records = await listLearnerRecords(database.queries, actor.issuerId, request)
      return page(await toLearners(database.queries, actor.issuerId, records), request)
    },
    async search(actor, identifier) {
      const index = blindIndex(vault, checkedIdentifier(identifier, 'identifier'))
      const db = database.queries
      const [row] = await identifiersByIndex(db, [index])
      if (row === undefined) return []
      const [dealing] =
        actor.issuerId === null ? [] : await dealingsByIdentifier(db, actor.issuerId, [row.id])
      if (actor.issuerId !== null && dealing === undefined) return []
      return [(await read(db, actor, dealing?.learnerId ?? row.learnerId)).resource]
    },
    update: change,
    async archive(actor, id, expected) {
      await change(actor, id, { archived: true }, expected)
    },
    async recipientOf(tx, actor, issuerId, recipient) {
      if ('learnerId' in recipient) {
        const { learnerId } = recipient
        if ((await learnerRecord(tx, learnerId, actor.issuerId)) === undefined) {
          throw notFound('learner', 'learnerId')
        }
        const dealing = { issuerId, learnerId, identifierIds: [], sealedDisplayName: null }
        await noteDealing(tx, { ...dealing, at: now() })
        return { learnerId, email: null }
      }
      const identifier = checkedIdentifier(recipient.recipient, 'recipient')
      const learnerId = await learnerToAward(tx, {
        vault,
        at: now(),
        identifier,
        issuerId,
        actorIssuerId: actor.issuerId,
      })
      return { learnerId, email: identifier.type === 'email' ? identifier.value : null }
    },
  }
}

/** @throws Problem 400 naming the member of `path` that is wrong */
function checkedIdentifier(identifier: Identifier, path: string): Identifier {
  const problem = identifierProblem(identifier, path)
  if (problem !== null) throw invalid(problem)
  return normalise(identifier)
}

function withoutRepeats(identifiers: Identifier[]): Identifier[] {
  return [
    ...new Map(
      identifiers.map((one) => [JSON.stringify([one.type, one.authority, one.value]), one]),
    ).values(),
  ]
}
