import t, { type Test } from 'tap'
import { recordEvents } from '../../src/events/index.ts'
import { until } from '../support/embedded.ts'
import { eventsAllThere } from '../support/events.ts'
import { withJobs } from '../support/jobs.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { startReceiver, status } from './receiver.ts'

t.setTimeout(240_000)

const SUBJECT = '019aa7c6-0c11-7e2a-9b0d-7f2f4c1a9d41'

/** Something happens, so often. */
const happen = ({ database }: Service, issuerId: string | null = null, count = 1) =>
  database.transaction(async (tx) => {
    const event = { type: 'assertion.awarded' as const, issuerId, subjectIds: [SUBJECT] }
    recordEvents(tx, Array(count).fill(event))
  })

/** A service with its jobs, whose clock can be put forward. */
async function startCourierService(t: Test) {
  const clock = { aheadMs: 0 }
  const service = await startService(t, { now: () => new Date(Date.now() + clock.aheadMs) })
  await withJobs(t, service)
  const { admin } = service
  const endpoint = async (input: object) => {
    // One that is made before then is told of earlier events as well.
    await eventsAllThere(service)
    return made(await admin.post('/v1/webhook-endpoints', input))
  }
  const deliveries = async (id: string, query = '') =>
    (await admin.get(`/v1/webhook-endpoints/${id}/deliveries${query}`)).body.data
  return { service, clock, endpoint, deliveries }
}

t.test('an endpoint is told of what happens from then on, signed', async (t) => {
  const { service, endpoint, deliveries } = await startCourierService(t)
  const { issuer } = await makeBadgeClass(service.admin)
  await happen(service, issuer.id)
  const receiver = await startReceiver(t)
  const { id, secret } = await endpoint({ url: receiver.url })
  await happen(service, issuer.id, 3)
  await until(() => receiver.received.length >= 3)
  const [first] = receiver.received
  t.match(first?.body, {
    type: 'assertion.awarded',
    timestamp: /Z$/,
    data: { issuerId: issuer.id, subjectIds: [SUBJECT] },
  })
  t.ok(receiver.received.every((one) => one.signedWith(secret)))
  t.notOk(first?.signedWith(`whsec_${Buffer.alloc(32).toString('base64')}`))
  const { body: events } = await service.admin.get('/v1/events')
  t.same(
    receiver.received.map((one) => one.id).sort(),
    events.data.slice(-3).map((event: { id: string }) => event.id),
    'each event of since then once, under its id',
  )
  await until(async () => (await deliveries(id, '?status=delivered')).length === 3)
  t.match(
    await deliveries(id),
    Array(3).fill({ attempts: 1, lastStatus: 204, nextAttemptAt: null }),
  )
  t.notMatch(service.log(), /of-its-owner|whsec_/, 'no address and no secret in the log')
})

t.test('of awards, as they are made', async (t) => {
  const { service, endpoint } = await startCourierService(t)
  const { badgeClass } = await makeBadgeClass(service.admin)
  const receiver = await startReceiver(t)
  await endpoint({ url: receiver.url, eventTypes: ['assertion.awarded'] })
  const recipient = { type: 'email', value: 'sam@example.org' }
  const award = { badgeClassId: badgeClass.id, recipient }
  const assertion = made(await service.admin.post('/v1/assertions', award))
  await until(() => receiver.received.length > 0)
  t.same(
    receiver.received.map(({ body }) => body.data.subjectIds),
    [[assertion.id]],
  )
  t.notMatch(JSON.stringify(receiver.received), /sam/)
})

t.test('of its issuer’s events only, and of the types that it asked for', async (t) => {
  const { service, endpoint } = await startCourierService(t)
  const { issuer } = await makeBadgeClass(service.admin)
  const [ofIssuer, ofType, ofAll] = [
    await startReceiver(t),
    await startReceiver(t),
    await startReceiver(t),
  ]
  await endpoint({ url: ofIssuer.url, issuerId: issuer.id })
  await endpoint({ url: ofType.url, eventTypes: ['award-batch.completed'] })
  await endpoint({ url: ofAll.url })
  await happen(service, null)
  await happen(service, issuer.id)
  await service.database.transaction(async (tx) =>
    recordEvents(tx, [{ type: 'award-batch.completed', issuerId: null, subjectIds: [] }]),
  )
  await until(() => ofAll.received.length === 3)
  await until(() => ofIssuer.received.length === 1 && ofType.received.length === 1)
  t.match(ofIssuer.received, [{ body: { data: { issuerId: issuer.id } } }])
  t.match(ofType.received, [{ body: { type: 'award-batch.completed' } }])
})

