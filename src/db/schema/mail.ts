import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant } from './columns.ts'
import { learners } from './learners.ts'

/** Mail on its way, and afterwards what became of it: see the mail folder for the states. */
export const mailMessages = pgTable(
  'mail_messages',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').notNull(),
    /** waiting, sending, sent, bounced, failed or unanswered. */
    state: text('state').notNull().default('waiting'),
    /** Whom it is about; null: somebody who is no learner yet. */
    learnerId: uuid('learner_id').references(() => learners.id),
    /** On whose behalf; null: the platform's. */
    issuerId: uuid('issuer_id'),
    /** Keyed hash of the address. */
    addressIndex: bytea('address_index').notNull(),
    /** Address, language and values; null as soon as it is of no more use. */
    sealedContent: bytea('sealed_content'),
    /** After that it is of no use: a code in it has expired, say. */
    expiresAt: instant('expires_at'),
    attempts: integer('attempts').notNull().default(0),
    /** How often it was handed over without an answer. */
    lostAnswers: integer('lost_answers').notNull().default(0),
    handedOverAt: instant('handed_over_at'),
    nextAttemptAt: instant('next_attempt_at'),
    /** What the mail server said last, without addresses. */
    smtpCode: integer('smtp_code'),
    smtpStatus: text('smtp_status'),
    smtpText: text('smtp_text'),
    createdAt: instant('created_at').notNull(),
    /** When it came to an end. */
    settledAt: instant('settled_at'),
  },
  (table) => [
    index().on(table.learnerId, table.id),
    index().on(table.createdAt),
    index('mail_messages_with_content').on(table.createdAt).where(sql`sealed_content is not null`),
  ],
)

/** Addresses that mail came back from, until some arrives again. */
export const bouncedAddresses = pgTable(
  'bounced_addresses',
  {
    addressIndex: bytea('address_index').primaryKey(),
    learnerId: uuid('learner_id').references(() => learners.id),
    messageId: uuid('message_id').notNull(),
    smtpCode: integer('smtp_code'),
    at: instant('at').notNull(),
  },
  (table) => [index().on(table.learnerId)],
)
