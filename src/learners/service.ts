import type { Database, Queries, Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import {
  type Actor,
  checkRevision,
  holdToLearner,
  invalid,
  lifecycleOf,
  notFound,
  Problem,
  page,
  type ResourceService,
  rfc3339,
  type Versioned,
} from '../http/index.ts'
import type { Vault } from '../vault.ts'
import { acceptedIdentifier, checkedIdentifier, rulesForCards } from './accepting.ts'
import { type Added, addForIssuer, addForPlatform } from './adding.ts'
import { type Asked, areKnown, type Met, sealedIdentifiersOf } from './award-store.ts'
import { learnersIfAwarded, learnersToAward, type Wanted } from './awarding.ts'
import { findOrMakeLearner } from './finding.ts'
import { type Holder, holderOf } from './holder.ts'
import { identifiersById, identifiersOf, identifiersOfDealings } from './identifier-store.ts'
import { blindIndex, type Identifier, openIdentifier } from './identifiers.ts'
import { chooseLanguage, noteLanguage } from './language.ts'
import type { Learner, LearnerPatch, NewLearner } from './schema.ts'
import {
  type LearnerRecord,
  learnerRecord,
  listLearnerRecords,
  updateLearnerRecord,
} from './store.ts'
import { survivorOf } from './survivor-store.ts'

/**
 * Learners, each caller's own view of them: the platform's, or that of the issuer a key is bound
 * to. Creating finds or makes the learner with these identifiers; the platform is told which it
 * was, an issuer gets the same answer either way.
 */
export type LearnerService = ResourceService<NewLearner, LearnerPatch, Learner, Learner, object> & {
  /** The learner with this identifier, as far as the caller may know: none or one. */
  search(actor: Actor, identifier: Identifier): Promise<Learner[]>
  /** Who is known by the identifier with this index: to an issuer, or with null to the platform. */
  holderOf(db: Queries, issuerId: string | null, index: Buffer): Promise<Holder | undefined>
  /** Which of these learners the asking can know of, in their order. */
  areKnown(tx: Queries, asked: readonly Asked[]): Promise<boolean[]>
  /**
   * The learners of a set of awards, found or made; notes that the issuers deal with them.
   * @returns each award's learner, in their order
   */
  toAward(tx: Transaction, wanted: readonly Wanted[]): Promise<Met[]>
  /** The id of each award's learner, without making any; undefined for those new to the caller. */
  ifAwarded(db: Queries, wanted: readonly Wanted[]): Promise<(string | undefined)[]>
  /**
   * Adds an identifier to a learner, as far as the caller can say so.
   * @throws Problem 409 when it is another learner's
   */
  addIdentifier(
    tx: Transaction,
    actor: Actor,
    learnerId: string,
    identifier: Identifier,
  ): Promise<Added>
  /** What these learners are known by, as far as the caller may know; all in one list. */
  identifiersOf(db: Queries, actor: Actor, learnerIds: string[]): Promise<Identifier[]>
  /** What each of these learners is known by, as far as the asking may know, in their order. */
  identifiersOfEach(tx: Queries, asked: readonly Asked[]): Promise<Identifier[][]>
}

/** A {@link LearnerService}: everything that deals with learners finds them through it. */
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
        language: record.language,
        claimed: record.claimedAt === null ? null : { at: rfc3339(record.claimedAt) },
        ...lifecycleOf(record),
      }
    })
  }

  async function read(db: Queries, actor: Actor, id: string): Promise<Versioned<Learner>> {
    holdToLearner(actor, id)
    const record = await learnerRecord(db, id, actor.issuerId)
    const [resource] = record === undefined ? [] : await toLearners(db, actor.issuerId, [record])
    if (record === undefined || resource === undefined) throw await missing(db, actor, id)
    return { resource, revision: record.revision }
  }

  /** A learner who was merged is not there; whoever knows the survivor is told so. */
  async function missing(db: Queries, actor: Actor, id: string): Promise<Problem> {
    const survivor = await survivorOf(db, id)
    const known = survivor && (await learnerRecord(db, survivor, actor.issuerId))
    if (known === undefined) return notFound('learner')
    const detail = `This learner was merged into the learner ${survivor}.`
    return new Problem('not-found', detail, {
      headers: { link: `</v1/learners/${survivor}>; rel="successor-version"` },
      errors: [{ field: 'id', detail }],
    })
  }

  async function change(
    actor: Actor,
    id: string,
    patch: LearnerPatch,
    expected: number[] | null,
  ): Promise<Versioned<Learner>> {
    holdToLearner(actor, id)
    if (actor.learnerId !== null) refuseAllButLanguage(patch)
    return database.transaction(async (tx) => {
      const record = await learnerRecord(tx, id, actor.issuerId, true)
      if (record === undefined) throw notFound('learner')
      checkRevision(record.revision, expected)
      const { displayName, archived, language } = patch
      recordEvents(tx, [{ type: 'learner.changed', issuerId: actor.issuerId, subjectIds: [id] }])
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
      if (language !== undefined) {
        const note = { learnerId: id, issuerId: actor.issuerId, language }
        if (actor.learnerId === null) await noteLanguage(tx, { ...note, replaces: true })
        else await chooseLanguage(tx, note)
      }
      return read(tx, actor, id)
    })
  }

  return {
    async create(tx, actor, { identifiers, displayName = null, language = null }) {
      const rules = await rulesForCards(tx, actor.issuerId, identifiers)
      const checked = identifiers.map((identifier, position) =>
        checkedIdentifier(identifier, `identifiers[${position}]`, rules),
      )
      const { learnerId, isNew } = await findOrMakeLearner(tx, {
        vault,
        at: now(),
        identifiers: withoutRepeats(checked),
        displayName,
        issuerId: actor.issuerId,
      })
      await noteLanguage(tx, { learnerId, issuerId: actor.issuerId, language, replaces: false })
      if (isNew) {
        recordEvents(tx, [
          { type: 'learner.created', issuerId: actor.issuerId, subjectIds: [learnerId] },
        ])
      }
      return { ...(await read(tx, actor, learnerId)), isNew: isNew || actor.issuerId !== null }
    },
    get: (actor, id) => read(database.queries, actor, id),
    async list(actor, _filter, request) {
      const records = await listLearnerRecords(database.queries, actor.issuerId, request)
      return page(await toLearners(database.queries, actor.issuerId, records), request)
    },
    async search(actor, identifier) {
      const db = database.queries
      const sought = await acceptedIdentifier(db, actor.issuerId, identifier, 'identifier')
      const index = blindIndex(vault, sought)
      const holder = await holderOf(db, actor.issuerId, index)
      return holder === undefined ? [] : [(await read(db, actor, holder.learnerId)).resource]
    },
    holderOf,
    update: change,
    async archive(actor, id, expected) {
      await change(actor, id, { archived: true }, expected)
    },
    async addIdentifier(tx, { issuerId }, learnerId, given) {
      const identifier = await acceptedIdentifier(tx, issuerId, given, 'identifier')
      const adding = { vault, at: now(), learnerId, identifier }
      return issuerId === null
        ? addForPlatform(tx, adding)
        : addForIssuer(tx, { ...adding, issuerId })
    },
    areKnown,
    ifAwarded: (db, wanted) => learnersIfAwarded(db, vault, wanted),
    toAward: (tx, wanted) => learnersToAward(tx, { vault, at: now() }, wanted),
    async identifiersOf(db, { issuerId }, learnerIds) {
      const rows =
        issuerId === null
          ? await identifiersOf(db, learnerIds)
          : await identifiersOfDealings(db, issuerId, learnerIds)
      return rows.map(({ sealed }) => openIdentifier(vault, sealed))
    },
    async identifiersOfEach(tx, asked) {
      const each = await sealedIdentifiersOf(tx, asked)
      return each.map((all) => all.map((sealed) => openIdentifier(vault, sealed)))
    },
  }
}

/** @throws Problem 400 naming what is not a learner's to change */
function refuseAllButLanguage(patch: LearnerPatch): void {
  const [field] = Object.keys(patch).filter((name) => name !== 'language')
  if (field === undefined) return
  throw invalid({ field, detail: `${field} is noted by others: a learner changes the language.` })
}

function withoutRepeats(identifiers: Identifier[]): Identifier[] {
  return [
    ...new Map(
      identifiers.map((one) => [JSON.stringify([one.type, one.authority, one.value]), one]),
    ).values(),
  ]
}
