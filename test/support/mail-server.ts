import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import type { Teardown } from './service.ts'

/** What a server answers at a step, instead of going on; or it says nothing more. */
export type Refusal = { code: number; text: string } | 'silence'

export type Step = 'sender' | 'recipient' | 'message'

export type MailServer = {
  url: string
  /** What arrived, in order. */
  messages: (ParsedMail & { envelope: { from: string; to: string[] } })[]
  /** Refuses at a step from now on; null goes on again. */
  refuse(step: Step, refusal: Refusal | null): void
  /** The next message that arrives, or has arrived and was not asked for. */
  next(): Promise<MailServer['messages'][number]>
}

/** A real SMTP server on a free loopback port, stopped with the test. */
export async function startMailServer(t: Teardown): Promise<MailServer> {
  const refusals = new Map<Step, Refusal>()
  const messages: MailServer['messages'] = []
  const waiting: ((message: MailServer['messages'][number]) => void)[] = []
  let asked = 0

  const at = (step: Step, done: (error?: Error | null) => void) => {
    const refusal = refusals.get(step)
    if (refusal === undefined) return done()
    if (refusal === 'silence') return
    done(Object.assign(new Error(refusal.text), { responseCode: refusal.code }))
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    closeTimeout: 100,
    onMailFrom: (_address, _session, done) => at('sender', done),
    onRcptTo: (_address, _session, done) => at('recipient', done),
    onData(stream, session, done) {
      const { mailFrom, rcptTo } = session.envelope
      simpleParser(stream).then((parsed) => {
        at('message', (error) => {
          if (error) return done(error)
          const message = Object.assign(parsed, {
            envelope: {
              from: mailFrom === false ? '' : mailFrom.address,
              to: rcptTo.map(({ address }) => address),
            },
          })
          messages.push(message)
          waiting.shift()?.(message)
          done()
        })
      }, done)
    },
  })
  server.on('error', () => undefined)
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  t.teardown(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const { port } = listening.address() as { port: number }
  return {
    url: `smtp://127.0.0.1:${port}`,
    messages,
    refuse(step, refusal) {
      if (refusal === null) refusals.delete(step)
      else refusals.set(step, refusal)
    },
    next() {
      const ready = messages[asked]
      asked += 1
      return ready === undefined
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(ready)
    },
  }
}

/** A way to a mail server that breaks off, on request, when the answer to a message comes back. */
export async function startUnreliableWay(t: Teardown, to: string) {
  const target = new URL(to)
  const sockets = new Set<Socket>()
  let losesAnswers = false
  const way = createServer((near) => {
    const far = connect(Number(target.port), '127.0.0.1')
    let given = ''
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (octets) => {
      given = (given + octets.toString('latin1')).slice(-5)
      far.write(octets)
    })
    far.on('data', (octets) => {
      if (losesAnswers && given === '\r\n.\r\n') near.destroy()
      else near.write(octets)
    })
  })
  way.listen(0, '127.0.0.1')
  await once(way, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    way.close()
  })
  return {
    url: `smtp://127.0.0.1:${(way.address() as { port: number }).port}`,
    loseAnswers(loses: boolean) {
      losesAnswers = loses
    },
  }
}
