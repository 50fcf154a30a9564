// How rows come in: in every form, cut off, sent again, and never half.
import { once } from 'node:events'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { batchWhen, learners, NDJSON, ndjson, upload } from '../support/award-batches.ts'
import { until } from '../support/embedded.ts'
import { withJobs } from '../support/jobs.ts'
import { notAProblem } from '../support/problem.ts'
import { makeBadgeClass, makeKey } from '../support/programme.ts'
import { ADMIN_API_KEY, startService } from '../support/service.ts'

t.setTimeout(120_000)

const service = await startService(t)
await withJobs(t, service)
const { admin, as } = service
const { issuer, badgeClass } = await makeBadgeClass(admin)
const PATH = `/v1/badge-classes/${badgeClass.id}/award-batches`

const list = async (query = '') =>
  (await admin.get(`/v1/award-batches?limit=200${query}`)).body.data
const rowsOf = (name: string) => learners(3, name)
const csvOf = (name: string) =>
  `E-mail;Name\r\n${[0, 1, 2].map((at) => `${name}-${at}@example.org;Sam`).join('\r\n')}`

const form = (file: string | Buffer, name: string, before: object, after: object = {}) => {
  const made = new FormData()
  for (const [field, value] of Object.entries(before)) made.append(field, value)
  made.append('file', new Blob([Uint8Array.from(Buffer.from(file))]), name)
  for (const [field, value] of Object.entries(after)) made.append(field, value)
  return made
}

t.test('rows come in every form', async (t) => {
  const forms: [string, NonNullable<RequestInit['body']>, Record<string, string>][] = [
    ['NDJSON', ndjson(rowsOf('a')), {}],
    ['JSONL', ndjson(rowsOf('b')), { 'content-type': 'application/jsonl' }],
    ['JSON', JSON.stringify(rowsOf('c')), { 'content-type': 'application/json' }],
    ['CSV', csvOf('d'), { 'content-type': 'text/csv' }],
    ['gzip', gzipSync(ndjson(rowsOf('e'))), { 'content-encoding': 'gzip' }],
    ['a gzipped file', gzipSync(csvOf('f')), { 'content-type': 'text/csv' }],
  ]
  for (const [what, body, headers] of forms) {
    const answer = await upload(admin, PATH, body, headers)
    t.match(answer, { status: 202, body: { status: 'queued', total: 3 } }, what)
    t.equal(answer.headers.get('location'), `/v1/award-batches/${answer.body.id}`)
    t.match(await batchWhen(admin, answer.body.id, 'completed'), { awarded: 3 }, what)
  }
  const files: [string, FormData][] = [
    ['a form', form(csvOf('g'), 'list.csv', {})],
    ['a form with settings', form(csvOf('h'), 'LIST.CSV', { onDuplicate: 'allow' })],
    ['settings behind the file', form(csvOf('i'), 'list.csv', {}, { onDuplicate: 'allow' })],
    ['a gzipped file in a form', form(gzipSync(ndjson(rowsOf('j'))), 'list.ndjson.gz', {})],
  ]
  for (const [what, body] of files) {
    const answer = await admin.send('POST', PATH, { body })
    t.match(answer, { status: 202, body: { total: 3 } }, `${what}: ${answer.text}`)
    const settled = /setting/.test(what) ? 'allow' : 'skip'
    t.match(
      await batchWhen(admin, answer.body.id, 'completed'),
      { awarded: 3, onDuplicate: settled },
      what,
    )
  }
  const mapped = await upload(
    admin,
    `${PATH}?${new URLSearchParams({ columns: '{"Wer":"email","Name":null}', delimiter: ';' })}`,
    csvOf('k').replace('E-mail', 'Wer'),
    { 'content-type': 'text/csv' },
  )
  t.match(mapped.body.columns, [
    { header: 'Wer', field: /.+/ },
    { header: 'Name', field: null },
  ])
  const each = await upload(
    admin,
    '/v1/award-batches',
    ndjson(rowsOf('l').map((row) => ({ ...row, badgeClassId: badgeClass.id }))),
  )
  t.match(await batchWhen(admin, each.body.id, 'completed'), { awarded: 3, badgeClassId: null })
})

