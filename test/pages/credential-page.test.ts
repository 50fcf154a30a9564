// The page of a credential, for somebody who has never heard of badges.
import t from 'tap'
import { makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { BROWSER, dangersIn, makeAward, openPage, words } from './harness.ts'

const RICH = {
  name: 'Podcast Producer',
  description: 'Recorded, edited and published a podcast episode.',
  criteria: {
    narrative: 'Publish an episode of at least **five minutes**.',
    id: 'https://library.example.org/podcast',
  },
  layer: 'Demonstrate',
  tags: ['audio', 'storytelling'],
  alignments: [
    {
      targetName: 'Develop media content',
      targetUrl: 'https://skills.example.org/media',
      targetFramework: 'ESCO',
      targetCode: 'S1.13',
    },
  ],
  resultDescriptions: [
    { name: 'Score', resultType: 'Percent', valueMin: 0, valueMax: 100, requiredValue: '50' },
    { name: 'Course', resultType: 'Status' },
  ],
  suspendable: true,
}
const AWARD = {
  narrative: 'Interviewed *three* dockers.',
  results: [
    { name: 'Score', value: '87' },
    { name: 'Course', status: 'InProgress' },
  ],
  evidence: [
    {
      id: 'https://library.example.org/episodes/42',
      name: 'Episode 42',
      narrative: 'The published episode.',
      genre: 'Podcast',
    },
  ],
}

t.test('what the page says', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin, { badgeClass: RICH })
  const award = await makeAward(admin, badgeClass.id, {
    ...AWARD,
    validFrom: '2026-01-05T00:00:00Z',
    validUntil: '2999-03-01T00:00:00Z',
  })
  const { status, headers, text } = await openPage(service, award)
  const said = words(text)

  t.test('everything about the award, in plain words', async (t) => {
    t.equal(status, 200)
    for (const part of [
      'This credential is valid',
      'It is exactly as Harbour Library issued it',
      'Podcast Producer',
      'Recorded, edited and published a podcast episode.',
      'Awarded to The person who shared it',
      'Awarded by Harbour Library',
      'Awarded on 5 January 2026',
      'Valid until 1 March 2999',
      'Kind of experience Demonstrate The learner showed a skill or knowledge',
      'Publish an episode of at least five minutes .',
      'Read the criteria at library.example.org',
      'Interviewed three dockers.',
      'Results Score: 87 % on a scale from 0 to 100 · 50 % was needed Course: In progress',
      'Episode 42 Podcast The published episode. Open the evidence at library.example.org',
      'Develop media content at skills.example.org ESCO · S1.13',
      'audio storytelling',
      'Signature Passed The document is exactly as it was signed.',
    ]) {
      t.ok(said.includes(part), part)
    }
    t.match(text, /<details>\s*<summary>/, 'the checks are folded')
    t.match(text, '<em>three</em>')
    t.notMatch(text, '@example.org', 'nobody is named')
  })

  t.test('its head tells other services and no search engine', async (t) => {
    const url = award.credentialUrl
    t.match(text, '<html lang="en">')
    t.match(text, '<title>Podcast Producer · Harbour Library</title>')
    t.match(text, `<link rel="canonical" href="${url}">`)
    t.match(text, `<meta property="og:url" content="${url}">`)
    t.match(text, '<meta property="og:title" content="Podcast Producer · Harbour Library">')
    t.match(text, `<meta property="og:image" content="${url}.png">`)
    t.match(text, '<meta name="robots" content="noindex">')
    t.equal(headers.get('x-robots-tag'), 'noindex')
    t.equal(headers.get('referrer-policy'), 'no-referrer')
    t.equal(headers.get('content-type'), 'text/html; charset=utf-8')
    t.match(headers.get('vary'), /accept/i)
    t.match(headers.get('cache-control'), /private/)
    t.equal((await openPage(service, award)).headers.get('x-content-type-options'), 'nosniff')
  })

  t.test('the policy allows one style sheet, own pictures and nothing else', async (t) => {
    const policy = headers.get('content-security-policy') ?? ''
    t.match(policy, /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; img-src 'self' data:; /)
    t.match(policy, /form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/)
    t.same(dangersIn(text), [])
  })

  t.test('it can be taken along', async (t) => {
    const path = new URL(award.credentialUrl).pathname
    for (const kind of ['png', 'svg', 'json', 'jwt']) {
      t.match(text, `href="${path}.${kind}"`)
      t.equal((await service.as(null).get(`${path}.${kind}`)).status, 200, kind)
    }
    const [, link = ''] = /href="(https:\/\/www\.linkedin\.com[^"]*)"/.exec(text) ?? []
    const query = new URL(link.replaceAll('&amp;', '&')).searchParams
    t.same(Object.fromEntries(query), {
      startTask: 'CERTIFICATION_NAME',
      name: 'Podcast Producer',
      organizationName: 'Harbour Library',
      issueYear: '2026',
      issueMonth: '1',
      expirationYear: '2999',
      expirationMonth: '3',
      certUrl: award.credentialUrl,
      certId: path.split('/').at(-1),
    })
    t.match(text, `alt="QR code of ${award.credentialUrl}"`)
  })

  t.test('the same under its own address', async (t) => {
    const suffixed = await service.as(null).get(`${new URL(award.credentialUrl).pathname}.html`)
    t.equal(suffixed.status, 200)
    t.match(suffixed.text, '<title>Podcast Producer · Harbour Library</title>')
    const tag = suffixed.headers.get('etag')
    t.match(tag, /^"[\w-]+"$/)
  })
})

