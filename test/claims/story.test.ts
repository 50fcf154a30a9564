// A workshop hands out cards; a learner claims at home, is told by mail, shows that the address is
// theirs, and sees the badge in an app.
import t from 'tap'
import { until } from '../support/embedded.ts'
import { withJobs } from '../support/jobs.ts'
import { startMailServer } from '../support/mail-server.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('from a card at a workshop to a badge of one’s own', async (t) => {
  const mailbox = await startMailServer(t)
  const service = await startService(t, {
    env: {
      SMTP_URL: mailbox.url,
      MAIL_FROM: 'Harbour badges <badges@harbour.example.org>',
      AWARD_NOTICES: 'always',
    },
  })
  await withJobs(t, service)
  const { admin } = service

  // The library makes codes and prints them.
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const scopes = ['claim-codes:read', 'claim-codes:write']
  const library = service.as(await makeKey(admin, scopes, issuer.id))
  const set = made(
    await library.post('/v1/claim-codes', {
      badgeClassId: badgeClass.id,
      count: 3,
      kind: 'single',
      note: 'Podcast workshop',
    }),
  )
  const codes = set.codes.map(({ code }: { code: string }) => code)
  const sheet = await library.post(`/v1/claim-codes/${set.id}/sheets`, { codes })
  t.match(sheet.text, /^%PDF/)

  // At home a learner scans a card, reads what it is good for, and types an e-mail address.
  const home = service.as(null)
  const page = await home.get(set.codes[1].url)
  t.match(page.text, badgeClass.name)
  const claimed = await home.send('POST', '/claim', {
    body: new URLSearchParams({ code: codes[1], email: 'Sam@example.org' }),
  })
  t.equal(claimed.status, 201)

  // The mail with the badge comes to that address, and the link in it shows a valid badge.
  const notice = await mailbox.next()
  t.same(notice.envelope.to, ['sam@example.org'])
  const [credentialUrl = ''] = /http\S+\/credentials\/[\w-]{22}/.exec(notice.text ?? '') ?? []
  t.ok(claimed.text.includes(credentialUrl))
  const report = await home.post('/v1/verify', { url: credentialUrl })
  t.equal(report.body.verdict, 'valid')

  // In an app of the platform the learner shows that the address is theirs.
  const found = await admin.post('/v1/learners/search', {
    identifier: { type: 'email', value: 'sam@example.org' },
  })
  const [learner] = found.body.data
  const identifiers = `/v1/learners/${learner.id}/identifiers`
  const [address] = (await admin.get(identifiers)).body.data
  t.equal(address.verified, null, 'typing an address proves nothing')
  const { token } = made(
    await admin.post(`/v1/learners/${learner.id}/tokens`, {
      scopes: ['learners:read', 'learners:write', 'assertions:read'],
    }),
  )
  const app = service.as(token)
  const verifications = `${identifiers}/${address.id}/verifications`
  const asked = made(await app.post(verifications, { method: 'mail', language: 'cy' }))
  const letter = await mailbox.next()
  t.match(letter.subject, /cyfeiriad e-bost/)
  const [, code = ''] = /\n {4}([\d ]+)\n/.exec(letter.text ?? '') ?? []
  const shown = await app.post(`${verifications}/${asked.id}/answer`, { code })
  t.match(shown.body, { verified: { method: 'mail' } })

  // And there is the badge, for them and nobody else.
  const own = (await app.get(`/v1/assertions?learnerId=${learner.id}`)).body.data
  t.match(own, [{ credentialUrl, badgeClassId: badgeClass.id, status: 'active' }])
  t.match((await library.get(`/v1/claim-codes/${set.id}`)).body, { distributed: 3, claimed: 1 })
  const sent = async () =>
    (await admin.get(`/v1/mail-messages?learnerId=${learner.id}&state=sent`)).body.data.map(
      ({ kind }: { kind: string }) => kind,
    )
  // The mail server has them before it is noted that it does.
  await until(async () => (await sent()).length === 2)
  t.same(await sent(), ['award-notice', 'address-verification'])
})
