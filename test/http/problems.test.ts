import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import type { Answer } from '../support/client.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { notAProblem } from '../support/problem.ts'
import { issuerInput, made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService, type Teardown } from '../support/service.ts'

t.test('what is not offered is a problem document that says so', async (t) => {
  const { admin, as } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const id = badgeClass.id

  await t.test('404 for addresses that nothing stands at, with and without a key', async (t) => {
    for (const client of [admin, as(null)]) {
      for (const path of ['/', '/v1', '/v1/', '/v2/issuers', '/v1/Issuers', '/v1/issuers//']) {
        const answer = await client.get(path)
        t.equal(answer.status, 404, path)
        t.equal(notAProblem(answer), null)
        t.match(answer.body.type, /:not-found$/)
      }
    }
    t.equal((await admin.post('/v1/nothing', {})).status, 404)
    t.equal((await admin.get(`/v1/badge-classes/${id}/nothing`)).status, 404)
  })

  await t.test('405 with Allow for methods that are not offered', async (t) => {
    const cases: [string, string, string[]][] = [
      ['PUT', '/v1/issuers', ['GET', 'POST']],
      ['DELETE', '/v1/issuers', ['GET', 'POST']],
      ['PATCH', '/v1/badge-classes', ['GET', 'POST']],
      ['PUT', `/v1/badge-classes/${id}`, ['DELETE', 'GET', 'PATCH']],
      ['POST', `/v1/badge-classes/${id}`, ['DELETE', 'GET', 'PATCH']],
      ['PUT', `/v1/badge-classes/${id}?x=1`, ['DELETE', 'GET', 'PATCH']],
      ['GET', `/v1/assertions/${id}/revocation`, ['POST']],
      ['DELETE', `/v1/badge-classes/${id}/versions`, ['GET']],
      ['GET', '/v1/verify', ['POST']],
      ['OPTIONS', '/v1/verify', ['POST']],
      ['PUT', `/v1/learners/${id}/pathways/${id}`, ['GET']],
      ['POST', `/issuers/${id}`, ['GET']],
      ['POST', '/credentials/AAAAAAAAAAAAAAAAAAAAAA.json', ['GET']],
      ['POST', '/livez', ['GET']],
    ]
    for (const [method, path, allowed] of cases) {
      const answer = await admin.send(method, path, {})
      t.equal(answer.status, 405, `${method} ${path}`)
      t.equal(notAProblem(answer), null)
      const allow = (answer.headers.get('allow') ?? '').split(', ').filter((one) => one !== 'HEAD')
      t.same(allow.sort(), allowed, `${method} ${path}`)
    }
  })

  await t.test('400 in words, for the field that is wrong and once', async (t) => {
    const place = { name: 'Bristol' }
    const opportunity = { issuerId: badgeClass.issuerId, name: 'Workshop' }
    const cases: [string, object, string, string][] = [
      ['places', { name: 5 }, 'name', 'must be a text'],
      ['places', { name: '' }, 'name', 'must not be empty'],
      ['places', { ...place, url: 'x' }, 'url', 'must be a web address that begins with https://'],
      ['places', { ...place, description: 5 }, 'description', 'must be a text'],
      [
        'places',
        {
          ...place,
          settings: { equalityCharacteristics: [{ id: 'a', question: 'b', answers: [] }] },
        },
        'settings.equalityCharacteristics[0].answers',
        'must have at least 2 entries',
      ],
      [
        'opportunities',
        { ...opportunity, recurrence: 'weekly' },
        'recurrence',
        'must be written like FREQ=',
      ],
      [
        'opportunities',
        { ...opportunity, badgeClassIds: ['x'] },
        'badgeClassIds[0]',
        'must be an id',
      ],
      ['opportunities', { ...opportunity, venue: {} }, 'venue', 'must have one of name, address'],
      [
        'opportunities',
        { ...opportunity, cost: { amount: 1, currency: 'gbp' } },
        'cost.currency',
        'must be written like GBP',
      ],
    ]
    for (const [noun, body, field, words] of cases) {
      const answer = await admin.post(`/v1/${noun}`, body)
      t.equal(answer.status, 400, field)
      t.equal(answer.body.errors.length, 1, field)
      t.equal(answer.body.errors[0].field, field)
      t.ok(answer.body.detail.startsWith(`${field} ${words}`), answer.body.detail)
    }
    const near = await admin.get('/v1/opportunities?near=here')
    t.match(near, { status: 400, body: { detail: 'near must be written like 51.4545,-2.5879.' } })
    for (const list of ['opportunities', 'events']) {
      const limits = { '0': 'from 1 to 200', '500': 'from 1 to 200', '5&limit=6': 'given once' }
      for (const [limit, words] of Object.entries({
        ...limits,
        all: 'a whole number from 1 to 200',
      })) {
        t.match(await admin.get(`/v1/${list}?limit=${limit}`), {
          status: 400,
          body: { detail: `limit must be ${words}.`, errors: { length: 1 } },
        })
      }
    }
    const twice = await admin.get('/v1/events?type=goal.set&type=goal.given-up')
    t.match(twice, { status: 400, body: { detail: 'type must be given once.' } })
  })

  await t.test('406 when no format of a credential is acceptable', async (t) => {
    const award = made(
      await admin.post('/v1/assertions', {
        badgeClassId: id,
        recipient: { type: 'library-card', value: '1', authority: 'harbour' },
      }),
    )
    const answer = await as(null).get(award.credentialUrl, { accept: 'image/webp' })
    t.equal(answer.status, 406)
    t.equal(notAProblem(answer, 'Accept'), null)
    t.equal(answer.headers.get('vary'), 'Accept')
    t.match(answer.body.detail, /application\/vc/)
  })

  await t.test('413 for a body beyond the limit, announced or not', async (t) => {
    const large = JSON.stringify({ ...issuerInput, description: 'a'.repeat(1_100_000) })
    const json = { 'content-type': 'application/json' }
    const announced = await admin.send('POST', '/v1/issuers', { body: large, headers: json })
    t.equal(announced.status, 413)
    t.equal(notAProblem(announced), null)
    const stream = new Blob([large]).stream()
    const init = { body: stream, headers: json, duplex: 'half' } as RequestInit
    t.equal((await admin.send('POST', '/v1/issuers', init)).status, 413)
  })

  await t.test('415 for a body of another type', async (t) => {
    const headers = { 'content-type': 'application/xml' }
    const answer = await admin.send('POST', '/v1/issuers', { body: '<name/>', headers })
    t.equal(answer.status, 415)
    t.equal(notAProblem(answer, 'Content-Type'), null)
    for (const type of ['application/json; charset=utf-8', 'APPLICATION/JSON']) {
      const body = JSON.stringify(issuerInput)
      const good = await admin.send('POST', '/v1/issuers', {
        body,
        headers: { 'content-type': type },
      })
      t.equal(good.status, 201, type)
    }
  })
})

