import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import {
  assertionChoices,
  assertions,
  credentialJwts,
  learnerDealings,
  type Queries,
  statusChanges,
  type Transaction,
} from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import { Problem, rfc3339 } from '../http/index.ts'
import type { LearnerPart, PartDocument } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import { createPresenter } from './resource.ts'
import { statusChangesOf } from './status-store.ts'
import { type AssertionRow, assertionById } from './store.ts'

/** How a credential is written besides the document that was signed. */
export type OtherForms = {
  /** As a VC-JWT; undefined where there is none. @throws Problem while its issuer cannot sign one */
  jwt(publicId: string): Promise<string | undefined>
  /** The picture of the badge with a document baked into it. */
  bake(credential: string, format: 'png' | 'svg'): Promise<Uint8Array>
}

/** How many assertions are looked up at once. */
const PAGE = 100

/** What was awarded to a learner: in every form in the export; a tombstone after the erasure. */
export function createAssertionsPart(deps: {
  vault: Vault
  publicUrl: string
  forms: OtherForms
}): LearnerPart {
  const { vault, forms } = deps
  const presenter = createPresenter(deps)

  async function* documents(
    db: Queries,
    learnerId: string,
    issuerId: string | null = null,
  ): AsyncGenerator<PartDocument> {
    for await (const id of idsOf(db, learnerId, issuerId)) {
      const row = await assertionById(db, id)
      if (row !== undefined) yield* filesOf(db, row)
    }
  }

  async function* filesOf(db: Queries, row: AssertionRow): AsyncGenerator<PartDocument> {
    const path = (name: string) => `${row.publicId}/${name}`
    const { credential, ...award } = presenter.whole(row).resource
    const history = await statusChangesOf(db, row.id)
    yield {
      path: path('award.json'),
      content: {
        ...award,
        statusHistory: history.map(({ kind, sealedReason, at }) => ({
          kind,
          reason: sealedReason && vault.open(sealedReason, 'status-reason').toString(),
          at: rfc3339(at),
        })),
      },
    }
    if (row.credential === null || credential === null) return
    yield { path: path('credential.json'), content: row.credential }
    const jwt = await jwtOf(row.publicId)
    if (jwt !== undefined) yield { path: path('credential.jwt'), content: jwt }
    for (const format of ['png', 'svg'] as const) {
      const picture = await forms.bake(row.credential, format)
      yield { path: path(`badge.${format}`), content: Buffer.from(picture) }
    }
  }

  async function jwtOf(publicId: string): Promise<string | undefined> {
    try {
      return await forms.jwt(publicId)
    } catch (error) {
      // The credential itself is there, and says as much.
      if (error instanceof Problem) return undefined
      throw error
    }
  }

  return {
    name: 'assertions',
    readWith: 'assertions:read',
    documents: (db, learnerId) => documents(db, learnerId),
    documentsForIssuer: documents,
    async move(tx, from, to, at) {
      await tx.execute(sql`
        insert into learner_dealings (issuer_id, learner_id, identifier_ids, created_at, updated_at)
        select distinct issuer_id, ${to}::uuid, '{}'::uuid[], ${at}::timestamptz, ${at}::timestamptz
        from assertions where learner_id = ${from} order by issuer_id
        on conflict do nothing`)
      const moved = await tx
        .update(assertions)
        .set({ learnerId: to, updatedAt: at, revision: sql`${assertions.revision} + 1` })
        .where(eq(assertions.learnerId, from))
        .returning({ id: assertions.id })
      return moved.map(({ id }) => id)
    },
    async moveBack(tx, moved, from, to, at) {
      await tx
        .update(assertions)
        .set({ learnerId: from, updatedAt: at, revision: sql`${assertions.revision} + 1` })
        .where(
          and(
            sql`${assertions.id} = any(${sql.param(moved)}::uuid[])`,
            eq(assertions.learnerId, to),
            // Where an issuer deals with nobody any more there is no way back.
            inArray(
              assertions.issuerId,
              tx
                .select({ id: learnerDealings.issuerId })
                .from(learnerDealings)
                .where(eq(learnerDealings.learnerId, from)),
            ),
          ),
        )
    },
    erase,
  }
}

/** Leaves of each assertion what its issuer accounts for, and of its document the hash. */
async function erase(tx: Transaction, learnerId: string, at: Date): Promise<void> {
  const locked = await tx
    .select({ id: assertions.id, issuerId: assertions.issuerId })
    .from(assertions)
    .where(eq(assertions.learnerId, learnerId))
    .orderBy(asc(assertions.id))
    // Also against whoever is about to refer to one of them.
    .for('update')
  if (locked.length === 0) return
  const ids = sql`${sql.param(locked.map(({ id }) => id))}::uuid[]`
  await tx.delete(assertionChoices).where(sql`${assertionChoices.assertionId} = any(${ids})`)
  await tx.delete(credentialJwts).where(sql`${credentialJwts.assertionId} = any(${ids})`)
  await tx
    .update(statusChanges)
    .set({ sealedReason: null })
    .where(sql`${statusChanges.assertionId} = any(${ids})`)
  await tx
    .update(assertions)
    .set({
      learnerId: null,
      credential: null,
      templateId: null,
      templateValues: null,
      credentialHash: sql`coalesce(${assertions.credentialHash}, sha256(convert_to(${assertions.credential}, 'UTF8')))`,
      sealedNote: null,
      sealedStatusReason: null,
      erasedAt: at,
      updatedAt: at,
      revision: sql`${assertions.revision} + 1`,
    })
    .where(sql`${assertions.id} = any(${ids})`)
  recordEvents(
    tx,
    [...Map.groupBy(locked, ({ issuerId }) => issuerId)].map(([issuerId, erased]) => ({
      type: 'assertion.erased',
      issuerId,
      subjectIds: erased.map(({ id }) => id),
    })),
  )
}

/** The ids of what was awarded to a learner, oldest first. */
async function* idsOf(db: Queries, learnerId: string, issuerId: string | null) {
  for (let after: string | undefined; ; ) {
    const rows = await db
      .select({ id: assertions.id })
      .from(assertions)
      .where(
        and(
          eq(assertions.learnerId, learnerId),
          issuerId === null ? undefined : eq(assertions.issuerId, issuerId),
          after === undefined ? undefined : gt(assertions.id, after),
        ),
      )
      .orderBy(asc(assertions.id))
      .limit(PAGE)
    for (const { id } of rows) yield id
    after = rows.at(-1)?.id
    if (rows.length < PAGE) return
  }
}