t.test('what cannot be read is refused, and nothing of it remains', async (t) => {
  const before = (await list()).length
  const many = learners(5_000, 'bad')
    .map((row) => (row as { recipient: { value: string } }).recipient.value)
    .join('\n')
  const bad: [string, NonNullable<RequestInit['body']>, Record<string, string>, number][] = [
    ['nothing', '', {}, 400],
    ['blank lines', '\n\n', {}, 400],
    ['an empty array', '[]', { 'content-type': 'application/json' }, 400],
    ['a header only', 'email\n', { 'content-type': 'text/csv' }, 400],
    [
      'half an array',
      JSON.stringify(rowsOf('x')).slice(0, -5),
      { 'content-type': 'application/json' },
      400,
    ],
    ['no array', '{"a":1}', { 'content-type': 'application/json' }, 400],
    [
      'half a gzip',
      gzipSync(ndjson(learners(2_000))).subarray(0, 5_000),
      { 'content-encoding': 'gzip' },
      400,
    ],
    ['another encoding', 'x', { 'content-encoding': 'br' }, 415],
    ['another type', 'x', { 'content-type': 'application/xml' }, 415],
    [
      'a bad quote in row 5,001',
      `email\n${many}\n"x"y@example.org\n`,
      { 'content-type': 'text/csv' },
      400,
    ],
    ['an Idempotency-Key that is none', ndjson(rowsOf('x')), { 'idempotency-key': 'a b' }, 400],
  ]
  for (const [what, body, headers, status] of bad) {
    const answer = await upload(admin, PATH, body, headers)
    t.equal(answer.status, status, `${what}: ${answer.text}`)
    t.equal(notAProblem(answer), null, what)
    if (what.includes('5,001')) t.match(answer.body.detail, /5,?001/)
  }
  const forms: [string, FormData, string][] = [
    ['a field nobody knows', form(csvOf('x'), 'x.csv', {}, { colour: 'red' }), 'colour'],
    ['a policy nobody knows', form(csvOf('x'), 'x.csv', { onInvalid: 'cry' }), 'onInvalid'],
    ['columns that are none', form(csvOf('x'), 'x.csv', {}, { columns: '[1]' }), 'columns'],
  ]
  for (const [what, body, field] of forms) {
    t.equal(notAProblem(await admin.send('POST', PATH, { body }), field), null, what)
  }
  const none = new FormData()
  none.append('onInvalid', 'skip')
  t.equal(notAProblem(await admin.send('POST', PATH, { body: none }), 'file'), null)
  const two = form(csvOf('x'), 'x.csv', {})
  two.append('file', new Blob(['y']), 'y.csv')
  t.equal((await admin.send('POST', PATH, { body: two })).status, 413)
  const broken: [string, string][] = [
    ['a form whose file has no name', '\r\n\r\n\r\n--x--\r\n'],
    ['a form that ends in its file', `; filename="x.csv"\r\n\r\n${csvOf('x')}`],
    ['a form that ends in a large file', `; filename="x.csv"\r\n\r\nemail\n${many.repeat(40)}`],
  ]
  for (const [what, rest] of broken) {
    const body = `--x\r\ncontent-type: application/octet-stream\r\ncontent-disposition: form-data; name="file"${rest}`
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const answer = await admin.send('POST', PATH, { body, headers })
    t.equal(answer.status, 400, `${what}: ${answer.text}`)
    t.equal(notAProblem(answer, 'body'), null, what)
  }
  t.equal((await list()).length, before)
})

