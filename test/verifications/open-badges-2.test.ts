// POST /v1/verify with badges of Open Badges 2.0 and before that somebody else has issued.
import encode from 'png-chunks-encode'
import extract from 'png-chunks-extract'
import t from 'tap'
import { bakePng, bakeSvg, isImageProblem, type JsonObject } from '../../src/credentials/index.ts'
import { startServer } from '../outbound/loopback-server.ts'
import { pngOf, svgOf } from '../support/images.ts'
import { startService } from '../support/service.ts'
import { EMAIL, jwsOf, makeSite, rsaKeys, withSigning } from '../verification/open-badges-2/site.ts'

const service = await startService(t)
const anybody = service.as(null)

/** A platform of somebody else on this machine. `/moved/...` is redirected, `/slow` never answers. */
async function startSite() {
  const server = await startServer(t, ({ url = '' }, response) => {
    if (url.startsWith('/moved/')) {
      response.writeHead(302, { location: url.replace('/moved', '') }).end()
      return
    }
    const { status = 404, body = '' } = site.answers.get(url) ?? {}
    const headers = { 'content-type': 'text/html', 'cache-control': 'no-store' }
    response.writeHead(status, headers).end(body)
  })
  const site = makeSite(`http://127.0.0.1:${server.port}`)
  return site
}

type Report = {
  verdict: string
  checks: { name: string; outcome: string; code?: string; detail: string }[]
  credential: JsonObject
}

const verify = async (request: object): Promise<Report> =>
  (await anybody.post('/v1/verify', request)).body
const verifyImage = async (image: Uint8Array): Promise<Report> =>
  (
    await anybody.send('POST', '/v1/verify', {
      body: Uint8Array.from(image),
      headers: { 'content-type': 'image/png' },
    })
  ).body
const codes = ({ checks }: Report) => checks.flatMap(({ code }) => code ?? [])

t.test('a hosted badge, however it is given', async (t) => {
  const site = await startSite()
  const { assertion, badgeClass, issuer } = site
  site.put('/embedding', {
    ...assertion,
    badge: { ...badgeClass, issuer },
    id: `${site.origin}/embedding`,
  })
  const url = String(assertion.id)
  for (const [way, request] of Object.entries({
    'its JSON': { credential: assertion },
    'its address': { url },
    'an address that leads to it': { url: url.replace('/assertions', '/moved/assertions') },
    'with all embedded': { url: `${site.origin}/embedding` },
  })) {
    const report = await verify(request)
    t.match(report, { verdict: 'valid', credential: { name: 'Night Sailor' } }, way)
  }
  const moved = url.replace('/assertions', '/moved/assertions')
  const credential = { ...assertion, id: moved }
  site.put('/assertions/1', credential)
  t.match(await verify({ credential }), { verdict: 'valid' }, 'redirects are allowed')
})

t.test('a hosted badge that does not hold', async (t) => {
  const site = await startSite()
  const { assertion } = site
  const credential = { ...assertion, narrative: 'Captain.' }
  t.match(await verify({ credential }), { verdict: 'invalid' })
  t.strictSame(codes(await verify({ credential })), ['differs'])
  const other = await startSite()
  other.put('/assertions/1', { ...other.assertion, badge: site.badgeClass.id })
  t.strictSame(codes(await verify({ url: other.assertion.id })), ['origin-not-issuers'])
  site.put('/issuer', {
    ...site.issuer,
    verification: { allowedOrigins: new URL(other.origin).host },
  })
  t.match(await verify({ url: other.assertion.id }), { verdict: 'valid' })

  const third = await startSite()
  const { id } = third.assertion
  third.put('/assertions/1', { id, revoked: true, revocationReason: 'A mistake.' }, 410)
  for (const request of [{ credential: third.assertion }, { url: id }]) {
    const report = await verify(request)
    t.match(report, { verdict: 'invalid' })
    t.strictSame(codes(report), ['revoked'])
    t.match(
      report.checks.find(({ code }) => code === 'revoked'),
      { detail: /A mistake/ },
    )
  }
  const gone = { ...site.assertion, id: 'http://127.0.0.1:9/1' }
  t.match(await verify({ credential: gone }), { verdict: 'inconclusive' }, 'nobody answers')
})

t.test('whom it is about', async (t) => {
  const site = await startSite()
  const recipient = { type: 'email', hashed: false, identity: EMAIL }
  const credential = { ...site.assertion, recipient }
  site.put('/assertions/1', credential)
  const about = (value: string) => verify({ credential, recipient: { type: 'email', value } })
  t.match(await about('ADA@example.org'), { verdict: 'valid' })
  t.strictSame(codes(await about('bob@example.org')), ['recipient-mismatch'])
})

