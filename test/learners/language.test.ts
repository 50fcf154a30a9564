// Learners are written to in their language.
import t from 'tap'
import { lastMail } from '../support/outbox.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const rosa = { type: 'email', value: 'rosa.quill@example.org' }

t.test('mail to a learner is in their language', async (t) => {
  const service = await startService(t)
  const { admin, as } = service
  const learner = made(await admin.post('/v1/learners', { identifiers: [rosa], language: 'cy' }))
  t.match(learner, { language: 'cy' })
  const path = `/v1/learners/${learner.id}`
  const again = await admin.post('/v1/learners', { identifiers: [rosa], language: 'fr' })
  t.match(again, { status: 200, body: { language: 'cy' } }, 'what was noted stays')
  await admin.post('/v1/record-claims', { identifier: rosa })
  t.equal((await lastMail(service, rosa.value)).language, 'cy')
  await admin.post('/v1/record-claims', { identifier: rosa, language: 'de' })
  t.equal((await lastMail(service, rosa.value)).language, 'de', 'unless somebody says otherwise')

  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const scopes = ['learners:read', 'learners:write', 'assertions:write']
  const library = as(await makeKey(admin, scopes, issuer.id))
  made(await library.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient: rosa }))
  t.match((await library.get(path)).body, { language: null }, 'the issuer noted nothing')
  await library.post('/v1/record-claims', { identifier: rosa })
  t.equal((await lastMail(service, rosa.value)).language, 'cy')
  t.match(await library.patch(path, { language: 'es' }), { status: 200, body: { language: 'es' } })
  await library.post('/v1/record-claims', { identifier: rosa })
  t.equal((await lastMail(service, rosa.value)).language, 'es')
  t.match((await admin.get(path)).body, { language: 'cy' })
  t.match((await admin.patch(path, { language: null })).body, { language: null })
  const wrong = await admin.patch(path, { language: 'not a language' })
  t.match(wrong, { status: 400, body: { errors: [{ field: 'language' }] } })
})
