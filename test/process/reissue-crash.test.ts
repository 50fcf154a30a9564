import pg from 'pg'
import t from 'tap'
import { query, until } from '../support/embedded.ts'
import { onTestDatabase, start } from '../support/process.ts'
import { made, makeBadgeClass } from '../support/programme.ts'

t.setTimeout(240_000)

const COUNT = 430
const card = { type: 'library-card', value: '1', authority: 'harbour' }

t.test('kill -9 in the middle of a reissue loses nothing and doubles nothing', async (t) => {
  const env = { ...(await onTestDatabase(t)), PUBLIC_URL: 'http://badges.example.org' }
  const dying = await start(t, env)
  const { issuer, badgeClass } = await makeBadgeClass(dying.admin)
  for (let awarded = 0; awarded < COUNT; awarded += 43) {
    const input = { badgeClassId: badgeClass.id, recipient: card }
    const awards = Array.from({ length: 43 }, () => dying.admin.post('/v1/assertions', input))
    for (const answer of await Promise.all(awards)) made(answer)
  }
  const key = `/v1/issuers/${issuer.id}/keys/1`
  await dying.admin.post(`${key}/compromise`, { reason: 'Stolen.' })

  // Somebody has the last one locked, so that the last chunk cannot be finished.
  const holder = new pg.Client({ connectionString: env.DATABASE_URL })
  await holder.connect()
  t.teardown(() => holder.end().catch(() => undefined))
  await holder.query('begin')
  await holder.query('select 1 from assertions order by id desc limit 1 for update')

  const begun = await dying.admin.post(`${key}/reissue`, {})
  t.match(begun, { status: 202, body: { status: 'running', total: COUNT } })
  const progress = async (service: typeof dying) => (await service.admin.get(`${key}/reissue`)).body
  const isHeld = async () =>
    (
      await query(
        env.DATABASE_URL,
        `select 1 from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
      )
    ).length > 0
  await until(async () => (await progress(dying)).reissued > 0 && (await isHeld()))
  await dying.end('SIGKILL')

  const service = await start(t, env)
  const left = await progress(service)
  t.equal(left.status, 'running')
  t.ok(left.reissued > 0 && left.reissued < COUNT, `${left.reissued} of ${COUNT}`)
  t.match(await counts(env.DATABASE_URL), { all: COUNT + left.reissued, pairs: left.reissued })

  await holder.query('rollback')
  // It goes on by itself.
  await until(async () => (await progress(service)).status === 'completed')
  t.match(await progress(service), { total: COUNT, reissued: COUNT })
  t.same(await counts(env.DATABASE_URL), { all: 2 * COUNT, places: 2 * COUNT, pairs: COUNT })
  const { body } = await service.admin.get('/v1/assertions?status=active&limit=3')
  for (const { credentialUrl: url } of body.data) {
    t.equal((await service.admin.post('/v1/verify', { url })).body.verdict, 'valid')
  }
})

/** Assertions, places of theirs in status lists, and pairs of a revoked one and its successor. */
async function counts(databaseUrl: string) {
  const [row] = await query(
    databaseUrl,
    `select count(*)::int as all,
        count(distinct (anew.status_list_id, anew.status_list_index))::int as places,
        count(*) filter (where old.revoked_at is not null)::int as pairs
      from assertions anew left join assertions old on old.id = anew.supersedes_id`,
  )
  return row
}
