import type { LookupFunction } from 'node:net'
import { createServer, setDefaultCACertificates } from 'node:tls'
import t from 'tap'
import { createOutboundClient } from '../../src/outbound/index.ts'
import { selfSignedCertificate } from './certificate.ts'
import { failureOf } from './failure-of.ts'
import { startCounting, startServer, startTcpServer } from './loopback-server.ts'
import { refusedAnswers as answers } from './ssrf-table.ts'

const accept = 'application/json'

/** A name server that gives one answer after the other, the last one for ever. */
const answering = (...answers: string[][]) => {
  const asked: string[] = []
  const lookup: LookupFunction = (hostname, _options, callback) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? []
    asked.push(hostname)
    callback(
      null,
      answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  return { lookup, asked }
}

t.test('a name that leads to a private address is not fetched', async (t) => {
  const server = await startTcpServer(t, () => {})
  for (const answer of answers) {
    const { lookup } = answering(answer)
    const client = createOutboundClient({ allowLoopback: false, lookup })
    const url = `https://issuer.example.com:${server.port}/?token=hush`
    t.same(
      await failureOf(client.get(url, { accept, timeoutMs: 2000 })),
      {
        code: 'blocked',
        message:
          'The name issuer.example.com leads to an address that is not public, so it is not fetched.',
      },
      answer.join(', '),
    )
  }
  t.equal(server.contacts(), 0)
})

t.test('a look-up that gives a single address is judged alike', async (t) => {
  const client = createOutboundClient({
    allowLoopback: false,
    lookup: (_hostname, _options, callback) => callback(null, '127.0.0.1', 4),
  })
  t.match(await failureOf(client.get('https://issuer.example.com/', { accept })), {
    code: 'blocked',
  })
})

t.test('a name without addresses', async (t) => {
  const client = createOutboundClient({ allowLoopback: false, lookup: answering([]).lookup })
  t.same(await failureOf(client.get('https://issuer.example.com/', { accept })), {
    code: 'unreachable',
    message: 'The name issuer.example.com has no address.',
  })
})

t.test('localhost names lead to loopback or nowhere, also in development', async (t) => {
  for (const name of ['localhost', 'issuer.localhost', 'localhost.']) {
    const client = createOutboundClient({
      allowLoopback: true,
      lookup: answering(['8.8.8.8']).lookup,
    })
    t.match(await failureOf(client.get(`http://${name}/`, { accept })), { code: 'blocked' }, name)
  }
})

t.test(
  'a name that changes between look-ups: the address judged is the one connected to',
  async (t) => {
    const server = await startServer(t, (_request, response) => response.end('{}'))
    const nameServer = answering(['127.0.0.1'], ['10.0.0.1'])
    const client = createOutboundClient({ allowLoopback: true, lookup: nameServer.lookup })
    const url = `http://localhost:${server.port}/`
    t.equal((await client.get(url, { accept })).status, 200)
    t.same(nameServer.asked, ['localhost'], 'asked once: nothing is resolved a second time')
    t.match(await failureOf(client.get(url, { accept })), { code: 'blocked' })
    t.equal(nameServer.asked.length, 2, 'asked again for a new connection: none is kept')
    t.equal(server.contacts(), 1)
  },
)

t.test('over https', async (t) => {
  const names = ['issuer.example.com', 'elsewhere.example.com']
  const own = selfSignedCertificate('issuer.example.com')
  const locations: Record<string, string> = {
    '/elsewhere': 'https://elsewhere.example.com:PORT/',
    '/down': 'http://issuer.example.com:PORT/',
    '/again': '/document',
  }
  const tls = createServer(own, (socket) => {
    socket.on('error', () => {})
    socket.once('data', (data) => {
      const path = /^GET (\S+)/.exec(data.toString())?.[1] ?? ''
      const location = locations[path]?.replace('PORT', String(server.port))
      socket.end(
        location === undefined
          ? 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'
          : `HTTP/1.1 302 Found\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`,
      )
    })
  })
  tls.on('tlsClientError', () => {})
  const server = await startCounting(t, tls)
  const here = answering(['127.0.0.1'])
  const client = createOutboundClient({ allowLoopback: true, lookup: here.lookup })
  const url = `https://${names[0]}:${server.port}/`

  t.same(
    await failureOf(client.get(url, { accept })),
    {
      code: 'unreachable',
      message: `issuer.example.com:${server.port} could not be reached (DEPTH_ZERO_SELF_SIGNED_CERT).`,
    },
    'a certificate that nobody trusted has signed',
  )

  // Of this process only, which runs this file only.
  setDefaultCACertificates([own.cert])
  t.same((await client.get(url, { accept })).json(), {}, 'any port')
  t.equal((await client.get(`${url}again`, { accept })).url, `${url}document`)
  t.match(
    await failureOf(client.get(`${url}elsewhere`, { accept })),
    { code: 'unreachable', message: /ERR_TLS_CERT_ALTNAME_INVALID/ },
    'a certificate for another name',
  )
  const before = server.contacts()
  t.match(await failureOf(client.get(`${url}down`, { accept })), { code: 'blocked' }, 'no way down')
  t.equal(server.contacts() - before, 1)

  const changing = answering(['127.0.0.1'], ['192.168.0.1'])
  const rebound = createOutboundClient({ allowLoopback: true, lookup: changing.lookup })
  t.match(
    await failureOf(rebound.get(`${url}again`, { accept })),
    { code: 'blocked' },
    'a name that changes between two hops of one fetch',
  )
  t.same(changing.asked, ['issuer.example.com', 'issuer.example.com'])
})
