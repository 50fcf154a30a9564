import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { brotliCompressSync, createGzip, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import { createOutboundClient, OutboundError } from '../../src/outbound/index.ts'
import { failureOf } from './failure-of.ts'
import { startServer, startTcpServer } from './loopback-server.ts'

const accept = 'application/json'
const zeros = Buffer.alloc(65_536)
const endless = () =>
  Readable.from(
    (function* () {
      for (;;) yield zeros
    })(),
  )
const clientFor = (t: { teardown(fn: () => unknown): void }) => {
  const client = createOutboundClient({ allowLoopback: true })
  t.teardown(() => client.close())
  return client
}

t.test('a body may be as large as the bound and not a byte larger', async (t) => {
  const server = await startServer(t, (request, response) => {
    // Written in two pieces: chunked, so that no length is declared.
    response.write(Buffer.alloc(Number(request.url?.slice(1)) - 1))
    response.end('x')
  })
  const client = clientFor(t)
  const get = (size: number, maxBytes?: number) =>
    client.get(`http://127.0.0.1:${server.port}/${size}`, {
      accept,
      ...(maxBytes === undefined ? {} : { maxBytes }),
    })
  for (const [size, bound] of [
    [10, 10],
    [100_000, 100_000],
    [1_048_576, undefined],
    [2_000_000, 2_000_000],
  ] as const) {
    const { body } = await get(size, bound)
    t.equal(body.byteLength, size)
    t.equal(body.at(-1), 'x'.charCodeAt(0))
    t.equal(body.buffer.byteLength, size, 'holding no more memory than it needs')
    t.match(await failureOf(get(size + 1, bound)), { code: 'too-large' })
  }
})

t.test('endless bodies are broken off, plain or compressed', async (t) => {
  for (const encoding of ['identity', 'gzip']) {
    const left = Promise.withResolvers<unknown>()
    const server = await startServer(t, (_request, response) => {
      response.setHeader('content-encoding', encoding)
      const body = encoding === 'gzip' ? [endless(), createGzip()] : [endless()]
      pipeline([...body, response]).catch(left.resolve)
    })
    const url = `http://127.0.0.1:${server.port}/`
    const fetching = clientFor(t).get(url, { accept, maxBytes: 10_000 })
    t.match(await failureOf(fetching), { code: 'too-large' }, encoding)
    t.match(await left.promise, { code: 'ERR_STREAM_PREMATURE_CLOSE' }, 'the server saw it end')
  }
})

t.test('bombs never unfold', async (t) => {
  const zeros = Buffer.alloc(50 * 1_048_576)
  const bombs: [string, Buffer, string][] = [
    ['gzip', gzipSync(zeros), 'too-large'],
    ['gzip, gzip', gzipSync(gzipSync(zeros)), 'malformed'],
    ['deflate', deflateSync(zeros), 'malformed'],
    ['br', brotliCompressSync(gzipSync(zeros)), 'malformed'],
    ['gzip'.concat(', gzip'.repeat(7)), Buffer.from('{}'), 'malformed'],
  ]
  for (const [encoding, bomb, code] of bombs) {
    t.ok(bomb.byteLength < 60_000, `${bomb.byteLength} bytes, declared truthfully`)
    const server = await startServer(t, (_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding, 'content-length': bomb.byteLength })
      response.end(bomb)
    })
    const fetching = clientFor(t).get(`http://127.0.0.1:${server.port}/`, { accept })
    t.match(await failureOf(fetching), { code }, encoding)
  }
})

t.test(
  'gzip of what cannot be compressed has room, gzip of one byte too many has none',
  async (t) => {
    const noise = randomBytes(100_000)
    const server = await startServer(t, (_request, response) => {
      response.setHeader('content-encoding', 'gzip')
      response.end(gzipSync(noise))
    })
    const client = clientFor(t)
    const get = (maxBytes: number) =>
      client.get(`http://127.0.0.1:${server.port}/`, { accept, maxBytes })
    t.ok(noise.equals((await get(100_000)).body))
    t.match(await failureOf(get(99_999)), { code: 'too-large' })
  },
)

t.test('a body that drips is broken off in time', async (t) => {
  const server = await startServer(t, (_request, response) => {
    const drip = setInterval(() => response.write(' '), 5)
    response.on('close', () => clearInterval(drip))
  })
  const fetching = clientFor(t).get(`http://127.0.0.1:${server.port}/`, { accept, timeoutMs: 100 })
  t.same(await failureOf(fetching), {
    code: 'timeout',
    message: `127.0.0.1:${server.port} did not answer in full within 100 milliseconds.`,
  })
  await server.idle()
})

