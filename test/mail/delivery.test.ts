// Mail on its way: what a reader gets, and what becomes of what a mail server does not take.
import t, { type Test } from 'tap'
import type { MailMessage } from '../../src/mail/index.ts'
import { eventsOnceThere } from '../support/events.ts'
import { withJobs } from '../support/jobs.ts'
import { type MailServer, startMailServer, startUnreliableWay } from '../support/mail-server.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { dump } from '../support/tables.ts'

const ADDRESS = 'samira.quayle@school.example.org'
const HOUR = 3_600_000

/** A service that sends by this server, with a clock that can be put forward. */
async function startSender(t: Test, { url }: { url: string }) {
  const clock = { aheadMs: 0 }
  const service = await startService(t, {
    now: () => new Date(Date.now() + clock.aheadMs),
    env: { SMTP_URL: url, MAIL_FROM: 'Harbour badges <badges@harbour.example.org>' },
  })
  return { service, clock }
}

const verification = (code = 'K7QX-9M2T', besides = {}): MailMessage => ({
  kind: 'address-verification',
  to: ADDRESS,
  language: null,
  values: { code, minutes: 30 },
  about: {},
  ...besides,
})

const send = ({ deps, database }: Service, message: MailMessage) =>
  database.transaction((tx) => deps.services.mail.send(tx, message))
const deliver = ({ deps }: Service, id: string) => deps.services.mail.deliver(id)
const stateOf = async ({ admin }: Service, id: string) =>
  (await admin.get(`/v1/mail-messages/${id}`)).body
const eventsOf = async ({ admin }: Service, type: string) =>
  (await eventsOnceThere(admin, 1, `/v1/events?type=${type}`)).body.data

