import type { Logger } from 'pino'
import { uuidv7 } from 'uuidv7'
import type { MailSettings } from '../config/index.ts'
import type { Database, Queries, Transaction } from '../db/index.ts'
import { addJob } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import { languageFor } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import { addressIndexOf, MAIL_QUEUE, MAIL_TASK, PRIORITIES, sealContent } from './content.ts'
import { deliver } from './delivery.ts'
import type { MailMessage } from './message.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { createSmtp } from './smtp.ts'
import { bouncesOf, insertMessage } from './store.ts'

/** Since when mail to an address comes back, and what its server said. */
export type Bounce = { at: Date; smtpCode: number | null }

/** The one way in which mail leaves; and what became of it. */
export type Mail = {
  /** Whether a mail server is configured; without one the platform sends what is to be sent. */
  sends: boolean
  /**
   * Has a message sent when the transaction commits; exactly then.
   * @returns its id
   */
  send(tx: Transaction, message: MailMessage): Promise<string>
  /** Which of these addresses mail came back from last. */
  bounces(db: Queries, addresses: readonly string[]): Promise<Map<string, Bounce>>
  /** The job; see `deliver`. */
  deliver(id: string): Promise<void>
  outbox: Outbox
}

export type MailDeps = {
  database: Database
  vault: Vault
  now: () => Date
  log: Logger
  /** The mail server; undefined: the platform sends. */
  settings: MailSettings | undefined
  /** How many days what became of a message is kept. */
  retentionDays: number
  /** Language of those whose own nobody knows. */
  language: string
}

/** {@link Mail} through the operator's server; without one the platform is told what to send. */
export function createMail(deps: MailDeps): Mail {
  const { vault, now, language, settings, retentionDays } = deps
  const sends = settings !== undefined
  const server = settings && { smtp: createSmtp(settings.url), from: settings.from }
  return {
    sends,
    outbox: createOutbox({ ...deps, sends, retentionDays }),
    async deliver(id) {
      // Without a mail server any more, the message waits for whoever sends it.
      if (server !== undefined) await deliver({ ...deps, ...server }, id)
    },
    async send(tx, message) {
      const { id = uuidv7(), kind, about, to, values, expiresAt = null } = message
      const { learnerId = null, issuerId = null } = about
      const known =
        message.language ?? (learnerId && (await languageFor(tx, learnerId, issuerId))) ?? language
      const isNew = await insertMessage(tx, {
        id,
        kind,
        learnerId,
        issuerId,
        addressIndex: addressIndexOf(vault, to),
        sealedContent: sealContent(vault, { to, values, language: known }),
        expiresAt,
        createdAt: now(),
        ...(sends && { nextAttemptAt: now() }),
      })
      if (!isNew) return id
      if (sends) {
        await addJob(tx, MAIL_TASK, { messageId: id }, `${MAIL_TASK} ${id}`, {
          queue: MAIL_QUEUE,
          priority: PRIORITIES[kind],
        })
      } else {
        recordEvents(tx, [{ type: 'mail-message.waiting', issuerId, subjectIds: [id] }])
      }
      return id
    },
    async bounces(db, addresses) {
      const byIndex = new Map(
        addresses.map((address) => [addressIndexOf(vault, address).toString('hex'), address]),
      )
      const rows = await bouncesOf(
        db,
        [...byIndex.keys()].map((index) => Buffer.from(index, 'hex')),
      )
      return new Map(
        rows.map(({ addressIndex, at, smtpCode }) => [
          byIndex.get(addressIndex.toString('hex')) as string,
          { at, smtpCode },
        ]),
      )
    },
  }
}
