// Revoked, suspended, expired and not yet valid: said in every format.
import t, { type Test } from 'tap'
import { published, verdicts } from './published.ts'

async function saysSo(
  t: Test,
  made: Awaited<ReturnType<typeof published>>,
  expected: { verdict: string; codes: string[] },
) {
  const all = await verdicts(made.service, made.credentialUrl)
  t.equal(Object.keys(all).length, 11)
  for (const [format, { verdict, codes }] of Object.entries(all)) {
    t.same({ verdict, codes }, expected, format)
  }
}

t.test('revoked', async (t) => {
  const made = await published(t)
  const { admin } = made.service
  await saysSo(t, made, { verdict: 'valid', codes: [] })
  await admin.post(`/v1/assertions/${made.assertionId}/revocation`, { reason: 'Wrong person.' })
  await saysSo(t, made, { verdict: 'invalid', codes: ['revoked'] })
})

t.test('suspended, and reinstated', async (t) => {
  const made = await published(t, { badgeClass: { suspendable: true } })
  const { admin } = made.service
  const path = `/v1/assertions/${made.assertionId}/suspension`
  await admin.post(path, { reason: 'Under review.' })
  await saysSo(t, made, { verdict: 'invalid', codes: ['suspended'] })
  await admin.delete(path)
  await saysSo(t, made, { verdict: 'valid', codes: [] })
})

t.test('expired', async (t) => {
  const award = { validFrom: '2020-01-01T00:00:00Z', validUntil: '2021-01-01T00:00:00Z' }
  const made = await published(t, { award })
  await saysSo(t, made, { verdict: 'invalid', codes: ['expired'] })
})

t.test('not yet valid', async (t) => {
  const made = await published(t, { award: { validFrom: '2999-01-01T00:00:00Z' } })
  await saysSo(t, made, { verdict: 'invalid', codes: ['not-yet-valid'] })
})
