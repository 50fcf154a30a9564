import { connect } from 'node:net'
import { inflateRawSync } from 'node:zlib'
import t from 'tap'
import { SCOPES } from '../src/http/index.ts'
import { openVault, sealedTables } from '../src/master-key/index.ts'
import { batchWhen } from './support/award-batches.ts'
import type { Answer } from './support/client.ts'
import { withJobs } from './support/jobs.ts'
import { carryOut, operationsOf, populate, requestFor } from './support/operations.ts'
import { made, makeBadgeClass, makeKey } from './support/programme.ts'
import { type Service, startService } from './support/service.ts'
import { dump } from './support/tables.ts'

/** What a young person, or whoever vouches for them, told us and nobody else. */
const SECRETS = {
  email: 'Samira.Quayle+Library@Example.ORG',
  otherEmail: 'jo.tregear@school.example.net',
  contact: 'head.librarian@harbour.example.org',
  card: '2900 5518 7734',
  otherCard: 'KX-771-9930-Z',
  displayName: 'Samira Quayle-Okonkwo',
  otherName: 'Joscelin Tregear',
  note: 'Collected by her aunt Philippa',
  laterNote: 'Phoned about wheelchair access',
  reason: 'Plagiarised the Lighthouse essay',
}

/** A secret as it is written, without its spaces, and in the encodings a leak could have. */
const FORMS = Object.entries(SECRETS).flatMap(([name, value]) =>
  [value, value.replaceAll(/\s/g, ''), value.toLowerCase()]
    .flatMap((text) => [
      text,
      encodeURIComponent(text),
      JSON.stringify(text).slice(1, -1),
      Buffer.from(text).toString('hex'),
      // Cut to whole groups, so that it is found inside of a longer text that begins with it.
      Buffer.from(text).toString('base64').slice(0, -4),
      Buffer.from(text).toString('base64url').slice(0, -4),
    ])
    .map((text) => ({ name, text: text.toLowerCase() })),
)

/** The secrets that stand in a text, in any letter case. */
function found(text: string): string[] {
  const lower = text.toLowerCase()
  return [...new Set(FORMS.filter((form) => lower.includes(form.text)).map(({ name }) => name))]
}

async function programme({ admin, as }: Service) {
  const { issuer, badgeClass } = await makeBadgeClass(admin, {
    issuer: { email: SECRETS.contact, proofSuites: ['eddsa-rdfc-2022', 'Ed25519Signature2020'] },
  })
  const library = as(await makeKey(admin, [...SCOPES], issuer.id))
  const cards = {
    one: { type: 'library-card', value: SECRETS.card, authority: 'harbour' },
    two: { type: 'library-card', value: SECRETS.otherCard, authority: 'harbour' },
  }
  const emails = {
    one: { type: 'email', value: SECRETS.email },
    two: { type: 'email', value: SECRETS.otherEmail },
  }
  const learner = made(
    await library.post(
      '/v1/learners',
      { identifiers: [emails.one, cards.one], displayName: SECRETS.displayName },
      { 'idempotency-key': 'learner' },
    ),
  )
  made(
    await admin.post('/v1/learners', {
      identifiers: [emails.two, cards.two],
      displayName: SECRETS.otherName,
    }),
  )
  const awards = []
  for (const recipient of [emails.one, emails.two, cards.one, cards.two]) {
    const body = { badgeClassId: badgeClass.id, recipient, note: SECRETS.note }
    const key: Record<string, string> = { 'idempotency-key': `award-${recipient.value.length}` }
    const award = made(await library.post('/v1/assertions', body, key))
    t.equal(made(await library.post('/v1/assertions', body, key)).id, award.id)
    awards.push(award)
  }
  const [first] = awards
  const path = `/v1/assertions/${first.id}`
  t.equal((await admin.patch(path, { note: SECRETS.laterNote })).body.note, SECRETS.laterNote)
  t.equal((await admin.post(`${path}/revocation`, { reason: SECRETS.reason })).status, 200)
  const search = await library.post('/v1/learners/search', { identifier: emails.one })
  t.equal(search.body.data[0].displayName, SECRETS.displayName)
  return { issuer, badgeClass, learner, awards, library, cards, emails }
}

