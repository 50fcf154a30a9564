import { and, asc, eq, inArray, notExists, sql } from 'drizzle-orm'
import {
  assertions,
  learnerDealings,
  learnerIdentifiers,
  learners,
  type Transaction,
} from '../db/index.ts'
import type { Vault } from '../vault.ts'

/** A display name that can be sealed anew: what is kept of a merge is sealed as a whole. */
type Named = { displayName: string | null }
type Times = { createdAt: string; updatedAt: string; revision: number; archivedAt: string | null }

/** The learner who was merged, as it takes to make the record again. */
export type MovedSelf = {
  learner: Named & Times & { originIssuerId: string | null }
  identifierIds: string[]
  dealings: (Named &
    Times & {
      issuerId: string
      identifierIds: string[]
      /** What came to the survivor's dealing by this: all of it, or its name. */
      made: boolean
      named: boolean
    })[]
}

const PLACE = 'display-name'

/** Locks both learners, and what issuers know of them: awards to either wait. @returns how many there are */
export async function lockBoth(tx: Transaction, ids: [string, string]): Promise<number> {
  const rows = await tx
    .select({ id: learners.id })
    .from(learners)
    .where(inArray(learners.id, ids))
    .orderBy(asc(learners.id))
    .for('update')
  await tx
    .select({ id: learnerDealings.issuerId })
    .from(learnerDealings)
    .where(inArray(learnerDealings.learnerId, ids))
    .orderBy(asc(learnerDealings.learnerId), asc(learnerDealings.issuerId))
    .for('update')
  return rows.length
}

/** Gives identifiers and dealings of one locked learner to another. Their dealings stay for `leave`. */
export async function moveSelf(
  tx: Transaction,
  vault: Vault,
  from: string,
  to: string,
  at: Date,
): Promise<MovedSelf> {
  const opened = (sealed: Buffer | null) =>
    sealed === null ? null : vault.open(sealed, PLACE).toString()
  const [learner] = await tx.select().from(learners).where(eq(learners.id, from))
  if (learner === undefined) throw new Error('There is no such learner to be merged.')
  const own = await tx.select().from(learnerDealings).where(eq(learnerDealings.learnerId, from))
  const theirs = await tx.select().from(learnerDealings).where(eq(learnerDealings.learnerId, to))
  const dealings: MovedSelf['dealings'] = []
  // First, so that no identifier is of two dealings of an issuer at once.
  await tx
    .update(learnerDealings)
    .set({ identifierIds: [] })
    .where(eq(learnerDealings.learnerId, from))
  for (const { issuerId, identifierIds, sealedDisplayName, ...row } of own) {
    const there = theirs.find((one) => one.issuerId === issuerId)
    await tx
      .insert(learnerDealings)
      .values({
        issuerId,
        learnerId: to,
        identifierIds,
        sealedDisplayName,
        createdAt: at,
        updatedAt: at,
      })
      .onConflictDoUpdate({
        target: [learnerDealings.issuerId, learnerDealings.learnerId],
        set: {
          identifierIds: sql`${learnerDealings.identifierIds} || excluded.identifier_ids`,
          sealedDisplayName: sql`coalesce(${learnerDealings.sealedDisplayName}, excluded.sealed_display_name)`,
          updatedAt: at,
          revision: sql`${learnerDealings.revision} + 1`,
        },
      })
    dealings.push({
      issuerId,
      identifierIds,
      displayName: opened(sealedDisplayName),
      ...times(row),
      made: there === undefined,
      named: there !== undefined && there.sealedDisplayName === null && sealedDisplayName !== null,
    })
  }
  const moved = await tx
    .update(learnerIdentifiers)
    .set({ learnerId: to })
    .where(eq(learnerIdentifiers.learnerId, from))
    .returning({ id: learnerIdentifiers.id })
  await tx
    .update(learners)
    .set({ updatedAt: at, revision: sql`${learners.revision} + 1` })
    .where(eq(learners.id, to))
  return {
    learner: {
      originIssuerId: learner.originIssuerId,
      displayName: opened(learner.sealedDisplayName),
      ...times(learner),
    },
    identifierIds: moved.map(({ id }) => id),
    dealings,
  }
}

