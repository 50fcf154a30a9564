// What comes back by mail, long after a mail server took it: handed over as it came.
import t from 'tap'
import { readNotification } from '../../src/mail/notification.ts'
import { until } from '../support/embedded.ts'
import { withJobs } from '../support/jobs.ts'
import { startMailServer } from '../support/mail-server.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const ID = '019aa7cb-1c22-7f2a-8c0d-5e2f4c1a9d70'

/** A notification of a mail server, as mail servers write them. */
function notification(
  parts: { envelopeId?: string; messageId?: string; action?: string; status?: string },
  end = '\r\n',
): string {
  const { envelopeId, messageId, action = 'failed', status = '5.1.1' } = parts
  return [
    'Return-Path: <>',
    'From: MAILER-DAEMON@mx.example.org (Mail Delivery System)',
    'Subject: Undelivered Mail Returned to Sender',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="9B095B5ADSN=_01"',
    '',
    'This is a MIME-encapsulated message.',
    '',
    '--9B095B5ADSN=_01',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'I could not deliver it. Original-Envelope-Id: none of this counts.',
    '',
    '--9B095B5ADSN=_01',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.org',
    ...(envelopeId === undefined ? [] : [`Original-Envelope-Id: ${envelopeId}`]),
    'Arrival-Date: Mon, 23 Nov 2026 01:00:00 +0000',
    '',
    'Final-Recipient: rfc822; rosa.quill@school.example.org',
    `Action: ${action}`,
    `Status: ${status}`,
    'Remote-MTA: dns; mail.school.example.org',
    'Diagnostic-Code: smtp; 550 5.1.1 <rosa.quill@school.example.org>: rosa.quill is',
    '    unknown here, see https://school.example.org/rosa',
    '',
    '--9B095B5ADSN=_01',
    'Content-Type: text/rfc822-headers',
    '',
    'From: badges@example.org',
    ...(messageId === undefined ? [] : [`Message-ID: <${messageId}@example.org>`]),
    'Subject: You have a new badge',
    '',
    '--9B095B5ADSN=_01--',
    '',
  ].join(end)
}

t.test('a notification is read, however it names the message', async (t) => {
  const expected = { messageId: ID, action: 'failed', smtpStatus: '5.1.1', smtpCode: 550 }
  t.match(readNotification(notification({ envelopeId: ID })), expected)
  t.match(readNotification(notification({ messageId: ID }, '\n')), expected)
  t.match(readNotification(notification({ envelopeId: 'theirs', messageId: ID })), expected)
  t.match(readNotification(notification({ envelopeId: ID, action: 'Delayed', status: '4.4.7' })), {
    action: 'delayed',
    smtpStatus: '4.4.7',
  })
  const bare = notification({ messageId: ID })
  for (const other of [
    '',
    'Hello',
    'Subject: Out of office\n\nI am away until Monday.',
    notification({}),
    notification({ envelopeId: 'none-of-ours', messageId: 'neither' }),
    bare.replace('multipart/report', 'multipart/mixed'),
    bare.replaceAll('9B095B5ADSN=_01"', 'another"'),
    bare.replace('message/delivery-status', 'text/plain'),
  ]) {
    t.equal(readNotification(other), undefined, other.slice(0, 40))
  }
})

t.test('a bounce that comes by mail is shown, and no notice goes there any more', async (t) => {
  const server = await startMailServer(t)
  const service = await startService(t, {
    env: {
      SMTP_URL: server.url,
      MAIL_FROM: 'badges@harbour.example.org',
      AWARD_NOTICES: 'always',
    },
  })
  await withJobs(t, service)
  const { admin, as } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const recipient = { type: 'email', value: 'rosa.quill@school.example.org' }
  const award = async () =>
    made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }))
  const { id } = await award()
  const messageIn = async (state: string, messageId: string) => {
    await until(
      async () => (await admin.get(`/v1/mail-messages/${messageId}`)).body.state === state,
    )
    return (await admin.get(`/v1/mail-messages/${messageId}`)).body
  }
  await messageIn('sent', id)
  const { messageId = '' } = await server.next()
  const returned = notification({ messageId: messageId.slice(1, messageId.indexOf('@')) })

  t.comment('a delay is no bounce, and what is none changes nothing')
  const delayed = await admin.post('/v1/mail-bounces', {
    notification: notification({ envelopeId: id, action: 'delayed' }),
  })
  t.match(delayed, { status: 200, body: { id, state: 'sent' } })
  t.match(await admin.post('/v1/mail-bounces', { notification: 'Hello' }), {
    status: 400,
    body: { errors: [{ field: 'notification' }] },
  })
  const unknown = { notification: notification({ envelopeId: ID }) }
  t.equal((await admin.post('/v1/mail-bounces', unknown)).status, 404)
  const library = as(await makeKey(admin, ['mail:write', 'mail:read'], issuer.id))
  t.equal((await library.post('/v1/mail-bounces', { notification: returned })).status, 404)

  const bounced = await admin.post('/v1/mail-bounces', { notification: returned })
  t.match(bounced, {
    status: 200,
    body: { id, state: 'bounced', smtpCode: 550, smtpStatus: '5.1.1' },
  })
  t.match(bounced.body.smtpText, /unknown here/)
  t.notMatch(bounced.text, /rosa|school\.example/, 'nobody is named')
  t.same((await admin.post('/v1/mail-bounces', { notification: returned })).body, bounced.body)
  t.match((await library.get('/v1/mail-messages?state=bounced')).body.data, [{ id }])

  const next = await award()
  t.match(await messageIn('bounced', next.id), { smtpText: /came back before/ })
})