t.test('a large file of a form is read as it comes, with no settings behind it', async (t) => {
  const wide = learners(1_200, 'wide').map((row) => ({ ...row, note: 'x'.repeat(4_900) }))
  const file = ndjson(wide)
  t.ok(file.length > 5 * 1024 * 1024)
  const before = (await list()).length
  const late = await admin.send('POST', PATH, {
    body: form(file, 'wide.ndjson', {}, { onInvalid: 'reject' }),
  })
  t.equal(notAProblem(late, 'onInvalid'), null)
  t.equal((await list()).length, before, 'nothing of it remains')
  const early = await admin.send('POST', PATH, {
    body: form(file, 'wide.ndjson', { onInvalid: 'reject' }),
  })
  t.match(early, { status: 202, body: { total: 1_200, onInvalid: 'reject' } })
  await admin.send('POST', `/v1/award-batches/${early.body.id}/cancel`, {})
})

/** Sends the beginning of an upload over a socket of its own, and waits until so much is stored. */
async function begin(body: string, headers: Record<string, string>, stored: number) {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  const head = { authorization: `Bearer ${ADMIN_API_KEY}`, 'content-type': NDJSON, ...headers }
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(
    `POST ${PATH} HTTP/1.1\r\nhost: x\r\n${lines.join('')}content-length: 99999999\r\n\r\n${body}`,
  )
  if (stored > 0) {
    await until(async () =>
      (await list('&status=receiving')).some(({ total }: { total: number }) => total === stored),
    )
  }
  return socket
}

t.test('an upload that is cut off is incomplete, and goes on when it is sent again', async (t) => {
  const rows = learners(3_500, 'cut')
  const whole = ndjson(rows)
  const key = { 'idempotency-key': 'cut-off' }
  const socket = await begin(ndjson(rows.slice(0, 2_500)), key, 2_000)
  t.match(await upload(admin, PATH, whole, key), { status: 409 }, 'one at a time')
  const [{ id }] = await list('&status=receiving')
  socket.destroy()
  t.match(await batchWhen(admin, id, 'incomplete'), { total: 2_000, awarded: 0 })
  t.match(await admin.send('POST', `/v1/award-batches/${id}/pause`, {}), { status: 409 })

  const other = ndjson(rows.with(1_999, { recipient: { type: 'email', value: 'x@example.org' } }))
  t.match(await upload(admin, PATH, other, key), { status: 422 }, 'other rows')
  t.match(await upload(admin, PATH, ndjson(rows.slice(0, 1_500)), key), { status: 422 }, 'fewer')
  t.match(await upload(admin, `${PATH}?onInvalid=reject`, whole, key), { status: 422 })
  const put = (body: string) =>
    admin.send('PUT', `/v1/award-batches/${id}/rows`, { body, headers: { 'content-type': NDJSON } })
  t.match(await put(other), { status: 422 })
  t.match(await put(''), { status: 400 })
  t.match(
    await batchWhen(admin, id, 'incomplete'),
    { total: 2_000 },
    'is as it was, whatever was refused',
  )

  const damaged = await admin.send('PUT', `/v1/award-batches/${id}/rows`, {
    body: gzipSync(whole, { level: 0 }).subarray(0, -20),
    headers: { 'content-type': NDJSON, 'content-encoding': 'gzip' },
  })
  t.match(damaged, { status: 400 })
  t.match(await batchWhen(admin, id, 'incomplete'), { total: 2_000 }, 'nothing of it is counted')

  const bound = as(await makeKey(admin, ['assertions:write'], issuer.id))
  const byIssuer = await bound.send('PUT', `/v1/award-batches/${id}/rows`, {
    body: whole,
    headers: { 'content-type': NDJSON },
  })
  t.match(byIssuer, { status: 409 }, 'with the rights of the platform only the platform goes on')

  const again = await begin(ndjson(rows.slice(0, 3_100)), key, 3_000)
  again.destroy()
  await batchWhen(admin, id, 'incomplete')
  const ended = await put(whole)
  t.match(ended, { status: 202, body: { id, total: 3_500 } })
  t.match(await batchWhen(admin, id, 'completed'), { awarded: 3_500, total: 3_500 })

  const replayed = await upload(admin, PATH, whole, key)
  t.match(replayed, { status: 202, body: { id, status: 'completed' } })
  t.equal(replayed.headers.get('idempotency-replayed'), 'true')
  t.match(await upload(admin, PATH, other, key), { status: 422 })
  t.match(await upload(admin, PATH, whole + ndjson(learners(1)), key), { status: 422 })
  t.match(await put(whole), { status: 202, body: { id } })
})

