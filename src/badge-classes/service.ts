import canonicalize from 'canonicalize'
import { uuidv7 } from 'uuidv7'
import type { badgeClasses, Database, Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import {
  type Actor,
  checkRevision,
  invalid,
  lifecycleOf,
  notFound,
  page,
  type ResourceService,
  rfc3339,
  type Versioned,
} from '../http/index.ts'
import { type ImageService, keepGeneratedBadge } from '../images/index.ts'
import { issuerById } from '../issuers/index.ts'
import { achievementUrl, badgeImageUrl } from './achievement.ts'
import { type Assessment, assessmentProblem } from './assessment.ts'
import { type Expiry, expiryProblem } from './expiry.ts'
import { completedAlignments } from './frameworks.ts'
import { lint } from './lint.ts'
import type {
  BadgeClass,
  BadgeClassPatch,
  BadgeClassVersion,
  Definition,
  NewBadgeClass,
} from './schema.ts'
import { followedStandards } from './standards.ts'
import {
  type Current,
  currentFor,
  insertBadgeClass,
  insertVersion,
  isEndorsed,
  listCurrent,
  lockCurrent,
  rewriteVersion,
  updateBadgeClass,
  type VersionRow,
  versionsOf,
} from './store.ts'

/**
 * Badge classes. Whatever would spoil a credential is refused when it is written, with the field
 * named. A badge class is changed in place while nobody was awarded it or asked to endorse it, and
 * gets a new version from then on.
 */
export type BadgeClassService = ResourceService<
  NewBadgeClass,
  BadgeClassPatch,
  BadgeClass,
  BadgeClass,
  { issuerId?: string }
> & {
  /** Every version, newest first. */
  versions(actor: Actor, id: string): Promise<BadgeClassVersion[]>
  /**
   * Makes a badge class of an issuer as another one is at this moment, and keeps which that was.
   *
   * @param as.draft - whether it is out of use until it is brought back
   * @returns its id
   */
  derive(
    tx: Transaction,
    source: Current,
    as: { issuerId: string; draft: boolean },
  ): Promise<string>
}

/**
 * @param deps.publicUrl - origin under which achievements are published
 */
export function createBadgeClassService(deps: {
  database: Database
  publicUrl: string
  now: () => Date
  images: Pick<ImageService, 'adopt'>
}): BadgeClassService {
  const { database, publicUrl, now, images } = deps

  const toVersion = (row: VersionRow): BadgeClassVersion => {
    const {
      standards = [],
      resultDescriptions = [],
      derivedFrom = null,
      ...definition
    } = row.definition as Definition
    return {
      version: row.number,
      imageUrl: badgeImageUrl(row, publicUrl),
      achievementUrl: achievementUrl(publicUrl, row.id),
      awarded: row.awardedAt !== null,
      ...definition,
      standardIds: standards.map(({ id }) => id),
      resultDescriptions,
      derivedFrom,
      createdAt: rfc3339(row.createdAt),
    }
  }
  const toBadgeClass = ({ badgeClass, version }: Current): BadgeClass => ({
    id: badgeClass.id,
    issuerId: badgeClass.issuerId,
    ...toVersion(version),
    suspendable: badgeClass.suspendable,
    expiry: badgeClass.expiry as Expiry | null,
    assessment: badgeClass.assessment as Assessment | null,
    hours: badgeClass.hours,
    ...lifecycleOf(badgeClass),
  })
  const changed = (current: Current): Versioned<BadgeClass> => ({
    resource: toBadgeClass(current),
    revision: current.badgeClass.revision,
  })

  /** Draws the badge of a version that has no image; null for one that has. */
  async function drawn(
    tx: Transaction,
    issuerId: string,
    { name, image, layer }: Definition,
  ): Promise<string | null> {
    if (image !== null) return null
    const issuerName = (await issuerById(tx, issuerId))?.name ?? ''
    const badge = { name, issuerName, layer: layer ?? undefined, colourSeed: issuerId }
    return keepGeneratedBadge(tx, badge, now())
  }

  /** A new badge class with its first version. */
  async function insertFirst(
    tx: Transaction,
    own: Pick<
      typeof badgeClasses.$inferInsert,
      'issuerId' | 'suspendable' | 'expiry' | 'assessment' | 'hours' | 'archivedAt'
    >,
    definition: Definition,
  ): Promise<Current> {
    const at = now()
    const id = uuidv7()
    const version = {
      id: uuidv7(),
      badgeClassId: id,
      number: 1,
      definition,
      generatedImageId: await drawn(tx, own.issuerId, definition),
      previousVersionId: null,
      createdAt: at,
    }
    await lint(version, publicUrl)
    const badgeClass = {
      id,
      ...own,
      currentVersionId: version.id,
      createdAt: at,
      updatedAt: at,
    }
    const { issuerId } = own
    recordEvents(tx, [{ type: 'badge-class.created', issuerId, subjectIds: [id] }])
    return insertBadgeClass(tx, badgeClass, version)
  }

  async function edit(
    tx: Transaction,
    { badgeClass, version }: Current,
    definition: Definition,
  ): Promise<VersionRow> {
    if (canonicalize(definition) === canonicalize(version.definition)) return version
    const url = achievementUrl(publicUrl, version.id)
    const generatedImageId = await drawn(tx, badgeClass.issuerId, definition)
    if (version.awardedAt === null && !(await isEndorsed(tx, url))) {
      await lint({ ...version, definition, generatedImageId }, publicUrl)
      return rewriteVersion(tx, version.id, { definition, generatedImageId })
    }
    const next = {
      id: uuidv7(),
      badgeClassId: badgeClass.id,
      number: version.number + 1,
      definition,
      generatedImageId,
      previousVersionId: version.id,
      createdAt: now(),
    }
    await lint(next, publicUrl)
    return insertVersion(tx, next)
  }

  async function change(
    actor: Actor,
    id: string,
    patch: BadgeClassPatch,
    expected: number[] | null,
  ): Promise<Current> {
    return database.transaction(async (tx) => {
      const current = await lockCurrent(tx, id)
      if (current === undefined || hidden(actor, current)) throw notFound('badge class')
      const { badgeClass, version } = current
      checkRevision(badgeClass.revision, expected)
      const {
        archived,
        suspendable = badgeClass.suspendable,
        expiry,
        assessment,
        hours = badgeClass.hours,
        standardIds,
        ...members
      } = patch
      const before = version.definition as Definition
      const definition = {
        ...before,
        ...members,
        ...(members.alignments !== undefined && {
          alignments: completedAlignments(members.alignments),
        }),
        ...(standardIds !== undefined && {
          standards: await followedStandards(tx, standardIds, before.standards),
        }),
      }
      const edited = await edit(tx, current, definition)
      const { issuerId } = badgeClass
      recordEvents(tx, [{ type: 'badge-class.changed', issuerId, subjectIds: [id] }])
      return {
        version: edited,
        badgeClass: await updateBadgeClass(tx, id, {
          currentVersionId: edited.id,
          suspendable,
          hours,
          ...(expiry !== undefined && { expiry: checkedExpiry(expiry) }),
          ...(assessment !== undefined && { assessment: checkedAssessment(assessment) }),
          updatedAt: now(),
          revision: badgeClass.revision + 1,
          ...(archived !== undefined && {
            archivedAt: archived ? (badgeClass.archivedAt ?? now()) : null,
          }),
        }),
      }
    })
  }

  async function find(actor: Actor, id: string): Promise<Current> {
    const current = await currentFor(database.queries, actor, id)
    if (current === undefined) throw notFound('badge class')
    return current
  }

  return {
    prepare: (_actor, input) => images.adopt(input),
    async create(tx, actor, input) {
      const {
        issuerId,
        suspendable = false,
        expiry = null,
        assessment = null,
        hours = null,
        standardIds = [],
        ...members
      } = input
      const visible = actor.issuerId === null || actor.issuerId === issuerId
      if (!visible || (await issuerById(tx, issuerId)) === undefined)
        throw notFound('issuer', 'issuerId')
      const definition: Definition = {
        achievementType: null,
        image: null,
        tags: [],
        layer: null,
        ...members,
        alignments: completedAlignments(members.alignments ?? []),
        standards: await followedStandards(tx, standardIds),
      }
      const own = {
        issuerId,
        suspendable,
        expiry: checkedExpiry(expiry),
        assessment: checkedAssessment(assessment),
        hours,
      }
      return changed(await insertFirst(tx, own, definition))
    },
    async derive(tx, { badgeClass, version }, { issuerId, draft }) {
      const { suspendable, expiry, assessment, hours } = badgeClass
      const derivedFrom = {
        badgeClassId: badgeClass.id,
        version: version.number,
        achievementUrl: achievementUrl(publicUrl, version.id),
      }
      const own = { issuerId, suspendable, expiry, assessment, hours }
      const definition = { ...(version.definition as Definition), derivedFrom }
      const made = await insertFirst(tx, { ...own, archivedAt: draft ? now() : null }, definition)
      return made.badgeClass.id
    },
    get: async (actor, id) => changed(await find(actor, id)),
    async list(actor, filter, request) {
      const issuerId = actor.issuerId ?? filter.issuerId ?? null
      if (filter.issuerId !== undefined && filter.issuerId !== issuerId) {
        return { data: [], nextCursor: null }
      }
      const rows = await listCurrent(
        database.queries,
        { issuerId, placeId: actor.placeId },
        request,
      )
      return page(rows.map(toBadgeClass), request)
    },
    async versions(actor, id) {
      await find(actor, id)
      return (await versionsOf(database.queries, id)).map(toVersion)
    },
    update: async (actor, id, patch, expected) => changed(await change(actor, id, patch, expected)),
    async archive(actor, id, expected) {
      await change(actor, id, { archived: true }, expected)
    },
  }
}

/** @throws Problem 400 naming the member that makes no sense */
function checkedExpiry(expiry: Expiry | null): Expiry | null {
  if (expiry === null) return null
  const problem = expiryProblem(expiry)
  if (problem !== null) throw invalid(problem)
  return { after: expiry.after, renewal: expiry.renewal ?? null }
}

/** @throws Problem 400 naming the member that makes no sense */
function checkedAssessment(assessment: Assessment | null): Assessment | null {
  const problem = assessment === null ? null : assessmentProblem(assessment)
  if (problem !== null) throw invalid(problem)
  return assessment
}

function hidden(actor: Actor, { badgeClass }: Current): boolean {
  return actor.issuerId !== null && actor.issuerId !== badgeClass.issuerId
}
