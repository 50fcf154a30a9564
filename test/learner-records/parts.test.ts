// Every part of a record, and every table that has learners: with the survivor after a merge, back
// after its undo, all of it in the export, and gone after an erasure.
import t from 'tap'
import { until } from '../support/embedded.ts'
import { withJobs } from '../support/jobs.ts'
import { made } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { download } from './archive.ts'
import { makeFullRecord, makeStage, put } from './full-record.ts'
import { everything, found } from './traces.ts'

/** What a merge ends instead of moving: tokens that were minted for a record that is no more. */
const ENDED = ['learner_tokens']
/** What follows by itself, a moment later: what reports are made of, and when to look again. */
const FOLLOWING = [
  ...['report_facts', 'report_learners', 'report_changes', 'report_touches'],
  ...['report_journeys', 'pathway_rechecks'],
]
/** That somebody's answers changed: how many did, and of two who are one, one. */
const CHANGES = 'equality_changes'
/** Of two of the same learner one counts, as long as they are one. */
const ONE_OF_TWO = [
  ...['application_reviewers', 'check_ins', 'claimed_records', 'equality_answers', CHANGES],
  ...['learner_ages', 'learner_dealings', 'learner_languages', 'pathway_completions'],
  'learners',
]
/** Parts that keep nothing of their own that a learner could take along. */
const NO_FILES = ['reports', 'award-batches']

type Column = { table: string; column: string }

t.test('no part and no table is forgotten', async (t) => {
  const service = await startService(t)
  await withJobs(t, service)
  const { admin, database, deps } = service
  const stage = await makeStage(service)
  const one = await makeFullRecord(service, stage, 'one')
  const two = await makeFullRecord(service, stage, 'two')
  // A report that was read waits for changes, and one that is to be read looks for them: not yet.
  const ofPlace = `/v1/places/${stage.place.id}`
  const asked = { issuerId: stage.issuer.id, role: 'issuer-staff' }
  const { id: invitationId } = made(await admin.post(`${ofPlace}/invitations`, asked))
  await admin.post(`${ofPlace}/invitations/${invitationId}/acceptance`, {})
  await admin.get(`${ofPlace}/report`)
  await admin.get(`${ofPlace}/pathways/${stage.pathway.id}/report`)
  const nobodyReads = await database.pool.connect()
  await nobodyReads.query('begin')
  await nobodyReads.query('select from report_state for update')
  for (const { id } of [one, two]) {
    const { body } = await admin.get(`/v1/learners/${id}/age`)
    await put(admin, `/v1/learners/${id}/age`, { ageBand: body.ageBand })
  }
  const columns = await columnsWithLearners(service)
  const parts = deps.learnerParts.map(({ name }) => name)

  await t.test('everything that there is has something about both', async (t) => {
    for (const { id } of [one, two]) {
      const counts = await countsOf(service, columns, id)
      for (const [name, count] of Object.entries(counts)) t.ok(count > 0, `${name} has a row`)
    }
    await nobodyReads.query('rollback')
    nobodyReads.release()
    t.same(await emptyBelow(service, columns), [], 'and all that hangs on them')
  })

  const before = { one: await exported(service, one.id), two: await exported(service, two.id) }
  await t.test('the export has all of it', async (t) => {
    for (const learner of [one, two]) {
      const files = learner === one ? before.one : before.two
      const folders = new Set([...files.keys()].map((name) => name.split('/')[0]))
      for (const part of parts.filter((name) => !NO_FILES.includes(name))) {
        t.ok(folders.has(part), `${part} in the export`)
      }
      const publicId = learner.hidden.credentialUrl.split('/').at(-1)
      for (const form of ['credential.json', 'credential.jwt', 'badge.png', 'badge.svg']) {
        t.ok(files.has(`assertions/${publicId}/${form}`), `${form} of a hidden badge`)
      }
      const all = [...files.values()].join('\n')
      t.same(
        Object.keys(learner.marks).filter((mark) => !all.includes(learner.marks[mark] as string)),
        [],
      )
    }
  })

  const rows = {
    one: await rowsOf(service, columns, one.id),
    two: await rowsOf(service, columns, two.id),
  }
  const tokens = await Promise.all(
    [one, two].map(async ({ id }) => made(await admin.post(`/v1/learners/${id}/tokens`, {})).token),
  )
  const counts = {
    one: await countsOf(service, columns, one.id),
    two: await countsOf(service, columns, two.id),
  }
  const merge = made(
    await admin.post(`/v1/learners/${one.id}/merges`, {
      learnerId: two.id,
      proof: { own: { token: tokens[0] }, other: { token: tokens[1] } },
    }),
  )

  await t.test('after the merge the survivor has everything', async (t) => {
    const left = await countsOf(service, columns, two.id)
    const has = await countsOf(service, columns, one.id)
    for (const { table, column } of columns) {
      const name = `${table}.${column}`
      if (FOLLOWING.includes(table)) continue
      t.equal(left[name], 0, `${name} has nothing of the one who is no more`)
      if (ENDED.includes(table)) continue
      const least =
        (counts.one[name] ?? 0) + (ONE_OF_TWO.includes(table) ? 0 : (counts.two[name] ?? 0))
      t.ok((has[name] ?? 0) >= least, `${name}: ${has[name]} of ${least}`)
    }
    const files = await exported(service, one.id)
    const missing = [...before.two.keys()].filter(
      (name) => !files.has(name) && !isOfRecordItself(name),
    )
    t.same(missing, [], 'and the export has all files of both')
  })

  await t.test('after the undo both are as they were', async (t) => {
    const undone = await admin.post(`/v1/learners/${one.id}/merges/undo`, { mergeId: merge.id })
    t.equal(undone.status, 200, undone.text)
    for (const [learner, was, files] of [
      [one, rows.one, before.one],
      [two, rows.two, before.two],
    ] as const) {
      const now = await rowsOf(service, columns, learner.id)
      for (const { table, column } of columns) {
        if ([...FOLLOWING, ...ENDED, CHANGES, 'learner_merges', 'audit_records'].includes(table))
          continue
        const name = `${table}.${column}`
        t.same(now[name], was[name], name)
      }
      const again = await exported(service, learner.id)
      for (const [name, content] of files) {
        if (/^(tokens|audit|README|index)/.test(name)) continue
        t.same(again.get(name), content, name)
      }
    }
  })

  await t.test('after the erasure nothing is left of one, and all of the other', async (t) => {
    const { id, marks, twin, kept } = two
    const sought = { ...marks, id, twin, subject: kept.credential.credentialSubject.id }
    const all = await everything(service)
    const known = found(all, sought)
    t.ok(known.length > 15, `before, there is ${known.join(', ')}`)
    const answer = await admin.post(`/v1/learners/${id}/erasure`, { reason: 'Asked for.' })
    await until(async () => {
      const { body } = await admin.get(`/v1/erasures/${answer.body.id}`)
      return body.status === 'completed'
    })
    t.same(
      Object.entries(await countsOf(service, columns, id)).filter(([, count]) => count > 0),
      [],
    )
    const after = await everything(service)
    t.same(found(after, sought), [])
    t.same(found(after, one.marks), found(all, one.marks))
  })
})

