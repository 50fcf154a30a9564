import { examplesOf } from '../../../src/http/index.ts'
import { MailBounce } from '../../../src/mail/schema.ts'
import type { Guide } from './guide.ts'

/** Mail that the platform sends itself. */
export async function sendMail({ call, service: { deps, database } }: Guide) {
  const id = await database.transaction((tx) =>
    deps.services.mail.send(tx, {
      kind: 'address-verification',
      to: 'sam@school.example.org',
      language: null,
      values: { code: 'K7QX-9M2T', minutes: 30 },
      about: {},
    }),
  )
  await call('listMailMessages')
  await call('getMailMessage', { params: { id } })
  await call('getMailMessageContent', { params: { id } })
  await call('reportMailMessage', { params: { id } })
  const [{ notification }] = examplesOf(MailBounce) as [MailBounce]
  const about = notification.replace(/^Original-Envelope-Id: .*$/m, `Original-Envelope-Id: ${id}`)
  await call('reportBounce', { change: { notification: about } })
}

/** What is told to webhooks. */
export async function deliver({ t, call }: Guide, endpointId: string) {
  const ofEndpoint = { id: endpointId }
  const tried = await call('createWebhookDelivery', { params: ofEndpoint, status: 201 })
  const ofDelivery = { ...ofEndpoint, deliveryId: tried.body.id }
  await call('getWebhookDelivery', { params: ofDelivery })
  await call('replayWebhookDelivery', { params: ofDelivery })
  const deliveries = await call('listWebhookDeliveries', { params: ofEndpoint })
  t.equal(deliveries.body.data.length, 1)
}

/** What tells how the service is. */
export async function lookAround({ t, call, visit, service: { admin } }: Guide) {
  await call('listEvents')
  await call('getLiveness')
  await call('getReadiness')
  await call('getOpenApi')
  t.match((await admin.get('/metrics')).text, /^# HELP waymark_/)
  await call('getVocabulary')
  visit('getMetrics')
}
