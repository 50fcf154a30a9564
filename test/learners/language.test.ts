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

t.test('learners choose their own language, and see their own record', async (t) => {
  const service = await startService(t)
  const { admin, as } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const scopes = ['learners:read', 'learners:write', 'assertions:write', 'learner-tokens:write']
  const library = as(await makeKey(admin, scopes, issuer.id))
  const award = made(
    await library.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient: rosa }),
  )
  const path = `/v1/learners/${award.learnerId}`
  const noted = { displayName: 'Rosa Q.', language: 'es' }
  t.equal((await library.patch(path, noted)).status, 200)
  for (const minter of [admin, library]) {
    const app = as(made(await minter.post(`${path}/tokens`, {})).token)
    t.match((await app.get(path)).body, { id: award.learnerId, identifiers: [rosa] })
    for (const language of ['cy', 'fr']) {
      const chosen = await app.patch(path, { language })
      t.match(chosen, { status: 200, body: { language } })
      t.equal((await app.get(path)).body.language, language)
      await library.post('/v1/record-claims', { identifier: rosa })
      t.equal((await lastMail(service, rosa.value)).language, language, 'whoever writes')
    }
    for (const wrong of [{ displayName: 'Rosie' }, { archived: true, language: 'de' }]) {
      const [field] = Object.keys(wrong)
      t.match(await app.patch(path, wrong), { status: 400, body: { errors: [{ field }] } })
    }
    t.match((await library.get(path)).body, { displayName: 'Rosa Q.', archivedAt: null })
    t.match((await app.patch(path, { language: null })).body, { language: null })
    const other = made(
      await admin.post('/v1/learners', {
        identifiers: [{ type: 'email', value: `${crypto.randomUUID()}@example.org` }],
      }),
    )
    t.equal((await app.patch(`/v1/learners/${other.id}`, { language: 'cy' })).status, 404)
    t.equal((await app.get(`/v1/learners/${other.id}`)).status, 404)
  }
})