t.test('how a credential stands', async (t) => {
  const clock = { now: new Date('2026-06-01T12:00:00Z') }
  const service = await startService(t, { now: () => clock.now })
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin, { badgeClass: RICH })
  const award = (extra: object = {}) => makeAward(admin, badgeClass.id, extra)

  t.test('revoked: says so, with the reason, and offers no LinkedIn', async (t) => {
    const { id, credentialUrl } = await award()
    await admin.post(`/v1/assertions/${id}/revocation`, {
      reason: 'Awarded to <b>the wrong</b> one.',
    })
    const { status, text } = await openPage(service, { credentialUrl })
    t.equal(status, 200)
    t.match(words(text), 'Not valid: this credential was revoked')
    t.match(text, 'Awarded to &lt;b&gt;the wrong&lt;/b&gt; one.')
    t.match(words(text), 'Not withdrawn Failed The issuer has revoked the credential.')
    t.notMatch(text, 'linkedin.com')
    t.notMatch(words(text), 'Certificate of achievement')
  })

  t.test('suspended: says so, but not why, and is good again afterwards', async (t) => {
    const { id, credentialUrl } = await award()
    await admin.post(`/v1/assertions/${id}/suspension`, { reason: 'A suspicion.' })
    const { text } = await openPage(service, { credentialUrl })
    t.match(words(text), 'Not valid at present: this credential is suspended')
    t.notMatch(text, 'A suspicion')
    await admin.delete(`/v1/assertions/${id}/suspension`)
    t.match(words((await openPage(service, { credentialUrl })).text), 'This credential is valid')
  })

  t.test('unchanged within the minute: not sent again, until it changes', async (t) => {
    const { id, credentialUrl } = await award()
    const { pathname } = new URL(credentialUrl)
    const anybody = service.as(null)
    for (const path of [pathname, `${pathname}.html`]) {
      const tag = (await anybody.get(path, BROWSER)).headers.get('etag') ?? ''
      clock.now = new Date(clock.now.getTime() + 20_000)
      const again = await anybody.get(path, { ...BROWSER, 'if-none-match': tag })
      t.equal(again.status, 304, path)
      t.equal(again.text, '')
      t.equal(again.headers.get('etag'), tag)
    }
    const { headers } = await openPage(service, { credentialUrl })
    await admin.post(`/v1/assertions/${id}/revocation`, { reason: 'Wrong person.' })
    const changed = await anybody.get(pathname, {
      ...BROWSER,
      'if-none-match': headers.get('etag') ?? '',
    })
    t.equal(changed.status, 200)
  })

  t.test('expired and not yet valid: with the day', async (t) => {
    const expired = await award({
      validFrom: '2024-01-01T00:00:00Z',
      validUntil: '2025-01-01T00:00:00Z',
    })
    const early = await award({ validFrom: '2027-02-03T00:00:00Z' })
    t.match(
      words((await openPage(service, expired)).text),
      'No longer valid: this credential has expired It is genuine, and its time ran out on 1 January 2025.',
    )
    t.match(
      words((await openPage(service, early)).text),
      'Not valid yet It is genuine, and becomes valid on 3 February 2027.',
    )
  })
})