t.test('nothing is stored of a short upload that is cut off', async (t) => {
  const before = (await list()).length
  const socket = await begin(ndjson(learners(900, 'short')), {}, 0)
  socket.resume()
  socket.end()
  await once(socket, 'close')
  t.equal((await list()).length, before)
})

t.test('several uploads of the same file at the same time make one batch of a key', async (t) => {
  const body = ndjson(learners(1_500, 'same'))
  const key = { 'idempotency-key': 'same' }
  const answers = await Promise.all([1, 2, 3, 4].map(() => upload(admin, PATH, body, key)))
  for (const { status } of answers) t.ok([202, 409].includes(status), String(status))
  const ids = new Set(answers.flatMap(({ status, body }) => (status === 202 ? [body.id] : [])))
  t.equal(ids.size, 1)
  t.match(await batchWhen(admin, [...ids][0], 'completed'), { awarded: 1_500 })
})

t.test('batches of others do not exist', async (t) => {
  const { badgeClass: others, issuer: other } = await makeBadgeClass(admin)
  const bound = as(await makeKey(admin, ['assertions:read', 'assertions:write'], other.id))
  const body = ndjson(rowsOf('bound'))
  t.match(await upload(bound, PATH, body), { status: 404 })
  const own = await upload(bound, `/v1/badge-classes/${others.id}/award-batches`, body)
  t.match(own, { status: 202, body: { issuerId: other.id } })
  const mixed = await upload(
    bound,
    '/v1/award-batches',
    ndjson(
      rowsOf('mixed').map((row, at) => ({
        ...row,
        badgeClassId: [badgeClass.id, others.id][at % 2],
      })),
    ),
  )
  t.match(await batchWhen(bound, mixed.body.id, 'completed'), { awarded: 1, invalid: 2 })
  const { body: seen } = await bound.get('/v1/award-batches')
  t.same(
    seen.data.map(({ id }: { id: string }) => id),
    [own.body.id, mixed.body.id],
  )
  const [theirs] = (await list()).filter((one: { issuerId: string }) => one.issuerId === issuer.id)
  t.match(await bound.get(`/v1/award-batches/${theirs.id}`), { status: 404 })
  for (const action of ['pause', 'resume', 'cancel']) {
    t.match(await bound.send('POST', `/v1/award-batches/${theirs.id}/${action}`, {}), {
      status: 404,
    })
  }
  t.match(
    await bound.send('PUT', `/v1/award-batches/${theirs.id}/rows`, {
      body,
      headers: { 'content-type': NDJSON },
    }),
    { status: 404 },
  )
})

t.test('what is being received when the service stops is incomplete', async (t) => {
  const { databaseUrl } = service
  const stopping = await startService({ teardown: () => undefined }, { databaseUrl })
  const sent = stopping.admin.send('POST', PATH, {
    method: 'POST',
    headers: { 'content-type': NDJSON },
    body: new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from(ndjson(learners(1_100, 'stop')))),
    }),
    duplex: 'half',
  } as RequestInit)
  await until(async () => (await list('&status=receiving')).length === 1)
  const closed = stopping.app.close()
  t.match(await sent, { status: 503 })
  t.match(await list('&status=incomplete'), [{ total: 1_000 }])
  await closed
  await stopping.deps.outbound.close()
  await stopping.database.close()
})
