import { eq, inArray } from 'drizzle-orm'
import { bouncedAddresses, mailMessages, type Queries } from '../db/index.ts'
import { rfc3339 } from '../http/index.ts'
import type { LearnerPart } from '../learners/index.ts'

/** What is kept of mail to learners: what became of it, and which addresses it came back from. */
export const mailPart: LearnerPart = {
  name: 'mail-messages',
  async *documents(db, learnerId) {
    for (const row of await messagesOf(db, learnerId)) {
      const { id, kind, state, smtpCode, createdAt, settledAt } = row
      yield {
        path: `${id}.json`,
        content: {
          id,
          kind,
          state,
          smtpCode,
          createdAt: rfc3339(createdAt),
          settledAt: settledAt === null ? null : rfc3339(settledAt),
        },
      }
    }
  },
  async move(tx, from, to) {
    const messages = await tx
      .update(mailMessages)
      .set({ learnerId: to })
      .where(eq(mailMessages.learnerId, from))
      .returning({ id: mailMessages.id })
    const bounces = await tx
      .update(bouncedAddresses)
      .set({ learnerId: to })
      .where(eq(bouncedAddresses.learnerId, from))
      .returning({ addressIndex: bouncedAddresses.addressIndex })
    return {
      messages: messages.map(({ id }) => id),
      bounces: bounces.map(({ addressIndex }) => addressIndex.toString('hex')),
    }
  },
  async moveBack(tx, moved, from) {
    const { messages, bounces } = moved as { messages: string[]; bounces: string[] }
    if (messages.length > 0) {
      await tx
        .update(mailMessages)
        .set({ learnerId: from })
        .where(inArray(mailMessages.id, messages))
    }
    const indexes = bounces.map((index) => Buffer.from(index, 'hex'))
    if (indexes.length > 0) {
      await tx
        .update(bouncedAddresses)
        .set({ learnerId: from })
        .where(inArray(bouncedAddresses.addressIndex, indexes))
    }
  },
  async erase(tx, learnerId) {
    const mine = await messagesOf(tx, learnerId)
    const indexes = mine.map(({ addressIndex }) => addressIndex)
    if (indexes.length > 0) {
      await tx.delete(bouncedAddresses).where(inArray(bouncedAddresses.addressIndex, indexes))
    }
    await tx.delete(bouncedAddresses).where(eq(bouncedAddresses.learnerId, learnerId))
    await tx.delete(mailMessages).where(eq(mailMessages.learnerId, learnerId))
  },
}

function messagesOf(db: Queries, learnerId: string) {
  return db.select().from(mailMessages).where(eq(mailMessages.learnerId, learnerId))
}
