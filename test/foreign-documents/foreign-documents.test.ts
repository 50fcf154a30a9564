// What others publish is kept by the rules of HTTP, within bounds that they cannot widen.
import type { IncomingMessage, ServerResponse } from 'node:http'
import t, { type Test } from 'tap'
import { createForeignDocuments } from '../../src/foreign-documents/index.ts'
import { createOutboundClient, OutboundError } from '../../src/outbound/index.ts'
import { failureOf } from '../outbound/failure-of.ts'
import { startServer } from '../outbound/loopback-server.ts'

const accept = 'application/json'
const MINUTE = 60_000

/** A server, what keeps its documents, and a clock. */
async function world(
  t: Test,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  bounds: { maxEntries?: number; maxBytes?: number } = {},
) {
  const asked: string[] = []
  const server = await startServer(t, (request, response) => {
    const { 'if-none-match': etag, 'if-modified-since': date } = request.headers
    asked.push([request.url, etag ?? date ?? ''].join(' ').trim())
    response.setHeader('date', new Date(time).toUTCString())
    answer(request, response)
  })
  let time = Date.parse('2026-03-01T12:00:00Z')
  const outbound = createOutboundClient({ allowLoopback: true })
  t.teardown(() => outbound.close())
  const documents = createForeignDocuments({ outbound, now: () => new Date(time), ...bounds })
  const get = (
    path = '/',
    options: { longestMs?: number; accept?: string; until?: () => Date | null } = {},
  ) =>
    documents.get(`http://127.0.0.1:${server.port}${path}`, {
      accept: options.accept ?? accept,
      timeoutMs: 2_000,
      keeping: { longestMs: options.longestMs ?? 5 * MINUTE, until: options.until ?? (() => null) },
    })
  return {
    asked,
    documents,
    server,
    get,
    wait: (ms: number) => {
      time += ms
    },
  }
}

/** How often a document is asked for when it is wanted at once, and after some times. */
const freshFor = (t: Test, headers: Record<string, string>, status = 200) =>
  world(t, (_request, response) => response.writeHead(status, headers).end('{}'))

t.test('a document is kept for as long as its server says, and no longer than we do', async (t) => {
  const cases: [string, Record<string, string>, number][] = [
    ['a maximum age', { 'cache-control': 'max-age=60' }, MINUTE],
    ['one for what is shared', { 'cache-control': 'max-age=9, s-maxage=60' }, MINUTE],
    ['an age already', { 'cache-control': 'max-age=90', age: '30' }, MINUTE],
    ['an end', { expires: 'Sun, 01 Mar 2026 12:01:00 GMT' }, MINUTE],
    ['a time of its last change', { 'last-modified': 'Sun, 01 Mar 2026 11:50:00 GMT' }, MINUTE],
    ['a day', { 'cache-control': 'max-age=86400' }, 5 * MINUTE],
    ['for ever', { 'cache-control': 'max-age=99999999999999, immutable' }, 5 * MINUTE],
    ['nothing', {}, 10_000],
    ['not even to keep it', { 'cache-control': 'no-store' }, 0],
    ['to ask each time', { 'cache-control': 'no-cache' }, 0],
    ['that it is for one caller', { 'cache-control': 'private, max-age=60' }, 0],
    ['that it varies by whatever', { 'cache-control': 'max-age=60', vary: '*' }, 0],
    ['with a cookie', { 'cache-control': 'max-age=60', 'set-cookie': 'a=b' }, 0],
    ['nonsense', { 'cache-control': 'max-age=soon', expires: 'never' }, 0],
  ]
  for (const [what, headers, ms] of cases) {
    const { get, asked, wait } = await freshFor(t, headers)
    await get()
    if (ms > 0) {
      wait(ms - 1)
      await get()
      t.equal(asked.length, 1, `${what}: kept`)
      wait(1)
    }
    await get()
    t.equal(asked.length, 2, `${what}: asked for again`)
  }
})

