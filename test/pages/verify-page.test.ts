// The page /verify: an address, a file or a text goes in, a verdict in words comes out.
import t, { type Test } from 'tap'
import { foreignBadge, foreignIssuer, startForeignHost } from '../conformance/foreign-issuer.ts'
import { learnerRecord } from '../credentials/clr-sample.ts'
import { foreignIssuer as issuerOfRecords } from '../credentials/foreign-suites.ts'
import { startServer } from '../outbound/loopback-server.ts'
import { makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { makeSite } from '../verification/open-badges-2/site.ts'
import { dangersIn, makeAward, submit, words } from './harness.ts'

t.test('what can be given', async (t) => {
  const service = await startService(t)
  const { badgeClass } = await makeBadgeClass(service.admin)
  const award = await makeAward(service.admin, badgeClass.id, { narrative: 'A long *night*.' })
  const path = new URL(award.credentialUrl).pathname
  const file = async (suffix: string) =>
    new Uint8Array(await (await fetch(`${service.url}${path}.${suffix}`)).arrayBuffer())
  const jwt = Buffer.from(await file('jwt')).toString()
  const json = JSON.stringify(award.credential, null, 2)

  const given: [string, Parameters<typeof submit>[1]][] = [
    ['the address', { url: ` ${award.credentialUrl} ` }],
    ['the address as a text', { text: award.credentialUrl }],
    ['the address of the file', { url: `${award.credentialUrl}.json` }],
    ['the JSON', { text: json }],
    ['the JSON as a file', { file: json }],
    ['the JWT', { text: `${jwt}\n` }],
    ['the JWT as a file', { file: jwt }],
    ['the PNG', { file: await file('png') }],
    ['the SVG', { file: await file('svg') }],
  ]
  for (const [name, fields] of given) {
    const { status, text, headers } = await submit(service, fields)
    t.equal(status, 200, name)
    t.match(headers.get('cache-control'), 'no-store', `${name} is not kept`)
    const said = words(text)
    t.ok(said.includes('This credential is valid'), `${name} is valid`)
    for (const part of ['Podcast Producer', 'Harbour Library', 'A long night .']) {
      t.ok(said.includes(part), `${name} shows ${part}`)
    }
    t.match(text, `<a href="${path}">Open the page of this credential</a>`, name)
  }

  const forged = JSON.stringify({ ...award.credential, name: 'Pilot' })
  const { status, text } = await submit(service, { text: forged })
  t.equal(status, 200)
  t.match(words(text), 'Not valid: this is not what was signed')
  t.match(words(text), 'Nothing proves that the name above is right.')
  t.notMatch(text, 'Open the page of this credential', 'it has no page here')
})

t.test('revoked is revoked here too, with the reason', async (t) => {
  const service = await startService(t)
  const { badgeClass } = await makeBadgeClass(service.admin, { badgeClass: { suspendable: true } })
  const award = await makeAward(service.admin, badgeClass.id)
  await service.admin.post(`/v1/assertions/${award.id}/revocation`, { reason: 'Wrong person.' })
  const said = words((await submit(service, { url: award.credentialUrl })).text)
  t.match(said, 'Not valid: this credential was revoked')
  t.match(said, 'Wrong person.')
})

t.test('a badge of somebody else', async (t) => {
  const service = await startService(t)
  const issuer = await foreignIssuer()
  const subject = foreignBadge(issuer.did).credentialSubject as { achievement: object }
  const badge = await issuer.sign(
    foreignBadge(issuer.did, {
      image: { id: 'https://tracker.example.net/pixel.png', type: 'Image' },
      credentialSubject: {
        ...subject,
        narrative: '[free](javascript:alert(1)) ![p](https://tracker.example.net/p.png)',
        achievement: {
          ...subject.achievement,
          name: '<img src=x onerror=alert(1)>',
          criteria: {
            narrative: '<script>alert(1)</script>',
            id: 'https://elsewhere.example.com/1',
          },
        },
      },
      evidence: [
        { type: ['Evidence'], id: 'https://elsewhere.example.com/e', name: '"><svg onload=1>' },
      ],
    }),
    'eddsa-rdfc-2022',
  )
  const { status, text } = await submit(service, { text: JSON.stringify(badge) })
  t.equal(status, 200)
  const said = words(text)
  t.match(said, 'This credential is valid')
  t.match(said, 'It is exactly as Elsewhere issued it')
  t.match(said, 'Signed with a key that no web address vouches for.')
  t.same(dangersIn(text), [])
  t.notMatch(text, 'Open the page of this credential')

  t.test('that claims to be one of ours is not shown as such', async (t) => {
    const { badgeClass } = await makeBadgeClass(service.admin)
    const award = await makeAward(service.admin, badgeClass.id)
    const claim = await issuer.sign(
      foreignBadge(issuer.did, { id: award.credentialUrl }),
      'eddsa-rdfc-2022',
    )
    const { text } = await submit(service, { text: JSON.stringify(claim) })
    t.notMatch(text, 'Open the page of this credential')
    t.notMatch(words(text), 'where its key is kept')
  })

  t.test('that embeds praise it did not get', async (t) => {
    const praise = {
      '@context': badge['@context'],
      id: 'urn:uuid:5b2f9d0e-6f3c-4a4e-9d0a-0a4dc6a0f6b3',
      type: ['VerifiableCredential', 'EndorsementCredential'],
      issuer: { id: 'did:web:university.example.org', type: ['Profile'], name: 'A University' },
      validFrom: '2025-01-01T00:00:00Z',
      name: 'Praise',
      credentialSubject: {
        id: 'https://elsewhere.example.com/achievements/1',
        type: ['EndorsementSubject'],
        endorsementComment: 'The best of all.',
      },
    }
    const achievement = { ...subject.achievement, endorsement: [praise] }
    const made = foreignBadge(issuer.did, {
      credentialSubject: { ...subject, achievement },
    })
    const said = words((await submit(service, { text: JSON.stringify(made) })).text)
    t.match(said, 'A University')
    t.match(said, 'Could not be confirmed')
    t.notMatch(said, 'The best of all.', 'words that nobody signed are not repeated')
  })
})

t.test('a presentation, a learner record, and a page that leads to a badge', async (t) => {
  const service = await startService(t)
  const issuer = await foreignIssuer()
  const badge = await issuer.sign(foreignBadge(issuer.did), 'eddsa-rdfc-2022')
  const presentation = (...verifiableCredential: object[]) =>
    JSON.stringify({
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiablePresentation'],
      verifiableCredential,
    })
  const result = async (fields: Parameters<typeof submit>[1]) => {
    const { status, text } = await submit(service, fields)
    t.equal(status, 200)
    t.same(dangersIn(text), [])
    return words(text)
  }
  const good = await result({ text: presentation(badge, badge) })
  t.match(good, 'Everything that was presented is valid')
  t.match(good, 'The credentials in it Night Walker Awarded by Elsewhere This credential is valid.')
  const mixed = await result({ file: presentation(badge, { ...badge, name: '<b>Pilot</b>' }) })
  t.match(mixed, 'Not everything in it is valid')
  t.match(mixed, 'Not valid: this is not what was signed.')

  const school = await issuerOfRecords('eddsa-rdfc-2022')
  const record = await school.sign(learnerRecord(school.did, [badge, { ...badge, name: 'Pilot' }]))
  const whole = await result({ text: JSON.stringify(record) })
  t.match(whole, 'Not everything in it is valid')
  t.match(whole, 'What Ada has reached', 'the record itself is shown too')

  const { port } = await startServer(t, ({ url }, response) => {
    const link = '<link rel="alternate" type="application/vc" href="/badge">'
    response.end(url === '/badge' ? JSON.stringify(badge) : link)
  })
  t.match(await result({ url: `http://127.0.0.1:${port}/` }), 'This credential is valid')
})

t.test('a badge of Open Badges 2.0', async (t) => {
  const service = await startService(t)
  const { port } = await startServer(t, ({ url = '' }, response) => {
    const { status = 404, body = '' } = site.answers.get(url) ?? {}
    response.writeHead(status).end(body)
  })
  const site = makeSite(`http://127.0.0.1:${port}`)
  const { status, text } = await submit(service, { text: JSON.stringify(site.assertion) })
  t.equal(status, 200)
  const said = words(text)
  for (const part of [
    'This credential is valid',
    'It is exactly as Harbour School issued it',
    'Night Sailor',
    'Sail from dusk to dawn.',
    'At the helm from two to four.',
    'Seamanship',
    `Known by its profile on 127.0.0.1:${port}.`,
    '1 June 2025',
  ]) {
    t.ok(said.includes(part), part)
  }
  t.same(dangersIn(text), [])
  const changed = JSON.stringify({ ...site.assertion, narrative: 'Captain.' })
  const found = words((await submit(service, { text: changed })).text)
  t.match(found, 'Not valid: the original says something else')
})

t.test('what was never a credential is not told at length', async (t) => {
  const service = await startService(t)
  const host = await startForeignHost(t)
  const table = `${'|a'.repeat(1_000)}\n${'|-'.repeat(1_000)}\n${'|\n'.repeat(6_000)}`
  const evidence = Array.from({ length: 20 }, () => ({
    type: ['Evidence'],
    narrative: table,
    description: table,
  }))
  const away = await foreignIssuer(host.did('nobody'))
  const badge = foreignBadge(away.did, { evidence })
  const subject = badge.credentialSubject as { achievement: object }
  const praise = await Promise.all(
    Array.from({ length: 10 }, (_, position) =>
      away.sign(
        {
          '@context': badge['@context'],
          id: `urn:uuid:5b2f9d0e-6f3c-4a4e-9d0a-0a4dc6a0f6b${position}`,
          type: ['VerifiableCredential', 'EndorsementCredential'],
          issuer: { id: away.did, type: ['Profile'], name: 'Praiser' },
          validFrom: '2025-01-01T00:00:00Z',
          name: 'Praise',
          credentialSubject: {
            id: 'https://elsewhere.example.com/achievements/1',
            type: ['EndorsementSubject'],
            endorsementComment: 'The best of all.',
          },
        },
        'eddsa-rdfc-2022',
      ),
    ),
  )
  const endorsed = {
    ...badge,
    credentialSubject: {
      ...subject,
      narrative: 'A *true* story.',
      achievement: { ...subject.achievement, endorsement: praise },
    },
  }
  const show = async (document: object) => {
    const { status, text } = await submit(service, { text: JSON.stringify(document) })
    t.equal(status, 200)
    return text
  }

  const unsigned = await show(endorsed)
  t.match(words(unsigned), 'Not valid: this is not what was signed')
  t.match(words(unsigned), 'A true story.')
  t.match(words(unsigned), 'Praiser', 'named')
  t.match(words(unsigned), 'Could not be confirmed', 'and not believed')
  t.ok(unsigned.length < 2_500_000, `${unsigned.length} characters`)
  t.equal(host.contacts(), 0, 'nobody is asked about what is embedded in a forgery')

  const shapeless = await show({ ...endorsed, type: 'Nothing', validFrom: 7 })
  t.match(words(shapeless), 'this is not a well-formed credential')
  t.match(words(shapeless), 'Night Walker', 'its name is still shown')
  t.notMatch(words(shapeless), 'A true story.', 'its prose is not')
  t.notMatch(words(shapeless), 'Praiser')
  t.ok(shapeless.length < 100_000, `${shapeless.length} characters`)
  t.equal(host.contacts(), 0)
})

t.test(
  'an endorsement with an id like ours is shown when its own endorser has signed it',
  async (t) => {
    const service = await startService(t)
    const host = await startForeignHost(t)
    const issuer = await foreignIssuer()
    const endorser = await foreignIssuer(host.did('praiser'))
    host.publishDid(endorser)
    const badge = foreignBadge(issuer.did)
    const subject = badge.credentialSubject as { achievement: object }
    // Its id looks like one of ours, which anybody can write.
    const praise = await endorser.sign(
      {
        '@context': badge['@context'],
        id: `${service.url}/endorsements/${'A'.repeat(22)}`,
        type: ['VerifiableCredential', 'EndorsementCredential'],
        issuer: { id: endorser.did, type: ['Profile'], name: 'Praiser' },
        validFrom: '2025-01-01T00:00:00Z',
        name: 'Praise',
        credentialSubject: {
          id: 'https://elsewhere.example.com/achievements/1',
          type: ['EndorsementSubject'],
          endorsementComment: 'The best of all.',
        },
      },
      'eddsa-rdfc-2022',
    )
    const achievement = { ...subject.achievement, endorsement: [praise] }
    const signed = await issuer.sign(
      { ...badge, credentialSubject: { ...subject, achievement } },
      'eddsa-rdfc-2022',
    )
    const page = words((await submit(service, { text: JSON.stringify(signed) })).text)
    t.match(page, 'The best of all.')
    t.ok(host.contacts() > 0, 'its DID was looked up')
  },
)

/** The field that a page marks as wrong, and what it says about it. */
function marked(t: Test, text: string, field: 'url' | 'file' | 'text', message: RegExp) {
  const element = new RegExp(`<(?:input|textarea) id="${field}"[^>]*>`).exec(text)?.[0] ?? ''
  t.match(element, 'aria-invalid="true"', `${field} is marked`)
  t.match(element, `aria-describedby="${field}-hint ${field}-problem"`)
  const said = new RegExp(`<p class="wrong" id="${field}-problem">(.*?)</p>`).exec(text)?.[1]
  t.match(said, message)
  t.match(text, /role="alert"/)
  t.match(text, `<a href="#${field}">`)
}

t.test('what cannot be used is said at its field', async (t) => {
  const service = await startService(t)
  const cases: [string, Parameters<typeof submit>[1], number, 'url' | 'file' | 'text', RegExp][] = [
    ['nothing', {}, 400, 'url', /Give a web address, a file or a text/],
    ['two', { url: 'https://a.example', text: '{}' }, 400, 'text', /only one of the three/],
    ['no address', { url: 'badge' }, 400, 'url', /not a web address/],
    ['javascript', { url: 'javascript:alert(1)' }, 400, 'url', /not a web address/],
    ['an own file', { url: 'file:///etc/passwd' }, 400, 'url', /not a web address/],
    ['prose', { text: 'hello "<b>"' }, 400, 'text', /neither a credential in JSON/],
    ['broken JSON', { text: '{"a": ' }, 400, 'text', /neither a credential in JSON/],
    [
      'a wrong file',
      { file: new Uint8Array([0, 1, 2, 255]) },
      400,
      'file',
      /neither a badge picture/,
    ],
    ['a huge file', { file: new Uint8Array(10 * 1024 * 1024 + 1) }, 413, 'file', /too large/],
    ['a huge text', { text: `{"a": "${'x'.repeat(1024 * 1024)}"}` }, 413, 'text', /too long/],
  ]
  for (const [name, fields, status, field, message] of cases) {
    const answer = await submit(service, fields)
    t.equal(answer.status, status, name)
    t.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8')
    marked(t, answer.text, field, message)
  }
  const { text } = await submit(service, { text: 'hello "<b>"' })
  t.match(text, 'hello &quot;&lt;b&gt;&quot;</textarea>', 'what was given is still there')
  t.same(dangersIn(text), [])

  t.test('what is no such form', async (t) => {
    const anybody = service.as(null)
    const bodies: [string, string][] = [
      ['application/json', '{}'],
      ['application/x-www-form-urlencoded', 'url=x'],
      ['multipart/form-data', 'no boundary'],
      ['multipart/form-data; boundary=x', 'cut off'],
    ]
    for (const [type, body] of bodies) {
      const answer = await anybody.send('POST', '/verify', {
        body,
        headers: { 'content-type': type },
      })
      t.ok([400, 415].includes(answer.status), `${type}: ${answer.status}`)
      t.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8')
      t.match(answer.text, 'The form could not be read')
    }
  })
})

t.test('opening the page fetches nothing', async (t) => {
  const service = await startService(t)
  const { badgeClass } = await makeBadgeClass(service.admin)
  const { credentialUrl } = await makeAward(service.admin, badgeClass.id)
  const anybody = service.as(null)
  const url = `${credentialUrl}?"><script>alert(1)</script>`
  const { status, text } = await anybody.get(`/verify?url=${encodeURIComponent(url)}`)
  t.equal(status, 200)
  t.match(text, `value="${credentialUrl}?&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"`)
  t.notMatch(text, 'id="verdict"', 'the form is only filled in')
})

const open = (t: Test, env: Record<string, string>): Promise<Service> => startService(t, { env })

t.test('an operator can close it', async (t) => {
  const service = await open(t, { ANONYMOUS_VERIFICATIONS_PER_MINUTE: '0' })
  const page = await service.as(null).get('/verify')
  t.equal(page.status, 403)
  t.match(words(page.text), 'Verification is not open to the public here')
  t.notMatch(page.text, '<form')
  const sent = await submit(service, { text: '{}' })
  t.equal(sent.status, 403)
  t.match(words(sent.text), 'Verification is not open to the public here')
})

t.test('too many are asked to wait', async (t) => {
  const service = await open(t, { ANONYMOUS_VERIFICATIONS_PER_MINUTE: '2' })
  for (const status of [400, 400, 429]) {
    const answer = await submit(service, {})
    t.equal(answer.status, status)
    if (status === 429) {
      t.match(words(answer.text), 'Wait a minute and try again.')
      t.match(answer.headers.get('retry-after'), /^\d+$/)
    }
  }
  t.equal((await service.as(null).get('/verify')).status, 200, 'the form itself is still there')
})

t.test('an address that cannot be read', async (t) => {
  const service = await startService(t, { env: { OUTBOUND_ALLOW_LOOPBACK: 'false' } })
  for (const url of [
    'https://127.0.0.1/x',
    'http://169.254.169.254/latest',
    'https://localhost/',
  ]) {
    const { status, text } = await submit(service, { url })
    t.equal(status, 200)
    t.match(words(text), 'Nothing could be read at this address', url)
    t.notMatch(text, 'class="badge"', 'there is nothing to show')
  }
  const { text } = await submit(service, { url: `${service.url}/credentials/${'A'.repeat(22)}` })
  t.match(words(text), 'There is no credential at this address')
})

t.test('a picture without a credential', async (t) => {
  const service = await startService(t)
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>'
  const { status, text } = await submit(service, { file: svg })
  t.equal(status, 200)
  t.match(words(text), 'There is no credential in this picture')
  t.same(dangersIn(text), [])
})