t.test('a signed badge', async (t) => {
  const site = await startSite()
  const { privateKey } = rsaKeys()
  const assertion = withSigning(site)
  const jwt = jwsOf(assertion, privateKey)
  t.match(await verify({ jwt }), { verdict: 'valid', credential: { name: 'Night Sailor' } })
  site.put('/signed', jwt)
  t.match(await verify({ url: `${site.origin}/signed` }), { verdict: 'valid' })
  const forged = jwsOf(assertion, rsaKeys(true).privateKey)
  t.strictSame(codes(await verify({ jwt: forged })), ['invalid-signature'])
  site.put('/revocations', {
    type: 'RevocationList',
    revokedAssertions: [{ id: assertion.id, revocationReason: 'A mistake.' }],
  })
  t.strictSame(codes(await verify({ jwt })), ['revoked'])
})

t.test('baked into pictures', async (t) => {
  const site = await startSite()
  const { assertion } = site
  const jwt = jwsOf(withSigning(site), rsaKeys().privateKey)
  const payloads = { json: { credential: JSON.stringify(assertion) }, jws: { jwt } }
  for (const [form, payload] of Object.entries(payloads)) {
    for (const baked of [
      bakePng(pngOf(2, 2), payload, { version: 2 }),
      bakeSvg(svgOf(), payload, { version: 2 }),
    ]) {
      if (isImageProblem(baked)) throw new Error(baked.detail)
      t.match(await verifyImage(baked), { verdict: 'valid' }, form)
    }
  }
  const [header, ...rest] = extract(Uint8Array.from(pngOf(2, 2)))
  for (const [name, separator] of [
    ['tEXt', '\0'],
    ['iTXt', '\0\0\0\0\0'],
  ] as const) {
    const data = Uint8Array.from(Buffer.from(`openbadges${separator}${assertion.id}`))
    const chunks = [header as { name: string; data: Uint8Array }, { name, data }, ...rest]
    t.match(await verifyImage(encode(chunks)), { verdict: 'valid' }, name)
  }
  const element = `<openbadges:assertion verify="${assertion.id}"/>`
  const svg = svgOf(element, ' xmlns:openbadges="http://openbadges.org"')
  t.match(await verifyImage(svg), { verdict: 'valid' })
  site.put('/picture', svg.toString())
  t.match(await verify({ url: `${site.origin}/picture` }), { verdict: 'valid' }, 'at an address')
})

t.test('badges of earlier versions', async (t) => {
  const site = await startSite()
  const { origin } = site
  const recipient = `md5$${'5e'.repeat(16)}`
  const issuer = { origin, name: 'Harbour School' }
  const badge = { name: 'Knots', description: 'Ties.', image: '/k.png', criteria: '/k', issuer }
  const url = site.put('/oldest', { recipient, issued_on: '2012-01-01', badge })
  t.match(await verify({ url }), { verdict: 'valid', credential: { name: 'Knots' } })
  const { '@context': _, ...badgeClass } = site.badgeClass
  site.put('/badge', { ...badgeClass, criteria: 'https://harbour.example/knots' })
  const credential = {
    uid: '1',
    recipient: { type: 'email', hashed: true, identity: recipient },
    badge: site.badgeClass.id,
    verify: { type: 'hosted', url: site.assertion.id },
    issuedOn: 1_500_423_730,
  }
  site.put('/assertions/1', credential)
  t.match(await verify({ credential }), { verdict: 'valid', credential: { name: 'Night Sailor' } })
})

t.test('hostile documents are answered, and soon', async (t) => {
  const site = await startSite()
  const context = { '@context': 'https://w3id.org/openbadges/v2' }
  const own = `${service.publicUrl}/ob2/assertions/AAAAAAAAAAAAAAAAAAAAAA`
  const evidence = Array.from({ length: 50_000 }, () => 'x')
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
  const text = JSON.stringify({ ...site.assertion, evidence: 'deep' })
  const url = site.put('/deep', text.replace('"deep"', deep))
  for (const request of [
    { credential: { ...site.assertion, evidence } },
    { url },
    { credential: { ...context, id: own, narrative: '\ud800' } },
    { credential: { ...context, id: own, verification: null } },
  ]) {
    const began = performance.now()
    const { status, body } = await anybody.post('/v1/verify', request)
    t.equal(status, 200)
    t.match(body, { verdict: 'invalid' })
    t.ok(performance.now() - began < 2_000)
  }
  site.put('/badge', { ...site.badgeClass, issuer: site.badgeClass.id })
  t.strictSame(codes(await verify({ credential: site.assertion })), ['malformed'])
})