/**
 * Ends the record of a learner whose everything was given away. Whatever was forgotten refers to it
 * still, and then this fails.
 */
export async function leave(tx: Transaction, id: string): Promise<void> {
  await tx.delete(learnerDealings).where(eq(learnerDealings.learnerId, id))
  await tx.delete(learners).where(eq(learners.id, id))
}

/** Makes the record of a merged learner again, with what came from it and is still there. */
export async function restoreSelf(
  tx: Transaction,
  vault: Vault,
  { learner, identifierIds, dealings }: MovedSelf,
  { from, to, at }: { from: string; to: string; at: Date },
): Promise<void> {
  const sealed = (name: string | null) => (name === null ? null : vault.seal(name, PLACE))
  await tx.insert(learners).values({
    id: from,
    originIssuerId: learner.originIssuerId,
    sealedDisplayName: sealed(learner.displayName),
    ...restored(learner, at),
  })
  await tx
    .update(learnerIdentifiers)
    .set({ learnerId: from })
    .where(
      and(
        sql`${learnerIdentifiers.id} = any(${sql.param(identifierIds)}::uuid[])`,
        eq(learnerIdentifiers.learnerId, to),
      ),
    )
  for (const dealing of dealings) {
    const ofSurvivor = and(
      eq(learnerDealings.issuerId, dealing.issuerId),
      eq(learnerDealings.learnerId, to),
    )
    const [there] = await tx.select().from(learnerDealings).where(ofSurvivor)
    const held = new Set(there?.identifierIds ?? [])
    const back = dealing.identifierIds.filter((id) => held.has(id))
    await tx
      .update(learnerDealings)
      .set({
        identifierIds: (there?.identifierIds ?? []).filter((id) => !back.includes(id)),
        ...((dealing.named || dealing.made) && { sealedDisplayName: null }),
        updatedAt: at,
        revision: sql`${learnerDealings.revision} + 1`,
      })
      .where(ofSurvivor)
    await tx.insert(learnerDealings).values({
      issuerId: dealing.issuerId,
      learnerId: from,
      identifierIds: back,
      sealedDisplayName: sealed(dealing.displayName),
      ...restored(dealing, at),
    })
  }
  await tx
    .update(learners)
    .set({ updatedAt: at, revision: sql`${learners.revision} + 1` })
    .where(eq(learners.id, to))
}

/** Takes the survivor's dealings away that only the merge had made, where nothing was awarded since. */
export async function tidySurvivor(
  tx: Transaction,
  { dealings }: MovedSelf,
  to: string,
): Promise<void> {
  const made = dealings.filter(({ made }) => made).map(({ issuerId }) => issuerId)
  if (made.length === 0) return
  await tx.delete(learnerDealings).where(
    and(
      eq(learnerDealings.learnerId, to),
      inArray(learnerDealings.issuerId, made),
      eq(learnerDealings.identifierIds, []),
      notExists(
        tx
          .select({ id: assertions.id })
          .from(assertions)
          .where(
            and(
              eq(assertions.issuerId, learnerDealings.issuerId),
              eq(assertions.learnerId, learnerDealings.learnerId),
            ),
          ),
      ),
    ),
  )
}

function times(row: {
  createdAt: Date
  updatedAt: Date
  revision: number
  archivedAt: Date | null
}): Times {
  const { createdAt, updatedAt, revision, archivedAt } = row
  return {
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    revision,
    archivedAt: archivedAt?.toISOString() ?? null,
  }
}

function restored({ createdAt, revision, archivedAt }: Times, at: Date) {
  return {
    createdAt: new Date(createdAt),
    updatedAt: at,
    revision: revision + 1,
    archivedAt: archivedAt === null ? null : new Date(archivedAt),
  }
}