t.test('401 and 403 say what is missing and nothing else', async (t) => {
  const { admin, as, url } = await startService(t)
  const key = await makeKey(admin, ['issuers:read'])
  const refused = async (authorization: string | null) => {
    const headers: Record<string, string> = authorization === null ? {} : { authorization }
    const response = await fetch(`${url}/v1/issuers`, { headers })
    return { response, body: await response.json() }
  }
  const headers = [
    null,
    '',
    'Bearer',
    'Bearer ',
    `Basic ${btoa(`${key}:`)}`,
    key,
    `Bearer ${key} x`,
    `Bearer ${'x'.repeat(600)}`,
    `Bearer ${key}x`,
    'Bearer wm_000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    "Bearer ' or 1=1 --",
  ]
  for (const header of headers) {
    const { response, body } = await refused(header)
    t.equal(response.status, 401, header ?? 'no header')
    t.match(response.headers.get('www-authenticate'), /^Bearer /)
    t.match(response.headers.get('content-type'), /^application\/problem\+json/)
    t.match(body, {
      type: 'urn:waymark:problem:unauthenticated',
      status: 401,
      errors: [{ field: 'Authorization' }],
    })
  }
  const good = await fetch(`${url}/v1/issuers`, { headers: { authorization: `bearer ${key}` } })
  t.equal(good.status, 200, 'the scheme is read in any letter case')

  const beyond = await as(key).post('/v1/issuers', { nonsense: true })
  t.equal(beyond.status, 403, 'before the body is looked at')
  t.equal(notAProblem(beyond), null)
  t.match(beyond.body, {
    type: 'urn:waymark:problem:insufficient-scope',
    detail: 'This needs the scope issuers:write.',
  })
})

