import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { progressEvents } from '../../src/award-batches/progress-events.ts'
import { createProgressHub, type State } from '../../src/award-batches/progress-hub.ts'

/** States that a test sets, how often they were asked for, and the pauses between two questions. */
function world() {
  const states = new Map<string, State>()
  const asked: string[][] = []
  const errors: Error[] = []
  let failure: Error | undefined
  let pausing = Promise.withResolvers<() => void>()
  const hub = createProgressHub({
    async read(ids) {
      asked.push(ids)
      if (failure !== undefined) throw failure
      return new Map([...states].filter(([id]) => ids.includes(id)))
    },
    pause: () => new Promise<void>((resolve) => pausing.resolve(resolve)),
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
    /** Waits for the next pause and ends it. */
    async turn() {
      const end = await pausing.promise
      pausing = Promise.withResolvers()
      end()
      // What is told is told before anything else comes from outside.
      await setImmediate()
    },
  }
}

const never = new AbortController().signal

t.test('a listener hears of each change once, and no more after the end', async (t) => {
  const { hub, set, asked, turn } = world()
  set('one', 'a')
  const heard: string[] = []
  const listening = (async () => {
    for await (const { text } of hub.watch('one', never)) heard.push(text)
  })()
  for (let times = 0; times < 3; times += 1) await turn()
  t.equal(asked.length, 4)
  t.same(heard, ['a'])
  set('one', 'b')
  await turn()
  t.same(heard, ['a', 'b'])
  set('one', 'c', true)
  await turn()
  await listening
  t.same(heard, ['a', 'b', 'c'])
})

t.test('many listeners share one question, and nobody asks when nobody listens', async (t) => {
  const { hub, set, asked, turn } = world()
  const stop = new AbortController()
  set('one', 'a')
  set('two', 'b')
  const listen = async (id: string) => {
    const heard = []
    for await (const { text } of hub.watch(id, stop.signal)) heard.push(text)
    return heard
  }
  const all = Array.from({ length: 50 }, (_, number) => listen(number % 2 === 0 ? 'one' : 'two'))
  await turn()
  t.same(asked.at(-1)?.toSorted(), ['one', 'two'], 'each thing once')
  stop.abort()
  t.same((await Promise.all(all)).flat().toSorted(), [
    ...Array(25).fill('a'),
    ...Array(25).fill('b'),
  ])
  const before = asked.length
  await turn()
  t.equal(asked.length, before, 'silence')
  t.equal((await listen('one')).length, 0, 'nor does one begin that is stopped')
})

t.test('who begins to listen after a pause is answered, too', async (t) => {
  const { hub, set, turn } = world()
  set('one', 'a', true)
  for (let times = 0; times < 3; times += 1) {
    const heard = []
    for await (const { text } of hub.watch('one', never)) heard.push(text)
    t.same(heard, ['a'])
    await turn()
  }
})

t.test('a question that fails is asked again', async (t) => {
  const { hub, set, fail, errors, turn } = world()
  fail(new Error('the database is away'))
  set('one', 'a', true)
  const heard: string[] = []
  const listening = (async () => {
    for await (const { text } of hub.watch('one', never)) heard.push(text)
  })()
  await turn()
  await turn()
  t.equal(errors.length, 3)
  fail()
  await turn()
  await listening
  t.same(heard, ['a'])
  t.equal(errors.length, 3)
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
  for await (const piece of progressEvents(hub, 'one', { heartbeatMs: 60_000, stop: never })) {
    sent.push(piece)
  }
  t.equal(sent[1], 'event: cancelled\nid: end\ndata: {"status":"cancelled"}\n\n')
  t.equal(sent.length, 2)
})
