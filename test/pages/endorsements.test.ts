// Endorsements on the page of a credential: what others say of it, and whether they said it.
import t from 'tap'
import { issuerInput, made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { dangersIn, makeAward, openPage, words } from './harness.ts'

t.test('an endorsement is shown while it stands', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const endorser = made(await admin.post('/v1/issuers', { ...issuerInput, name: 'Harbour Radio' }))
  const before = await makeAward(admin, badgeClass.id)
  const endorsement = made(
    await admin.post('/v1/endorsements', {
      endorserId: endorser.id,
      target: { type: 'badge-class', id: badgeClass.id },
    }),
  )
  t.notMatch(words((await openPage(service, before)).text), 'Harbour Radio', 'asked for only')

  const comment = 'We hire by **this** badge. <script>alert(1)</script> [x](javascript:alert(1))'
  await admin.post(`/v1/endorsements/${endorsement.id}/acceptance`, { comment })
  const after = await makeAward(admin, badgeClass.id)
  for (const award of [before, after]) {
    const { text } = await openPage(service, award)
    t.equal(text.split('Harbour Radio</h3>').length, 2, 'once')
    t.match(
      words(text),
      /Harbour Radio Endorses this badge · .* · Signature checked We hire by this badge/,
    )
    t.same(dangersIn(text), [])
  }

  await admin.post(`/v1/endorsements/${endorsement.id}/revocation`, { reason: 'No longer.' })
  t.notMatch(words((await openPage(service, before)).text), 'Harbour Radio', 'gone')
  const { text } = await openPage(service, after)
  t.notMatch(words(text), 'We hire by this badge', 'embedded for good, but not repeated')
  t.match(words(text), 'Could not be confirmed')
})
