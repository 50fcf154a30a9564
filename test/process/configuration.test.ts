import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { loadConfig } from '../../src/config/index.ts'
import { newDataDir } from '../support/embedded.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { ADMIN_API_KEY, launch, onTestDatabase, start } from '../support/process.ts'

t.setTimeout(280_000)
// Each start is a process; more at once than the machine has cores only wait for each other.
t.jobs = 2

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64')
const OTHER_MASTER_KEY = Buffer.alloc(32, 8).toString('base64')
const SECRET = 'p4ssw0rd-in-the-url'

/** The service must end with exit code 1 and one sentence, which names the variable. */
async function refused(t: Test, env: NodeJS.ProcessEnv, variable: string): Promise<string> {
  const service = launch(t, { PORT: '0', LOG_LEVEL: 'error', ...env })
  t.same(await service.ended, { code: 1, signal: null })
  const { stdout, stderr } = service.output
  t.equal(stdout, '')
  t.match(stderr, /^waymark: [^\n]+\.\n$/, 'one sentence and nothing else')
  t.match(stderr, new RegExp(`\\b${variable}\\b`), 'it names the variable')
  t.notMatch(stderr, SECRET, 'and no secret')
  return stderr
}

const unreachable = `postgres://me:${SECRET}@127.0.0.1:1/badges`

// What is wrong with a value, and the settings that show it. One of each stops a real service.
const wrong: Record<string, NodeJS.ProcessEnv[]> = {
  PORT: [{ PORT: 'abc' }, { PORT: '70000' }, { PORT: '-1' }, { PORT: '80.5' }],
  PUBLIC_URL: [
    { PUBLIC_URL: `https://me:${SECRET}@badges.example.org` },
    { PUBLIC_URL: 'badges.example.org' },
    { PUBLIC_URL: 'ftp://badges.example.org' },
    { PUBLIC_URL: 'https://badges.example.org/waymark' },
    { PUBLIC_URL: 'https://badges.example.org?a=b' },
    { PUBLIC_URL: 'https://badges.example.org/#a' },
    { PUBLIC_URL: 'https://' },
  ],
  DATABASE_URL: [
    { MASTER_KEY, DATABASE_URL: `mysql://me:${SECRET}@127.0.0.1/badges` },
    { MASTER_KEY, DATABASE_URL: '127.0.0.1:5432' },
  ],
  MASTER_KEY: [
    { MASTER_KEY: Buffer.alloc(31, 7).toString('base64') },
    { MASTER_KEY: Buffer.alloc(33, 7).toString('base64') },
    { MASTER_KEY: `${MASTER_KEY.slice(0, -2)}!!` },
    { MASTER_KEY: 'not base64!' },
  ],
  ADMIN_API_KEY: [
    { ADMIN_API_KEY: 'x'.repeat(31) },
    { ADMIN_API_KEY: 'x'.repeat(257) },
    { ADMIN_API_KEY: 'x '.repeat(20) },
  ],
  LOG_LEVEL: [{ LOG_LEVEL: 'loud' }, { LOG_LEVEL: 'INFO' }],
  OUTBOUND_ALLOW_LOOPBACK: [{ OUTBOUND_ALLOW_LOOPBACK: 'yes' }, { OUTBOUND_ALLOW_LOOPBACK: '1' }],
  EVENTS_RETENTION_DAYS: [{ EVENTS_RETENTION_DAYS: '6' }, { EVENTS_RETENTION_DAYS: 'x' }],
  SMTP_URL: [{ SMTP_URL: `https://me:${SECRET}@mail.example.org` }, { SMTP_URL: 'smtp://' }],
  MAIL_FROM: [
    { SMTP_URL: `smtp://me:${SECRET}@mail.example.org` },
    { SMTP_URL: 'smtp://mail.example.org', MAIL_FROM: 'Harbour' },
  ],
  AWARD_NOTICES: [{ AWARD_NOTICES: 'sometimes' }],
  MAIL_LANGUAGE: [{ MAIL_LANGUAGE: 'klingon' }],
  JOB_THREADS: [{ JOB_THREADS: '-1' }, { JOB_THREADS: '65' }, { JOB_THREADS: 'all' }],
  TRUST_PROXY: [{ TRUST_PROXY: 'true' }, { TRUST_PROXY: '11' }],
  IDEMPOTENCY_RETENTION_HOURS: [
    { IDEMPOTENCY_RETENTION_HOURS: '0' },
    { IDEMPOTENCY_RETENTION_HOURS: '1.5' },
  ],
  AWARD_BATCH_ANSWERS_DAYS: [{ AWARD_BATCH_ANSWERS_DAYS: '0' }, { AWARD_BATCH_ANSWERS_DAYS: 'x' }],
  ANONYMOUS_VERIFICATIONS_PER_MINUTE: [
    { ANONYMOUS_VERIFICATIONS_PER_MINUTE: 'many' },
    { ANONYMOUS_VERIFICATIONS_PER_MINUTE: '-1' },
  ],
}

for (const [variable, [first = {}, ...others]] of Object.entries(wrong)) {
  t.test(`a wrong ${variable}`, { buffered: true }, async (t) => {
    const said = await refused(t, { DATA_DIR: '/dev/null', ...first }, variable)
    for (const env of others) {
      t.throws(() => loadConfig(env), {
        name: 'ConfigError',
        message: said.replace(/^waymark: |\n$/g, ''),
      })
    }
  })
}

t.test('a DATABASE_URL without a MASTER_KEY', { buffered: true }, async (t) => {
  const said = await refused(t, { DATABASE_URL: unreachable, MASTER_KEY: '' }, 'MASTER_KEY')
  t.match(said, /MASTER_KEY must be set when DATABASE_URL is/)
})

