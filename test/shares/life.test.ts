import t from 'tap'
import { BROWSER, words } from '../pages/harness.ts'
import { award, makeLearner, makeLearnerWithBadges } from '../support/learner-record.ts'
import { made, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const DAY = 86_400_000

t.test('a learner hands an employer a link that proves what is in it', async (t) => {
  let ahead = 0
  const service = await startService(t, { now: () => new Date(Date.now() + ahead) })
  const { learner, picks, podcast, openDay } = await makeLearnerWithBadges(service)
  const { admin } = service
  const employer = service.as(null)
  const minted = await admin.post(`/v1/learners/${learner}/tokens`, {})
  const ada = service.as(minted.body.token)
  const path = `/v1/learners/${learner}/shares`

  const clr = made(
    await ada.post(`/v1/learners/${learner}/clrs`, { assertionIds: picks, name: 'I am great' }),
  )
  t.equal(clr.name, 'I am great')
  t.equal(clr.credential.name, 'Learner record', 'no issuer signs what a learner writes')
  const share = made(
    await ada.post(path, { clrId: clr.id, name: 'For the radio', note: 'Dear <b>radio</b>' }),
  )
  const url: string = share.url
  t.match(url, /\/shares\/[\w-]{43}$/)
  t.match(share, { status: 'active', views: 0, assertionIds: picks })

  t.test('it opens as a page with every badge, verified', async (t) => {
    const page = await employer.get(url, {
      ...BROWSER,
      'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/145.0',
    })
    t.equal(page.status, 200)
    for (const [name, value] of Object.entries({
      'content-type': /^text\/html/,
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
      'referrer-policy': 'no-referrer',
      vary: /accept/i,
    })) {
      t.match(page.headers.get(name), value, name)
    }
    const text = words(page.text)
    t.match(text, /For the radio/)
    t.match(text, /Dear <b>radio<\/b>/)
    t.match(text, /Every badge on this page is valid/)
    t.match(text, /Podcast Producer Signature checked, and in force/)
    t.match(text, /Open Day Signature checked, and in force/)
    t.match(text, /Harbour Radio/)
    t.match(text, /Demonstrate/)
    t.match(text, /edit recorded sound/)
    t.notMatch(text, /Three dockers/, 'evidence only when it was included')
  })

  t.test('it opens as JSON that anybody verifies', async (t) => {
    const { body, headers } = await employer.get(url, { accept: 'application/ld+json' })
    t.same(body, clr.credential)
    t.match(headers.get('content-type'), /^application\/ld\+json/)
    t.same((await employer.get(`${url}.json`)).body, clr.credential)
    t.match((await employer.post('/v1/verify', { credential: body })).body, { verdict: 'valid' })
    t.match((await employer.post('/v1/verify', { url })).body, {
      verdict: 'valid',
      credentials: [{ verdict: 'valid' }, { verdict: 'valid' }],
    })
    t.equal((await employer.get(url, { accept: 'image/png' })).status, 406)
  })

  t.test('the learner sees when it was opened, and nothing about whom', async (t) => {
    t.match((await ada.get(`${path}/${share.id}`)).body, { views: 4, lastViewedAt: String })
    const { body } = await ada.get(`${path}/${share.id}/views`)
    t.same(
      body.data.map(({ agent, format }: { agent: string; format: string }) => [agent, format]),
      [
        ['Verification', 'verification'],
        ['A program', 'json'],
        ['A program', 'json'],
        ['Firefox on Windows', 'page'],
      ],
    )
    t.strictSame(Object.keys(body.data[0]).sort(), ['agent', 'at', 'format', 'id'])
    const first = (await ada.get(`${path}/${share.id}/views?limit=2`)).body
    const rest = await ada.get(`${path}/${share.id}/views?limit=2&cursor=${first.nextCursor}`)
    t.equal(rest.body.data.length, 2)
  })

  t.test('badges alone, with evidence', async (t) => {
    const input = { assertionIds: [podcast.id], includeEvidence: true }
    const alone = made(await ada.post(path, input))
    t.match(words((await employer.get(alone.url, BROWSER)).text), /Three dockers/)
    const { body } = await employer.get(alone.url)
    t.same(body.verifiableCredential, [podcast.credential])
    t.match((await employer.post('/v1/verify', { credential: body })).body, { verdict: 'valid' })
  })

  t.test('what the learner hides or declines leaves it at once', async (t) => {
    const choice = (award: { id: string }, kind: string, body: object) =>
      ada.send('PUT', `/v1/assertions/${award.id}/${kind}`, {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      })
    t.equal((await choice(openDay, 'visibility', { visibility: 'hidden' })).status, 200)
    const { body } = await employer.get(url)
    t.match(body.type, ['VerifiablePresentation'], 'not the record that holds it')
    t.same(body.verifiableCredential, [podcast.credential])
    t.match((await employer.post('/v1/verify', { url })).body, { verdict: 'valid' })
    const text = words((await employer.get(url, BROWSER)).text)
    t.match(text, /Podcast Producer/)
    t.notMatch(text, /Open Day|Harbour Radio/)
    const pick = await ada.post(path, { assertionIds: picks })
    t.match(pick, { status: 409, body: { errors: [{ field: 'assertionIds[1]' }] } })

    await choice(podcast, 'acceptance', { status: 'declined' })
    t.equal((await employer.get(url)).status, 410, 'nothing is left')
    await choice(podcast, 'acceptance', { status: 'accepted' })
    await choice(openDay, 'visibility', { visibility: 'link' })
    t.same((await employer.get(url)).body, clr.credential)
  })

  t.test('what its issuer revokes is shown as revoked', async (t) => {
    await admin.post(`/v1/assertions/${openDay.id}/revocation`, { reason: 'Mixed up.' })
    const text = words((await employer.get(url, BROWSER)).text)
    t.match(text, /Not everything in it is valid/)
    t.match(text, /Open Day Not valid: this credential was revoked/)
    t.match(text, /Podcast Producer Signature checked, and in force/)
  })

  t.test('withdrawn, it is gone at once, and tells nothing', async (t) => {
    t.equal((await ada.delete(`${path}/${share.id}`)).status, 204)
    t.equal((await ada.delete(`${path}/${share.id}`)).status, 204)
    const gone = await employer.get(url, BROWSER)
    t.equal(gone.status, 410)
    t.match(words(gone.text), /This link is over/)
    t.notMatch(gone.text, /radio/i)
    t.match(await employer.get(`${url}.json`), {
      status: 410,
      body: { detail: 'This link is over.' },
    })
    t.match((await employer.post('/v1/verify', { url })).body, { verdict: 'invalid' })
    t.match((await ada.get(`${path}/${share.id}`)).body, { status: 'withdrawn', views: 9 })
    t.notOk((await ada.get(path)).body.data.some(({ id }: { id: string }) => id === share.id))
  })

  t.test('a record that is revoked takes its links with it', async (t) => {
    const other = made(
      await ada.post(`/v1/learners/${learner}/clrs`, { assertionIds: [podcast.id] }),
    )
    const link = made(await ada.post(path, { clrId: other.id })).url
    t.equal((await employer.get(link)).status, 200)
    await ada.delete(`/v1/learners/${learner}/clrs/${other.id}`)
    t.equal((await employer.get(link)).status, 410)
    t.equal((await ada.post(path, { clrId: other.id })).status, 409)
  })

  t.test('it expires', async (t) => {
    const expiresAt = new Date(Date.now() + DAY).toISOString()
    const link = made(await admin.post(path, { assertionIds: [podcast.id], expiresAt }))
    t.equal((await employer.get(link.url)).status, 200)
    ahead = 2 * DAY
    t.equal((await employer.get(link.url)).status, 410)
    t.match((await admin.get(`${path}/${link.id}`)).body, { status: 'expired' })
    ahead = 0
  })
})

t.test('whose links are whose', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { library, radio, learner, picks, podcast } = await makeLearnerWithBadges(service)
  const stranger = await makeLearner(service, '29007654321')
  const path = `/v1/learners/${learner}/shares`
  const theirs = await award(service, library.badgeClass.id, stranger)
  const scopes = ['learners:read', 'learners:write', 'assertions:read']
  const outside = service.as(await makeKey(admin, scopes, radio.issuer.id))
  const other = service.as((await admin.post(`/v1/learners/${stranger}/tokens`, {})).body.token)

  for (const [name, client, input, status, field] of [
    ['neither record nor badges', admin, {}, 400, 'assertionIds'],
    ["somebody else's badge", admin, { assertionIds: [theirs.id] }, 404, 'assertionIds[0]'],
    ['no record', admin, { clrId: podcast.id }, 404, 'clrId'],
    [
      'the past',
      admin,
      { assertionIds: picks, expiresAt: '2020-01-01T00:00:00Z' },
      400,
      'expiresAt',
    ],
    [
      'for ever',
      admin,
      { assertionIds: picks, expiresAt: '2999-01-01T00:00:00Z' },
      400,
      'expiresAt',
    ],
    ['another learner', other, { assertionIds: picks }, 404, 'id'],
    ["another issuer's badge", outside, { assertionIds: [podcast.id] }, 404, 'assertionIds[0]'],
  ] as const) {
    t.match(await client.post(path, input), { status, body: { errors: [{ field }] } }, name)
  }
  const share = made(await admin.post(path, { assertionIds: picks }))
  for (const [name, client] of [
    ['another learner', other],
    ['another issuer', outside],
  ] as const) {
    t.equal((await client.get(`${path}/${share.id}`)).status, 404, name)
    t.equal((await client.delete(`${path}/${share.id}`)).status, 404, name)
    t.equal((await client.get(`${path}/${share.id}/views`)).status, 404, name)
  }
  const anybody = service.as(null)
  t.equal((await anybody.get(share.url)).status, 200)
  const nowhere = await anybody.get(`/shares/${'A'.repeat(43)}`, BROWSER)
  t.match(nowhere, { status: 404, text: /There is nothing at this address/ })
  t.equal((await anybody.get('/shares/short')).status, 404)
  t.notMatch(service.log(), share.url.split('/').at(-1), 'no link stands in the log')
})

t.test('nobody tries one link after another', async (t) => {
  const service = await startService(t)
  const anybody = service.as(null)
  const statuses: number[] = []
  for (let count = 0; count < 130; count += 1) {
    statuses.push((await anybody.get(`/shares/${String(count).padStart(43, 'A')}`)).status)
  }
  t.equal(statuses[0], 404)
  t.equal(statuses.at(-1), 429)
})
