// Among many awards, finding whom a few of them concern reads these few and not all there are.
import t from 'tap'
import { learnersOfEvents } from '../../src/pathways/completion-store.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const MANY = 20_000
/** When the first of many events was, and how long it is to the next. */
const BEGIN = Date.UTC(2024, 0, 1)
const STEP_MS = 1_000

/** Copies an award and a check-in, and notes that each award was made, accepted, hidden and shown. */
async function crowd({ database }: Service, awardId: string, checkInId: string): Promise<void> {
  const copy = async (table: string, id: string, own: Record<string, string>) => {
    const { rows } = await database.pool.query<{ name: string }>(
      `select column_name as name from information_schema.columns
       where table_schema = 'public' and table_name = $1`,
      [table],
    )
    const names = rows.map(({ name }) => name)
    await database.pool.query(
      `insert into ${table} (${names.join(', ')})
       select ${names.map((name) => own[name] ?? `one.${name}`).join(', ')}
       from ${table} one, generate_series(1, ${MANY}) n where one.id = $1`,
      [id],
    )
  }
  await copy('assertions', awardId, {
    id: 'md5(n::text)::uuid',
    public_id: `'copy-' || n`,
    status_list_index: '-n',
  })
  await copy('check_ins', checkInId, { id: `md5('come' || n)::uuid`, occurrence: 'n::text' })
  await database.pool.query(
    `insert into events (id, type, subject_ids)
     select (lpad(to_hex($1::bigint + n * $2::bigint), 12, '0') || lpad(kind::text, 20, '7'))::uuid,
       'assertion.' || (array['awarded', 'accepted', 'hidden', 'shown', 'hidden', 'shown'])[kind],
       array[md5(n::text)::uuid]
     from generate_series(1, ${MANY}) n, generate_series(1, 6) kind`,
    [BEGIN, STEP_MS],
  )
  await database.pool.query('analyze assertions, check_ins, events')
}

t.test('whom a few events concern is looked up, one by one', async (t) => {
  const service = await startService(t)
  const { admin, database } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const card = { type: 'library-card', value: '2900 1234', authority: 'harbour' }
  const input = { badgeClassId: badgeClass.id, recipient: card }
  const award = made(await admin.post('/v1/assertions', input))
  const about = { issuerId: issuer.id, name: 'Open day' }
  const { id: opportunityId } = made(await admin.post('/v1/opportunities', about))
  const path = `/v1/opportunities/${opportunityId}/check-ins`
  const checkIn = made(await admin.post(path, { identifier: card }))
  await crowd(service, award.id, checkIn.id)

  const at = (place: number) => new Date(BEGIN + place * STEP_MS)
  await database.transaction(async (tx) => {
    const scans = async () => {
      const { rows } = await tx.$client.query<{ relname: string; seq_scan: string }>(
        `select relname, seq_scan from pg_stat_xact_user_tables
         where relname in ('assertions', 'check_ins', 'events') order by relname`,
      )
      return rows
    }
    const before = await scans()
    t.same(await learnersOfEvents(tx, { from: at(100), to: at(103) }), [award.learnerId])
    t.same(await scans(), before, 'nothing is read from end to end')
    t.same(await learnersOfEvents(tx, { from: at(-100), to: at(0) }), [], 'before all of it')
  })
})
