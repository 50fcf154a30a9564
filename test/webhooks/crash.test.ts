import t from 'tap'
import { openDatabase } from '../../src/db/index.ts'
import { recordEvents } from '../../src/events/index.ts'
import { query, until } from '../support/embedded.ts'
import { eventsOnceThere } from '../support/events.ts'
import { onTestDatabase, start } from '../support/process.ts'
import { made } from '../support/programme.ts'
import { startReceiver, status } from './receiver.ts'

t.setTimeout(200_000)

const COUNT = 60

t.test('kill -9 loses no delivery, wherever it was', async (t) => {
  const env = {
    ...(await onTestDatabase(t)),
    PUBLIC_URL: 'http://badges.example.org',
    OUTBOUND_ALLOW_LOOPBACK: 'true',
  }
  const database = openDatabase(env.DATABASE_URL, () => undefined)
  t.teardown(() => database.close())
  const happen = () =>
    database.transaction(async (tx) => {
      const event = { type: 'assertion.awarded' as const, issuerId: null, subjectIds: [] }
      recordEvents(tx, Array(COUNT).fill(event))
    })
  const receiver = await startReceiver(t)
  // Some are answered, some are under way for long, and some have not set out.
  receiver.answer((response) => {
    if (receiver.received.length % 3 > 0) status(204)(response)
  })

  const dying = await start(t, env)
  const { id } = made(await dying.admin.post('/v1/webhook-endpoints', { url: receiver.url }))
  await happen()
  await until(() => receiver.received.length > 6)
  await happen()
  await dying.end('SIGKILL')

  receiver.answer(status(204))
  const service = await start(t, env)
  // The time after which those under way are taken to be lost.
  await query(
    env.DATABASE_URL,
    `update webhook_deliveries set next_attempt_at = now() where status = 'waiting'`,
  )
  const path = `/v1/webhook-endpoints/${id}/deliveries?status=delivered&limit=200`
  await until(async () => (await service.admin.get(path)).body.data.length === 2 * COUNT)
  const { body } = await eventsOnceThere(service.admin, 2 * COUNT, '/v1/events?limit=200')
  const arrived = new Set(receiver.received.map((one) => one.id))
  t.equal(body.data.length, 2 * COUNT)
  t.ok(
    body.data.every((event: { id: string }) => arrived.has(event.id)),
    'every event arrived',
  )
})
