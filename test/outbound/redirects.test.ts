import t from 'tap'
import { createOutboundClient } from '../../src/outbound/index.ts'
import { failureOf } from './failure-of.ts'
import { startServer } from './loopback-server.ts'
import { refusedRedirects as locations } from './ssrf-table.ts'

const accept = 'application/json'

t.test('follows up to three redirects of every kind', async (t) => {
  const next = new Map([
    ['/1', '/2'],
    ['/2', '3?x=y#part'],
    ['/3?x=y', '//localhost:PORT/4'],
  ])
  for (const status of [301, 302, 303, 307, 308]) {
    const server = await startServer(t, (request, response) => {
      const location = next.get(String(request.url))
      if (location === undefined) return response.end('"arrived"')
      response.writeHead(status, { location: location.replace('PORT', String(server.port)) })
      response.end('moved')
    })
    const client = createOutboundClient({ allowLoopback: true })
    const response = await client.get(`http://127.0.0.1:${server.port}/1`, { accept })
    t.equal(response.json(), 'arrived')
    t.equal(response.url, `http://localhost:${server.port}/4`)
    t.equal(server.contacts(), 4)
  }
})

t.test('not a fourth', async (t) => {
  const server = await startServer(t, (request, response) => {
    response.writeHead(302, { location: `${request.url}1` })
    response.end()
  })
  const client = createOutboundClient({ allowLoopback: true })
  t.same(await failureOf(client.get(`http://127.0.0.1:${server.port}/`, { accept })), {
    code: 'redirect',
    message: `127.0.0.1:${server.port} redirects more than 3 times.`,
  })
  t.equal(server.contacts(), 4)
})

t.test('not in a circle', async (t) => {
  const server = await startServer(t, (request, response) => {
    response.writeHead(302, { location: request.url === '/a' ? '/b#again' : '/a' })
    response.end()
  })
  const client = createOutboundClient({ allowLoopback: true })
  for (const [path, contacts] of [
    ['a', 2],
    ['b', 3],
  ] as const) {
    const before = server.contacts()
    const url = `http://127.0.0.1:${server.port}/${path}`
    t.match(await failureOf(client.get(url, { accept })), { code: 'redirect', message: /circle/ })
    t.equal(server.contacts() - before, contacts)
  }
})

t.test('never to what the policy refuses', async (t) => {
  const forbidden = await startServer(t, (_request, response) => response.end('{}'))
  const server = await startServer(t, (request, response) => {
    const location = String(locations[Number(request.url?.slice(1))])
    response.writeHead(302, { location: location.replace('PORT', String(forbidden.port)) })
    response.end()
  })
  const client = createOutboundClient({
    allowLoopback: true,
    lookup: (_hostname, _options, callback) =>
      callback(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ]),
  })
  for (const [index, location] of locations.entries()) {
    const url = `http://127.0.0.1:${server.port}/${index}`
    t.match(
      await failureOf(client.get(url, { accept, timeoutMs: 2000 })),
      { code: 'blocked' },
      location,
    )
  }
  t.equal(server.contacts(), locations.length)
  t.equal(forbidden.contacts(), 0)
})

t.test('not to something that is no URL; without a target a redirect is an answer', async (t) => {
  const server = await startServer(t, (request, response) => {
    if (request.url === '/broken') response.setHeader('location', 'https://[')
    if (request.url === '/long') response.setHeader('location', `/${'a'.repeat(3000)}`)
    response.writeHead(302)
    response.end('see elsewhere')
  })
  const client = createOutboundClient({ allowLoopback: true })
  const get = (path: string) => client.get(`http://127.0.0.1:${server.port}${path}`, { accept })
  t.match(await failureOf(get('/broken')), { code: 'redirect' })
  t.match(await failureOf(get('/long')), { code: 'redirect' })
  t.match(await get('/none'), { status: 302 })
})