t.test('so is every other way of not answering', async (t) => {
  const silences: Record<string, string> = {
    'nothing at all': '',
    'half a status line': 'HTTP/1.1 2',
    'half the headers': 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n',
    'no body': 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n',
    'a chunk that never ends': 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{',
    'an early hint alone': 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n',
    'a compressed stream that yields nothing':
      'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n\x1f',
  }
  for (const [what, bytes] of Object.entries(silences)) {
    const server = await startTcpServer(t, (socket) => socket.write(Buffer.from(bytes, 'latin1')))
    const url = `http://127.0.0.1:${server.port}/`
    const fetching = clientFor(t).get(url, { accept, timeoutMs: 100 })
    t.match(await failureOf(fetching), { code: 'timeout' }, what)
    await server.idle()
  }
})

t.test('TLS that is never shaken hands on', async (t) => {
  const server = await startTcpServer(t, () => {})
  const fetching = clientFor(t).get(`https://127.0.0.1:${server.port}/`, { accept, timeoutMs: 100 })
  t.match(await failureOf(fetching), { code: 'timeout' })
})

t.test('a name server that never answers', async (t) => {
  const client = createOutboundClient({ allowLoopback: false, lookup: () => {} })
  const fetching = client.get('https://issuer.example.com/', { accept, timeoutMs: 50 })
  t.match(await failureOf(fetching), { code: 'timeout' })
})

t.test('the time is one for all hops', async (t) => {
  const server = await startServer(t, (request, response) => {
    const hop = Number(request.url?.slice(1))
    const timer = setTimeout(() => {
      response.writeHead(302, { location: `/${hop + 1}` })
      response.end()
    }, 90)
    response.on('close', () => clearTimeout(timer))
  })
  const url = `http://127.0.0.1:${server.port}/0`
  const fetching = clientFor(t).get(url, { accept, timeoutMs: 200 })
  t.match(await failureOf(fetching), { code: 'timeout' }, 'each hop alone would have been in time')
})

t.test('a redirect with an endless body is followed without reading it', async (t) => {
  const left = Promise.withResolvers<unknown>()
  const server = await startServer(t, (request, response) => {
    if (request.url === '/there') return response.end('"arrived"')
    response.writeHead(302, { location: '/there' })
    pipeline(endless(), response).catch(left.resolve)
  })
  const response = await clientFor(t).get(`http://127.0.0.1:${server.port}/`, { accept })
  t.equal(response.json(), 'arrived')
  await left.promise
})

t.test('lengths and framings that lie', async (t) => {
  const head = 'HTTP/1.1 200 OK\r\n'
  const answers: [string, string, string][] = [
    ['shorter than declared', `${head}content-length: 10\r\n\r\n{}`, 'unreachable'],
    ['declared huge', `${head}content-length: 99999999999\r\n\r\n{}`, 'too-large'],
    ['declared negative', `${head}content-length: -2\r\n\r\n{}`, 'malformed'],
    ['declared in words', `${head}content-length: two\r\n\r\n{}`, 'malformed'],
    ['declared twice', `${head}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`, 'malformed'],
    ['a chunk size in words', `${head}transfer-encoding: chunked\r\n\r\nzz\r\n{}`, 'unreachable'],
    ['cut in a chunk', `${head}transfer-encoding: chunked\r\n\r\nff\r\n{}`, 'unreachable'],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', 'malformed'],
    ['nothing', '', 'unreachable'],
    [
      'an encoding cut off',
      `${head}content-encoding:${' gzip,'.repeat(8)}\r\ncontent-length: 9\r\n\r\n{}`,
      'malformed',
    ],
    ['gzip cut off', `${head}content-encoding: gzip\r\n\r\n\x1f`, 'malformed'],
    [
      'another protocol',
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n',
      'unreachable',
    ],
    ['not gzip', `${head}content-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}`, 'malformed'],
    ['not Brotli', `${head}content-encoding: br\r\ncontent-length: 4\r\n\r\n!!!!`, 'malformed'],
    ['headers without end', `${head}x: ${'a'.repeat(100_000)}`, 'too-large'],
  ]
  for (const [what, bytes, code] of answers) {
    const server = await startTcpServer(t, (socket) => {
      socket.once('data', () => socket.end(bytes))
    })
    const fetching = clientFor(t).get(`http://127.0.0.1:${server.port}/`, { accept })
    t.match(await failureOf(fetching), { code }, what)
  }
  const longer = await startTcpServer(t, (socket) => {
    socket.once('data', () => socket.end(`${head}content-length: 2\r\n\r\n{}{"more":true}`))
  })
  const response = await clientFor(t).get(`http://127.0.0.1:${longer.port}/`, { accept })
  t.same(response.json(), {}, 'what follows the declared length is not read')
})

t.test('an answer whose headers say that it will not be read is left at once', async (t) => {
  for (const header of ['content-length: 99999999999', 'content-encoding: br']) {
    const server = await startTcpServer(t, (socket) => {
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\n${header}\r\n\r\n{}`))
    })
    await failureOf(clientFor(t).get(`http://127.0.0.1:${server.port}/`, { accept }))
    await server.idle()
    t.pass(header)
  }
})

t.test('whatever bytes come, the client answers or says why not, and lives on', async (t) => {
  let answer = Buffer.alloc(0)
  const server = await startTcpServer(t, (socket) => {
    socket.once('data', () => socket.end(answer))
  })
  const client = clientFor(t)
  const fragment = fc.oneof(
    fc.constantFrom(
      'HTTP/1.1 200 OK\r\n',
      'HTTP/1.0 999 \r\n',
      'HTTP/1.1 302 Found\r\nlocation: ',
      'HTTP/1.1 100 Continue\r\n\r\n',
      'content-length: 5\r\n',
      'transfer-encoding: chunked\r\n',
      'content-encoding: gzip\r\n',
      'connection: upgrade\r\nupgrade: x\r\n',
      'x: \u00ff\u0001\r\n',
      '\r\n',
      '5\r\n{"a":\r\n',
      '0\r\n\r\n',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fragment, { maxLength: 8 }), async (fragments) => {
      answer = Buffer.from(fragments.join(''), 'latin1')
      const url = `http://127.0.0.1:${server.port}/`
      const outcome = client.get(url, { accept, timeoutMs: 1000 })
      await outcome.catch((error: unknown) => {
        if (!(error instanceof OutboundError) || error.code === 'timeout') throw error
      })
    }),
    { numRuns: 300 },
  )
  t.pass('and the process is still here')
})
