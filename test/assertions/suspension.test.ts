import t from 'tap'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

type Check = { name: string; outcome: string; code?: string }

/** How the published credential verifies: the verdict, and what the status check says. */
async function verified(service: Service, credentialUrl: string) {
  const { body } = await service.as(null).post('/v1/verify', { url: credentialUrl })
  const status = body.checks.find((check: Check) => check.name === 'status')
  return { verdict: body.verdict, code: status.code }
}

async function awarded(service: Service, suspendable: boolean) {
  const { badgeClass } = await makeBadgeClass(service.admin, { badgeClass: { suspendable } })
  const recipient = { type: 'email', value: 'sam@example.org' }
  return made(
    await service.admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }),
  )
}

t.test('an award can be suspended, reinstated, and revoked for good', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { id, credentialUrl, credential } = await awarded(service, true)
  t.equal(credential.credentialStatus.statusPurpose, 'suspension')

  const suspended = await admin.post(`/v1/assertions/${id}/suspension`, { reason: 'Under review.' })
  t.equal(suspended.status, 200)
  t.match(suspended.body, { status: 'suspended', suspensionReason: 'Under review.' })
  t.same(await verified(service, credentialUrl), { verdict: 'invalid', code: 'suspended' })

  const again = await admin.post(`/v1/assertions/${id}/suspension`, { reason: 'Twice.' })
  t.same(again.body, suspended.body, 'suspending again changes nothing')

  const reinstated = await admin.delete(`/v1/assertions/${id}/suspension`)
  t.match(reinstated.body, { status: 'active', suspendedAt: null, suspensionReason: null })
  t.match(await verified(service, credentialUrl), { verdict: 'valid' })

  await admin.post(`/v1/assertions/${id}/suspension`, { reason: 'Again.' })
  const unfounded = await admin.send('DELETE', `/v1/assertions/${id}/suspension`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reason: 'The complaint was unfounded.' }),
  })
  t.match(unfounded, { status: 200, body: { status: 'active' } })
  await admin.post(`/v1/assertions/${id}/suspension`, { reason: 'Once more.' })
  const revoked = await admin.post(`/v1/assertions/${id}/revocation`, { reason: 'It was copied.' })
  t.match(revoked.body, { status: 'revoked', revocationReason: 'It was copied.' })
  t.equal((await admin.delete(`/v1/assertions/${id}/suspension`)).status, 409, 'for good')
  t.match(await verified(service, credentialUrl), { verdict: 'invalid', code: 'revoked' })

  const { body: history } = await admin.get(`/v1/assertions/${id}/status-changes`)
  t.match(history.data, [
    { kind: 'suspended', reason: 'Under review.', actorId: 'admin' },
    { kind: 'reinstated', reason: 'Reinstated.', actorId: 'admin', at: /Z$/ },
    { kind: 'suspended', reason: 'Again.' },
    { kind: 'reinstated', reason: 'The complaint was unfounded.' },
    { kind: 'suspended', reason: 'Once more.' },
    { kind: 'revoked', reason: 'It was copied.' },
  ])
})

t.test('what was awarded as not suspendable can only be revoked', async (t) => {
  const service = await startService(t)
  const { id, badgeClassId, credential, credentialUrl } = await awarded(service, false)
  t.equal(credential.credentialStatus.statusPurpose, 'revocation')
  await service.admin.patch(`/v1/badge-classes/${badgeClassId}`, { suspendable: true })

  const refused = await service.admin.post(`/v1/assertions/${id}/suspension`, { reason: 'No.' })
  t.equal(refused.status, 409)
  t.match(refused.body.detail, /not suspendable when it was awarded/)
  t.match(await verified(service, credentialUrl), { verdict: 'valid' })
})

t.test('the lists of suspended, revoked and active awards do not overlap', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const [first, second, third] = [
    await awarded(service, true),
    await awarded(service, true),
    await awarded(service, true),
  ]
  await admin.post(`/v1/assertions/${first.id}/suspension`, { reason: 'One.' })
  await admin.post(`/v1/assertions/${second.id}/suspension`, { reason: 'Two.' })
  await admin.post(`/v1/assertions/${second.id}/revocation`, { reason: 'Two.' })
  const ids = async (status: string) =>
    (await admin.get(`/v1/assertions?status=${status}`)).body.data.map(
      (one: { id: string }) => one.id,
    )
  t.same(await ids('suspended'), [first.id])
  t.same(await ids('revoked'), [second.id])
  t.same(await ids('active'), [third.id])
})
