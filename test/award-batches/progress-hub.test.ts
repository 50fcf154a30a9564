import t from 'tap'
import { progressEvents } from '../../src/award-batches/progress-events.ts'
import { createProgressHub, type State } from '../../src/award-batches/progress-hub.ts'

/** States that a test sets, and how often they were asked for. */
function world(everyMs = 1) {
  const states = new Map<string, State>()
  const asked: string[][] = []
  let failure: Error | undefined
  const errors: Error[] = []
  const hub = createProgressHub({
    async read(ids) {
      asked.push(ids)
      if (failure !== undefined) throw failure
      return new Map([...states].filter(([id]) => ids.includes(id)))
    },
    everyMs,
    onError: (error) => errors.push(error),
  })
  return {
    hub,
    asked,
    errors,
    set: (id: string, text: string, isEnd = false) => states.set(id, { text, isEnd }),
    fail(error?: Error) {
      failure = error
    },
  }
}

const never = new AbortController().signal

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('it did not come to that')
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

t.test('a listener hears of each change once, and no more after the end', async (t) => {
  const { hub, set, asked } = world()
  set('one', 'a')
  const heard: string[] = []
  for await (const { text } of hub.watch('one', never)) {
    heard.push(text)
    if (heard.length === 1) {
      const before = asked.length
      await until(() => asked.length > before + 3)
      set('one', 'b')
    } else if (heard.length === 2) set('one', 'c', true)
  }
  t.same(heard, ['a', 'b', 'c'])
})

t.test('many listeners share one question, and nobody asks when nobody listens', async (t) => {
  const { hub, set, asked } = world()
  const stop = new AbortController()
  set('one', 'a')
  set('two', 'b')
  const listen = async (id: string) => {
    const heard = []
    for await (const { text } of hub.watch(id, stop.signal)) heard.push(text)
    return heard
  }
  const all = Array.from({ length: 50 }, (_, number) => listen(number % 2 === 0 ? 'one' : 'two'))
  await until(() => asked.some((ids) => ids.length === 2))
  t.ok(
    asked.every((ids) => ids.length <= 2),
    'each thing once',
  )
  stop.abort()
  await Promise.all(all)
  const before = asked.length
  await new Promise((resolve) => setTimeout(resolve, 20))
  t.ok(asked.length <= before + 1, 'silence')
  t.equal((await listen('one')).length, 0, 'nor does one begin that is stopped')
})

t.test('who begins to listen after a pause is answered, too', async (t) => {
  const { hub, set } = world()
  set('one', 'a', true)
  for (let turn = 0; turn < 3; turn += 1) {
    const heard = []
    for await (const { text } of hub.watch('one', never)) heard.push(text)
    t.same(heard, ['a'])
  }
})

t.test('a question that fails is asked again', async (t) => {
  const { hub, set, fail, errors } = world()
  fail(new Error('the database is away'))
  set('one', 'a', true)
  const heard: string[] = []
  const listening = (async () => {
    for await (const { text } of hub.watch('one', never)) heard.push(text)
  })()
  await until(() => errors.length > 2)
  fail()
  await listening
  t.same(heard, ['a'])
})

t.test('while nothing happens there is a heartbeat', async (t) => {
  const { hub, set } = world()
  const text = JSON.stringify({ status: 'running', awarded: 7 })
  set('one', text)
  const stop = new AbortController()
  const sent: string[] = []
  for await (const piece of progressEvents(hub, 'one', { heartbeatMs: 5, stop: stop.signal })) {
    sent.push(piece)
    if (sent.length === 5) stop.abort()
  }
  t.match(sent[0], /^retry: \d+\n\n$/)
  t.equal(sent.filter((piece) => piece === `event: progress\ndata: ${text}\n\n`).length, 1)
  t.ok(sent.filter((piece) => piece === ': still there\n\n').length >= 2)
})

t.test('the end has a name and an id', async (t) => {
  const { hub, set } = world()
  set('one', JSON.stringify({ status: 'cancelled' }), true)
  const sent = []
  for await (const piece of progressEvents(hub, 'one', { heartbeatMs: 1000, stop: never })) {
    sent.push(piece)
  }
  t.equal(sent[1], 'event: cancelled\nid: end\ndata: {"status":"cancelled"}\n\n')
  t.equal(sent.length, 2)
})