t.test('what somebody wrote stays text, wherever it stands', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const attack = (place: string) =>
    `"'><script>alert('${place}')</script><img src=x onerror=${place}>`
  const { badgeClass } = await makeBadgeClass(admin, {
    issuer: {
      name: attack('issuer'),
      url: "https://library.example.org/?a=%22%3E&b='x",
      description: attack('profile'),
    },
    badgeClass: {
      name: attack('name'),
      description: attack('description'),
      criteria: {
        narrative: `${attack('criteria')}\n\n![p](https://tracker.example.net/p.png) [x](javascript:alert(1))`,
        id: 'https://library.example.org/%22%3E%3Cscript%3E',
      },
      achievementType: `ext:${'x'.repeat(10)}`,
      image: 'https://tracker.example.net/badge.png',
      tags: [attack('tag')],
      alignments: [
        {
          targetName: attack('skill'),
          targetUrl: 'https://skills.example.org/',
          targetDescription: attack('skill'),
          targetFramework: attack('framework'),
          targetCode: '"><script>',
        },
      ],
    },
  })
  const award = await makeAward(admin, badgeClass.id, {
    narrative: attack('narrative'),
    evidence: [
      { name: attack('evidence'), narrative: attack('evidence'), description: attack('evidence') },
      { genre: attack('genre'), audience: attack('audience') },
    ],
  })
  const { status, text } = await openPage(service, award)
  t.equal(status, 200)
  t.same(dangersIn(text), [])
  for (const place of ['issuer', 'name', 'criteria', 'tag', 'skill', 'narrative', 'evidence']) {
    t.match(words(text), `alert('${place}')`, `${place} is shown as it was written`)
  }
})

t.test('what is not there', async (t) => {
  const service = await startService(t)
  const anybody = service.as(null)
  const path = `/credentials/${'A'.repeat(22)}`

  for (const address of [path, `${path}.html`, '/credentials/too-short']) {
    const page = await anybody.get(address, BROWSER)
    t.equal(page.status, 404, address)
    t.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
    t.match(words(page.text), 'There is no such credential')
    t.match(page.headers.get('content-security-policy'), "default-src 'none'; style-src 'sha256-")
  }
  const program = await anybody.get(path)
  t.equal(program.status, 404)
  t.match(program.headers.get('content-type'), 'application/problem+json')
  t.match(program.body, { type: 'urn:waymark:problem:not-found' })

  const other = await anybody.get(path, { accept: 'application/msword' })
  t.equal(other.status, 406)
  t.match(other.headers.get('content-type'), 'application/problem+json')
})

t.test('thirty readers at once are served', async (t) => {
  const service = await startService(t)
  const { badgeClass } = await makeBadgeClass(service.admin)
  const award = await makeAward(service.admin, badgeClass.id)
  const pages = await Promise.all(Array.from({ length: 30 }, () => openPage(service, award)))
  t.ok(pages.every(({ status, text }) => status === 200 && /This credential is valid/.test(text)))
})