t.test('a failure is kept for seconds only, whatever its server says', async (t) => {
  for (const status of [404, 403, 500, 503]) {
    const headers = { 'cache-control': 'max-age=86400' }
    const { get, asked, wait } = await freshFor(t, headers, status)
    await get()
    wait(2_999)
    t.equal((await get()).status, status)
    t.equal(asked.length, 1)
    wait(1)
    await get()
    t.equal(asked.length, 2)
  }
  const gone = await world(t, (request) => request.socket.destroy())
  t.match(await failureOf(gone.get()), { code: 'unreachable' })
  t.match(await failureOf(gone.get()), { code: 'unreachable' })
  t.equal(gone.asked.length, 1)
  gone.wait(3_000)
  await failureOf(gone.get())
  t.equal(gone.asked.length, 2)
})

t.test('the document itself may end its time', async (t) => {
  const { get, asked, wait } = await freshFor(t, { 'cache-control': 'max-age=240' })
  const until = () => new Date('2026-03-01T12:02:00Z')
  await get('/', { until })
  wait(2 * MINUTE - 1)
  await get('/', { until })
  t.equal(asked.length, 1)
  wait(1)
  await get('/', { until })
  t.equal(asked.length, 2)
})

t.test('a stale document is asked for by what marks its version', async (t) => {
  for (const [name, value] of [
    ['etag', '"1"'],
    ['etag', 'W/"1"'],
    ['last-modified', 'Sun, 01 Mar 2026 11:00:00 GMT'],
  ] as const) {
    let body = '{"version":1}'
    let current: string = value
    const { get, asked, wait, documents } = await world(t, ({ headers }, response) => {
      response.setHeader(name, current).setHeader('cache-control', 'max-age=60')
      const known = headers['if-none-match'] ?? headers['if-modified-since']
      if (known === current) response.writeHead(304).end()
      else response.end(body)
    })
    await get()
    wait(MINUTE)
    t.same((await get()).json(), { version: 1 })
    wait(MINUTE - 1)
    await get()
    t.same(asked, ['/', `/ ${value}`], 'one that has not changed is fresh for another while')
    t.match(documents.counts(), { kept: 1, renewed: 1, fetched: 1, entries: 1 })
    current = name === 'etag' ? '"2"' : 'Sun, 01 Mar 2026 11:30:00 GMT'
    body = '{"version":2}'
    wait(1)
    t.same((await get()).json(), { version: 2 })
  }
})

t.test('a server that claims no change of something else is asked again in full', async (t) => {
  const { get, wait, asked } = await world(t, ({ headers }, response) => {
    response.setHeader('etag', headers['if-none-match'] ? '"other"' : '"1"')
    response.setHeader('cache-control', 'no-cache')
    if (headers['if-none-match']) response.writeHead(304).end()
    else response.end('{}')
  })
  await get()
  wait(1)
  t.equal((await get()).status, 200)
  t.same(asked, ['/', '/ "1"', '/'])
})

t.test('a redirect is kept only as long as it may be itself', async (t) => {
  const redirect = (status: number, control?: string) =>
    world(t, ({ url }, response) => {
      response.setHeader('cache-control', 'max-age=60').setHeader('etag', '"1"')
      if (url === '/there') return response.end('{}')
      if (control === undefined) response.removeHeader('cache-control')
      else response.setHeader('cache-control', control)
      response.writeHead(status, { location: '/there' }).end()
    })
  for (const [status, control, expected] of [
    [302, undefined, 4],
    [302, 'max-age=30', 2],
    [301, undefined, 2],
    [301, 'no-store', 4],
  ] as const) {
    const { get, asked } = await redirect(status, control)
    await get('/here')
    await get('/here')
    t.equal(asked.length, expected, `${status} ${control}`)
    t.ok(
      asked.every((request) => !request.includes('"')),
      'and what marks the version of one is not told to the other',
    )
  }
})

