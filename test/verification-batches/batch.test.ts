// POST /v1/verify/batch: as many rows as one likes, in and out at the same time.
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { createInterface } from 'node:readline'
import t from 'tap'
import { published } from '../credential-formats/published.ts'
import { startServer } from '../outbound/loopback-server.ts'
import { notAProblem } from '../support/problem.ts'
import { makeKey } from '../support/programme.ts'
import { ADMIN_API_KEY } from '../support/service.ts'

const PATH = '/v1/verify/batch'
const TYPE = { 'content-type': 'application/x-ndjson' }
const { service, credentialUrl, credential } = await published(t)
const jwt = await (await fetch(`${credentialUrl}.jwt`)).text()
const png = Buffer.from(await (await fetch(`${credentialUrl}.png`)).arrayBuffer())

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
type Row = any

/** Sends a whole body and reads all answers. */
async function batch(body: string | Uint8Array<ArrayBuffer>): Promise<Row[]> {
  const headers = { ...TYPE, authorization: `Bearer ${ADMIN_API_KEY}` }
  const answer = await fetch(`${service.url}${PATH}`, { method: 'POST', headers, body })
  t.equal(answer.status, 200)
  t.equal(answer.headers.get('content-type'), 'application/x-ndjson')
  const lines = (await answer.text()).trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line))
}

/** A batch that is still being sent. */
async function open(): Promise<{
  sending: ClientRequest
  answered: Promise<IncomingMessage>
}> {
  const sending = request(`${service.url}${PATH}`, {
    method: 'POST',
    headers: { ...TYPE, authorization: `Bearer ${ADMIN_API_KEY}` },
  })
  sending.on('error', () => {})
  const answered = once(sending, 'response').then(([response]) => response as IncomingMessage)
  sending.flushHeaders()
  return { sending, answered }
}

t.test('a row is what /v1/verify takes, and is answered in its place', async (t) => {
  const rows = [
    { reference: 'one', url: credentialUrl },
    { jwt },
    { reference: 'three', credential },
    credential,
    { image: png.toString('base64'), recipient: { type: 'email', value: 'x@example.org' } },
    { credential: { ...credential, name: 'Pilot' } },
  ]
  const answers = await batch(rows.map((row) => JSON.stringify(row)).join('\n'))
  t.strictSame(
    answers.map(({ line, reference, report }) => [line, reference, report.verdict]),
    [
      [1, 'one', 'valid'],
      [2, undefined, 'valid'],
      [3, 'three', 'valid'],
      [4, undefined, 'valid'],
      [5, undefined, 'invalid'],
      [6, undefined, 'invalid'],
    ],
  )
  t.match(answers[0].report, { checks: [{ name: 'retrieval' }], credential: { id: credentialUrl } })
})

t.test('a bad line is answered and ends nothing', async (t) => {
  const good = JSON.stringify({ jwt })
  const lines: [string | Buffer, string | null][] = [
    [good, null],
    ['', ''],
    ['{"jwt": ', 'malformed-body'],
    ['  \t\r', ''],
    ['7', 'invalid-request'],
    ['[]', 'invalid-request'],
    ['{"reference": "r", "url": "x"}', 'invalid-request'],
    ['{"colour": "red"}', 'invalid-request'],
    ['{"reference": 7, "jwt": "a"}', 'invalid-request'],
    ['{"__proto__": {}}', 'malformed-body'],
    [Buffer.from([0x22, 0xff, 0x22]), 'malformed-body'],
    [`${'['.repeat(50)}${']'.repeat(50)}`, 'invalid-request'],
    [`{"credential": {"a": "${'x'.repeat(2_000_000)}"}}`, 'body-too-large'],
    [`{"image": "${'A'.repeat(2_000_000)}", "a": "${'x'.repeat(2_000_000)}"}`, 'body-too-large'],
    [`{"image": "${'A'.repeat(16_000_000)}"}`, 'body-too-large'],
    [`{"image": "${'A'.repeat(2_000_000)}"}`, 'invalid-request'],
    [`${good}\r`, null],
    [good, null],
  ]
  const body = Buffer.concat(
    lines.flatMap(([line], at) => [
      Buffer.from(line),
      Buffer.from(at === lines.length - 1 ? '' : '\n'),
    ]),
  )
  const answers = await batch(Uint8Array.from(body))
  const expected = lines
    .map(([, problem], at) => ({ line: at + 1, problem }))
    .filter(({ problem }) => problem !== '')
  t.equal(answers.length, expected.length)
  for (const [at, { line, problem }] of expected.entries()) {
    t.equal(answers[at].line, line)
    if (problem === null) t.equal(answers[at].report.verdict, 'valid', `line ${line}`)
    else t.equal(answers[at].problem.type, `urn:waymark:problem:${problem}`, `line ${line}`)
  }
  const [named] = answers.filter(({ reference }) => reference === 'r')
  t.match(named.problem, { status: 400, errors: [{ field: 'url' }] })
})

