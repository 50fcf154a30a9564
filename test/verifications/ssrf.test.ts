// The service cannot be used as a weapon: whatever URL it is given, it fetches nothing that it should
// not, and is done in bounded time and memory. The URLs are those of test/outbound/ssrf-table.ts.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { brotliCompressSync, createGzip, gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { startServer } from '../outbound/loopback-server.ts'
import {
  everythingIsHere,
  lookedUp,
  neverFetched,
  refusedAnswers,
  refusedRedirects,
  stillRefused,
} from '../outbound/ssrf-table.ts'
import { startService } from '../support/service.ts'
import { strangersBadge } from './strangers.ts'

t.jobs = 4

/** A server that must not be contacted. */
const trap = (t: Test) => startServer(t, (_request, response) => response.end('{}'))

t.test(
  'none of these is fetched, whether it is presented or named in a badge',
  { buffered: true },
  async (t) => {
    const server = await trap(t)
    const { lookup, asked } = everythingIsHere()
    const service = await startService(t, { env: { OUTBOUND_ALLOW_LOOPBACK: 'false' }, lookup })
    const anybody = service.as(null)
    for (const template of neverFetched) {
      const url = template.replace('PORT', String(server.port))
      const presented = await anybody.post('/v1/verify', { url })
      if (template.startsWith('data:')) {
        t.equal(presented.body.verdict, 'invalid', `${template} holds what is verified`)
      } else if (presented.status === 200) {
        const [retrieval] = presented.body.checks
        t.equal(`${presented.body.verdict} ${retrieval.code}`, 'inconclusive blocked', template)
      } else {
        t.equal(presented.status, 400, `${template} is no web address`)
      }
      // What is no IRI cannot be signed as one.
      const issuer = URL.parse(url)?.href ?? 'urn:x'
      const credential = await strangersBadge({ statusListCredential: issuer })
      const named = await anybody.post('/v1/verify', { credential })
      t.equal(named.status, 200)
      t.not(named.body.verdict, 'valid', `${template} as a status list`)
      const issued = await anybody.post('/v1/verify', {
        credential: await strangersBadge({ issuer }),
      })
      t.match(issued.body.verdict, /^in/, `${template} as an issuer`)
    }
    t.equal(server.contacts(), 0)
    t.same([...asked].sort(), lookedUp)
  },
)

t.test(
  'a name is worth what its addresses are, at the moment of connecting',
  { buffered: true },
  async (t) => {
    const server = await trap(t)
    let answer: string[] = []
    const service = await startService(t, {
      env: { OUTBOUND_ALLOW_LOOPBACK: 'false' },
      lookup: (_hostname, _options, callback) =>
        callback(
          null,
          answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        ),
    })
    for (const [index, addresses] of refusedAnswers.entries()) {
      answer = addresses
      const url = `https://n${index}.library.org:${server.port}/`
      const { body } = await service.as(null).post('/v1/verify', { url })
      t.equal(`${body.verdict} ${body.checks[0].code}`, 'inconclusive blocked', addresses.join())
    }
    t.equal(server.contacts(), 0)
  },
)

t.test('in development too, loopback is all that opens', { buffered: true }, async (t) => {
  const server = await trap(t)
  let asked = 0
  // Another address each time: a name that changes between two look-ups.
  const service = await startService(t, {
    lookup: (hostname, _options, callback) => {
      asked += 1
      const isHere = hostname === 'localhost' && asked % 2 === 1
      callback(null, [{ address: isHere ? '127.0.0.1' : '10.0.0.1', family: 4 }])
    },
  })
  const outcomeOf = async (url: string) => {
    const { body } = await service.as(null).post('/v1/verify', { url })
    return body.checks?.[0].code ?? 'no web address'
  }
  for (const template of stillRefused) {
    const url = template.replace('PORT', String(server.port))
    t.match(await outcomeOf(url), /^(blocked|no web address)$/, template)
  }
  const redirecting = await startServer(t, ({ url = '' }, response) => {
    const location = refusedRedirects[Number(url.slice(1))] ?? `http://localhost:PORT/`
    response.writeHead(302, { location: location.replace('PORT', String(server.port)) }).end()
  })
  for (const [index, location] of refusedRedirects.entries()) {
    const url = `http://127.0.0.1:${redirecting.port}/${index}`
    t.equal(await outcomeOf(url), 'blocked', location)
  }
  t.equal(server.contacts(), 0)
  asked = 0
  const changing = `http://localhost:${redirecting.port}/0x`
  t.equal(await outcomeOf(changing), 'blocked', 'a name that changes between two hops')
  t.equal(server.contacts(), 0)
})