t.test('a message is sent by the job that its transaction asked for', async (t) => {
  const server = await startMailServer(t)
  const { service } = await startSender(t, server)
  await withJobs(t, service)
  const id = await send(service, verification())
  const message = await server.next()
  t.same(message.envelope, { from: 'badges@harbour.example.org', to: [ADDRESS] })
  t.equal(message.from?.text, '"Harbour badges" <badges@harbour.example.org>')
  t.equal(message.subject, 'Is this your e-mail address?')
  t.equal(message.messageId, `<${id}@harbour.example.org>`)
  t.equal(message.headers.get('auto-submitted'), 'auto-generated')
  t.match(message.text, 'K7QX-9M2T')
  t.match(message.text, '30 minutes')
  t.match(message.html, '<b>K7QX-9M2T</b>')
  t.notMatch(message.html as string, /<img|src=|@import|url\(/, 'nothing from anywhere')

  t.test('and of one that is rolled back nothing remains', async (t) => {
    const { mail } = service.deps.services
    await t.rejects(
      service.database.transaction(async (tx) => {
        await mail.send(tx, verification('NEVER'))
        throw new Error('undone')
      }),
    )
    await send(service, verification('AFTER'))
    t.match((await server.next()).text, 'AFTER')
  })
})

t.test('what was sent is told, and what it said is kept no longer', async (t) => {
  const server = await startMailServer(t)
  const { service } = await startSender(t, server)
  const id = await send(service, verification())
  t.match(await stateOf(service, id), { state: 'waiting', attempts: 0, settledAt: null })
  await deliver(service, id)
  await deliver(service, id)
  t.equal(server.messages.length, 1, 'a job that is carried out again sends nothing')
  t.match(await stateOf(service, id), {
    kind: 'address-verification',
    state: 'sent',
    attempts: 1,
    smtpCode: 250,
    nextAttemptAt: null,
  })
  t.match(await eventsOf(service, 'mail-message.sent'), [{ subjectIds: [id] }])
  const { rows } = await service.database.pool.query('select sealed_content from mail_messages')
  t.same(rows, [{ sealed_content: null }])
  t.notMatch(`${await dump(service.database)}${service.log()}`, /samira|quayle|K7QX/i)
})

t.test('in the language of its reader', async (t) => {
  const server = await startMailServer(t)
  const { service } = await startSender(t, server)
  const subjects: Record<string, RegExp> = {
    cy: /cyfeiriad/,
    'fr-CA': /adresse e-mail/,
    es: /dirección/,
    'de-Latn-AT': /E-Mail-Adresse/,
    'pl-PL': /e-mail address/,
  }
  for (const [language, subject] of Object.entries(subjects)) {
    await deliver(service, await send(service, verification('CODE', { language })))
    const message = await server.next()
    t.match(message.subject, subject, language)
    t.equal(message.headers.get('content-language'), language.slice(0, 2).replace('pl', 'en'))
  }
})

t.test('what somebody calls a badge is words and nothing else', async (t) => {
  const server = await startMailServer(t)
  const { service } = await startSender(t, server)
  const badgeName = 'Baker\r\nBcc: all@example.org\r\n\r\n<img src="https://track.example/1">&'
  const values = { badgeName, issuerName: 'A & B', url: 'https://badges.example.org/claim#A"B' }
  const kind = 'claim-link' as const
  const message = { kind, to: ADDRESS, language: 'en', values, about: {} }
  await deliver(service, await send(service, message))
  const { envelope, bcc, subject, html } = await server.next()
  t.same([envelope.to, bcc], [[ADDRESS], undefined])
  t.match(subject, 'Baker Bcc: all@example.org <img')
  t.notMatch(html as string, '<img')
  t.match(html, 'A &amp; B')
  t.match(html, 'href="https://badges.example.org/claim#A&quot;B"')
})

t.test('an address that is refused for good has bounced', async (t) => {
  const server = await startMailServer(t)
  const { service } = await startSender(t, server)
  server.refuse('recipient', {
    code: 550,
    text: `5.1.1 <${ADDRESS}>: Samira.Quayle unknown here, see https://mx.example/x?u=${ADDRESS}`,
  })
  const id = await send(service, verification())
  await deliver(service, id)
  const state = await stateOf(service, id)
  t.match(state, { state: 'bounced', smtpCode: 550, smtpStatus: '5.1.1', attempts: 1 })
  t.equal(state.smtpText, '<…>: … unknown here, see …')
  t.match(await eventsOf(service, 'mail-message.bounced'), [{ subjectIds: [id] }])
  const { mail } = service.deps.services
  const bounces = () => mail.bounces(service.database.queries, [ADDRESS, 'other@example.org'])
  t.same([...(await bounces()).keys()], [ADDRESS])

  await t.test('and gets no notices, until something arrives', async (t) => {
    server.refuse('recipient', null)
    const values = { badgeName: 'B', issuerName: 'I', credentialUrl: 'https://x.example/c' }
    const notice = { ...verification(), kind: 'award-notice', values } as MailMessage
    const unwanted = await send(service, notice)
    await deliver(service, unwanted)
    t.match(await stateOf(service, unwanted), { state: 'bounced', attempts: 0, smtpCode: 550 })
    await deliver(service, await send(service, verification('AGAIN')))
    t.match((await server.next()).text, 'AGAIN')
    t.equal((await bounces()).size, 0)
    await deliver(service, await send(service, notice))
    t.match((await server.next()).subject, 'badge: B')
  })
})

t.test('a message that is refused says nothing of its address', async (t) => {
  const server = await startMailServer(t)
  const { service } = await startSender(t, server)
  server.refuse('message', { code: 554, text: '5.7.1 This looks like spam' })
  const id = await send(service, verification())
  await deliver(service, id)
  t.match(await stateOf(service, id), { state: 'bounced', smtpStatus: '5.7.1' })
  t.equal((await service.deps.services.mail.bounces(service.database.queries, [ADDRESS])).size, 0)
})

t.test('what is refused for now is tried again, for two days', async (t) => {
  const server = await startMailServer(t)
  const { service, clock } = await startSender(t, server)
  server.refuse('recipient', { code: 451, text: `4.7.1 <${ADDRESS}> greylisted` })
  const id = await send(service, verification())
  await deliver(service, id)
  const state = await stateOf(service, id)
  t.match(state, { state: 'waiting', attempts: 1, smtpCode: 451, smtpText: '<…> greylisted' })
  t.ok(Date.parse(state.nextAttemptAt) > Date.now() + 50_000)
  const { rows } = await service.database.pool.query(
    `select run_at > now() + interval '50 seconds' as later from graphile_worker.jobs`,
  )
  t.same(rows, [{ later: true }])
  for (let tries = 1; tries < 9; tries += 1) {
    clock.aheadMs += 24 * HOUR
    await deliver(service, id)
  }
  t.match(await stateOf(service, id), { state: 'failed', attempts: 9, nextAttemptAt: null })
  t.match(await eventsOf(service, 'mail-message.failed'), [{ subjectIds: [id] }])
  t.equal(server.messages.length, 0)

  await t.test('or arrives', async (t) => {
    const other = await send(service, verification())
    await deliver(service, other)
    server.refuse('recipient', null)
    await deliver(service, other)
    t.match(await stateOf(service, other), { state: 'sent', attempts: 2 })
  })
  await t.test('as long as it is of use', async (t) => {
    const expiresAt = new Date(Date.now() + clock.aheadMs + HOUR)
    const late = await send(service, verification('LATE', { expiresAt }))
    clock.aheadMs += HOUR
    await deliver(service, late)
    t.match(await stateOf(service, late), { state: 'failed', attempts: 0 })
  })
})

t.test('a server that will not have us loses no message', async (t) => {
  const server = await startMailServer(t)
  const { service } = await startSender(t, server)
  server.refuse('sender', { code: 550, text: '5.7.1 Not from you' })
  const id = await send(service, verification())
  await deliver(service, id)
  t.match(await stateOf(service, id), { state: 'waiting', smtpCode: 550 })
})

t.test('one that cannot be reached neither', async (t) => {
  const { service } = await startSender(t, { url: 'smtp://127.0.0.1:1' })
  const id = await send(service, verification())
  await deliver(service, id)
  t.match(await stateOf(service, id), { state: 'waiting', attempts: 1, smtpCode: null })
})

t.test('a message whose answer was lost is sent once more and not again', async (t) => {
  const server = await startMailServer(t)
  const way = await startUnreliableWay(t, server.url)
  const { service } = await startSender(t, way)
  const twice = await send(service, verification('TWICE'))
  way.loseAnswers(true)
  await deliver(service, twice)
  t.match(await stateOf(service, twice), { state: 'waiting', attempts: 1 })
  way.loseAnswers(false)
  await deliver(service, twice)
  t.match(await stateOf(service, twice), { state: 'sent', attempts: 2 })
  const ids = (messages: MailServer['messages']) => messages.map(({ messageId }) => messageId)
  t.same(
    ids(server.messages),
    Array(2).fill(`<${twice}@harbour.example.org>`),
    'as one and the same',
  )

  const never = await send(service, verification('NEVER'))
  way.loseAnswers(true)
  for (let tries = 0; tries < 4; tries += 1) await deliver(service, never)
  t.match(await stateOf(service, never), { state: 'unanswered', attempts: 2 })
  t.equal(server.messages.length, 4)
})

t.test('a process that ends in between sends nothing twice that it need not', async (t) => {
  const server = await startMailServer(t)
  const { service, clock } = await startSender(t, server)
  const { pool } = service.database
  const id = await send(service, verification())

  await t.test('before the message was handed over', async (t) => {
    // As an attempt leaves it that ended with its process.
    await pool.query('update mail_messages set attempts = 1')
    await deliver(service, id)
    t.match(await stateOf(service, id), { state: 'sent', attempts: 2 })
    t.equal(server.messages.length, 1)
  })

  await t.test('while it was handed over', async (t) => {
    const other = await send(service, verification())
    await pool.query(
      `update mail_messages set attempts = 1, state = 'sending', handed_over_at = now() where id = $1`,
      [other],
    )
    await deliver(service, other)
    t.equal((await stateOf(service, other)).state, 'sending', 'it may still be under way')
    t.equal(server.messages.length, 1)
    clock.aheadMs += 5 * 60_000
    await deliver(service, other)
    t.match(await stateOf(service, other), { state: 'sent', attempts: 2 })
    t.equal(server.messages.length, 2)
  })

  await t.test('and five at the same time send it once', async (t) => {
    const same = await send(service, verification())
    await Promise.all(Array.from({ length: 5 }, () => deliver(service, same)))
    // Whoever was overtaken left it to the others.
    if ((await stateOf(service, same)).state === 'waiting') await deliver(service, same)
    t.equal(server.messages.length, 3)
    t.equal((await stateOf(service, same)).state, 'sent')
  })
})

t.test('who may look', async (t) => {
  const server = await startMailServer(t)
  const { service } = await startSender(t, server)
  const { admin, as } = service
  const { issuer } = await makeBadgeClass(admin)
  const identifiers = [{ type: 'email', value: ADDRESS }]
  const learner = made(await admin.post('/v1/learners', { identifiers }))
  const about = { learnerId: learner.id, issuerId: issuer.id }
  const id = await send(service, verification('C', { about }))
  const other = await send(service, verification())
  const theirs = as(await makeKey(admin, ['mail:read', 'mail:write'], issuer.id))
  t.equal((await theirs.get(`/v1/mail-messages/${id}`)).status, 200)
  t.equal((await theirs.get(`/v1/mail-messages/${other}`)).status, 404)
  t.equal((await theirs.get(`/v1/mail-messages/${id}/content`)).status, 404)
  t.equal((await theirs.post(`/v1/mail-messages/${id}/reports`, { outcome: 'sent' })).status, 404)
  const listed = async (client: typeof admin, query = '') =>
    (await client.get(`/v1/mail-messages${query}`)).body.data.map((one: { id: string }) => one.id)
  t.same(await listed(admin), [id, other])
  t.same(await listed(theirs), [id])
  t.same(await listed(admin, `?learnerId=${learner.id}`), [id])
  t.same(await listed(admin, '?state=bounced'), [])
  t.equal((await admin.get(`/v1/mail-messages/${id}/content`)).status, 409, 'we send it ourselves')
})

t.test('what comes back later is reported', async (t) => {
  const server = await startMailServer(t)
  const { service } = await startSender(t, server)
  const { admin } = service
  const id = await send(service, verification())
  const report = { outcome: 'bounced', smtpStatus: '5.1.1', reason: `No such user ${ADDRESS}` }
  t.equal((await admin.post(`/v1/mail-messages/${id}/reports`, report)).status, 409)
  await deliver(service, id)
  const answer = await admin.post(`/v1/mail-messages/${id}/reports`, report)
  t.match(answer.body, { state: 'bounced', smtpStatus: '5.1.1', smtpText: 'No such user …' })
  t.same((await admin.post(`/v1/mail-messages/${id}/reports`, report)).body, answer.body)
  t.equal((await service.deps.services.mail.bounces(service.database.queries, [ADDRESS])).size, 1)
})

t.test('without a mail server the platform sends', async (t) => {
  const clock = { aheadMs: 0 }
  const service = await startService(t, { now: () => new Date(Date.now() + clock.aheadMs) })
  const { admin } = service
  const id = await send(service, verification('PLATFORM', { language: 'cy' }))
  t.match(await eventsOf(service, 'mail-message.waiting'), [{ subjectIds: [id] }])
  const content = await admin.get(`/v1/mail-messages/${id}/content`)
  t.match(content.body, { to: ADDRESS, language: 'cy', values: { code: 'PLATFORM', minutes: 30 } })
  t.match(content.body.text, 'PLATFORM')
  t.equal(content.headers.get('cache-control'), 'no-store')
  const sent = await admin.post(`/v1/mail-messages/${id}/reports`, { outcome: 'sent' })
  t.match(sent.body, { state: 'sent', attempts: 1 })
  t.equal((await admin.get(`/v1/mail-messages/${id}/content`)).status, 409)

  const forgotten = await send(service, verification())
  clock.aheadMs = 8 * 24 * HOUR
  await service.deps.services.mail.outbox.forget()
  t.match(await stateOf(service, forgotten), { state: 'failed' })
  clock.aheadMs = 100 * 24 * HOUR
  await service.deps.services.mail.outbox.forget()
  t.equal((await admin.get(`/v1/mail-messages/${id}`)).status, 404)
})