t.test('answers come while rows are still sent', async (t) => {
  const { sending, answered } = await open()
  sending.write(`${JSON.stringify({ jwt })}\n`)
  const lines = createInterface({ input: await answered })[Symbol.asyncIterator]()
  t.match(parse(await lines.next()), { line: 1, report: { verdict: 'valid' } })
  sending.end(JSON.stringify({ url: credentialUrl }))
  t.match(parse(await lines.next()), { line: 2, report: { verdict: 'valid' } })
  t.ok((await lines.next()).done)
})

t.test('5,000 rows are not read faster than their answers', async (t) => {
  const rows = 5_000
  // Long answers, so that the buffers on the way are full soon.
  const long = 'x'.repeat(4_000)
  const row = `${JSON.stringify({ credential: { name: long, description: long } })}\n`
  const { sending, answered } = await open()
  let sent = 0
  const send = async () => {
    for (; sent < rows; sent += 1) {
      if (!sending.write(row)) await once(sending, 'drain')
    }
    sending.end()
  }
  const sender = send()
  const response = await answered
  // Nobody reads: everything stands still once the buffers on the way are full.
  const stalled = await standstill(() => sent)
  t.ok(stalled < rows / 2, `${stalled} rows were taken while nobody read the answers`)
  let expected = 1
  for await (const line of createInterface({ input: response })) {
    const { line: number, report } = JSON.parse(line)
    if (number !== expected || report.verdict !== 'invalid') t.fail(`${line.slice(0, 100)}`)
    expected += 1
  }
  await sender
  t.equal(expected - 1, rows, 'every row was answered, in order')
})

t.test('a line without an end is answered as soon as it is too long', async (t) => {
  const { sending, answered } = await open()
  const more = () => {
    while (sending.write('x'.repeat(64 * 1024)));
  }
  sending.on('drain', more)
  more()
  const lines = createInterface({ input: await answered })[Symbol.asyncIterator]()
  t.match(parse(await lines.next()), { line: 1, problem: { status: 413 } })
  sending.off('drain', more)
  sending.end(`\n${JSON.stringify({ jwt })}`)
  t.match(parse(await lines.next()), { line: 2, report: { verdict: 'valid' } })
})

t.test('who goes away is not worked for', async (t) => {
  let asked = 0
  const { port } = await startServer(t, (_request, response) => {
    asked += 1
    response.end('{}')
  })
  const { sending, answered } = await open()
  const row = `${JSON.stringify({ url: `http://127.0.0.1:${port}/` })}\n`
  for (let count = 0; count < 2_000; count += 1) sending.write(row)
  const response = await answered
  await once(response, 'readable')
  response.destroy()
  sending.destroy()
  const seen = await standstill(() => asked)
  t.ok(seen < 1_000, `${seen} rows were worked on`)
})

t.test('it takes a key with the scope, and lines', async (t) => {
  const anonymous = await service.as(null).send('POST', PATH, { body: '{}', headers: TYPE })
  t.equal(anonymous.status, 401)
  const other = service.as(await makeKey(service.admin, ['issuers:read']))
  t.equal((await other.send('POST', PATH, { body: '{}', headers: TYPE })).status, 403)
  const json = await service.admin.post(PATH, { jwt })
  t.equal(json.status, 415)
  t.equal(notAProblem(json, 'Content-Type'), null)
  const { status, text } = await service.admin.send('POST', PATH, {})
  t.strictSame([status, text], [200, ''], 'nothing is answered with nothing')
})

t.test('a service that is being stopped says from which line on to send again', async (t) => {
  const { sending, answered } = await open()
  sending.write(`${JSON.stringify({ jwt })}\n\n`)
  const lines = createInterface({ input: await answered })[Symbol.asyncIterator]()
  t.match(parse(await lines.next()), { line: 1, report: { verdict: 'valid' } })
  const more = setInterval(() => sending.write(' '.repeat(10_000)), 10)
  const began = performance.now()
  const closed = service.app.close()
  t.match(parse(await lines.next()), { line: 2, problem: { status: 503 } })
  t.ok((await lines.next()).done)
  clearInterval(more)
  await closed
  t.ok(performance.now() - began < 5_000)
})

/** The answer in a line that was read. */
function parse({ value }: IteratorResult<string, undefined>): Row {
  return JSON.parse(value ?? 'null')
}

/** The value that stays the same for a while. */
async function standstill(value: () => number): Promise<number> {
  for (let [last, same] = [-1, 0]; ; ) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    same = value() === last ? same + 1 : 0
    last = value()
    if (same === 10) return last
  }
}
