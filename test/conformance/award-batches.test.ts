// What comes out of a batch verifies with the plain library, one credential like the other.
import t from 'tap'
import type { JsonObject } from '../../src/credentials/index.ts'
import { batchWhen, sendBatch } from '../support/award-batches.ts'
import { withJobs } from '../support/jobs.ts'
import { makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { plainlyVerify } from './plain-verifier.ts'
import { read } from './variants.ts'

// The whole: WAYMARK_TEST_COUNT=10000.
const COUNT = Number(process.env.WAYMARK_TEST_COUNT ?? 500)
/** One in so many has its status checked, too: they share a list, and each check reads it anew. */
const STATUS_EVERY = 100

t.setTimeout(60_000 + COUNT * 200)

/** Rows as unlike as a spreadsheet has them. */
function rowOf(at: number): object {
  return {
    recipient:
      at % 3 === 0
        ? { type: 'library-card', value: `${29_000_000 + at}`, authority: 'harbour' }
        : { type: 'email', value: `learner-${at}@example.org` },
    ...(at % 2 === 0 && { narrative: `Episode ${at}: „Möwen“, cut *alone*.` }),
    ...(at % 5 === 0 && { evidence: [{ id: `https://example.org/${at}`, name: `Episode ${at}` }] }),
    ...(at % 7 === 0 && { validFrom: '2026-01-01T00:00:00Z' }),
    ...(at % 11 === 0 && { validUntil: '2036-01-01T00:00:00Z' }),
  }
}

t.test(`${COUNT} rows are ${COUNT} credentials that verify`, async (t) => {
  const service = await startService(t)
  await withJobs(t, service)
  const { admin } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const rows = Array.from({ length: COUNT }, (_, at) => rowOf(at))
  const sent = await sendBatch(admin, badgeClass.id, rows)
  t.match(await batchWhen(admin, sent.id, 'completed'), { awarded: COUNT, failed: 0, invalid: 0 })

  const { text } = await admin.get(`/v1/award-batches/${sent.id}/results`)
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  t.equal(lines.length, COUNT)
  const documents = new Map<string, Promise<object>>()
  const fetched = (url: string) => {
    const address = url === issuer.did ? `${service.publicUrl}/issuers/${issuer.id}/did.json` : url
    const known = documents.get(address) ?? read(service, address).then(({ body }) => body)
    documents.set(address, known)
    return known
  }
  const subjects = new Set<string>()
  const wrong: unknown[] = []
  for (const [at, { row, outcome, credentialUrl }] of lines.entries()) {
    if (row !== at + 1 || outcome !== 'awarded') wrong.push(lines[at])
    const { body: credential } = await service.as(null).get(credentialUrl)
    subjects.add(credential.credentialSubject.id)
    const status = at % STATUS_EVERY === 0 ? undefined : async () => ({ verified: true })
    const result = await plainlyVerify(credential as JsonObject, fetched, status)
    if (!result.verified) wrong.push({ row, error: result.error })
    const { narrative } = rows[at] as { narrative?: string }
    if (credential.credentialSubject.narrative !== narrative) wrong.push({ row, narrative })
  }
  t.same(wrong, [])
  t.equal(subjects.size, COUNT)

  const again = await sendBatch(admin, badgeClass.id, rows)
  const ended = await batchWhen(admin, again.id, 'completed')
  t.match(ended, { awarded: 0, duplicates: COUNT }, 'again: nothing new')
})
