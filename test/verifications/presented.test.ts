// What /v1/verify takes beside a credential and its URL: tokens, images, forms; whatever they are.
import { deflateSync } from 'node:zlib'
import encode from 'png-chunks-encode'
import extract from 'png-chunks-extract'
import t from 'tap'
import { fetchWith, published } from '../credential-formats/published.ts'
import { startServer } from '../outbound/loopback-server.ts'
import { pngOf, svgOf } from '../support/images.ts'
import { notAProblem } from '../support/problem.ts'

const { service, credentialUrl, credential } = await published(t)
const anybody = service.as(null)

const file = (body: Buffer, type: string) =>
  anybody.send('POST', '/v1/verify', {
    body: Uint8Array.from(body),
    headers: { 'content-type': type },
  })
const of = async (suffix: string) => (await fetchWith(`${credentialUrl}.${suffix}`)).bytes
const [png, svg, jwt] = [await of('png'), await of('svg'), (await of('jwt')).toString()]

/** A PNG with chunks of text put in before its picture. */
const withText = (...chunks: { name: string; data: string | Buffer }[]) => {
  const [header, ...rest] = extract(Uint8Array.from(pngOf(2, 2)))
  const added = chunks.map(({ name, data }) => ({ name, data: Uint8Array.from(Buffer.from(data)) }))
  return Buffer.from(encode([header as { name: string; data: Uint8Array }, ...added, ...rest]))
}
const international = (keyword: string, text: string) => ({
  name: 'iTXt',
  data: `${keyword}\0\0\0\0\0${text}`,
})

t.test('an image is recognised by its content', async (t) => {
  for (const [what, answer] of Object.entries({
    'a PNG': await file(png, 'image/png'),
    'a PNG said to be an SVG': await file(png, 'image/svg+xml'),
    'an SVG': await file(svg, 'image/svg+xml'),
    'an SVG said to be a PNG': await file(svg, 'image/png; q=1'),
  })) {
    t.match(
      answer.body,
      { verdict: 'valid', checks: [{ name: 'retrieval', outcome: 'passed' }] },
      what,
    )
    t.equal(answer.body.credential.id, credentialUrl)
  }
})

t.test('a token in an image is a credential too', async (t) => {
  const baked = withText(international('openbadgecredential', jwt))
  t.match((await file(baked, 'image/png')).body, { verdict: 'valid' })
  const inSvg = svgOf(
    `<openbadges:credential verify="${jwt}"/>`,
    ' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"',
  )
  t.match((await file(inSvg, 'image/svg+xml')).body, { verdict: 'valid' })
})

t.test('an image that tells nothing is a report, not an error', async (t) => {
  const other = JSON.stringify({ ...credential, name: 'Another' })
  const flipped = Buffer.from(png)
  flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1
  const bomb = Buffer.concat([
    Buffer.from('openbadgecredential\0\x01\0\0\0'),
    deflateSync(Buffer.alloc(50_000_000, 32)),
  ])
  const entity = Buffer.concat([Buffer.from('<!DOCTYPE svg [<!ENTITY a "b">]>'), svgOf('&a;')])
  const cases: Record<string, [Buffer, string, string]> = {
    'no credential in a PNG': [pngOf(3, 3), 'invalid', 'no-credential'],
    'no credential in an SVG': [svgOf(), 'invalid', 'no-credential'],
    'a bad checksum': [flipped, 'invalid', 'bad-checksum'],
    'half a PNG': [png.subarray(0, 200), 'invalid', 'truncated'],
    'two credentials': [
      withText(
        international('openbadgecredential', '{}'),
        international('openbadgecredential', '{}'),
      ),
      'invalid',
      'several-credentials',
    ],
    'no JSON': [
      withText(international('openbadgecredential', '{"a":')),
      'invalid',
      'not-a-credential',
    ],
    'text that expands to 50 MB': [
      withText({ name: 'iTXt', data: bomb }),
      'invalid',
      'not-a-credential',
    ],
    'nine megabytes of text': [
      withText({ name: 'tEXt', data: `k\0${'a'.repeat(9_000_000)}` }),
      'invalid',
      'too-much-text',
    ],
    entities: [entity, 'invalid', 'document-type'],
    'many elements': [svgOf('<g/>'.repeat(50_000)), 'invalid', 'too-complex'],
  }
  for (const [what, [image, verdict, code]] of Object.entries(cases)) {
    const began = performance.now()
    const { status, body } = await file(image, 'image/png')
    t.equal(status, 200, what)
    t.match(body, { verdict, credential: null, checks: [{ name: 'retrieval', code }] }, what)
    t.ok(performance.now() - began < 5_000, `${what}, quickly`)
  }
  const changed = await file(withText(international('openbadgecredential', other)), 'image/png')
  t.match(changed.body, { verdict: 'invalid' }, 'what is baked in is verified like any other')
})

