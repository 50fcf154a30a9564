// Who is told of an award by mail, and at which address.
import t, { type Test } from 'tap'
import { batchWhen } from '../support/award-batches.ts'
import { until } from '../support/embedded.ts'
import { withJobs } from '../support/jobs.ts'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const email = (value: string) => ({ type: 'email', value })
const card = { type: 'library-card', value: '2900 1234', authority: 'harbour-libraries' }

async function startProgramme(t: Test, policy: 'never' | 'asked' | 'always') {
  const server = await startMailServer(t)
  const service = await startService(t, {
    env: {
      SMTP_URL: server.url,
      MAIL_FROM: 'badges@harbour.example.org',
      AWARD_NOTICES: policy,
    },
  })
  await withJobs(t, service)
  const { badgeClass } = await makeBadgeClass(service.admin)
  const award = async (input: object) =>
    made(await service.admin.post('/v1/assertions', { badgeClassId: badgeClass.id, ...input }))
  /** Whoever was told up to a last award that certainly is. */
  const told = async () => {
    // Notices are written side by side; what is written is delivered in order.
    await until(async () => (await queued(service)) === 0)
    await award({ recipient: email('last@example.org'), notify: true })
    const messages: MailServer['messages'] = []
    for (;;) {
      const message = await server.next()
      if (message.envelope.to[0] === 'last@example.org') return messages
      messages.push(message)
    }
  }
  return { server, service, badgeClass, award, told, admin: service.admin }
}

/** How many notices are still to be written. */
async function queued({ database }: Service): Promise<number> {
  const { rows } = await database.pool.query(
    `select from graphile_worker.jobs where task_identifier = 'notify-of-awards'`,
  )
  return rows.length
}

t.test('by default nobody', async (t) => {
  const { award, admin, service } = await startProgramme(t, 'never')
  await award({ recipient: email('sam@example.org'), notify: true })
  t.equal(await queued(service), 0)
  t.same((await admin.get('/v1/mail-messages')).body.data, [])
})

t.test('where it is asked for', async (t) => {
  const { award, told, admin, badgeClass } = await startProgramme(t, 'asked')
  await award({ recipient: email('quiet@example.org') })
  const asked = await award({ recipient: email('Sam@Example.org'), notify: true })
  const [message, ...others] = await told()
  t.same(others, [])
  t.same(message?.envelope.to, ['sam@example.org'])
  t.equal(message?.subject, `You have a new badge: ${badgeClass.name}`)
  t.match(message?.text, asked.credentialUrl)

  await t.test('not to somebody who wants no mail', async (t) => {
    const { learnerId } = await award({ recipient: email('refuses@example.org') })
    const consents = `/v1/learners/${learnerId}/consents`
    made(await admin.post(consents, { decision: 'withdrawn', purpose: 'mail', method: 'paper' }))
    await award({ recipient: email('refuses@example.org'), notify: true })
    t.same(await told(), [])
  })

  await t.test('in bulk too', async (t) => {
    const rows = [
      { recipient: email('row1@example.org'), notify: true },
      { recipient: email('row2@example.org') },
    ]
    const upload = await admin.send('POST', `/v1/badge-classes/${badgeClass.id}/award-batches`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(rows),
    })
    await batchWhen(admin, upload.body.id, 'completed')
    t.same(
      (await told()).map(({ envelope }) => envelope.to),
      [['row1@example.org']],
    )
  })
})

t.test('of a whole batch, once each, however often the work is begun', async (t) => {
  const { told, admin, badgeClass, service } = await startProgramme(t, 'asked')
  const rows = [
    ...Array.from({ length: 4 }, (_, at) => ({ recipient: email(`row${at}@example.org`) })),
    { recipient: email('quiet@example.org'), notify: false },
    { recipient: card },
  ]
  const path = `/v1/badge-classes/${badgeClass.id}/award-batches`
  const send = (query: string, key: string) =>
    admin.send('POST', `${path}${query}`, {
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(rows),
    })
  const upload = await send('?notify=true', 'a')
  t.match(upload, { status: 202, body: { notify: true } })
  t.match(await send('', 'a'), { status: 422 }, 'the same key asks for something else')
  await batchWhen(admin, upload.body.id, 'completed')
  const expected: (string | undefined)[] = ['row0', 'row1', 'row2', 'row3'].map(
    (name) => `${name}@example.org`,
  )
  t.same((await told()).map(({ envelope }) => envelope.to[0]).sort(), expected)

  t.comment('a process that ended before it could say that it was done')
  const assertions = (await admin.get('/v1/assertions?limit=100')).body.data
  const ids = assertions.map(({ id }: { id: string }) => id)
  await Promise.all([1, 2].map(() => service.deps.services.awardNotices.notify(ids)))
  t.same(
    (await told()).map(({ envelope }) => envelope.to[0]).filter((to) => expected.includes(to)),
    [],
  )
  t.match((await send('?onDuplicate=allow', 'b')).body, { notify: false })
})

t.test('always, at an address of their own or nowhere', async (t) => {
  const { award, told, admin, server, service } = await startProgramme(t, 'always')
  const identifiers = [card, email('typed@example.org'), email('shown@example.org')]
  const learner = made(await admin.post('/v1/learners', { identifiers }))
  await award({ learnerId: learner.id })
  await award({ recipient: card })
  t.same(await told(), [], 'an address that somebody only wrote down is nobody’s')
  await award({ recipient: email('silent@example.org'), notify: false })
  await award({ recipient: email('typed@example.org') })
  t.same(
    (await told()).map(({ envelope }) => envelope.to),
    [['typed@example.org']],
    'but the one that an award was made to is told of that one',
  )

  const path = `/v1/learners/${learner.id}/identifiers`
  const shown = (await admin.get(path)).body.data.find(
    ({ value }: { value: string }) => value === 'shown@example.org',
  )
  const verifications = `${path}/${shown.id}/verifications`
  const { id } = made(await admin.post(verifications, { method: 'mail' }))
  const [, code = ''] = /\n {4}([\d ]+)\n/.exec((await server.next()).text ?? '') ?? []
  t.match(String((await admin.post(`${verifications}/${id}/answer`, { code })).status), /^20/)
  const assertion = await award({ recipient: card })
  const [message] = await told()
  t.same(message?.envelope.to, ['shown@example.org'], 'and one that was shown to be theirs')

  await service.deps.services.awardNotices.notify([assertion.id])
  t.same(await told(), [], 'nobody is told twice')
})