t.test('what is told in confidence stands nowhere in plain', async (t) => {
  const service = await startService(t)
  const { admin, as, database } = service
  const anybody = as(null)
  t.ok(found(`"${SECRETS.email.toUpperCase()}"`).includes('email'), 'the search finds')
  t.ok(found(Buffer.from(`${SECRETS.note} and more`).toString('base64')).includes('note'))

  const { issuer, badgeClass, learner, awards, library, cards, emails } = await programme(service)

  await t.test('in no public document', async (t) => {
    const [{ credential }] = awards
    const urls = [
      ...awards.flatMap(({ credentialUrl }) => [credentialUrl, `${credentialUrl}.json`]),
      `/issuers/${issuer.id}`,
      `/issuers/${issuer.id}/did.json`,
      badgeClass.achievementUrl,
      credential.credentialStatus.statusListCredential,
      '/openapi.json',
      '/docs',
      '/livez',
      '/readyz',
    ]
    for (const url of urls) {
      const answer = await anybody.get(url)
      t.match(String(answer.status), /^(200|30\d)$/, url)
      t.same(found(answer.text + JSON.stringify([...answer.headers])), [], url)
    }
    const hosted: [path: string, told: string[]][] = [
      // Of a revoked one the reason, of which the API says that it becomes public.
      ...awards.map(({ openBadges2Url }, number): [string, string[]] => [
        openBadges2Url,
        number === 0 ? ['reason'] : [],
      ]),
      [`/ob2/badge-classes/${credential.credentialSubject.achievement.id.split('/').at(-1)}`, []],
      // The address of the organisation, which it gives for this.
      [`/ob2/issuers/${issuer.id}`, ['contact']],
    ]
    for (const [url, told] of hosted) {
      const answer = await anybody.get(url)
      t.match(String(answer.status), told.includes('reason') ? '410' : '200', url)
      t.same(found(answer.text + JSON.stringify([...answer.headers])), told, url)
    }
    for (const { credential } of awards) {
      const report = await anybody.post('/v1/verify', { credential })
      t.equal(report.status, 200)
      t.same(found(report.text), [], 'nor in a report')
    }
    const identified = awards.map(({ credential }) => credential.credentialSubject.identifier)
    t.match(identified[0], [{ hashed: true, identityHash: /^sha256\$[0-9a-f]{64}$/ }])
    t.equal(identified[2], undefined, 'of a card not even a hash')
  })

  await t.test('in no problem document, wherever the request had it', async (t) => {
    const operations = await operationsOf(admin)
    const population = await populate(admin, operations)
    const answers: Answer[] = []
    const refused = async (answer: Promise<Answer>) => answers.push(await answer)
    const secrets = Object.values(SECRETS)
    let turn = 0
    const next = () => secrets[turn++ % secrets.length] as string
    // A number without its spaces could pass for the name of a member.
    const squeezed = (text: string) => (/\d/.test(text) ? text.replaceAll(' ', '') : text)
    const named = Object.fromEntries(
      secrets.flatMap((secret) => [
        [secret, secret],
        [squeezed(secret), { [secret]: [secret] }],
      ]),
    )
    for (const operation of operations) {
      const { path, body } = requestFor(operation, population)
      const call = (to: string, content = body) =>
        refused(carryOut(library, operation.method, to, content))
      if (operation.path.includes('{')) {
        await call(path.replace(/[^/]+(?=\/[a-z]+$|$)/, encodeURIComponent(next())))
        await call(`${path}/${encodeURIComponent(next())}`)
      }
      for (const parameter of operation.parameters.filter((one) => one.in === 'query')) {
        const part = encodeURIComponent(next())
        await call(`${path}?${parameter.name}=${part}`)
        await call(`${path}?${part}=${part}`)
      }
      if (operation.body === null) continue
      await call(path, { ...(body as object), ...named })
      await call(path, named)
      await call(path, next())
      for (const [name, schema] of Object.entries(operation.body.properties ?? {})) {
        await call(path, { ...(body as object), [name]: named })
        await call(path, { ...(body as object), [name]: [named, next()] })
        const formed = [schema, ...(schema.anyOf ?? [])].some((one) => one.format || one.enum)
        if (formed) await call(path, { ...(body as object), [name]: next() })
      }
      const raw = (text: string, type: string) =>
        refused(
          library.send(operation.method, path, { body: text, headers: { 'content-type': type } }),
        )
      const [one, two] = [next(), next()]
      await raw(`{"${one}": ${one}`, 'application/json')
      await raw(two, 'text/plain')
      await raw(JSON.stringify(body), `text/${encodeURIComponent(two)}`)
      await raw(`{"name":"${one}\ufffe\\u0000"}`, 'application/json')
    }
    for (const secret of secrets) {
      const part = encodeURIComponent(secret)
      const encoded = Buffer.from(secret).toString('base64url')
      await refused(admin.get(`/v1/assertions?cursor=${encoded}`))
      await refused(as(part).get('/v1/issuers'))
      await refused(as(null).send('GET', '/v1/issuers', { headers: { authorization: part } }))
      await refused(admin.get(`/${part}`))
      await refused(admin.get(`/v1/learners/%ff${part}`))
      await refused(admin.get(`/v1/learners/${part.repeat(30)}`))
      await refused(admin.post(`/v1/learners/${part}`, {}))
      await refused(
        admin.get(new URL(awards[0].credentialUrl).pathname, { accept: `text/${part}` }),
      )
      await refused(admin.post('/v1/issuers', {}, { 'idempotency-key': `${part} ${part}` }))
      await refused(
        admin.patch(`/v1/learners/${learner.id}`, { archived: true }, { 'if-match': part }),
      )
      await refused(anybody.post('/v1/verify', { url: secret }))
      await refused(
        admin.post('/v1/assertions', {
          badgeClassId: badgeClass.id,
          recipient: { type: 'email', value: `${secret}@` },
        }),
      )
    }
    await refused(admin.post('/v1/learners', { identifiers: [emails.one, cards.two] }))
    const body = { badgeClassId: badgeClass.id, recipient: emails.two, note: SECRETS.note }
    await refused(
      library.post('/v1/assertions', body, { 'idempotency-key': `award-${SECRETS.email.length}` }),
    )

    const problems = answers.filter(({ status }) => status >= 400)
    t.ok(problems.length > 400, `${problems.length} problem documents`)
    t.same(
      problems.filter(({ status }) => status >= 500).map(({ text }) => text),
      [],
    )
    t.ok(problems.some(({ body }) => /:conflict$/.test(body.type)))
    t.ok(problems.some(({ body }) => /:idempotency-key-reused$/.test(body.type)))
    const leaks = problems.filter(
      ({ text, headers }) => found(text + JSON.stringify([...headers])).length > 0,
    )
    t.same(
      leaks.map(({ text }) => text),
      [],
    )
  })

  await t.test('in no answer to what is no request at all', async (t) => {
    const texts = Object.values(SECRETS).flatMap((secret) => [
      `${secret}\r\n\r\n`,
      `GET /${secret} HTTP/1.1\r\n\r\n`,
      `GET / HTTP/1.1\r\nhost: x\r\n${secret}\r\n\r\n`,
      `GET / HTTP/1.1\r\nhost: x\r\nx: ${secret.repeat(2000)}\r\n\r\n`,
    ])
    for (const answer of await Promise.all(texts.map((text) => raw(service.url, text)))) {
      t.match(answer, /^HTTP\/1\.1 4\d\d /)
      t.same(found(answer), [])
    }
  })

  await t.test('nor when something breaks on our side', async (t) => {
    await database.pool.query('alter table learner_identifiers rename to elsewhere')
    const broken = await admin.post('/v1/learners', {
      identifiers: [emails.one],
      displayName: SECRETS.displayName,
    })
    await database.pool.query('alter table elsewhere rename to learner_identifiers')
    t.equal(broken.status, 500)
    t.match(broken.body.type, /:internal-error$/)
    t.same(found(broken.text), [])
    const line = service
      .log()
      .trim()
      .split('\n')
      .findLast((one) => one.includes('"level":50'))
    t.match(line ?? '', /"stack"/, 'the log says where')
  })

  await t.test('in no line of the log', async (t) => {
    const log = service.log()
    t.ok(log.split('\n').length > 500, 'everything was logged')
    t.same(
      log.split('\n').filter((line) => found(line).length > 0),
      [],
    )
  })

  await t.test('in no column of any table', async (t) => {
    const { rows: tables } = await database.pool.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
    )
    t.ok(tables.length >= 11)
    let count = 0
    for (const { name } of tables) {
      const { rows } = await database.pool.query<{ text: string }>(
        `select t::text as text from ${name} t`,
      )
      count += rows.length
      t.same(
        rows.flatMap(({ text }) => found(text)),
        [],
        name,
      )
    }
    t.ok(count > 30, `${count} rows`)
  })
})

