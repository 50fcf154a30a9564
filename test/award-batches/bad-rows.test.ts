// One row in twenty is wrong, in twenty ways: exactly those are refused, each with its reason.
import { randomUUID } from 'node:crypto'
import t from 'tap'
import { batchWhen, learners, upload } from '../support/award-batches.ts'
import { withJobs } from '../support/jobs.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.setTimeout(120_000)

// The whole: WAYMARK_TEST_COUNT=10000.
const COUNT = Number(process.env.WAYMARK_TEST_COUNT ?? 800)
const EVERY = 20

const service = await startService(t)
await withJobs(t, service)
const { admin } = service

t.test('the wrong rows are refused, and no others', async (t) => {
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const { badgeClass: another } = await makeBadgeClass(admin)
  const archived = made(
    await admin.post('/v1/badge-classes', {
      issuerId: issuer.id,
      name: 'Archived',
      description: 'Not awarded any more.',
      criteria: { narrative: 'Do it.' },
    }),
  )
  await admin.delete(`/v1/badge-classes/${archived.id}`)
  const email = { type: 'email', value: 'right@example.org' }
  const row = (change: object) => JSON.stringify({ recipient: email, ...change })
  /** A wrong row, and the field that is named. */
  const kinds: [string, string][] = [
    ['{"recipient": ', 'row'],
    ['nonsense', 'row'],
    ['[]', 'row'],
    ['"text"', 'row'],
    [row({ recipient: undefined }), 'recipient'],
    [row({ recipient: { type: 'email', value: 'nobody' } }), 'recipient.value'],
    [row({ recipient: { type: 'email' } }), 'recipient.value'],
    [row({ recipient: { type: 'library-card', value: ' ' } }), 'recipient.value'],
    [row({ recipient: { type: 'pigeon', value: '1' } }), 'recipient.type'],
    [row({ recipient: { ...email, authority: 'harbour' } }), 'recipient.authority'],
    [row({ learnerId: randomUUID() }), 'recipient'],
    [row({ recipient: undefined, learnerId: randomUUID() }), 'learnerId'],
    [row({ badgeClassId: another.id }), 'badgeClassId'],
    [row({ validFrom: '31/05/2026' }), 'validFrom'],
    [row({ validFrom: '2026-02-01T00:00:00Z', validUntil: '2026-01-01T00:00:00Z' }), 'validUntil'],
    [row({ narrative: '  ' }), 'narrative'],
    [row({ narrative: 'x'.repeat(20_001) }), 'narrative'],
    [row({ narrative: 'Write to right@example.org.' }), 'narrative'],
    [row({ evidence: [{ id: 'ftp://example.org' }] }), 'evidence[0].id'],
    [row({ colour: 'red' }), 'colour'],
    [row({ narrative: 'a\u0000b' }), 'narrative'],
    [`{"recipient":${JSON.stringify(email)},"__proto__":{}}`, '__proto__'],
  ]
  const good = learners(COUNT, 'good').map((one) => JSON.stringify(one))
  const lines = good.map((line, at) =>
    at % EVERY === EVERY - 1 ? (kinds[Math.floor(at / EVERY) % kinds.length]?.[0] ?? '') : line,
  )
  const path = `/v1/badge-classes/${badgeClass.id}/award-batches`
  const { body: sent, text } = await upload(admin, path, lines.join('\n'))
  t.equal(sent.total, COUNT, text)
  const wrong = Math.floor(COUNT / EVERY)
  const batch = await batchWhen(admin, sent.id, 'completed')
  t.equal(batch.awarded, COUNT - wrong)
  t.equal(batch.invalid + batch.failed, wrong)
  t.equal(batch.duplicates, 0)
  const answers = await admin.get(`/v1/award-batches/${sent.id}/results?outcome=invalid,failed`)
  const refused = answers.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  t.same(
    refused.map(({ row, problem }) => [row, problem.field]),
    Array.from({ length: wrong }, (_, at) => [(at + 1) * EVERY, kinds[at % kinds.length]?.[1]]),
  )
  for (const { problem } of refused) t.match(problem.detail, /^[A-Z\w].{10,}\.?$/)
  t.notMatch(answers.text, /right@example\.org/)
  t.notMatch(service.log(), /right@example\.org/)

  const each = await upload(
    admin,
    '/v1/award-batches',
    [
      JSON.stringify({ ...learners(1)[0], badgeClassId: archived.id }),
      JSON.stringify({ ...learners(1)[0], badgeClassId: randomUUID() }),
      JSON.stringify(learners(1)[0]),
    ].join('\n'),
  )
  await batchWhen(admin, each.body.id, 'completed')
  const { text: all } = await admin.get(`/v1/award-batches/${each.body.id}/results`)
  const three = all
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  for (const { outcome, problem } of three) {
    t.match(outcome, /invalid|failed/)
    t.equal(problem.field, 'badgeClassId')
  }
})
