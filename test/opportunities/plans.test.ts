// Searches among ten thousand opportunities: the database says how it carries them out.
import { randomUUID } from 'node:crypto'
import t from 'tap'
import { searchOf } from '../../src/opportunities/finding.ts'
import { wayTo } from '../../src/opportunities/leading.ts'
import { findOpportunities } from '../../src/opportunities/store.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const MANY = 10_000
/** How many rows a search may touch for a page of fifty. */
const FEW = 500
/** Of what one in ninety has, reading on in the order of the list fills the page as well. */
const COMMON = ['word99', 'activity wörd77']

/** A node of a plan, as PostgreSQL describes it when it has carried it out. */
type PlanNode = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: PlanNode[]
}

async function crowd({ database }: Service, issuerId: string, badgeClassId: string) {
  await database.pool.query(
    `insert into opportunities (id, issuer_id, name, description, details, starts_at, ends_at,
       lasts_until, time_zone, latitude, longitude, min_age, max_age, themes, badge_class_ids,
       asks_for, self_check_in, created_at, updated_at)
     -- In an order that has nothing to do with n, and is the same each time.
     select md5(n::text)::uuid, $1, 'Activity ' || n, 'word' || n % 1000,
       '{"url": null, "provider": null, "venue": null, "cost": null, "accessibility": []}',
       timestamptz '2020-01-01' + n * interval '6 hours',
       timestamptz '2020-01-01' + n * interval '6 hours',
       timestamptz '2020-01-01' + n * interval '6 hours', 'UTC',
       (n * 7919 % 17000) / 100.0 - 85, (n * 104729 % 36000) / 100.0 - 180,
       n % 25, n % 25 + 5, array['theme ' || n % 1000],
       case when n % 1000 = 0 then array[$2]::uuid[] else array[gen_random_uuid()] end, '{}',
       false, now(), now()
     from generate_series(1, ${MANY}) n`,
    [issuerId, badgeClassId],
  )
  await database.pool.query('analyze opportunities')
}

/** The nodes of a plan that read opportunities, or an index of them. */
function readings(plan: PlanNode): PlanNode[] {
  const { 'Relation Name': relation, 'Index Name': index = '' } = plan
  const own = relation === 'opportunities' || index.startsWith('opportunities') ? [plan] : []
  return [...own, ...(plan.Plans ?? []).flatMap(readings)]
}

function touched(node: PlanNode): number {
  const { 'Rows Removed by Filter': filtered = 0, 'Rows Removed by Index Recheck': rechecked = 0 } =
    node
  return (node['Actual Rows'] + filtered + rechecked) * node['Actual Loops']
}

t.test('no search reads all there is', async (t) => {
  const service = await startService(t)
  const { admin, database } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin, { badgeClass: { layer: 'Lead' } })
  await crowd(service, issuer.id, badgeClass.id)
  const card = { type: 'library-card', value: '1', authority: 'x' }
  const learner = made(await admin.post('/v1/learners', { identifiers: [card] }))
  const searches: Parameters<typeof searchOf>[0][] = [
    { text: 'word7' },
    { text: 'word99' },
    { text: 'activity wörd77' },
    { theme: 'theme 7' },
    { layer: 'Lead' },
    { near: '51.4545,-2.5879', withinKm: 500 },
    { near: '0,179.99', withinKm: 500 },
    { from: '2021-01-01T00:00:00Z', to: '2021-01-02T06:00:00Z' },
    { leadsTo: badgeClass.id },
    { theme: 'theme 7', openTo: learner.id },
    { from: '2026-01-01T00:00:00Z', to: '2026-01-05T00:00:00Z', near: '0,0', withinKm: 1000 },
    {},
  ]
  const actor = { id: 'admin', scopes: new Set<never>(), placeId: null, learnerId: null }
  const page = { limit: 51, after: null, archived: false }
  const callers = { platform: null, 'who runs all': issuer.id as string, stranger: randomUUID() }
  for (const [caller, issuerId] of Object.entries(callers)) {
    for (const filter of searches) {
      const search = searchOf(filter, new Date('2021-01-01T00:00:00Z'))
      if (filter.leadsTo !== undefined) {
        search.leadsTo = await wayTo(database.queries, filter.leadsTo)
      }
      if (search.openTo !== undefined) {
        search.openTo.born = { earliest: '2005-01-01', latest: '2007-01-01' }
      }
      const found = findOpportunities(
        database.queries,
        { ...actor, issuerId },
        search,
        page,
      ) as unknown as { toSQL(): { sql: string; params: unknown[] } }
      const { sql, params } = found.toSQL()
      const { rows } = await database.pool.query(`explain (analyze, format json) ${sql}`, params)
      const nodes = readings(rows[0]['QUERY PLAN'][0].Plan)
      const name = `${caller}: ${JSON.stringify(filter)}`
      t.ok(nodes.length > 0, `${name} reads some`)
      const scans = nodes.filter((node) => node['Node Type'].includes('Seq Scan'))
      t.same(scans, [], `${name} scans nothing`)
      const most = Math.max(...nodes.map(touched))
      const isCommon = COMMON.includes(filter.text ?? '')
      t.ok(isCommon || most <= FEW, `${name} touches few (${most})`)
    }
  }
  for (const search of searches.filter(({ openTo, near }) => !openTo && near !== '0,0')) {
    const { status, body } = await admin.get(
      `/v1/opportunities?${new URLSearchParams(search as Record<string, string>)}`,
    )
    t.ok(status === 200 && body.data.length > 0, `${JSON.stringify(search)} finds something`)
  }
})
