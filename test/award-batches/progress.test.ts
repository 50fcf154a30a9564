// The progress of a batch as Server-Sent Events, as a client for such streams reads it.
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import t from 'tap'
import { batchWhen, learners, sendBatch } from '../support/award-batches.ts'
import { withJobs } from '../support/jobs.ts'
import { makeBadgeClass } from '../support/programme.ts'
import { ADMIN_API_KEY, type Service, startService } from '../support/service.ts'

/** Listens to a batch until the stream ends; tells each event. */
async function listen(
  { url }: Pick<Service, 'url'>,
  id: string,
  heard: (event: EventSourceMessage) => void = () => undefined,
  headers: Record<string, string> = {},
) {
  const answer = await fetch(`${url}/v1/award-batches/${id}/events`, {
    headers: { authorization: `Bearer ${ADMIN_API_KEY}`, accept: 'text/event-stream', ...headers },
  })
  const events: EventSourceMessage[] = []
  let retry: number | undefined
  const parser = createParser({
    onEvent(event) {
      events.push(event)
      heard(event)
    },
    onRetry(ms) {
      retry = ms
    },
  })
  const finished = (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of answer.body ?? [])
      parser.feed(decoder.decode(chunk, { stream: true }))
  })()
  return { answer, events, finished, retry: () => retry }
}

const dataOf = ({ data }: EventSourceMessage) => JSON.parse(data)

t.test('a listener hears how far a batch is, and that it has ended', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const { id } = await sendBatch(admin, badgeClass.id, learners(1_500))
  const first = Promise.withResolvers<EventSourceMessage>()
  const stream = await listen(service, id, first.resolve)
  t.equal(stream.answer.status, 200)
  t.equal(stream.answer.headers.get('content-type'), 'text/event-stream')
  t.match(stream.answer.headers.get('cache-control'), /no-store/)
  t.match(dataOf(await first.promise), { id, status: 'queued', awarded: 0 })
  await withJobs(t, service)
  await stream.finished
  t.equal(stream.retry(), 2_000)
  const last = stream.events.at(-1) as EventSourceMessage
  t.match(last, { event: 'completed', id: 'end' })
  t.match(dataOf(last), { status: 'completed', awarded: 1_500 })
  t.same(dataOf(last), (await admin.get(`/v1/award-batches/${id}`)).body, 'the batch as it is read')
  const progress = stream.events.slice(0, -1)
  t.ok(progress.every(({ event, id }) => event === 'progress' && id === undefined))
  const counts = stream.events.map((event) => dataOf(event).awarded)
  t.same(
    counts,
    counts.toSorted((a, b) => a - b),
    'it only grows',
  )

  await t.test('who comes later hears the end at once, and only once', async (t) => {
    const later = await listen(service, id)
    await later.finished
    t.equal(later.events.length, 1)
    t.match(later.events, [{ event: 'completed', id: 'end' }])
    const again = await listen(service, id, undefined, { 'last-event-id': 'end' })
    t.equal(again.answer.status, 204, 'which keeps a browser from asking on and on')
    const strange = await listen(service, id, undefined, { 'last-event-id': 'x\u00e9' })
    await strange.finished
    t.equal(strange.events.length, 1)
  })
})

t.test('many listen to one batch, and one that leaves is no harm', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const { id } = await sendBatch(admin, badgeClass.id, learners(3))
  const streams = await Promise.all(Array.from({ length: 30 }, () => listen(service, id)))
  const leaving = new AbortController()
  await fetch(`${service.url}/v1/award-batches/${id}/events`, {
    headers: { authorization: `Bearer ${ADMIN_API_KEY}` },
    signal: leaving.signal,
  })
  leaving.abort()
  await admin.post(`/v1/award-batches/${id}/cancel`, undefined)
  await Promise.all(streams.map(({ finished }) => finished))
  for (const { events } of streams) {
    t.match(events.at(-1), { event: 'cancelled' })
  }
})

t.test('a service that closes ends its streams, and another goes on with them', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const { id } = await sendBatch(admin, badgeClass.id, learners(3))
  const other = await startService(t, {
    databaseUrl: service.databaseUrl,
    env: { PUBLIC_URL: service.publicUrl },
  })
  const first = Promise.withResolvers<EventSourceMessage>()
  const stream = await listen(other, id, first.resolve)
  await first.promise
  await other.app.close()
  await stream.finished
  t.match(stream.events, [{ event: 'progress' }])
  const again = await listen(service, id)
  await withJobs(t, service)
  await again.finished
  t.match(again.events.at(-1), { event: 'completed' })
  t.equal((await batchWhen(admin, id, 'completed')).awarded, 3)
})