t.test('callers without a key verify so often a minute, and others as they like', async (t) => {
  const { admin, as } = await startService(t, {
    env: { ANONYMOUS_VERIFICATIONS_PER_MINUTE: '3' },
  })
  const anybody = as(null)
  const verify = { credential: {} }
  for (const attempt of [1, 2, 3]) {
    t.equal((await anybody.post('/v1/verify', verify)).status, 200, `attempt ${attempt}`)
  }
  const limited = await anybody.post('/v1/verify', verify)
  t.equal(limited.status, 429)
  t.equal(notAProblem(limited), null)
  t.match(limited.body.type, /:rate-limited$/)
  t.match(limited.headers.get('retry-after'), /^([1-9]|[1-5]\d|60)$/)
  t.equal((await admin.post('/v1/verify', verify)).status, 200, 'a key is not limited')
  t.equal((await as('no key').post('/v1/verify', verify)).status, 401)
  t.equal((await anybody.get('/openapi.json')).status, 200)
})

t.test('an operator can close verification to callers without a key', async (t) => {
  const { admin, as } = await startService(t, {
    env: { ANONYMOUS_VERIFICATIONS_PER_MINUTE: '0' },
  })
  const closed = await as(null).post('/v1/verify', { credential: {} })
  t.equal(closed.status, 401)
  t.equal(notAProblem(closed, 'Authorization'), null)
  t.equal((await admin.post('/v1/verify', { credential: {} })).status, 200)
})