t.test('who asks for the same at the same time shares one request', async (t) => {
  const { get, asked, documents } = await world(t, (_request, response) => {
    setImmediate(() => response.setHeader('cache-control', 'no-store').end('{"a":1}'))
  })
  const answers = await Promise.all(Array.from({ length: 100 }, () => get()))
  t.ok(answers.every((answer) => (answer.json() as { a: number }).a === 1))
  t.equal(asked.length, 1)
  t.match(documents.counts(), { fetched: 1, joined: 99 })
  await get()
  t.equal(asked.length, 2, 'one after the other do not')
  await Promise.all([get('/', { accept: 'text/plain' }), get('/#part'), get('/'), get('/2')])
  t.equal(asked.length, 5, 'what is asked for differently is something else; a fragment is not')
})

t.test('somebody in a hurry leaves, and the others get their answer', async (t) => {
  const goOn = Promise.withResolvers<void>()
  const { documents, server, asked } = await world(t, async (_request, response) => {
    await goOn.promise
    response.end('{}')
  })
  const get = (timeoutMs: number) =>
    documents.get(`http://127.0.0.1:${server.port}/`, {
      accept,
      timeoutMs,
      keeping: { longestMs: MINUTE },
    })
  const hurried = get(30)
  const patient = get(2_000)
  t.match(await failureOf(hurried), { code: 'timeout', message: /within 30 milliseconds/ })
  goOn.resolve()
  t.equal((await patient).status, 200)
  t.equal(asked.length, 1)
})

t.test('strangers cannot make it grow, in number or in bytes', async (t) => {
  const big = 'x'.repeat(100_000)
  const answer = (_request: unknown, response: ServerResponse) =>
    response.setHeader('cache-control', 'max-age=60').end(big)
  const few = await world(t, answer, { maxEntries: 5 })
  const small = await world(t, answer, { maxBytes: 1_000_000 })
  for (let path = 0; path < 20; path += 1) {
    await few.get(`/${path}`)
    await small.get(`/${path}`)
  }
  t.equal(few.documents.counts().entries, 5)
  const { entries, bytes } = small.documents.counts()
  t.ok(entries <= 9 && bytes <= 1_000_000, `${entries} entries of ${bytes} bytes`)
  await small.get('/19')
  t.equal(small.asked.length, 20, 'the newest are there')
})

t.test('a clock that goes back makes nothing last longer', async (t) => {
  const { get, asked, wait } = await freshFor(t, { 'cache-control': 'max-age=60' })
  await get()
  wait(-1)
  await get()
  t.equal(asked.length, 2)
})

t.test('what is not to be kept is always asked for', async (t) => {
  const { documents, get, server, asked } = await freshFor(t, { 'cache-control': 'max-age=60' })
  const url = `http://127.0.0.1:${server.port}/`
  for (let time = 0; time < 2; time += 1) {
    await documents.get(url, { accept, timeoutMs: 1_000 })
    await get('/', { longestMs: 0 })
  }
  t.equal(asked.length, 4)
})

t.test('what goes wrong otherwise is nobody’s failure', async (t) => {
  const errors = [new Error('a fault of ours'), new OutboundError('closed', 'Closed.')]
  const documents = createForeignDocuments({
    outbound: { get: () => Promise.reject(errors.shift()) },
    now: () => new Date(0),
  })
  const get = () =>
    documents.get('https://a.example/', { accept, timeoutMs: 9, keeping: { longestMs: 9 } })
  await t.rejects(get(), { message: 'a fault of ours' })
  await t.rejects(get(), { code: 'closed' }, 'it is not remembered')
})

t.test('what somebody may keep for longer is not older for somebody else', async (t) => {
  const { asked, get, wait } = await freshFor(t, { 'cache-control': 'max-age=3600' })
  await get('/', { longestMs: 5 * MINUTE })
  wait(2 * MINUTE)
  await get('/', { longestMs: 5 * MINUTE })
  t.equal(asked.length, 1)
  await get('/', { longestMs: MINUTE })
  t.equal(asked.length, 2)
})