t.test(
  'a server that answers in bad faith is left, in time and before it costs',
  { buffered: true },
  async (t) => {
    const service = await startService(t)
    const zeros = Buffer.alloc(65_536)
    let sent = 0
    const endless = () =>
      Readable.from(
        (function* () {
          for (;;) {
            sent += zeros.length
            yield zeros
          }
        })(),
      )
    // Made before anything is measured: packing takes time and memory of its own.
    const whole = Buffer.alloc(100 * 1_048_576)
    const bomb = gzipSync(whole)
    const twice = gzipSync(bomb)
    const brotli = brotliCompressSync(bomb)
    const drip = (response: NodeJS.WritableStream) => {
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(timer))
    }
    const server = await startServer(t, ({ url }, response) => {
      const gone = () => undefined
      switch (url) {
        case '/endless':
          return void pipeline(endless(), response).catch(gone)
        case '/endless-gzip':
          response.setHeader('content-encoding', 'gzip')
          return void pipeline(endless(), createGzip({ level: 0 }), response).catch(gone)
        case '/bomb':
          return response.setHeader('content-encoding', 'gzip').end(bomb)
        case '/bomb-in-bomb':
          return response.setHeader('content-encoding', 'gzip, gzip').end(twice)
        case '/brotli':
          return response.setHeader('content-encoding', 'br').end(brotli)
        case '/huge':
          return response.setHeader('content-length', 1e12).write('{')
        case '/circle':
          return response.writeHead(302, { location: '/circle' }).end()
        case '/drip':
          return drip(response)
        case '/drip-headers':
          return drip(response.socket as NodeJS.WritableStream)
        case '/silence':
          return undefined
        default:
          return response.writeHead(302, { location: `${url}x` }).end()
      }
    })
    // Where the processor has other things to do, the time to unpack may be over before the bound is met.
    const tooMuch = /^(too-large|timeout)$/
    const expected: Record<string, string | RegExp> = {
      '/endless': 'too-large',
      '/endless-gzip': tooMuch,
      '/bomb': tooMuch,
      '/bomb-in-bomb': 'malformed',
      '/brotli': 'malformed',
      '/huge': 'too-large',
      '/circle': 'redirect',
      '/on-and-on': 'redirect',
      '/drip': 'timeout',
      '/drip-headers': 'malformed',
      '/silence': 'timeout',
    }
    // The first verification starts threads, which take time and memory of their own.
    await service.as(null).post('/v1/verify', { url: `http://127.0.0.1:${server.port}/circle` })
    const before = process.memoryUsage().rss
    const began = performance.now()
    const codes = await Promise.all(
      Object.keys(expected).map(async (path) => {
        const url = `http://127.0.0.1:${server.port}${path}`
        const { body } = await service.as(null).post('/v1/verify', { url })
        t.equal(body.verdict, 'inconclusive', path)
        return [path, body.checks[0].code]
      }),
    )
    t.match(Object.fromEntries(codes), expected)
    t.ok(
      performance.now() - began < 10_000,
      'each within the five seconds that one request may take',
    )
    // Of a hundred megabytes several times over; the servers are in this process, too.
    t.ok(process.memoryUsage().rss - before < 300 * 1_048_576, 'in little memory')
    t.ok(sent < 50 * 1_048_576, 'after a little more than is read at the most')
  },
)
