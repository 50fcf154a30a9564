// `waymark award` against a server that fails in all the ways in which networks and services do.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import t, { type Test } from 'tap'
import { freePort } from '../../src/listening.ts'
import { startServer } from '../outbound/loopback-server.ts'
import { startCommand } from './run-command.ts'

t.jobs = 4

const ID = '019aa7c5-8b1f-7a5e-b0c4-6f0a51c0d3e2'
const BADGE = ['--badge-class', '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411']
const KEY = 'key-of-the-tests-0123456789'
const ROWS = `email\n${'ada@example.org\n'.repeat(30_000)}`

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown
type Uploaded = { key: unknown; url: string; hash: string }

const batch = (status: string, counts: object = {}) =>
  JSON.stringify({
    id: ID,
    status,
    total: 2,
    awarded: 0,
    duplicates: 0,
    invalid: 0,
    failed: 0,
    ...counts,
  })

/** Reads a body whole, for what it was. */
async function taken(request: IncomingMessage): Promise<Uploaded> {
  const hash = createHash('sha256')
  for await (const part of request) hash.update(part)
  const key = request.headers['idempotency-key']
  return { key, url: request.url ?? '', hash: hash.digest('hex') }
}

const answer = (response: ServerResponse, status: number, body: string, headers: object = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)

/** The command against a server whose answers are these, one after the other; the last one stays. */
async function against(
  t: Test,
  posts: Handler[],
  gets: Handler[] = [(_, response) => answer(response, 200, batch('completed', { awarded: 2 }))],
) {
  const counts = { POST: 0, GET: 0 }
  const server = await startServer(t, async (request, response) => {
    const method = request.method as keyof typeof counts
    const handlers = method === 'POST' ? posts : gets
    const handler = handlers[Math.min(counts[method], handlers.length - 1)] as Handler
    counts[method] += 1
    await handler(request, response)
  })
  const cwd = t.testdir({ 'event.csv': ROWS })
  const env = { WAYMARK_API_KEY: KEY, WAYMARK_URL: `http://127.0.0.1:${server.port}` }
  return {
    cwd,
    counts,
    start: (...args: string[]) => startCommand(['award', ...args, ...BADGE], { cwd, env }),
    pipe: (input: string) =>
      startCommand(['award', '-', '--json', ...BADGE], {
        cwd,
        env: { ...env, TMPDIR: cwd },
        input,
      }),
  }
}

t.test('an upload that is cut off or put off is sent again, whole and under its key', async (t) => {
  const uploads: Uploaded[] = []
  const { start, counts } = await against(
    t,
    [
      (request) => request.once('data', () => request.socket.destroy()),
      async (request, response) => {
        uploads.push(await taken(request))
        answer(response, 503, '{"detail": "Soon."}', { 'retry-after': '1' })
      },
      async (request, response) => {
        uploads.push(await taken(request))
        answer(response, 429, '{"detail": "Too many."}')
      },
      async (request, response) => {
        uploads.push(await taken(request))
        const type = 'urn:waymark:problem:request-in-progress'
        answer(response, 409, JSON.stringify({ type, detail: 'It is just being received.' }))
      },
      async (request, response) => {
        uploads.push(await taken(request))
        answer(response, 202, batch('queued'))
      },
    ],
    [
      (request) => request.socket.destroy(),
      (_, response) => answer(response, 502, '<html>'),
      (_, response) => answer(response, 200, batch('running', { awarded: 1 })),
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 500 })
        response.write(batch('running'))
        setImmediate(() => response.destroy())
      },
      (_, response) => answer(response, 200, batch('completed', { awarded: 2 })),
    ],
  )
  const { code, out, err } = await start('event.csv', '--yes').ended
  t.equal(code, 0, err)
  t.match(out, /^2 rows: 2 awarded/)
  t.equal(counts.POST, 5)
  t.equal(counts.GET, 5)
  t.equal(uploads.length, 4)
  const hash = createHash('sha256').update(ROWS).digest('hex')
  for (const upload of uploads) t.same(upload, { ...uploads[0], hash })
  t.match(uploads[0]?.key, /^award-[\da-f]{64}$/)
  t.match(err, /connection was cut; trying again in 1 s/)
  t.match(err, /Too many; trying again/)
  t.notMatch(err + out, KEY)
})

t.test('how a batch ends that does not complete', async (t) => {
  const post: Handler = async (request, response) => {
    await taken(request)
    answer(response, 202, batch('queued'))
  }
  for (const status of ['cancelled', 'incomplete']) {
    const { start } = await against(
      t,
      [post],
      [(_, response) => answer(response, 200, batch(status))],
    )
    const { code, out, err } = await start('event.csv', '--json').ended
    t.equal(code, 4)
    t.match(JSON.parse(out), { status })
    t.equal(err, '')
  }
})