t.test('what is no image or too large is a problem', async (t) => {
  t.equal(notAProblem(await file(Buffer.from('hello'), 'image/png'), 'body'), null)
  t.equal(notAProblem(await file(Buffer.alloc(0), 'image/png'), 'body'), null)
  t.equal((await file(png, 'image/jpeg')).status, 415)
  t.equal((await file(Buffer.alloc(11_000_000), 'image/png')).status, 413)
  const form = new FormData()
  form.set('url', credentialUrl)
  const answer = await anybody.send('POST', '/v1/verify', { body: form })
  t.equal(notAProblem(answer, 'file'), null)
  for (const body of [{}, { jwt, url: credentialUrl }, { credential, jwt }]) {
    t.equal((await anybody.post('/v1/verify', body)).status, 400)
  }
})

t.test('what has a member twice is read by nobody', async (t) => {
  const twice = JSON.stringify({ credential }).replace('"name":', '"name":"Another","name":')
  const answer = await anybody.send('POST', '/v1/verify', {
    body: twice,
    headers: { 'content-type': 'application/json' },
  })
  t.equal(notAProblem(answer, 'body'), null)
  const { credential: inside } = JSON.parse(twice)
  t.strictSame(inside, credential, 'though the last one is what was signed')
  const baked = withText(
    international('openbadgecredential', JSON.stringify(credential).replace('{', '{"id":"urn:a",')),
  )
  t.match((await file(baked, 'image/png')).body, {
    verdict: 'invalid',
    checks: [{ name: 'retrieval', code: 'not-a-credential' }],
  })
})

t.test('whatever lies at an URL is recognised too', async (t) => {
  const served: Record<string, string | Buffer> = {
    '/json': JSON.stringify(credential),
    '/jwt': `${jwt}\n`,
    '/png': png,
    '/svg': svg,
    '/bytes': Buffer.alloc(100, 255),
  }
  const { port } = await startServer(t, ({ url = '' }, response) => {
    response.setHeader('content-type', 'text/plain').end(served[url])
  })
  const verify = async (path: string) =>
    (await anybody.post('/v1/verify', { url: `http://127.0.0.1:${port}${path}` })).body
  for (const path of ['/json', '/jwt', '/png', '/svg']) {
    t.match(await verify(path), { verdict: 'valid', credential: { id: credentialUrl } }, path)
  }
  t.match(await verify('/bytes'), { verdict: 'inconclusive', checks: [{ code: 'malformed' }] })
})

t.test('a key of ours is looked up in the database, not over the network', async (t) => {
  const { outbound } = service.deps
  const { get } = outbound
  const asked: string[] = []
  outbound.get = (url, options) => {
    asked.push(String(url))
    return get.call(outbound, url, options)
  }
  t.match((await anybody.post('/v1/verify', { jwt })).body, { verdict: 'valid' })
  for (const suffix of ['.jwt', '.png', '.svg', '.html', '.png.svg', '.gif']) {
    await anybody.post('/v1/verify', { url: `${credentialUrl}${suffix}` })
  }
  outbound.get = get
  t.same(asked, [])
})
