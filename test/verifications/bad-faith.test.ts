// The service cannot be used as a weapon: whatever a server answers, it is left in bounded time, and
// before it costs much memory. The server is another process, so that all that is measured here is
// the service's own.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { startService } from '../support/service.ts'

const PROGRAM = new URL('bad-faith-server.ts', import.meta.url)

async function startInBadFaith(t: Test): Promise<string> {
  const child = fork(PROGRAM)
  t.teardown(() => child.kill())
  const [port] = await once(child, 'message')
  return `http://127.0.0.1:${port}`
}

t.test('a server that answers in bad faith is left, in time and before it costs', async (t) => {
  const [server, service] = await Promise.all([startInBadFaith(t), startService(t)])
  const expected: Record<string, string> = {
    '/endless': 'too-large',
    '/endless-gzip': 'too-large',
    '/bomb': 'too-large',
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
  await service.as(null).post('/v1/verify', { url: `${server}/circle` })
  const before = process.memoryUsage().rss
  const began = performance.now()
  const codes = await Promise.all(
    Object.keys(expected).map(async (path) => {
      const { body } = await service.as(null).post('/v1/verify', { url: `${server}${path}` })
      t.equal(body.verdict, 'inconclusive', path)
      return [path, body.checks[0].code]
    }),
  )
  const tookMs = performance.now() - began
  const grown = process.memoryUsage().rss - before
  const sent = Number(await (await fetch(`${server}/sent`)).text())
  t.same(Object.fromEntries(codes), expected)
  t.ok(tookMs < 8_000, 'each within the five seconds that one request may take')
  t.ok(grown < 200 * 1_048_576, 'in little memory')
  t.ok(sent < 50 * 1_048_576, 'after a little more than is read at the most')
})
