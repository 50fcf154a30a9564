import type { Logger } from 'pino'
import type { MailSettings } from '../config/index.ts'
import type { Database, Transaction } from '../db/index.ts'
import { addJob } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import type { Vault } from '../vault.ts'
import { octetsOf, written } from './compose.ts'
import { MAIL_QUEUE, MAIL_TASK, openContent, PRIORITIES } from './content.ts'
import type { MailContent, MailKind } from './message.ts'
import { withoutPersons } from './said.ts'
import { type HandOver, type Smtp, type SmtpReply, WHOLE_MS } from './smtp.ts'
import type { MailState } from './states.ts'
import {
  bouncesOf,
  forgetBounce,
  type MessageRow,
  messageById,
  noteBounce,
  updateMessage,
} from './store.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** When a message is tried again: for two days. */
const RETRIES_MS = [MINUTE, 5 * MINUTE, 20 * MINUTE, HOUR, 3 * HOUR, 8 * HOUR, 12 * HOUR, 24 * HOUR]
/** How often a message is handed over again because nobody said what became of it. */
const MOST_LOST_ANSWERS = 1
/** After so long a process that was handing a message over is taken to have ended. */
const LOST_MS = 2 * WHOLE_MS

/** Somebody else has gone on with the message: it is theirs. */
class Overtaken extends Error {
  override name = 'Overtaken'
}

export type DeliveryDeps = {
  database: Database
  vault: Vault
  now: () => Date
  log: Logger
  smtp: Smtp
  from: MailSettings['from']
}

/**
 * The job that delivers a message. Mail can be sent exactly once only as far as the server's answer
 * arrives: the message is marked as `sending` before the first octet of it is sent, and as `sent` with
 * the answer. Whatever ends a process before the mark or after the answer was noted, it is not sent
 * again; in between nobody can know, and it is handed over once more, under the same Message-ID.
 */
export async function deliver(deps: DeliveryDeps, id: string): Promise<void> {
  const taken = await deps.database.transaction((tx) => take(tx, deps, id))
  if (taken === undefined) return
  const { row, content } = taken
  const kind = row.kind as MailKind
  try {
    const octets = await octetsOf(written(kind, content), {
      id,
      from: deps.from,
      at: row.createdAt,
    })
    const result = await deps.smtp.handOver({
      id,
      from: deps.from.address,
      to: content.to,
      octets,
      async beforeContent() {
        const mine = await updateMessage(
          deps.database.queries,
          id,
          { state: 'sending', handedOverAt: deps.now() },
          { attempts: row.attempts, state: 'waiting' },
        )
        if (!mine) throw new Overtaken()
      },
    })
    await deps.database.transaction((tx) => note(tx, deps, row, content, result))
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error
  }
}

type Taken = { row: MessageRow; content: MailContent }

/** Begins an attempt, when the message is to be sent now. */
async function take(tx: Transaction, deps: DeliveryDeps, id: string): Promise<Taken | undefined> {
  const row = await messageById(tx, id, true)
  if (row?.sealedContent == null || (row.state !== 'waiting' && row.state !== 'sending')) {
    return undefined
  }
  const { now, vault } = deps
  const at = now()
  if (row.state === 'sending') {
    const left = (row.handedOverAt ?? at).getTime() + LOST_MS - at.getTime()
    if (left > 0) {
      await again(tx, row, left)
      return undefined
    }
    if (!(await lost(tx, deps, row))) return undefined
  }
  if (row.expiresAt !== null && row.expiresAt <= at) {
    await settle(tx, deps, row, 'failed', { smtpText: 'Its time was over.' })
    return undefined
  }
  // What nobody waits for does not go to where mail comes back from.
  if (row.kind === 'award-notice') {
    const [bounce] = await bouncesOf(tx, [row.addressIndex])
    if (bounce !== undefined) {
      const smtpText = 'Mail to this address came back before.'
      await settle(tx, deps, row, 'bounced', { smtpCode: bounce.smtpCode, smtpText })
      return undefined
    }
  }
  const attempts = row.attempts + 1
  await updateMessage(tx, id, { attempts, state: 'waiting', nextAttemptAt: null })
  return { row: { ...row, attempts }, content: openContent(vault, row.sealedContent) }
}

