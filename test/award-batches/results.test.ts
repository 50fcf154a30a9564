// What comes out of a batch: the answer to each row, and the rows to correct.
import t from 'tap'
import { batchWhen, sendBatch } from '../support/award-batches.ts'
import { withJobs } from '../support/jobs.ts'
import { issuerInput, made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { ADMIN_API_KEY, startService } from '../support/service.ts'

const email = (value: string) => ({ recipient: { type: 'email', value } })
const lines = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

t.test('each row is answered, in order', async (t) => {
  const service = await startService(t)
  await withJobs(t, service)
  const { admin, as } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const before = made(
    await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, ...email('jo@example.org') }),
  )
  const rows = [
    email('sam@example.org'),
    email('jo@example.org'),
    email('no address'),
    { ...email('kim@example.org'), colour: 'red' },
    email('sam@example.org'),
    ...Array.from({ length: 1_100 }, (_, number) => email(`learner${number}@example.org`)),
    { learnerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11' },
  ]
  const { id } = await sendBatch(admin, badgeClass.id, rows)
  const batch = await batchWhen(admin, id, 'completed')
  t.match(batch, { total: 1_106, awarded: 1_101, duplicates: 2, invalid: 3, failed: 0 })
  const path = `/v1/award-batches/${id}/results`

  await t.test('as NDJSON', async (t) => {
    const answer = await admin.get(path)
    t.equal(answer.status, 200)
    t.match(answer.headers.get('content-type'), /^application\/x-ndjson/)
    t.equal(answer.headers.get('answered-rows'), '1106')
    const results = lines(answer.text)
    t.same(
      results.map(({ row }) => row),
      rows.map((_, position) => position + 1),
    )
    const [first] = results
    t.equal(first.outcome, 'awarded')
    const { body } = await admin.get(`/v1/assertions/${first.assertionId}`)
    t.equal(first.credentialUrl, body.credentialUrl)
    t.same(results[1], {
      row: 2,
      outcome: 'duplicate',
      assertionId: before.id,
      credentialUrl: before.credentialUrl,
    })
    t.match(results[2], { outcome: 'invalid', problem: { field: 'recipient.value' } })
    t.match(results[3], { outcome: 'invalid', problem: { field: 'colour' } })
    t.match(results[4], { outcome: 'duplicate', assertionId: first.assertionId })
    t.match(results.at(-1), { row: 1_106, outcome: 'invalid', problem: { field: 'learnerId' } })
    for (const result of results) t.notOk(result.problem?.detail === '', 'a reason has words')
  })

  await t.test('as CSV, by Accept or by query', async (t) => {
    const answer = await admin.get(path, { accept: 'text/csv' })
    t.match(answer.headers.get('content-type'), /^text\/csv/)
    t.equal((await admin.get(`${path}?format=csv`)).text, answer.text)
    t.notSame((await admin.get(`${path}?format=ndjson`, { accept: 'text/csv' })).text, answer.text)
    const records = answer.text.split('\r\n')
    t.equal(records[0], 'row,outcome,assertionId,credentialUrl,problem.field,problem.detail')
    t.equal(records[2], `2,duplicate,${before.id},${before.credentialUrl},,`)
    t.match(records[3], /^3,invalid,,,recipient\.value,/)
    t.equal(records.length, 1_108)
    t.equal((await admin.get(path, { accept: 'image/png' })).status, 406)
  })

  await t.test('only those of some outcomes', async (t) => {
    const numbers = async (outcome: string) =>
      lines((await admin.get(`${path}?outcome=${outcome}`)).text).map(({ row }) => row)
    t.same(await numbers('invalid,failed'), [3, 4, 1_106])
    t.same(await numbers('duplicate'), [2, 5])
    t.same(await numbers('failed'), [])
    const refused = await admin.get(`${path}?outcome=lost`)
    t.match(refused.body, { status: 400, errors: [{ field: 'outcome' }] })
  })

  await t.test('to whom the batch is known, and to nobody else', async (t) => {
    const other = made(await admin.post('/v1/issuers', issuerInput))
    const theirs = as(await makeKey(admin, ['assertions:read'], issuer.id))
    const others = as(await makeKey(admin, ['assertions:read', 'assertions:write'], other.id))
    for (const what of ['results', 'failures', 'credentials']) {
      t.equal((await theirs.get(`/v1/award-batches/${id}/${what}`)).status, 200, what)
      t.equal((await others.get(`/v1/award-batches/${id}/${what}`)).status, 404, what)
    }
    t.equal((await others.get(`/v1/award-batches/${id}/events`)).status, 404)
    const reason = { reason: 'None of my business.' }
    t.equal((await others.post(`/v1/award-batches/${id}/revocation`, reason)).status, 404)
    t.equal((await theirs.post(`/v1/award-batches/${id}/revocation`, reason)).status, 403)
  })
})

