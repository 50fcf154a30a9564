import type { Database, Queries } from '../db/index.ts'
import {
  type Actor,
  conflict,
  invalid,
  notFound,
  type Page,
  type PageRequest,
  page,
  rfc3339,
} from '../http/index.ts'
import type { Vault } from '../vault.ts'
import { written } from './compose.ts'
import { openContent } from './content.ts'
import { bounceOf, settle } from './delivery.ts'
import type { MailContent, MailKind } from './message.ts'
import { readNotification } from './notification.ts'
import { withoutPersons } from './said.ts'
import type { MailMessage, MailMessageContent, MailReport } from './schema.ts'
import type { MailState } from './states.ts'
import {
  deleteMessages,
  listMessages,
  type MessageRow,
  messageById,
  noteBounce,
  undelivered,
  updateMessage,
} from './store.ts'

const DAY_MS = 24 * 3_600_000
/** After that nobody sends a message any more. */
const CONTENT_DAYS = 7
const AT_ONCE = 500

/** What became of messages, for whoever may know; and the hands of a platform that sends its own. */
export type Outbox = {
  /** Oldest first. With a key bound to an issuer, those on its behalf. */
  list(
    actor: Actor,
    filter: { learnerId?: string; state?: MailState },
    request: PageRequest,
  ): Promise<Page<MailMessage>>
  get(actor: Actor, id: string): Promise<MailMessage>
  /** @throws Problem 409 when we send it ourselves, or it was sent */
  content(actor: Actor, id: string): Promise<MailMessageContent>
  /** @throws Problem 409 when it is still on its way by us */
  report(actor: Actor, id: string, report: MailReport): Promise<MailMessage>
  /**
   * Takes a notification of a mail server that came by mail, as it came.
   * @throws Problem 400 when it is none, 404 for a message that we do not know, 409 like `report`
   */
  bounce(actor: Actor, raw: string): Promise<MailMessage>
  /** Gives up what waits for too long, and deletes what was kept for long enough. */
  forget(): Promise<void>
}

export function createOutbox(deps: {
  database: Database
  vault: Vault
  now: () => Date
  /** Whether there is a mail server. */
  sends: boolean
  retentionDays: number
}): Outbox {
  const { database, vault, now, sends, retentionDays } = deps

  async function find(db: Queries, actor: Actor, id: string, lock = false): Promise<MessageRow> {
    const row = await messageById(db, id, lock)
    if (row === undefined || (actor.issuerId !== null && actor.issuerId !== row.issuerId)) {
      throw notFound('mail message')
    }
    return row
  }

  /** What a message says, and who may be reported about it, concerns the platform alone. */
  function ofPlatform(actor: Actor): void {
    if (actor.issuerId !== null) throw notFound('mail message')
  }

  async function report(actor: Actor, id: string, given: MailReport): Promise<MailMessage> {
    const { outcome, smtpCode = null, smtpStatus = null, reason = '' } = given
    ofPlatform(actor)
    return database.transaction(async (tx) => {
      const row = await find(tx, actor, id, true)
      if (row.state === 'sending' || (sends && row.state === 'waiting')) {
        throw conflict('This message is being sent by the mail server that is configured.')
      }
      const wasSent = row.state === 'sent' || row.state === 'unanswered'
      if (row.state === 'waiting' || (outcome === 'bounced' && wasSent)) {
        const content: MailContent =
          row.sealedContent === null
            ? { to: '', language: '', values: { code: '', minutes: 0 } }
            : openContent(vault, row.sealedContent)
        const smtpText =
          withoutPersons({ code: smtpCode, status: smtpStatus, text: reason }, content) || null
        if (outcome === 'bounced') {
          await noteBounce(tx, { ...bounceOf(row), smtpCode, at: now() })
        }
        await updateMessage(tx, id, { attempts: Math.max(row.attempts, 1) })
        await settle(tx, deps, row, outcome, { smtpCode, smtpStatus, smtpText })
      }
      return toMessage(await find(tx, actor, id))
    })
  }

  return {
    async list({ issuerId }, filter, request) {
      const only = issuerId === null ? filter : { ...filter, issuerId }
      const rows = await listMessages(database.queries, only, request)
      return page(rows.map(toMessage), request)
    },
    get: async (actor, id) => toMessage(await find(database.queries, actor, id)),
    async content(actor, id) {
      ofPlatform(actor)
      const row = await find(database.queries, actor, id)
      if (sends) throw conflict('This message is sent by the mail server that is configured.')
      if (row.sealedContent === null || row.state !== 'waiting') {
        throw conflict('This message is not to be sent any more.')
      }
      const kind = row.kind as MailKind
      const content = openContent(vault, row.sealedContent)
      return { kind, ...written(kind, content), values: content.values }
    },
    report,
    async bounce(actor, raw) {
      ofPlatform(actor)
      const told = readNotification(raw)
      if (told === undefined) {
        const detail = 'notification is no delivery status notification about a message of ours.'
        throw invalid({ field: 'notification', detail })
      }
      const { messageId, action, recipient, smtpCode, smtpStatus, text } = told
      if (action !== 'failed') return toMessage(await find(database.queries, actor, messageId))
      const about = { to: recipient, language: '', values: { code: '', minutes: 0 } }
      return report(actor, messageId, {
        outcome: 'bounced',
        reason: withoutPersons({ code: smtpCode, status: smtpStatus, text }, about),
        ...(smtpCode !== null && { smtpCode }),
        ...(smtpStatus !== null && { smtpStatus }),
      })
    },
    async forget() {
      const at = now().getTime()
      const old = new Date(at - CONTENT_DAYS * DAY_MS)
      for (let count = AT_ONCE; count === AT_ONCE; ) {
        count = await database.transaction(async (tx) => {
          const rows = await undelivered(tx, old, AT_ONCE)
          for (const row of rows) {
            await settle(tx, deps, row, 'failed', { smtpText: 'Nobody sent it.' })
          }
          return rows.length
        })
      }
      await deleteMessages(database.queries, new Date(at - retentionDays * DAY_MS))
    },
  }
}

const orNull = (moment: Date | null) => (moment === null ? null : rfc3339(moment))

function toMessage(row: MessageRow): MailMessage {
  return {
    id: row.id,
    kind: row.kind as MailKind,
    state: row.state as MailState,
    learnerId: row.learnerId,
    issuerId: row.issuerId,
    attempts: row.attempts,
    nextAttemptAt: orNull(row.nextAttemptAt),
    expiresAt: orNull(row.expiresAt),
    smtpCode: row.smtpCode,
    smtpStatus: row.smtpStatus,
    smtpText: row.smtpText,
    createdAt: rfc3339(row.createdAt),
    settledAt: orNull(row.settledAt),
  }
}