t.test('one that fails is tried again for days, then given up, and can be replayed', async (t) => {
  const { service, clock, endpoint, deliveries } = await startCourierService(t)
  const receiver = await startReceiver(t)
  receiver.answer(status(503))
  const { id } = await endpoint({ url: receiver.url })
  await happen(service)
  await until(async () => (await deliveries(id))[0]?.lastStatus === 503)
  const waits = []
  for (;;) {
    const [delivery] = await deliveries(id)
    t.equal(delivery.attempts, receiver.received.length)
    if (delivery.status !== 'waiting') break
    const wait = Date.parse(delivery.nextAttemptAt) - Date.parse(delivery.lastAttemptAt)
    waits.push(Math.round(wait / 5_000) * 5)
    clock.aheadMs += wait
    const tried = receiver.received.length
    await until(async () => {
      const [now] = await deliveries(id)
      const noted =
        now.status !== 'waiting' ||
        Date.parse(now.nextAttemptAt) > Date.now() + clock.aheadMs + 26_000
      return receiver.received.length > tried && noted
    })
  }
  t.same(waits, [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400], 'in seconds')
  const [failed] = await deliveries(id, '?status=failed')
  t.match(failed, { attempts: 10, lastStatus: 503, nextAttemptAt: null })
  t.equal(new Set(receiver.received.map((one) => one.id)).size, 1, 'always under the same id')

  receiver.answer(status(200))
  const path = `/v1/webhook-endpoints/${id}/deliveries/${failed.id}/replay`
  t.match(await service.admin.post(path, undefined), {
    status: 200,
    body: { status: 'waiting', attempts: 0 },
  })
  await until(async () => (await deliveries(id, '?status=delivered')).length === 1)
})

t.test('a redirect is followed nowhere', async (t) => {
  const { service, endpoint, deliveries } = await startCourierService(t)
  const [receiver, other] = [await startReceiver(t), await startReceiver(t)]
  for (const location of [other.url, 'http://169.254.169.254/latest/meta-data/']) {
    receiver.answer(status(307, { location }))
    const { id } = await endpoint({ url: receiver.url })
    await happen(service)
    await until(async () => (await deliveries(id))[0]?.lastStatus === 307)
    t.match(await deliveries(id), [{ status: 'waiting', attempts: 1, lastFailure: null }])
  }
  t.equal(other.received.length, 0)
})

t.test('a receiver that hangs or is not there harms no other', async (t) => {
  const { service, endpoint, deliveries } = await startCourierService(t)
  const [hanging, good] = [await startReceiver(t), await startReceiver(t)]
  hanging.answer(() => undefined)
  await endpoint({ url: hanging.url })
  const gone = await endpoint({ url: 'http://127.0.0.1:1/' })
  await endpoint({ url: good.url })
  await happen(service, null, 40)
  await until(() => good.received.length === 40)
  t.equal(hanging.received.length, 4, 'as many at a time as one endpoint may have')
  await until(async () => (await deliveries(gone.id))[0]?.lastFailure === 'unreachable')
})

t.test('endpoints at one host do not share its faults', async (t) => {
  const { service, endpoint, deliveries } = await startCourierService(t)
  const host = await startReceiver(t)
  const told = { fine: 0, hanging: 0 }
  host.answer((response, { url }) => {
    if (url === '/broken') response.destroy()
    else if (url === '/fine') response.writeHead(204).end()
    told[url === '/fine' ? 'fine' : 'hanging'] += url === '/broken' ? 0 : 1
  })
  const at = (path: string) => endpoint({ url: new URL(path, host.url).href })
  const broken = await at('/broken')
  // Together they hold more connections than one origin gets where credentials are verified.
  await at('/hanging/1')
  await at('/hanging/2')
  await happen(service, null, 4)
  await until(() => told.hanging === 8)
  await until(async () =>
    (await deliveries(broken.id)).every(
      ({ lastFailure }: { lastFailure: string }) => lastFailure === 'unreachable',
    ),
  )

  const fine = await at('/fine')
  await happen(service, null, 20)
  await until(async () => (await deliveries(fine.id, '?status=delivered')).length === 20)
  t.equal(told.fine, 20)
  t.match(await deliveries(fine.id), Array(20).fill({ attempts: 1, lastFailure: null }))
  t.equal(told.hanging, 8, 'as many at a time as two endpoints may have')
})

t.test(
  'one that answers that it is gone is disabled, and told of what it missed later',
  async (t) => {
    const { service, endpoint } = await startCourierService(t)
    const receiver = await startReceiver(t)
    receiver.answer(status(410))
    const { id } = await endpoint({ url: receiver.url })
    const path = `/v1/webhook-endpoints/${id}`
    await happen(service)
    await until(async () => (await service.admin.get(path)).body.disabled)
    t.match((await service.admin.get(path)).body, { disabledReason: /gone/ })
    await happen(service)
    receiver.answer(status(204))
    const enabled = await service.admin.patch(path, { disabled: false })
    t.match(enabled.body, { disabled: false, disabledReason: null })
    await until(() => receiver.received.length >= 2)
  },
)

t.test('an endpoint can be tried, and no other hears of it', async (t) => {
  const { service, endpoint } = await startCourierService(t)
  const [tried, other] = [await startReceiver(t), await startReceiver(t)]
  const { id, secret } = await endpoint({ url: tried.url, eventTypes: ['award-batch.cancelled'] })
  await endpoint({ url: other.url })
  const made = await service.admin.post(`/v1/webhook-endpoints/${id}/deliveries`, {
    eventType: 'webhook.test',
  })
  t.match(made, { status: 201, body: { eventType: 'webhook.test', status: 'waiting' } })
  await until(() => tried.received.length === 1)
  t.match(tried.received, [{ body: { type: 'webhook.test', data: { subjectIds: [id] } } }])
  t.ok(tried.received[0]?.signedWith(secret))
  await happen(service)
  await until(() => other.received.length === 1)
  t.match(other.received, [{ body: { type: 'assertion.awarded' } }])
})
