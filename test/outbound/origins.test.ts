// One dead or slow server does not slow what has nothing to do with it.
import t, { type Test } from 'tap'
import { createOrigins, createOutboundClient } from '../../src/outbound/index.ts'
import { failureOf } from './failure-of.ts'
import { startServer, startTcpServer } from './loopback-server.ts'

const accept = 'application/json'
const REST_MS = 60_000

const clientFor = (t: Test, options: Parameters<typeof createOrigins>[0] = {}) => {
  const origins = createOrigins({ patienceMs: 10, restMs: REST_MS, ...options })
  const client = createOutboundClient({ allowLoopback: true, origins })
  t.teardown(() => client.close())
  return client
}

/** Lets the clock that breakers look at be moved on. */
const movableClock = (t: Test) => {
  const { now } = Date
  let ahead = 0
  Date.now = () => now() + ahead
  t.teardown(() => {
    Date.now = now
  })
  return (ms: number) => {
    ahead += ms
  }
}

t.test('a server that hangs is left alone after three times, then tried once', async (t) => {
  const moveOn = movableClock(t)
  let hangs = true
  const server = await startServer(t, (_request, response) => {
    if (!hangs) response.end('{}')
  })
  const client = clientFor(t)
  const get = (path = '') =>
    client.get(`http://127.0.0.1:${server.port}/${path}`, { accept, timeoutMs: 60 })
  for (const path of ['1', '2', '3']) t.match(await failureOf(get(path)), { code: 'timeout' })

  const began = performance.now()
  t.same(await failureOf(get('4')), {
    code: 'unreachable',
    message: `127.0.0.1:${server.port} did not answer lately, so it is left alone for a while.`,
  })
  t.ok(performance.now() - began < 50, 'at once')
  t.equal(server.contacts(), 3, 'without asking')

  moveOn(REST_MS)
  const inOrder: string[] = []
  const three = ['5', '6', '7'].map(async (path) => inOrder.push((await failureOf(get(path))).code))
  await Promise.all(three)
  t.same(inOrder, ['unreachable', 'unreachable', 'timeout'])
  t.equal(server.contacts(), 4, 'one of them tried it, and the others did not wait for that')
  t.match(await failureOf(get()), { message: /left alone/ })

  hangs = false
  // The pause grows no longer: an issuer that is back is heard soon.
  moveOn(REST_MS)
  t.equal((await get()).status, 200, 'and its answer opens the door again')
  t.equal((await get()).status, 200)
  t.match(client.counts(), { answered: 2, failed: 4, spared: 4 })
})

t.test('so is one that cannot be reached, but not one that answers badly', async (t) => {
  const client = clientFor(t)
  const gone = await startTcpServer(t, (socket) => socket.destroy())
  const rude = await startServer(t, (_request, response) => {
    response.writeHead(500, { 'content-encoding': 'x' }).end('no')
  })
  for (let time = 0; time < 5; time += 1) {
    await failureOf(client.get(`http://127.0.0.1:${gone.port}/`, { accept }))
    const answer = client.get(`http://127.0.0.1:${rude.port}/`, { accept })
    t.match(await failureOf(answer), { code: 'malformed' })
  }
  t.equal(gone.contacts(), 3)
  t.equal(rude.contacts(), 5)
})

t.test('a server is not to blame when there was no time left for it', async (t) => {
  const client = clientFor(t, { patienceMs: 10_000 })
  const server = await startServer(t, () => {})
  for (let time = 0; time < 5; time += 1) {
    const fetching = client.get(`http://127.0.0.1:${server.port}/`, { accept, timeoutMs: 20 })
    t.match(await failureOf(fetching), { code: 'timeout' })
  }
  t.equal(server.contacts(), 5)
})