/** What stands in a record itself, with another name or in another file after a merge. */
function isOfRecordItself(name: string): boolean {
  const folders =
    /^(learner|tokens|README|index|audit|claimed|languages|equality|check-ins|pathways\/completions)/
  return folders.test(name)
}

/** Every column that says which learner a row is about: those that refer to one, and those called so. */
async function columnsWithLearners({ database }: Service): Promise<Column[]> {
  const { rows } = await database.pool.query<Column>(
    `select conrelid::regclass::text as "table", attname as "column"
     from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
     where contype = 'f' and confrelid = 'learners'::regclass
     union
     select table_name, column_name from information_schema.columns
     where table_schema = 'public' and data_type = 'uuid' and column_name ~ 'learner_id$'
     union select 'learners', 'id'
     order by 1, 2`,
  )
  return rows
}

async function countsOf({ database }: Service, columns: Column[], learnerId: string) {
  const counts: Record<string, number> = {}
  for (const { table, column } of columns) {
    const { rows } = await database.pool.query(
      `select count(*)::int as count from "${table}" where "${column}" = $1`,
      [learnerId],
    )
    counts[`${table}.${column}`] = rows[0].count
  }
  return counts
}

/** The rows about a learner, but for what is sealed anew and what says that something was done. */
async function rowsOf({ database }: Service, columns: Column[], learnerId: string) {
  const found: Record<string, string[]> = {}
  for (const { table, column } of columns) {
    const { rows } = await database.pool.query<{ row: Record<string, unknown> }>(
      `select to_jsonb(t) as row from "${table}" t where "${column}" = $1`,
      [learnerId],
    )
    found[`${table}.${column}`] = rows
      .map(({ row }) =>
        JSON.stringify(
          Object.entries(row).filter(([name]) => !/^(sealed_.*|updated_at|revision)$/.test(name)),
        ),
      )
      .toSorted()
  }
  return found
}

/** Tables without a row that refer to such rows, directly or by way of others. */
async function emptyBelow({ database }: Service, columns: Column[]): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    `with recursive below (id) as (
       select unnest($1::text[])::regclass::oid
       union
       select conrelid from pg_constraint join below on confrelid = below.id where contype = 'f'
     )
     select id::regclass::text as name from below order by 1`,
    [columns.map(({ table }) => table)],
  )
  const empty: string[] = []
  for (const { name } of rows) {
    const { rowCount } = await database.pool.query(`select from ${name} limit 1`)
    if (rowCount === 0) empty.push(name)
  }
  return empty
}

/** The files of a learner's export; of JSON what it says, but for when it was said. */
async function exported(service: Service, learnerId: string): Promise<Map<string, string>> {
  // A learner's own, which has more in it than anybody else's.
  const own = made(await service.admin.post(`/v1/learners/${learnerId}/tokens`, {}))
  const { answer, files } = await download(service, `/v1/learners/${learnerId}/export`, own.token)
  if (answer.status !== 200) throw new Error(`export: ${answer.status}`)
  return new Map(
    [...files].map(([name, content]) => [
      name,
      name.endsWith('.json')
        ? JSON.stringify(JSON.parse(content.toString()), (key, value) =>
            key === 'updatedAt' || key === 'revision' ? undefined : value,
          )
        : content.toString('latin1'),
    ]),
  )
}