/** Rows of people, in each format; half of them cannot be awarded. */
function files(badgeClassId: string): [type: string, text: string][] {
  const { email, otherEmail, card, otherCard, displayName, note } = SECRETS
  const cards = (value: string) => ({ type: 'library-card', value, authority: 'harbour' })
  const rows = [
    { badgeClassId, recipient: { type: 'email', value: email }, note },
    { badgeClassId, recipient: cards(card) },
    { badgeClassId, recipient: { type: 'email', value: `${otherEmail} (school)` } },
    { badgeClassId, recipient: cards(otherCard), [otherCard]: otherCard },
    { badgeClassId, recipient: { type: 'email', value: email }, narrative: `By ${email}.` },
    { badgeClassId, recipient: { type: displayName, value: otherCard } },
    { badgeClassId, learnerId: card, validFrom: otherEmail },
    displayName,
  ]
  const csv = [
    `E-mail,badgeClassId,Note,${displayName}`,
    `${email},${badgeClassId},${note},x`,
    `${otherEmail} (school),${badgeClassId},,${otherCard}`,
    `${otherCard},${otherCard},${otherCard}`,
  ]
  return [
    ['application/x-ndjson', `${rows.map((row) => JSON.stringify(row)).join('\n')}\n{"${card}`],
    ['application/json', JSON.stringify(rows)],
    ['text/csv', `${csv.join('\r\n')}\r\n`],
  ]
}

