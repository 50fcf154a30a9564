import type { IncomingMessage } from 'node:http'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { createOutboundClient, requireOk } from '../../src/outbound/index.ts'
import { failureOf } from './failure-of.ts'
import { startServer } from './loopback-server.ts'

const accept = 'application/ld+json, application/json;q=0.9'

t.test('gets a document from loopback in development', async (t) => {
  const server = await startServer(t, (_request, response) => {
    response.setHeader('content-type', 'application/json; charset=utf-8')
    response.setHeader('etag', '"1"')
    response.end('{"name":"Bibliothèque"}')
  })
  const client = createOutboundClient({ allowLoopback: true })
  for (const host of ['127.0.0.1', 'localhost']) {
    const response = await client.get(new URL(`http://${host}:${server.port}/a?b=c#d`), { accept })
    t.equal(response.url, `http://${host}:${server.port}/a?b=c`, 'without the fragment')
    t.equal(response.status, 200)
    t.equal(response.contentType, 'application/json; charset=utf-8')
    t.equal(response.headers.get('etag'), '"1"')
    t.equal(response.text(), '{"name":"Bibliothèque"}')
    t.same(response.json(), { name: 'Bibliothèque' })
    t.equal(Buffer.from(response.body).toString(), '{"name":"Bibliothèque"}')
    await server.idle()
    t.pass('no connection is kept')
  }
})

t.test('says who it is and nothing more', async (t) => {
  const requests: IncomingMessage[] = []
  const server = await startServer(t, (request, response) => {
    requests.push(request)
    response.setHeader('set-cookie', 'seen=1')
    if (request.url === '/first') response.writeHead(302, { location: '/second' })
    response.end()
  })
  const client = createOutboundClient({ allowLoopback: true, userAgent: 'Waymark/0.1.0' })
  await client.get(`http://127.0.0.1:${server.port}/first`, { accept })
  await client.get(`http://127.0.0.1:${server.port}/third`, { accept })
  t.same(
    requests.map(({ method, url }) => `${method} ${url}`),
    ['GET /first', 'GET /second', 'GET /third'],
  )
  for (const { headers } of requests) {
    t.same(
      headers,
      {
        host: `127.0.0.1:${server.port}`,
        accept,
        'user-agent': 'Waymark/0.1.0',
        'accept-encoding': 'gzip',
        connection: 'close',
      },
      'no cookie, no referrer, no authorization',
    )
  }
})

t.test('any final status is an answer; requireOk lets only successes through', async (t) => {
  const server = await startServer(t, (request, response) => {
    response.writeHead(Number(request.url?.slice(1)))
    response.end('{"revoked":true}')
  })
  const client = createOutboundClient({ allowLoopback: true })
  const get = (status: number) =>
    client.get(`http://127.0.0.1:${server.port}/${status}`, { accept })
  const gone = await get(410)
  t.same([gone.status, gone.json()], [410, { revoked: true }])
  t.same(await failureOf((async () => requireOk(gone))()), {
    code: 'http-status',
    message: `127.0.0.1:${server.port} answered with status 410.`,
  })
  for (const status of [300, 302, 304, 404, 500, 503]) {
    const answer = await get(status)
    t.equal(answer.status, status)
    t.throws(() => requireOk(answer), { code: 'http-status' })
  }
  for (const status of [200, 203]) {
    const answer = await get(status)
    t.equal(requireOk(answer), answer)
  }
  t.equal((await get(204)).body.byteLength, 0)
})

t.test('reads compressed bodies', async (t) => {
  const encodings = ['identity', 'gzip', 'x-gzip', 'GZIP']
  const server = await startServer(t, (request, response) => {
    const encoding = String(request.url?.slice(1))
    response.setHeader('content-encoding', encoding)
    response.end(encoding === 'identity' ? '[1]' : gzipSync('[1]'))
  })
  const client = createOutboundClient({ allowLoopback: true })
  for (const encoding of encodings) {
    const response = await client.get(`http://127.0.0.1:${server.port}/${encoding}`, { accept })
    t.same(response.json(), [1], encoding)
  }
})

t.test('says what is unreadable about a body, without quoting it', async (t) => {
  const bodies = new Map<string, Uint8Array>([
    ['/latin-1', Buffer.from('{"name":"Bibliothèque"}', 'latin1')],
    ['/not-json', Buffer.from('learner@example.org')],
    ['/empty', Buffer.alloc(0)],
    ['/deep', Buffer.from('['.repeat(500_000))],
  ])
  const server = await startServer(t, (request, response) =>
    response.end(bodies.get(String(request.url))),
  )
  const client = createOutboundClient({ allowLoopback: true })
  for (const path of bodies.keys()) {
    const response = await client.get(`http://127.0.0.1:${server.port}${path}`, { accept })
    const failure = await failureOf((async () => response.json())())
    t.equal(failure.code, 'malformed', path)
    t.notMatch(failure.message, /learner/)
  }
  const latin1 = await client.get(`http://127.0.0.1:${server.port}/latin-1`, { accept })
  t.throws(() => latin1.text(), { code: 'malformed', message: /not UTF-8/ })
})

t.test('nobody there', async (t) => {
  const server = await startServer(t, () => {})
  const client = createOutboundClient({
    allowLoopback: true,
    lookup: (hostname, _options, callback) => {
      callback(
        Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' }),
        [],
      )
    },
  })
  t.same(await failureOf(client.get('https://gone.example.com/a?secret', { accept })), {
    code: 'unreachable',
    message: 'gone.example.com could not be reached (ENOTFOUND).',
  })
  t.match(
    await failureOf(client.get(`https://127.0.0.1:${server.port}/`, { accept })),
    { code: 'unreachable', message: /ECONNRESET|EPROTO|ERR_SSL/ },
    'a server that does not speak TLS',
  )
})

t.test('close breaks off what is under way and refuses what comes later', async (t) => {
  const asked = Promise.withResolvers<void>()
  const left = Promise.withResolvers<void>()
  const server = await startServer(t, (_request, response) => {
    response.on('close', left.resolve)
    asked.resolve()
  })
  const client = createOutboundClient({ allowLoopback: true })
  const url = `http://127.0.0.1:${server.port}/`
  const underWay = failureOf(client.get(url, { accept }))
  await asked.promise
  await client.close()
  t.match(await underWay, { code: 'closed' })
  await left.promise
  t.match(await failureOf(client.get(url, { accept })), { code: 'closed' })
  t.equal(server.contacts(), 1)
  await client.close()
})
