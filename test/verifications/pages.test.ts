// Pages of others that lead to a credential: what is tried, in which order, and what is not.
import t from 'tap'
import { readPage } from '../../src/verifications/page.ts'
import { foreignBadge, foreignIssuer } from '../conformance/foreign-issuer.ts'
import { published } from '../credential-formats/published.ts'
import { startServer } from '../outbound/loopback-server.ts'
import { startService } from '../support/service.ts'

const { service, credentialUrl } = await published(t)
const issuer = await foreignIssuer()
const badge = await issuer.sign(foreignBadge(issuer.did), 'eddsa-rdfc-2022')
const other = await issuer.sign(foreignBadge(issuer.did, { name: 'Other' }), 'eddsa-rdfc-2022')
const json = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c')
const schemaOrg = { '@context': 'https://schema.org', '@type': 'Organization', name: 'A school' }
const script = (type: string, value: unknown) => `<script type="${type}">${json(value)}</script>`
const png = Buffer.from(await (await fetch(`${credentialUrl}.png`)).arrayBuffer())

/** A host of pages that counts what it is asked for. */
async function host(served: Record<string, string | Buffer>) {
  const asked: string[] = []
  const { port } = await startServer(t, ({ url = '' }, response) => {
    asked.push(url)
    const body = served[url]
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/html' }).end(body)
  })
  const origin = `http://127.0.0.1:${port}`
  const verify = async (path: string) =>
    (await service.as(null).post('/v1/verify', { url: `${origin}${path}` })).body
  return { asked, origin, verify }
}

t.test('a page may hold the credential, or link to it', async (t) => {
  const page = (head: string, body = '') =>
    `<!doctype html><html><head><title>Ä</title>${head}</head><body>${body}</body></html>`
  const pages: Record<string, string> = {
    'a script': page(script('application/vc', badge)),
    'a script beside other data': page(
      script('application/ld+json', schemaOrg) + script('application/ld+json', badge),
    ),
    'the same script twice': page(script('application/json', badge).repeat(2)),
    'a link': page('<link rel="alternate" type="application/vc" href="/badge">'),
    'a link with a base': page(
      '<base href="/folder/"><link href="../badge" rel="x Alternate" type="application/ld+json">',
    ),
    'a link to JSON': page(
      '<LINK REL=alternate TYPE="application/json; charset=utf-8" HREF=badge>',
    ),
    'a link of the text': page('', '<p><a href="badge.json?x=1">Download</a>'),
    'a picture': page('', '<img alt="" src="badge.png">'),
    'a picture for sharing': page('<meta property="og:image" content="/badge.png">'),
    'a page that leads to a page': page('<link rel="alternate" type="application/vc" href="/1">'),
    'a dead link before': page(
      '<link rel="alternate" type="application/vc" href="/gone"><link rel="alternate" type="application/ld+json" href="/data"><link rel="alternate" type="application/json" href="/badge">',
    ),
  }
  const { verify } = await host({
    ...Object.fromEntries(Object.values(pages).map((text, at) => [`/page-${at}`, text])),
    '/1': page('<link rel="alternate" type="application/vc" href="/badge">'),
    '/badge': json(badge),
    '/badge.json?x=1': json(badge),
    '/badge.png': png,
    '/data': json(schemaOrg),
  })
  for (const [at, what] of Object.keys(pages).entries()) {
    const report = await verify(`/page-${at}`)
    t.match(report, { verdict: 'valid', checks: [{ name: 'retrieval', outcome: 'passed' }] }, what)
  }
})

t.test('what leads nowhere is not known, and soon', async (t) => {
  const link = (href: string) => `<link rel="alternate" type="application/vc" href="${href}">`
  const { verify, asked, origin } = await host({
    '/plain': '<!doctype html><p>Hello',
    '/data': script('application/ld+json', schemaOrg),
    '/two': script('application/vc', badge) + script('application/vc', other),
    '/loop': link('/loop') + link('/loop#x') + link('/loop?1') + link('/loop?2'),
    '/many': Array.from({ length: 50 }, (_, at) => link(`/nothing/${at}`)).join(''),
    '/elsewhere': link('file:///etc/passwd') + link('http://10.0.0.1/') + link('javascript:1'),
    '/forged': script('application/vc', { ...badge, name: 'Pilot' }),
    '/comment': `<!-- ${link('/forged')} --><textarea>${link('/forged')}</textarea>`,
  })
  for (const [path, code] of Object.entries({
    '/plain': 'no-credential',
    '/data': 'no-credential',
    '/two': 'several-credentials',
    '/loop': 'no-credential',
    '/many': 'no-credential',
    '/elsewhere': 'no-credential',
    '/comment': 'no-credential',
  })) {
    asked.length = 0
    t.match(
      await verify(path),
      { verdict: 'inconclusive', credential: null, checks: [{ name: 'retrieval', code }] },
      path,
    )
    t.ok(asked.length <= 6, `${path}: ${asked.join(' ')}`)
  }
  t.match(await verify('/forged'), { verdict: 'invalid', credential: { name: 'Pilot' } })
  const silent = await host({ '/page': link('http://127.0.0.1:1/') })
  t.match(await silent.verify('/page'), { checks: [{ code: 'unreachable' }] })
  t.match(origin, /127/)
})

t.test('the page of a credential of another Waymark', async (t) => {
  const neighbour = await startService(t)
  const { body } = await neighbour.as(null).post('/v1/verify', { url: `${credentialUrl}.html` })
  t.match(body, { verdict: 'valid', credential: { id: credentialUrl } })
})

t.test('hostile HTML is read in a moment', (t) => {
  for (const unit of [
    '<b>',
    '<div>',
    '<table><tr><td>',
    '<svg><title>',
    '<a href="',
    '<!--',
    '&amp',
  ]) {
    const began = performance.now()
    readPage(unit.repeat(2_000_000 / unit.length), 'https://example.org/')
    t.ok(performance.now() - began < 1_500, `${unit} ${performance.now() - began}`)
  }
  t.end()
})