t.test('who redirects to a dead server is not to blame for it', async (t) => {
  const client = clientFor(t)
  const dead = await startTcpServer(t, (socket) => socket.destroy())
  const server = await startServer(t, ({ url }, response) => {
    if (url === '/') return response.end('{}')
    response.writeHead(302, { location: `http://127.0.0.1:${dead.port}/` }).end()
  })
  for (let time = 0; time < 5; time += 1) {
    await failureOf(client.get(`http://127.0.0.1:${server.port}/away`, { accept }))
  }
  t.equal(dead.contacts(), 3)
  t.equal((await client.get(`http://127.0.0.1:${server.port}/`, { accept })).status, 200)
})

t.test('one server gets few connections at a time, and others their own', async (t) => {
  const client = clientFor(t, { perOrigin: 2 })
  const hanging = await startServer(t, () => {})
  const well = await startServer(t, (_request, response) => response.end('{}'))
  const get = (port: number, path: number, timeoutMs = 300) =>
    client.get(`http://127.0.0.1:${port}/${path}`, { accept, timeoutMs })
  // Who has a turn keeps it until all who wait have given up, so that it comes to none of them.
  const stuck = Array.from({ length: 10 }, (_, path) =>
    failureOf(get(hanging.port, path, path < 2 ? 600 : 300)),
  )
  const began = performance.now()
  const answers = await Promise.all(Array.from({ length: 20 }, (_, path) => get(well.port, path)))
  t.ok(answers.every(({ status }) => status === 200))
  t.ok(performance.now() - began < 250, 'while the other keeps everybody waiting')
  t.equal(hanging.contacts(), 2)
  const outcomes = await Promise.all(stuck)
  t.ok(
    outcomes.every(({ code }) => code === 'timeout'),
    'who waits in line waits no longer than the rest',
  )
  t.equal(hanging.contacts(), 2, 'and then asks for nothing')
})

t.test('what is sent has no part in that: at one host are receivers of many', async (t) => {
  const client = clientFor(t, { perOrigin: 2, inTotal: 2 })
  const server = await startServer(t, ({ method, url }, response) => {
    if (url === '/gone') response.destroy()
    else if (url !== '/hangs') response.writeHead(method === 'POST' ? 204 : 200).end('{}')
  })
  const at = (path: string) => `http://127.0.0.1:${server.port}${path}`
  const post = (path: string) => client.post(at(path), { headers: {}, body: '{}', timeoutMs: 500 })
  const hanging = Array.from({ length: 5 }, () => failureOf(post('/hangs')))
  for (let time = 0; time < 5; time += 1) {
    t.match(await failureOf(post('/gone')), {
      code: 'unreachable',
      message: /could not be reached/,
    })
  }
  t.same(await post('/well'), { status: 204 }, 'neither waits nor is spared')
  t.equal((await client.get(at('/'), { accept })).status, 200, 'nor is what is fetched there')
  for (const { code } of await Promise.all(hanging)) t.equal(code, 'timeout')
  t.equal(server.contacts(), 12)

  for (let time = 0; time < 3; time += 1) await failureOf(client.get(at('/gone'), { accept }))
  t.match(await failureOf(client.get(at('/'), { accept })), { message: /left alone/ })
  t.same(await post('/well'), { status: 204 }, 'while nothing is fetched there')
})

t.test('all servers together get a bounded number of connections', async (t) => {
  const client = clientFor(t, { inTotal: 3 })
  const servers = await Promise.all(Array.from({ length: 5 }, () => startServer(t, () => {})))
  const get = (timeoutMs: number) => (server: { port: number }) =>
    failureOf(client.get(`http://127.0.0.1:${server.port}/`, { accept, timeoutMs }))
  const first = servers.slice(0, 3).map(get(400))
  const later = servers.slice(3).map(get(100))
  for (const { code } of await Promise.all(later)) t.equal(code, 'timeout')
  t.same(
    servers.map((server) => server.contacts()),
    [1, 1, 1, 0, 0],
  )
  await Promise.all(first)
})