t.test('what is no request is answered in the same form', async (t) => {
  const { url, admin } = await startService(t)
  const cases: [string, number][] = [
    ['nonsense\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nhost: x\r\nno header\r\n\r\n', 400],
    ['GET / HTTP/9.9\r\nhost: x\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nhost: x\r\nx-large: ${'x'.repeat(64 * 1024)}\r\n\r\n`, 431],
    [`GET /${'x'.repeat(64 * 1024)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431],
    [`GET / HTTP/1.1\r\nhost: x\r\n${'a: b\r\n'.repeat(20_000)}\r\n`, 431],
  ]
  for (const [text, status] of cases) {
    const what = text.slice(0, 30)
    const answer = await raw(url, text)
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    t.match(head, new RegExp(`^HTTP/1.1 ${status} `), what)
    t.match(head, /content-type: application\/problem\+json/i, what)
    t.match(JSON.parse(body), { type: /^urn:waymark:problem:/, status, title: /./, detail: /./ })
  }
  t.equal((await admin.get('/livez')).status, 200)
})

t.test('while the database is away calls are answered 503, and work again after', async (t) => {
  const { url: databaseUrl } = await createTestDatabase(t)
  const proxy = await startProxy(t, databaseUrl)
  const { admin, as, url } = await startService(t, { databaseUrl: proxy.url })
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const award = (key: string) =>
    admin.post(
      '/v1/assertions',
      {
        badgeClassId: badgeClass.id,
        recipient: { type: 'library-card', value: '1', authority: 'harbour' },
      },
      { 'idempotency-key': key },
    )
  const first = made(await award('before'))
  t.equal((await admin.get('/readyz')).status, 200)

  const calls: [string, () => Promise<Answer>][] = [
    ['a read', () => admin.get(`/v1/issuers/${issuer.id}`)],
    ['a list', () => admin.get('/v1/assertions')],
    ['an award', () => award('during')],
    ['a creation without a key', () => admin.post('/v1/issuers', issuerInput)],
    ['a change', () => admin.patch(`/v1/issuers/${issuer.id}`, { name: 'During' })],
    ['a public document', () => as(null).get(first.credentialUrl)],
    [
      'a caller with a stored key',
      () => as(`wm_000000000000_${'A'.repeat(43)}`).get('/v1/issuers'),
    ],
    ['readiness', () => admin.get('/readyz')],
  ]
  for (const round of ['refusing', 'hanging up'] as const) {
    proxy.stop(round)
    for (const [what, call] of calls) {
      const answer = await call()
      t.equal(answer.status, 503, `${what}, ${round}`)
      t.match(answer.headers.get('retry-after'), /^\d+$/)
      t.match(answer.headers.get('content-type'), /^application\/problem\+json/)
      t.match(answer.body, { type: 'urn:waymark:problem:unavailable', status: 503, detail: /./ })
    }
    t.equal((await fetch(`${url}/livez`)).status, 200, 'the process itself is fine')
    await proxy.go()
    t.equal((await admin.get('/readyz')).status, 200, 'and is ready at once, without a restart')
    t.match(await admin.get(`/v1/issuers/${issuer.id}`), { status: 200, body: issuerInput })
  }
  t.equal(made(await award('before')).id, first.id)
  made(await award('during'))
  t.equal((await admin.get('/v1/assertions')).body.data.length, 2)
})

t.test('a request that the database leaves in the middle is a 503 and did nothing', async (t) => {
  const { url: databaseUrl } = await createTestDatabase(t)
  const proxy = await startProxy(t, databaseUrl)
  const other = await startService(t, { databaseUrl })
  const { admin } = await startService(t, { databaseUrl: proxy.url })
  const { badgeClass } = await makeBadgeClass(admin)
  const body = {
    badgeClassId: badgeClass.id,
    recipient: { type: 'library-card', value: '1', authority: 'harbour' },
  }
  const holder = await other.database.pool.connect()
  await holder.query('begin')
  await holder.query('select 1 from badge_class_versions for update')
  const underWay = admin.post('/v1/assertions', body, { 'idempotency-key': 'cut' })
  for (;;) {
    const { rows } = await holder.query(
      `select 1 from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    )
    if (rows.length > 0) break
    await setImmediate()
  }
  proxy.stop('refusing')
  t.equal((await underWay).status, 503)
  await holder.query('commit')
  holder.release()
  t.same((await other.admin.get('/v1/assertions')).body.data, [])
  await proxy.go()
  made(await admin.post('/v1/assertions', body, { 'idempotency-key': 'cut' }))
  t.equal((await other.admin.get('/v1/assertions')).body.data.length, 1)
})

/** Stands between the service and PostgreSQL, and can be told to stop. */
async function startProxy(t: Teardown, databaseUrl: string) {
  const target = new URL(databaseUrl)
  const open = new Set<Socket>()
  let mode: 'going' | 'refusing' | 'hanging up' = 'going'
  const server = createServer((socket) => {
    if (mode !== 'going') return socket.destroy()
    const upstream = connect(Number(target.port), target.hostname)
    for (const [one, two] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      open.add(one)
      one.on('error', () => undefined)
      one.on('close', () => {
        open.delete(one)
        two.destroy()
      })
      one.pipe(two)
    }
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as { port: number }).port
  }
  const port = await listen(0)
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  t.teardown(() => {
    cut()
    server.close()
  })
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return {
    url: url.href,
    /** Breaks every connection, and answers new ones that way. */
    stop(how: 'refusing' | 'hanging up') {
      mode = how
      if (how === 'refusing') server.close()
      cut()
    },
    async go() {
      if (mode === 'refusing') await listen(port)
      mode = 'going'
    },
  }
}

async function raw(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  socket.write(text)
  await new Promise((resolve) => socket.once('close', resolve))
  return answer
}
