import t from 'tap'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const recipient = { type: 'library-card', value: '1', authority: 'harbour' }

t.test('a revocation is for good, and the first reason stays', async (t) => {
  const { admin, as } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const assertion = made(
    await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }),
  )
  const path = `/v1/assertions/${assertion.id}`
  const before = await admin.get(path)
  const [first, second] = [
    await admin.post(`${path}/revocation`, { reason: 'Wrong person.' }),
    await admin.post(`${path}/revocation`, { reason: 'Another reason.' }),
  ]
  t.match(first, {
    status: 200,
    body: { status: 'revoked', revocationReason: 'Wrong person.', revokedAt: /./ },
  })
  t.not(first.headers.get('etag'), before.headers.get('etag'))
  t.same(second.body, first.body)
  t.equal(second.headers.get('etag'), first.headers.get('etag'))
  t.same((await admin.get(path)).body, first.body)
  const patched = await admin.patch(path, { archived: true, note: 'Filed.' })
  t.match(patched.body, { status: 'revoked', note: 'Filed.' })
  t.match((await admin.patch(path, { archived: false })).body, { status: 'revoked' })
  t.match((await as(null).post('/v1/verify', { url: assertion.credentialUrl })).body, {
    verdict: 'invalid',
  })
})

t.test('revocations at the same time are one, and those of many are all in the list', async (t) => {
  const { admin, as } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const award = async () =>
    made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }))
  const awards = [await award(), await award(), await award(), await award()]
  const answers = await Promise.all(
    [0, 0, 0, 1, 2].map((position, attempt) =>
      admin.post(`/v1/assertions/${awards[position].id}/revocation`, { reason: `R${attempt}` }),
    ),
  )
  t.same(
    answers.map(({ status }) => status),
    [200, 200, 200, 200, 200],
  )
  t.equal(new Set(answers.slice(0, 3).map(({ body }) => body.revocationReason)).size, 1)
  const verdicts = []
  for (const { credentialUrl } of awards) {
    verdicts.push((await as(null).post('/v1/verify', { url: credentialUrl })).body.verdict)
  }
  t.same(verdicts, ['invalid', 'invalid', 'invalid', 'valid'])
})

t.test('the note is changed, and the credential never', async (t) => {
  const { admin, as } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const assertion = made(
    await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient, note: 'One' }),
  )
  t.equal(assertion.note, 'One')
  const published = (await as(null).get(assertion.credentialUrl)).text
  const path = `/v1/assertions/${assertion.id}`
  t.equal((await admin.patch(path, { note: 'Two' })).body.note, 'Two')
  t.equal((await admin.patch(path, { note: null })).body.note, null)
  t.equal((await admin.delete(path)).status, 204)
  t.equal((await as(null).get(assertion.credentialUrl)).text, published)
  t.match((await as(null).post('/v1/verify', { url: assertion.credentialUrl })).body, {
    verdict: 'valid',
  })
})

t.test('times are kept as documents have them: UTC, whole seconds', async (t) => {
  const { admin } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const award = async (times: object) =>
    made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient, ...times }))
  const given = await award({
    validFrom: '2026-03-01T10:00:00.999+02:00',
    validUntil: '9999-12-31T23:59:59.9Z',
  })
  const expected = { validFrom: '2026-03-01T08:00:00Z', validUntil: '9999-12-31T23:59:59Z' }
  t.match(given, expected)
  t.match(given.credential, expected)
  t.match(await award({ validFrom: '2024-02-29T23:59:59Z' }), { validFrom: '2024-02-29T23:59:59Z' })
  const now = await award({})
  t.match(now.validFrom, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  t.equal(now.validUntil, null)
})