t.test('rows that were not awarded come back as they came, to be corrected', async (t) => {
  const service = await startService(t)
  await withJobs(t, service)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const send = async (text: Buffer | string, type: string) => {
    const { body } = await admin.send('POST', `/v1/badge-classes/${badgeClass.id}/award-batches`, {
      body: text as string,
      headers: { 'content-type': type },
    })
    await batchWhen(admin, body.id, 'completed')
    const answer = await fetch(`${service.url}/v1/award-batches/${body.id}/failures`, {
      headers: { authorization: `Bearer ${ADMIN_API_KEY}` },
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    t.equal(answer.status, 200)
    t.equal(
      answer.headers.get('answered-rows'),
      String((await admin.get(`/v1/award-batches/${body.id}`)).body.total),
    )
    return { id: body.id, bytes, headers: answer.headers }
  }

  await t.test('a CSV file of a spreadsheet', async (t) => {
    const file = Buffer.from(
      'E-Mail;Bemerkung\r\nanna@example.org;gut\r\nk\u00e4the ohne;sch\u00f6n\r\nbert@example.org;\r\n',
      'latin1',
    )
    const { id, bytes, headers } = await send(file, 'text/csv')
    t.equal(headers.get('content-type'), 'text/csv; charset=windows-1252')
    t.equal(
      headers.get('content-disposition'),
      `attachment; filename="award-batch-${id}-failures.csv"`,
    )
    const [head, row, end] = bytes.toString('latin1').split('\r\n')
    t.equal(head, 'E-Mail;Bemerkung;problem')
    t.match(row, /^k\u00e4the ohne;sch\u00f6n;.+/)
    t.equal(end, '')
    const corrected = Buffer.from(
      bytes.toString('latin1').replace('k\u00e4the ohne', 'kaethe@example.org'),
      'latin1',
    )
    const again = await send(corrected, 'text/csv')
    t.match((await admin.get(`/v1/award-batches/${again.id}`)).body, { total: 1, awarded: 1 })
    t.equal(again.bytes.toString(), 'E-Mail;Bemerkung;problem\r\n', 'nothing is left')
  })

  await t.test('lines and elements', async (t) => {
    const bad = '{ "recipient":{"type":"email",  "value":"nobody"} }'
    const good = JSON.stringify(email('good@example.org'))
    const ndjson = await send(`${good}\n${bad}\n{broken\n`, 'application/x-ndjson')
    t.equal(ndjson.bytes.toString(), `${bad}\n{broken\n`)
    t.match(ndjson.headers.get('content-type'), /^application\/x-ndjson/)
    const json = await send(`[${good}, ${bad}]`, 'application/json')
    t.same(JSON.parse(json.bytes.toString()), [JSON.parse(bad)])
    t.match(json.headers.get('content-disposition'), /-failures\.json"$/)
  })
})

t.test('a batch that is cancelled has an answer for each row', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const rows = [email('sam@example.org'), email('jo@example.org')]
  const { id } = await sendBatch(admin, badgeClass.id, rows)
  const path = `/v1/award-batches/${id}`
  const early = await admin.get(`${path}/results`)
  t.equal(early.text, '', 'before anything was worked on there is none')
  t.equal(early.headers.get('answered-rows'), '0')
  t.equal((await admin.post(`${path}/cancel`, undefined)).body.status, 'cancelled')
  const results = lines((await admin.get(`${path}/results`)).text)
  t.match(results, [
    { row: 1, outcome: 'failed', problem: { field: 'row', detail: /cancelled/ } },
    { row: 2, outcome: 'failed', problem: { field: 'row', detail: /cancelled/ } },
  ])
  t.same(lines((await admin.get(`${path}/failures`)).text), rows)
})

t.test('a batch that is rejected has an answer for each row', async (t) => {
  const service = await startService(t)
  await withJobs(t, service)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const rows = [email('sam@example.org'), email('nobody'), email('jo@example.org')]
  const { id } = await sendBatch(admin, badgeClass.id, rows, { query: '?onInvalid=reject' })
  await batchWhen(admin, id, 'completed')
  const path = `/v1/award-batches/${id}`
  t.match(lines((await admin.get(`${path}/results`)).text), [
    { row: 1, outcome: 'failed', problem: { detail: /[Nn]othing/ } },
    { row: 2, outcome: 'invalid', problem: { field: 'recipient.value' } },
    { row: 3, outcome: 'failed' },
  ])
  t.same(lines((await admin.get(`${path}/failures`)).text), rows)
})
