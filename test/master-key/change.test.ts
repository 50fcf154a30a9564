// The master key is changed: everything opens with the new one, nothing with the old one, and
// whatever is found by a keyed hash is found as before.
import pg from 'pg'
import t, { type Test } from 'tap'
import { sealedTables } from '../../src/master-key/index.ts'
import { createVault } from '../../src/vault.ts'
import { query, until } from '../support/embedded.ts'
import { changeMasterKey, launchChange } from '../support/master-key.ts'
import { operationsOf, perform, populate } from '../support/operations.ts'
import { launch, onTestDatabase, start } from '../support/process.ts'
import { made, makeBadgeClass } from '../support/programme.ts'

t.setTimeout(240_000)

const OLD = Buffer.alloc(32, 7)
const NEW = Buffer.alloc(32, 8)
const NEW_MASTER_KEY = NEW.toString('base64')
const learner = {
  displayName: 'Zoë',
  identifiers: [{ type: 'library-card', value: '2900 1234', authority: 'harbour' }],
}

/** Every sealed value of a database, with the place it is sealed for. */
async function sealedValues(url: string) {
  const values: { column: string; place: string; sealed: Buffer }[] = []
  for (const { name, columns } of sealedTables()) {
    for (const { name: column, place } of columns) {
      const rows = await query<{ sealed: Buffer }>(
        url,
        `select ${column} as sealed from ${name} where ${column} is not null`,
      )
      values.push(...rows.map(({ sealed }) => ({ column: `${name}.${column}`, place, sealed })))
    }
  }
  return values
}

/** The columns that have values which do not open under a key. */
async function closed(url: string, key: Buffer): Promise<string[]> {
  const vault = createVault(key)
  const shut = new Set<string>()
  for (const { column, place, sealed } of await sealedValues(url)) {
    try {
      vault.open(sealed, place)
    } catch {
      shut.add(column)
    }
  }
  return [...shut]
}

async function refusesOldKey(t: Test, env: NodeJS.ProcessEnv) {
  const service = launch(t, env)
  t.same(await service.ended, { code: 1, signal: null }, 'the old key starts no service')
  t.match(service.output.stderr, /MASTER_KEY is not the one that this database is encrypted with/)
}

t.test('a database with one of everything', async (t) => {
  const env = await onTestDatabase(t)
  const url = env.DATABASE_URL
  const before = await start(t, env)
  const operations = await operationsOf(before.admin)
  const population = await populate(before.admin, operations)
  for (const id of ['suspendAssertion', 'revokeAssertion']) {
    const operation = operations.find((one) => one.id === id)
    if (operation !== undefined) await perform(before.admin, operation, population)
  }
  made(await before.admin.post('/v1/learners', learner))
  const { badgeClass } = await makeBadgeClass(before.admin, {
    issuer: { email: 'office@library.example.org' },
  })
  const award = {
    badgeClassId: badgeClass.id,
    recipient: learner.identifiers[0],
    note: 'Interviewed three dockers.',
  }
  const once = { 'idempotency-key': 'one-award' }
  const first = await before.admin.post('/v1/assertions', award, once)
  const revocation = `/v1/assertions/${first.body.id}/revocation`
  t.equal((await before.admin.post(revocation, { reason: 'Wrong person.' })).status, 200)

  const running = await changeMasterKey({ ...env, NEW_MASTER_KEY })
  t.match(running, { code: 1, stdout: '' }, 'a running service keeps the command away')
  t.match(running.stderr, /^waymark: A service is using this database: stop every service/)
  await before.end('SIGTERM')
  t.same(await closed(url, OLD), [], 'and all is as it was')

  await t.test('whose values are more than a page', async () => {
    const vault = createVault(OLD)
    const names = Array.from({ length: 2_345 }, (_, n) => vault.seal(`${n}`, 'display-name'))
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(
      `insert into learners (id, sealed_display_name, created_at, updated_at)
       select gen_random_uuid(), name, now(), now() from unnest($1::bytea[]) as name`,
      [names],
    )
    await client.query(
      `insert into learner_dealings
         (issuer_id, learner_id, sealed_display_name, identifier_ids, created_at, updated_at)
       select i.id, l.id, l.sealed_display_name, '{}', now(), now()
       from learners l cross join issuers i where l.sealed_display_name is not null
       on conflict do nothing`,
    )
    // As large as the rows of a batch of awards can be: few of them are a page.
    const rows = vault.seal(Buffer.alloc(2_500_000, 1), 'award-batch-rows')
    await client.query(
      `insert into award_batch_chunks
         (batch_id, number, first_row, row_count, rows_hash, sealed_rows)
       select id, 100 + n, 1, 1, '', $1 from award_batches, generate_series(1, 8) as n limit 8`,
      [rows],
    )
    await client.end()
  })

  const hashes = 'select blind_index as hash from learner_identifiers order by 1'
  const hashesBefore = await query(url, hashes)
  const valuesBefore = (await sealedValues(url)).length
  t.ok(valuesBefore > 5_000, `${valuesBefore} values`)

  for (const [wrong, sentence] of [
    [{}, /NEW_MASTER_KEY must be set/],
    [{ NEW_MASTER_KEY: 'short' }, /NEW_MASTER_KEY must be 32 bytes in base64/],
    [{ NEW_MASTER_KEY: env.MASTER_KEY }, /NEW_MASTER_KEY is already|already encrypted/],
    [
      { NEW_MASTER_KEY, MASTER_KEY: Buffer.alloc(32, 9).toString('base64') },
      /MASTER_KEY is not the one/,
    ],
  ] as const) {
    const { stdout, stderr } = await changeMasterKey({ ...env, ...wrong })
    t.match(stdout + stderr, sentence)
  }
  t.same(await closed(url, OLD), [])

  const changed = await changeMasterKey({ ...env, NEW_MASTER_KEY })
  t.match(changed, { code: 0, stderr: '' })
  t.match(changed.stdout, /^learners: \d+ of \d+ rows$/m, 'it says how far it is')
  t.match(changed.stdout, /^Done: from now on MASTER_KEY is what NEW_MASTER_KEY was\.$/m)
  t.notMatch(changed.stdout, NEW_MASTER_KEY)

  t.same(await closed(url, NEW), [], 'everything opens with the new key')
  t.same(
    await closed(url, OLD),
    [...new Set((await sealedValues(url)).map(({ column }) => column))],
    'nothing with the old one',
  )
  t.equal((await sealedValues(url)).length, valuesBefore)
  t.same(await query(url, hashes), hashesBefore, 'blind indexes stay')
  await refusesOldKey(t, env)

  const again = await changeMasterKey({ ...env, NEW_MASTER_KEY })
  t.match(again, { code: 0, stdout: /already encrypted under NEW_MASTER_KEY/ })

  const after = await start(t, { ...env, MASTER_KEY: NEW_MASTER_KEY })
  const replayed = await after.admin.post('/v1/assertions', award, once)
  t.equal(replayed.headers.get('idempotency-replayed'), 'true')
  t.same(replayed.body, first.body)
  const found = await after.admin.post('/v1/learners', learner)
  t.match(found, { status: 200, body: { displayName: 'Zoë' } }, 'the learner is found by the card')
  const issued = made(await after.admin.post('/v1/assertions', award))
  t.match((await after.admin.post('/v1/verify', { credential: issued.credential })).body, {
    verdict: 'valid',
  })
  const { body } = await after.admin.get(`/v1/assertions/${first.body.id}`)
  t.match(body, { status: 'revoked', note: award.note })
})

