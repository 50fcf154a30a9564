import { and, asc, eq, gt, inArray, isNotNull, lt, ne, type SQL } from 'drizzle-orm'
import { bouncedAddresses, mailMessages, type Queries } from '../db/index.ts'
import type { PageRequest } from '../http/index.ts'
import type { MailState } from './states.ts'

export type MessageRow = typeof mailMessages.$inferSelect
export type BounceRow = typeof bouncedAddresses.$inferSelect

/** @returns whether there was none with this id */
export async function insertMessage(
  db: Queries,
  row: typeof mailMessages.$inferInsert,
): Promise<boolean> {
  const { rowCount } = await db.insert(mailMessages).values(row).onConflictDoNothing()
  return rowCount === 1
}

export async function messageById(
  db: Queries,
  id: string,
  lock = false,
): Promise<MessageRow | undefined> {
  const query = db.select().from(mailMessages).where(eq(mailMessages.id, id)).$dynamic()
  const [row] = await (lock ? query.for('no key update') : query)
  return row
}

/** One row more than the page holds. */
export function listMessages(
  db: Queries,
  filter: { issuerId?: string; learnerId?: string; state?: MailState },
  page: PageRequest,
): Promise<MessageRow[]> {
  const { issuerId, learnerId, state } = filter
  return db
    .select()
    .from(mailMessages)
    .where(
      and(
        issuerId === undefined ? undefined : eq(mailMessages.issuerId, issuerId),
        learnerId === undefined ? undefined : eq(mailMessages.learnerId, learnerId),
        state === undefined ? undefined : eq(mailMessages.state, state),
        page.after === null ? undefined : gt(mailMessages.id, page.after),
      ),
    )
    .orderBy(asc(mailMessages.id))
    .limit(page.limit + 1)
}

/**
 * Changes a message, unless somebody has gone on with it.
 *
 * @param when - what must still hold of it
 * @returns whether it did
 */
export async function updateMessage(
  db: Queries,
  id: string,
  changes: Partial<typeof mailMessages.$inferInsert>,
  when: { attempts?: number; state?: MailState } = {},
): Promise<boolean> {
  const { rowCount } = await db
    .update(mailMessages)
    .set(changes)
    .where(
      and(
        eq(mailMessages.id, id),
        when.attempts === undefined ? undefined : eq(mailMessages.attempts, when.attempts),
        when.state === undefined ? undefined : eq(mailMessages.state, when.state),
      ),
    )
  return rowCount === 1
}

/** Notes that mail to an address came back; the latest is kept. */
export async function noteBounce(db: Queries, row: BounceRow): Promise<void> {
  await db
    .insert(bouncedAddresses)
    .values(row)
    .onConflictDoUpdate({ target: bouncedAddresses.addressIndex, set: row })
}

export async function forgetBounce(db: Queries, addressIndex: Buffer): Promise<void> {
  await db.delete(bouncedAddresses).where(eq(bouncedAddresses.addressIndex, addressIndex))
}

export async function bouncesOf(db: Queries, addressIndexes: Buffer[]): Promise<BounceRow[]> {
  if (addressIndexes.length === 0) return []
  return db
    .select()
    .from(bouncedAddresses)
    .where(inArray(bouncedAddresses.addressIndex, addressIndexes))
}

/** Messages made before a moment that nobody has sent. */
export function undelivered(db: Queries, before: Date, limit: number): Promise<MessageRow[]> {
  return db
    .select()
    .from(mailMessages)
    .where(and(isNotNull(mailMessages.sealedContent), lt(mailMessages.createdAt, before)))
    .limit(limit)
    .for('no key update', { skipLocked: true })
}

/** Deletes what became of messages that were made before a moment. */
export async function deleteMessages(db: Queries, before: Date): Promise<void> {
  const settled: SQL[] = [ne(mailMessages.state, 'waiting'), ne(mailMessages.state, 'sending')]
  await db.delete(mailMessages).where(and(lt(mailMessages.createdAt, before), ...settled))
}