t.test('a HOST that is none, or not of this machine', { buffered: true }, async (t) => {
  const env = await onTestDatabase(t)
  await refused(t, { ...env, LOG_LEVEL: 'error', HOST: 'no..name' }, 'HOST')
  await refused(t, { ...env, LOG_LEVEL: 'error', HOST: '192.0.2.1' }, 'HOST')
})

t.test('a DATA_DIR that is no folder', { buffered: true }, (t) =>
  refused(t, { DATA_DIR: '/dev/null' }, 'DATA_DIR'),
)

t.test('a DATABASE_URL that nothing can be made of', { buffered: true }, async (t) => {
  const noPort = `postgres://me:${SECRET}@127.0.0.1:port/badges`
  await refused(t, { MASTER_KEY, DATABASE_URL: noPort }, 'DATABASE_URL')
  const noFile = 'postgres://127.0.0.1/badges?sslrootcert=/none'
  await refused(t, { MASTER_KEY, DATABASE_URL: noFile }, 'DATABASE_URL')
  await refused(t, { MASTER_KEY, DATABASE_URL: unreachable }, 'DATABASE_URL')
})

t.test('a database that does not answer', { buffered: true }, async (t) => {
  const mute = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1')
  await once(mute, 'listening')
  t.teardown(() => mute.close())
  const { port } = mute.address() as { port: number }
  await refused(
    t,
    { MASTER_KEY, DATABASE_URL: `postgres://me:${SECRET}@127.0.0.1:${port}/badges` },
    'DATABASE_URL',
  )
})

t.test('a database that is not there, or a wrong password', { buffered: true }, async (t) => {
  const missing = new URL((await createTestDatabase(t)).url)
  missing.pathname = '/test_none'
  await refused(t, { MASTER_KEY, DATABASE_URL: missing.href }, 'DATABASE_URL')
  missing.password = SECRET
  await refused(t, { MASTER_KEY, DATABASE_URL: missing.href }, 'DATABASE_URL')
})

t.test('a port in use, which is not remembered', { buffered: true }, async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  const { port } = other.address() as { port: number }
  const env = await onTestDatabase(t)
  const stderr = await refused(t, { ...env, LOG_LEVEL: 'error', PORT: String(port) }, 'PORT')
  t.match(stderr, /in use/)

  const mended = await start(t, env)
  t.notMatch(mended.output.stderr, /credentials of this database carry/)
  const issuer = { name: 'Library', url: 'https://library.example.org' }
  const { body } = await mended.admin.post('/v1/issuers', issuer)
  t.ok(body.profileUrl.startsWith(`${mended.url}/`), 'ids are made from the port that was free')
})

t.test(
  'another MASTER_KEY or PUBLIC_URL than at the first start',
  { buffered: true },
  async (t) => {
    const env = { ...(await onTestDatabase(t)), LOG_LEVEL: 'error' }
    const first = await start(t, { ...env, PUBLIC_URL: 'https://badges.example.org' })
    await first.end('SIGTERM')
    await refused(t, { ...env, MASTER_KEY: OTHER_MASTER_KEY }, 'MASTER_KEY')
    const stderr = await refused(
      t,
      { ...env, PUBLIC_URL: 'https://other.example.org' },
      'PUBLIC_URL',
    )
    t.match(stderr, /https:\/\/badges\.example\.org/, 'it says which one is right')
    await (await start(t, { ...env, PUBLIC_URL: 'https://badges.example.org/' })).end('SIGTERM')
    await (await start(t, env)).end('SIGTERM')
  },
)

t.test('a file master-key that is damaged', { buffered: true }, async (t) => {
  const dataDir = await newDataDir(t)
  await writeFile(join(dataDir, 'master-key'), 'half of it')
  await refused(t, { DATA_DIR: dataDir }, 'MASTER_KEY')
})

t.test('empty strings count as unset', { buffered: true }, async (t) => {
  const names = ['PUBLIC_URL', 'ADMIN_API_KEY', 'LOG_LEVEL', 'OUTBOUND_ALLOW_LOOPBACK', 'HOST']
  const empty = Object.fromEntries(names.map((name) => [name, '']))
  const service = await start(t, { ...(await onTestDatabase(t)), ...empty })
  t.match(service.url, /^http:\/\/127\.0\.0\.1:\d+$/, 'HOST has its default')
  t.match(service.output.stderr, /"level":30/, 'LOG_LEVEL has its default')
  t.equal((await service.admin.get('/v1/issuers')).status, 401, 'there is no ADMIN_API_KEY')
  t.equal((await service.as('').get('/v1/issuers')).status, 401, 'least of all an empty one')
  await refused(t, { DATABASE_URL: '', DATA_DIR: '/dev/null', MASTER_KEY }, 'DATA_DIR')
})

t.test('the line that says it is ready comes at every LOG_LEVEL', { buffered: true }, async (t) => {
  const env = await onTestDatabase(t)
  const others = process.env.WAYMARK_TEST_LONG ? ['error', 'warn', 'info', 'debug'] : []
  for (const level of ['fatal', 'trace', 'silent', ...others]) {
    const service = await start(t, { ...env, ADMIN_API_KEY, LOG_LEVEL: level })
    t.equal(service.output.stdout, `waymark listening on ${service.url}\n`, level)
    if (level === 'silent') t.equal(service.output.stderr, '')
    t.equal((await service.admin.get('/readyz')).status, 200)
    t.same(await service.end('SIGTERM'), { code: 0, signal: null })
  }
})