t.test('the command is killed in the middle', async (t) => {
  const env = await onTestDatabase(t)
  const url = env.DATABASE_URL
  const before = await start(t, env)
  await makeBadgeClass(before.admin)
  await before.end('SIGTERM')

  const holder = new pg.Client({ connectionString: url })
  await holder.connect()
  await holder.query('begin')
  await holder.query('lock table issuers in access exclusive mode')
  const change = launchChange({ ...env, NEW_MASTER_KEY })
  const waits = `select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'
      and application_name = 'waymark master key'`
  await until(async () => (await query(url, waits)).length > 0)
  const early = launch(t, env)
  t.same(await early.ended, { code: 1, signal: null }, 'no service starts meanwhile')
  t.match(early.output.stderr, /^waymark: The MASTER_KEY of this database is being changed/)

  change.child.kill('SIGKILL')
  await change.ended
  await holder.end()
  await until(
    async () =>
      (
        await query(
          url,
          "select 1 from pg_stat_activity where application_name = 'waymark master key' and datname = current_database()",
        )
      ).length === 0,
  )
  t.same(await closed(url, OLD), [])
  await (await start(t, env)).end('SIGTERM')
  t.match(await changeMasterKey({ ...env, NEW_MASTER_KEY }), { code: 0 }, 'it can be repeated')
  await refusesOldKey(t, env)
})

t.test('a value that does not open leaves everything as it was', async (t) => {
  const env = await onTestDatabase(t)
  const service = await start(t, env)
  await makeBadgeClass(service.admin, { issuer: { email: 'office@library.example.org' } })
  await service.end('SIGTERM')
  await query(env.DATABASE_URL, `update issuers set sealed_email = '\\x00'`)
  const { code, stderr } = await changeMasterKey({ ...env, NEW_MASTER_KEY })
  t.equal(code, 1)
  t.match(stderr, /^waymark: A sealed issuer-email could not be opened .*Nothing was changed\.\n$/)
  t.same(await closed(env.DATABASE_URL, OLD), ['issuers.sealed_email'])
})

t.test('a service that was cut off from its database notices', async (t) => {
  const env = await onTestDatabase(t)
  const service = await start(t, env)
  const client = new pg.Client({ connectionString: env.DATABASE_URL })
  const executioner = new pg.Client({ connectionString: env.DATABASE_URL })
  await Promise.all([client.connect(), executioner.connect()])
  let isTaken = false
  // Who waits for the lock keeps those out who come again.
  const locked = client.query('select pg_advisory_lock($1, $2)', [0x7761794d, 2]).then(() => {
    isTaken = true
  })
  await until(async () => {
    await executioner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'waymark'`,
    )
    return isTaken
  })
  await Promise.all([locked, executioner.end()])
  t.equal((await service.admin.get('/v1/issuers')).status, 503, 'while the key is being changed')
  await client.query(`update settings set value = 'another' where name = 'master-key-proof'`)
  await client.end()
  t.same(await service.ended, { code: 1, signal: null })
  t.match(service.output.stderr, /the MASTER_KEY of this database was changed; start again with/)
})
