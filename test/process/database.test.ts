import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Answer } from '../support/client.ts'
import { killServer, newDataDir, query, until } from '../support/embedded.ts'
import { onEmbedded, onTestDatabase, start } from '../support/process.ts'
import { embeddedUrl, holdAwards } from '../support/process-database.ts'
import { makeBadgeClass } from '../support/programme.ts'

t.setTimeout(180_000)

const recipient = { type: 'email', value: 'sam@example.org' }
const key = { 'idempotency-key': 'one-award' }

function isUnavailable(t: Test, answer: Answer, what: string): void {
  t.equal(answer.status, 503, what)
  t.match(answer.headers.get('retry-after'), /^\d+$/, 'with Retry-After')
  t.match(answer.body, { type: 'urn:waymark:problem:unavailable', status: 503 })
}

t.test('the embedded PostgreSQL dies under the running service', async (t) => {
  const env = onEmbedded(await newDataDir(t))
  const { admin, output, end } = await start(t, env)
  const { badgeClass } = await makeBadgeClass(admin)
  const url = await embeddedUrl(env.DATA_DIR)
  const hold = await holdAwards(t, url)
  const award = { badgeClassId: badgeClass.id, recipient }
  const underWay = admin.post('/v1/assertions', award, key)
  await hold.waiting(1)

  // Without its settings it cannot come back before we let it.
  const settings = join(env.DATA_DIR, 'postgres', 'postgresql.conf')
  await rename(settings, `${settings}.away`)
  await killServer(url, env.DATA_DIR)
  isUnavailable(t, await underWay, 'the award under way')
  isUnavailable(t, await admin.post('/v1/assertions', award, key), 'another')
  isUnavailable(t, await admin.get('/v1/assertions'), 'a list')
  isUnavailable(t, await admin.get('/readyz'), 'readiness')
  t.equal((await admin.get('/livez')).status, 200, 'but it lives')

  await rename(`${settings}.away`, settings)
  await until(async () => (await admin.get('/readyz')).status === 200)
  t.same((await admin.get('/v1/assertions')).body.data, [], 'what was cut off left nothing behind')
  const answer = await admin.post('/v1/assertions', award, key)
  t.equal(answer.status, 201, 'and is made good by a retry')
  const verified = await admin.post('/v1/verify', { url: answer.body.credentialUrl })
  t.equal(verified.body.verdict, 'valid')
  t.notMatch(output.stderr, /an error that nobody caught|"level":60/)
  t.same(await end('SIGTERM'), { code: 0, signal: null })
})

t.test('connections to DATABASE_URL are cut', async (t) => {
  const env = await onTestDatabase(t)
  const { admin, output } = await start(t, env)
  const { badgeClass } = await makeBadgeClass(admin)
  const hold = await holdAwards(t, env.DATABASE_URL)
  const underWay = admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }, key)
  await hold.waiting(1)
  await query(
    env.DATABASE_URL,
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'waymark'`,
  )
  isUnavailable(t, await underWay, 'the award under way')
  await hold.letGo()
  const again = await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }, key)
  t.equal(again.status, 201, 'the next request gets a new connection')
  t.notMatch(output.stderr, /an error that nobody caught|"level":60/)
})
