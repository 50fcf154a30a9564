import { once } from 'node:events'
import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'

/** What a mail server said: its code, its enhanced status (RFC 3463) and its words. */
export type SmtpReply = { code: number | null; status: string | null; text: string }

/**
 * What came of handing a message over.
 *
 * - `accepted`: the server has it;
 * - `refused`: the server will not have it, at `recipient` or, having read it, as `message`;
 * - `unreached`: it has nothing of it, and may have it another time;
 * - `unanswered`: it was given the message and did not say what became of it.
 */
export type HandOver =
  | { outcome: 'accepted' | 'unreached' | 'unanswered'; reply: SmtpReply }
  | { outcome: 'refused'; at: 'recipient' | 'message'; reply: SmtpReply }

/** Hands messages over to a mail server. */
export type Smtp = {
  /**
   * @param options.beforeContent - done after the server has agreed to take this recipient's
   *   message and before it gets any of it; when it rejects, it gets nothing
   */
  handOver(options: {
    id: string
    from: string
    to: string
    octets: Buffer
    beforeContent: () => Promise<void>
  }): Promise<HandOver>
}

/** How long a server may take for one step. */
const STEP_MS = 15_000
/** And for all of them; messages wait behind one another. */
export const WHOLE_MS = 60_000

type SmtpError = Error & {
  code?: string
  command?: string
  response?: string
  responseCode?: number
}

/** @param url - such as smtps://user:password@mail.example.org */
export function createSmtp(url: string, stepMs = STEP_MS, wholeMs = WHOLE_MS): Smtp {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const isHere = host === 'localhost' || host === '::1' || (isIP(host) === 4 && /^127\./.test(host))
  const auth =
    username === ''
      ? undefined
      : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }

  return {
    async handOver({ id, from, to, octets, beforeContent }) {
      // With what it stands on two megabytes: only who sends pays for them.
      const { default: Connection } = await import('nodemailer/lib/smtp-connection')
      const connection = new Connection({
        host,
        ...(port !== '' && { port: Number(port) }),
        secure,
        // A password is told to nobody who listens.
        requireTLS: auth !== undefined && !secure && !isHere,
        connectionTimeout: stepMs,
        greetingTimeout: stepMs,
        socketTimeout: stepMs,
        dnsTimeout: stepMs,
      })
      let given = false
      let fence: unknown
      const content = Readable.from(
        (async function* () {
          try {
            await beforeContent()
          } catch (error) {
            fence = error
            throw error
          }
          given = true
          yield octets
        })(),
        { objectMode: false },
      )
      const over = AbortSignal.timeout(wholeMs)
      const broken = once(connection, 'error', { signal: over }).then(([error]) => {
        throw error
      })
      broken.catch(() => undefined)
      const step = <T>(work: (done: (error: Error | null | undefined, info?: T) => void) => void) =>
        Promise.race([
          broken,
          new Promise<T | undefined>((resolve, reject) => {
            work((error, info) => (error ? reject(error) : resolve(info)))
          }),
        ])
      try {
        await step((done) => connection.connect(done))
        if (auth !== undefined) await step((done) => connection.login(auth, done))
        const info = await step<{ response: string }>((done) =>
          connection.send(
            {
              from,
              to: [to],
              size: octets.length,
              dsn: { ret: 'HDRS', envid: id, notify: 'FAILURE' },
            },
            content,
            done as Parameters<SMTPConnection['send']>[2],
          ),
        )
        connection.quit()
        return { outcome: 'accepted', reply: replyOf({ response: info?.response ?? '' }) }
      } catch (error) {
        connection.close()
        if (fence !== undefined) throw fence
        return outcomeOf(error as SmtpError, given)
      } finally {
        content.destroy()
      }
    },
  }
}

function outcomeOf(error: SmtpError, given: boolean): HandOver {
  const reply = replyOf(error)
  const refused = reply.code !== null && reply.code >= 500
  if (given) {
    if (reply.code === null) return { outcome: 'unanswered', reply }
    return refused ? { outcome: 'refused', at: 'message', reply } : { outcome: 'unreached', reply }
  }
  // That it will not have us, or not our sender, an operator can mend.
  return refused && error.command === 'RCPT TO'
    ? { outcome: 'refused', at: 'recipient', reply }
    : { outcome: 'unreached', reply }
}

function replyOf({ response = '', code }: Partial<SmtpError>): SmtpReply {
  const [, digits, status = null, text = ''] =
    /^(\d{3})[ -]?(?:(\d\.\d{1,3}\.\d{1,3})\s+)?(.*)$/s.exec(response) ?? []
  return digits === undefined
    ? { code: null, status: null, text: code ?? '' }
    : { code: Number(digits), status, text }
}