/** Notes what came of an attempt, unless somebody has gone on with the message. */
async function note(
  tx: Transaction,
  deps: DeliveryDeps,
  { id, attempts }: MessageRow,
  content: MailContent,
  result: HandOver,
): Promise<void> {
  const row = await messageById(tx, id, true)
  if (row === undefined || row.attempts !== attempts || row.sealedContent === null) return
  if (row.state !== 'waiting' && row.state !== 'sending') return
  const said = saying(result.reply, content)
  switch (result.outcome) {
    case 'accepted':
      await forgetBounce(tx, row.addressIndex)
      return settle(tx, deps, row, 'sent', said)
    case 'refused':
      if (result.at === 'recipient' || isOfAddress(result.reply)) {
        await noteBounce(tx, { ...bounceOf(row), smtpCode: result.reply.code, at: deps.now() })
      }
      return settle(tx, deps, row, 'bounced', said)
    case 'unanswered':
      await updateMessage(tx, id, said)
      if (await lost(tx, deps, row)) await tryAgain(tx, deps, row, said)
      return
    default:
      deps.log.warn(
        { code: result.reply.code, status: result.reply.status },
        'the mail server took no message',
      )
      return tryAgain(tx, deps, row, said)
  }
}

/** RFC 3463: addressing and mailbox; a refusal of the message itself says nothing of its reader. */
function isOfAddress({ status }: SmtpReply): boolean {
  return status !== null && /^5\.(1\.|2\.1$)/.test(status)
}

export const bounceOf = ({ id, addressIndex, learnerId }: MessageRow) => ({
  messageId: id,
  addressIndex,
  learnerId,
})

function saying(reply: SmtpReply, content: MailContent) {
  return {
    smtpCode: reply.code,
    smtpStatus: reply.status,
    smtpText: withoutPersons(reply, content) || null,
  }
}

type Said = Partial<ReturnType<typeof saying>>

/**
 * Notes that a message was handed over without an answer.
 * @returns whether it may be handed over again
 */
async function lost(tx: Transaction, deps: DeliveryDeps, row: MessageRow): Promise<boolean> {
  const lostAnswers = row.lostAnswers + 1
  if (lostAnswers > MOST_LOST_ANSWERS) {
    await settle(tx, deps, row, 'unanswered', { lostAnswers })
    return false
  }
  await updateMessage(tx, row.id, { state: 'waiting', lostAnswers })
  return true
}

async function tryAgain(tx: Transaction, deps: DeliveryDeps, row: MessageRow, said: Said) {
  const wait = RETRIES_MS[row.attempts - 1]
  if (wait === undefined) return settle(tx, deps, row, 'failed', said)
  const nextAttemptAt = new Date(deps.now().getTime() + wait)
  await updateMessage(tx, row.id, { ...said, state: 'waiting', nextAttemptAt })
  await again(tx, row, wait)
}

async function again(tx: Transaction, { id, kind }: MessageRow, afterMs: number): Promise<void> {
  await addJob(tx, MAIL_TASK, { messageId: id }, `${MAIL_TASK} ${id}`, {
    queue: MAIL_QUEUE,
    priority: PRIORITIES[kind as MailKind],
    afterMs,
  })
}

const EVENTS = {
  sent: 'mail-message.sent',
  bounced: 'mail-message.bounced',
  failed: 'mail-message.failed',
  unanswered: 'mail-message.failed',
} as const

/** Ends the way of a message: nothing of what it said is kept. */
export async function settle(
  tx: Transaction,
  { now }: { now: () => Date },
  { id, issuerId }: Pick<MessageRow, 'id' | 'issuerId'>,
  state: Exclude<MailState, 'waiting' | 'sending'>,
  changes: Said & { lostAnswers?: number } = {},
): Promise<void> {
  await updateMessage(tx, id, {
    ...changes,
    state,
    sealedContent: null,
    nextAttemptAt: null,
    settledAt: now(),
  })
  recordEvents(tx, [{ type: EVENTS[state], issuerId, subjectIds: [id] }])
}