t.test('who interrupts it is told how it goes on', async (t) => {
  const post: Handler = async (request, response) => {
    await taken(request)
    answer(response, 202, batch('queued'))
  }
  const seen = Promise.withResolvers<void>()
  const running: Handler = (_, response) => {
    seen.resolve()
    answer(response, 200, batch('running'))
  }
  const following = await against(t, [post], [running])
  const command = following.start('event.csv')
  await seen.promise
  command.child.kill('SIGINT')
  command.child.kill('SIGINT')
  const followed = await command.ended
  t.equal(followed.code, 4)
  t.match(
    followed.err,
    /goes on without this command.*same command again.*\/v1\/award-batches\/019/s,
  )

  const asked = Promise.withResolvers<void>()
  const silent = await against(t, [() => asked.resolve()])
  const sending = silent.start('event.csv', '--json')
  await asked.promise
  sending.child.kill('SIGTERM')
  const unsent = await sending.ended
  t.equal(unsent.code, 4)
  t.match(JSON.parse(unsent.out), { error: { detail: /not sent whole.*again: it goes on/ } })
})

t.test('nobody there, or somebody else', async (t) => {
  const cwd = t.testdir({ 'event.csv': 'email\nada@example.org\n' })
  const run = (url: string) => {
    const env = { WAYMARK_API_KEY: KEY }
    return startCommand(['award', 'event.csv', '--json', '--url', url, ...BADGE], { cwd, env })
      .ended
  }
  const elsewhere = await startServer(t, async (request, response) => {
    await taken(request)
    t.notOk(request.url?.startsWith('/stolen'), 'the key goes nowhere else')
    response.writeHead(307, { location: '/stolen' }).end()
  })
  const [nobody, other] = await Promise.all([
    run(`http://127.0.0.1:${await freePort('127.0.0.1')}`),
    run(`http://127.0.0.1:${elsewhere.port}`),
  ])
  t.equal(nobody.code, 3)
  t.match(JSON.parse(nobody.out), {
    error: { detail: /nobody answers there\. It was tried 6 times/ },
  })
  t.equal(other.code, 3)
  t.match(JSON.parse(other.out), { error: { status: 307, detail: /is this the address/ } })
})

t.test('a file of long ago is told about, though its rows are forgotten', async (t) => {
  const counts = { awarded: 1, invalid: 1 }
  const { start } = await against(
    t,
    [
      async (request, response) => {
        await taken(request)
        const replayed = { 'idempotency-replayed': 'true' }
        answer(response, 202, batch('completed', counts), replayed)
      },
    ],
    [(_, response) => answer(response, 410, '{"detail": "The answers were deleted."}')],
  )
  const { code, out, err } = await start('event.csv', '--json').ended
  t.equal(code, 1, err)
  t.match(JSON.parse(out), { ...counts, isReplayed: true })
})

t.test('answers that are cut off are fetched again, and half of them never left', async (t) => {
  const line = `${JSON.stringify({ row: 1, outcome: 'awarded' })}\n`
  const { start, cwd } = await against(
    t,
    [
      async (request, response) => {
        await taken(request)
        answer(response, 202, batch('completed', { awarded: 2 }))
      },
    ],
    [
      (_, response) => {
        response.write(line)
        setImmediate(() => response.destroy())
      },
      (_, response) => response.end(line + line),
    ],
  )
  const { code } = await start('event.csv', '--json', '--results', 'results').ended
  t.equal(code, 0)
  t.equal(readFileSync(`${cwd}/results`, 'utf8'), line + line)
  t.same(readdirSync(cwd).sort(), ['event.csv', 'results'])
})

t.test('a file is never in memory as a whole, nor left behind when it was piped', async (t) => {
  const peaks: number[] = []
  const { start, pipe, cwd } = await against(t, [
    async (request, response) => {
      await taken(request)
      answer(response, 202, batch('completed', { awarded: 2 }))
    },
  ])
  writeFileSync(`${cwd}/large.ndjson`, '')
  truncateSync(`${cwd}/large.ndjson`, 250 * 1024 * 1024)
  const command = start('large.ndjson', '--json')
  const watching = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${command.child.pid}/status`, 'utf8')
      peaks.push(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
    } catch {}
  }, 20)
  const { code } = await command.ended
  clearInterval(watching)
  t.equal(code, 0)
  t.comment(`${Math.max(0, ...peaks)} MB at most`)
  t.ok(Math.max(0, ...peaks) < 300, 'memory is bounded')

  const piped = await pipe('email\nada@example.org\n').ended
  t.equal(piped.code, 0, piped.err)
  t.same(
    readdirSync(cwd).filter((name) => name.startsWith('waymark-award-')),
    [],
  )
})
