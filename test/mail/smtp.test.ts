// How far a message got with a mail server that does not do what it should.
import { once } from 'node:events'
import { createServer } from 'node:net'
import t, { type Test } from 'tap'
import { createSmtp } from '../../src/mail/smtp.ts'

/** A server that says these lines, one after each line or message that it is given, then nothing. */
async function startScript(t: Test, lines: string[]) {
  const received: string[] = []
  const server = createServer((socket) => {
    const left = [...lines]
    const say = () => {
      const line = left.shift()
      if (line !== undefined) socket.write(`${line}\r\n`)
    }
    socket.on('error', () => undefined)
    socket.on('data', (octets) => {
      const text = octets.toString()
      received.push(text)
      if (!text.includes('\r\n.\r\n') && received.at(-2)?.startsWith('DATA') && left.length > 0)
        return
      say()
    })
    say()
    t.teardown(() => socket.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return { url: `smtp://127.0.0.1:${(server.address() as { port: number }).port}`, received }
}

const handOver = (url: string, beforeContent = async () => {}) =>
  createSmtp(url, 150, 1_000).handOver({
    id: 'x',
    from: 'from@example.org',
    to: 'to@example.org',
    octets: Buffer.from('Subject: x\r\n\r\nThe content\r\n'),
    beforeContent,
  })

const HELLO = ['220 here', '250 here']

t.test('one that greets nobody', async (t) => {
  const { url } = await startScript(t, [])
  t.match(await handOver(url), { outcome: 'unreached', reply: { code: null } })
})

t.test('one that falls silent before it has the message', async (t) => {
  for (const lines of [HELLO, [...HELLO, '250 ok'], [...HELLO, '250 ok', '250 ok']]) {
    const { url } = await startScript(t, lines)
    t.match(await handOver(url), { outcome: 'unreached', reply: { code: null } })
  }
})

t.test('one that falls silent with the message', async (t) => {
  const { url, received } = await startScript(t, [...HELLO, '250 ok', '250 ok', '354 go on'])
  t.match(await handOver(url), { outcome: 'unanswered' })
  t.match(received.join(''), 'The content')
})

t.test('one that refuses', async (t) => {
  const cases: [string[], object][] = [
    [['554 5.7.1 go away'], { outcome: 'unreached', reply: { code: 554 } }],
    [['220 here', '250 here', '550 not you'], { outcome: 'unreached' }],
    [
      [...HELLO, '250 ok', '550 5.1.1 nobody'],
      { outcome: 'refused', at: 'recipient', reply: { status: '5.1.1', text: /nobody/ } },
    ],
    [[...HELLO, '250 ok', '450 4.2.0 later'], { outcome: 'unreached', reply: { code: 450 } }],
    [[...HELLO, '250 ok', '250 ok', '451 no'], { outcome: 'unreached', reply: { code: 451 } }],
    [
      [...HELLO, '250 ok', '250 ok', '354 go on', '554 5.7.1 spam'],
      { outcome: 'refused', at: 'message' },
    ],
    [[...HELLO, '250 ok', '250 ok', '354 go on', '451 busy'], { outcome: 'unreached' }],
  ]
  for (const [lines, expected] of cases) {
    const { url } = await startScript(t, lines)
    t.match(await handOver(url), expected, String(lines.at(-1)))
  }
})

t.test('nothing is given away that could not be noted first', async (t) => {
  const { url, received } = await startScript(t, [...HELLO, '250 ok', '250 ok', '354 go on', '250'])
  const failure = new Error('the database is away')
  await t.rejects(
    handOver(url, async () => {
      throw failure
    }),
    failure,
  )
  t.notMatch(received.join(''), 'content')
})

t.test('a password is told to nobody in the clear', async (t) => {
  const { url, received } = await startScript(t, ['220 here', '250-here\r\n250 AUTH PLAIN', '235'])
  // This machine, by a name that does not look like it.
  const remote = url.replace('127.0.0.1', 'me:secret@[::ffff:127.0.0.1]')
  t.match(await handOver(remote), { outcome: 'unreached' })
  t.match(received.join(''), /EHLO/)
  t.notMatch(received.join(''), /AUTH/)
})