/** Files that cannot be read at all. */
function unreadable(): [type: string, text: string][] {
  const { email, otherCard, displayName } = SECRETS
  return [
    ['application/json', `[{"${displayName}": "${email}"`],
    ['application/json', `{"${displayName}": "${email}"}`],
    ['text/csv', `${displayName},${otherCard}\r\n${email},x\r\n`],
    ['text/csv', `email,badgeClassId,email\r\n${email},x,y\r\n`],
    ['text/csv', `email,badgeClassId\r\n"${email}`],
    ['text/csv', `email,badgeClassId\r\n${email},"a"${otherCard}"\r\n`],
    [`text/csv; charset=${encodeURIComponent(displayName)}`, `email\r\n${email}\r\n`],
  ]
}

/** All that is sealed in a database, as whoever has the key could read it. */
async function opened({ database, deps }: Service): Promise<string> {
  const vault = await openVault(database, deps.config.masterKey as Buffer)
  const texts: string[] = []
  for (const { name, columns } of sealedTables()) {
    for (const { name: column, place } of columns) {
      const { rows } = await database.pool.query<{ sealed: Buffer }>(
        `select ${column} as sealed from ${name} where ${column} is not null`,
      )
      for (const { sealed } of rows) {
        const bytes = vault.open(sealed, place)
        texts.push(bytes.toString())
        if (place === 'award-batch-rows') texts.push(inflateRawSync(bytes).toString())
      }
    }
  }
  return texts.join('\n')
}

