import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { newDataDir, query } from '../support/embedded.ts'
import { ADMIN_API_KEY, onTestDatabase, start } from '../support/process.ts'
import { embeddedUrl } from '../support/process-database.ts'

t.setTimeout(180_000)

const KEY = /^admin API key, shown this once: (wm_\S+)$/m

t.test('the first key of an embedded database', async (t) => {
  const DATA_DIR = await newDataDir(t)
  const first = await start(t, { DATA_DIR, PORT: '0' })
  const [line, key = ''] = KEY.exec(first.output.stdout) ?? []
  t.ok(line, 'is printed at the first start')
  t.equal((await first.as(key).get('/v1/api-keys')).status, 200, 'and works')
  t.notMatch(first.output.stderr, key, 'but is not logged')

  for (const name of ['master-key', 'postgres-password']) {
    t.equal((await stat(join(DATA_DIR, name))).mode & 0o777, 0o600, `${name} is the owner's alone`)
  }
  await first.end('SIGTERM')

  const second = await start(t, { DATA_DIR, PORT: '0', ADMIN_API_KEY })
  t.notMatch(second.output.stdout, KEY, 'not at the second start')
  t.equal((await second.as(key).get('/v1/api-keys')).status, 200, 'where it still works')
  t.equal((await second.admin.get('/v1/api-keys')).status, 200, 'beside ADMIN_API_KEY')

  await t.test('ADMIN_API_KEY is stored nowhere', async (t) => {
    const url = await embeddedUrl(DATA_DIR)
    await query(url, 'checkpoint')
    const hash = createHash('sha256').update(ADMIN_API_KEY)
    const needles = [Buffer.from(ADMIN_API_KEY), hash.copy().digest(), hash.copy().digest('hex')]
    let files = 0
    for (const entry of await readdir(DATA_DIR, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const content = await readFile(join(entry.parentPath, entry.name)).catch(() => undefined)
      if (content === undefined) continue
      files += 1
      if (needles.some((needle) => content.includes(needle))) t.fail(entry.name)
    }
    t.ok(files > 100, 'all files of the database and its log were looked through')
  })
  await second.end('SIGTERM')

  const third = await start(t, { DATA_DIR, PORT: '0' })
  t.notMatch(third.output.stdout, KEY)
  t.equal((await third.as(key).get('/v1/api-keys')).status, 200)
  t.equal((await third.admin.get('/v1/api-keys')).status, 401, 'and ends when it is unset')
})

t.test('with DATABASE_URL no key is made', async (t) => {
  const { ADMIN_API_KEY: _, ...env } = await onTestDatabase(t)
  const service = await start(t, env)
  t.equal(service.output.stdout, `waymark listening on ${service.url}\n`)
  t.match(service.output.stderr, /there is no API key yet: set ADMIN_API_KEY/)
})

t.test('the address that a laptop first had stays in its credentials', async (t) => {
  const env = await onTestDatabase(t)
  const first = await start(t, env)
  t.match(first.output.stderr, /issuers are identified by did:key, because http:\/\/127/)
  const issuer = { name: 'Library', url: 'https://library.example.org' }
  const made = (await first.admin.post('/v1/issuers', issuer)).body
  t.match(made.did, /^did:key:z6Mk/)
  await first.end('SIGTERM')

  const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1')
  await once(squatter, 'listening')
  t.teardown(() => squatter.close())
  const second = await start(t, env)
  t.not(second.url, first.url)
  const warnings = second.output.stderr.split('\n').filter((line) => line.includes('"level":40'))
  t.equal(warnings.length, 1, 'one warning')
  t.match(warnings[0], `credentials of this database carry ${first.url}`)
  t.match(warnings[0], second.url)
  const { body } = await second.admin.get(`/v1/issuers/${made.id}`)
  t.equal(body.profileUrl, `${first.url}/issuers/${made.id}`)
})

t.test('under an https name issuers are did:web, and the log says so', async (t) => {
  const env = await onTestDatabase(t)
  const service = await start(t, { ...env, PUBLIC_URL: 'https://badges.example.org:8443' })
  t.match(
    service.output.stderr,
    /issuers are identified by did:web under https:\/\/badges\.example\.org:8443/,
  )
  const issuer = { name: 'Library', url: 'https://library.example.org' }
  const { body } = await service.admin.post('/v1/issuers', issuer)
  t.equal(body.did, `did:web:badges.example.org%3A8443:issuers:${body.id}`)
})