t.test(
  'rows of a batch stand nowhere in plain, and nowhere at all once their time is over',
  async (t) => {
    let offset = 0
    const service = await startService(t, { now: () => new Date(Date.now() + offset) })
    await withJobs(t, service)
    const { admin } = service
    const { badgeClass } = await makeBadgeClass(admin)
    const told: Answer[] = []
    const send = async ([type, body]: [string, string], query = '') => {
      const headers = { 'content-type': type, 'idempotency-key': `sent-${told.length}` }
      const answer = await admin.send('POST', `/v1/award-batches${query}`, { body, headers })
      told.push(answer)
      return answer
    }
    const answers: Answer[] = []
    for (const file of files(badgeClass.id)) {
      answers.push(
        await send(file, '?dryRun=true'),
        await send(file),
        await send(file, '?onInvalid=reject'),
      )
      await send(
        file,
        `?${encodeURIComponent(SECRETS.displayName)}=${encodeURIComponent(SECRETS.otherCard)}`,
      )
      await send(
        file,
        `?columns=${encodeURIComponent(JSON.stringify({ [SECRETS.otherCard]: SECRETS.displayName }))}`,
      )
    }
    const refused = []
    for (const file of unreadable()) refused.push(await send(file))
    t.same(
      refused.map(({ status }) => Math.floor(status / 100)),
      refused.map(() => 4),
    )

    const ids = answers.filter(({ status }) => status === 202).map(({ body }) => body.id)
    t.equal(ids.length, 6)
    for (const id of ids) {
      const path = `/v1/award-batches/${id}`
      const batch = await batchWhen(admin, id, 'completed')
      t.ok(batch.invalid + batch.failed > 1)
      for (const what of ['results', 'results?format=csv', 'events', 'credentials']) {
        const answer = await admin.get(`${path}/${what}`)
        t.equal(answer.status, 200)
        told.push(answer)
        for (const [, url] of answer.text.matchAll(/"credentialUrl":"([^"]+)"/g)) {
          told.push(await service.as(null).get(url as string))
        }
      }
      const naming = { reason: `For ${SECRETS.email}.` }
      if (batch.awarded > 0) told.push(await admin.post(`${path}/revocation`, naming))
      told.push(await admin.post(`${path}/revocation`, { reason: 'An error.' }))
      told.push(await admin.post(`${path}/pause`, undefined))
    }
    // What the caller wrote itself, only the caller is told again.
    const columns = /"columns":\[.*?\]/g
    for (const { text, headers, status } of told) {
      const said = status < 300 ? text.replaceAll(columns, '') : text
      t.same(found(said + JSON.stringify([...headers])), [], text.slice(0, 300))
    }
    t.ok((await admin.get(`/v1/award-batches/${ids[0]}/failures`)).text.includes(SECRETS.otherCard))
    t.same(found(await dump(service.database)), [], 'in no table')
    t.same(found(service.log()), [], 'in no line of the log')

    const before = found(await opened(service))
    t.ok(['otherEmail', 'otherCard', 'displayName'].every((name) => before.includes(name)))
    const all = (await admin.get('/v1/award-batches?limit=200')).body.data
    for (const { id } of all) await batchWhen(admin, id, 'completed')
    offset = 31 * 24 * 60 * 60 * 1000
    t.equal(await service.deps.services.awardBatches.retention.forget(), all.length)
    await service.deps.creations.expire(new Date(Date.now() + offset))
    // Learners who were awarded are known, by what they were awarded for.
    t.same(found(await opened(service)).toSorted(), ['card', 'email', 'note'])
    t.same(found(await dump(service.database)), [])
  },
)

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
