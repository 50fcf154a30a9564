// One URL for a credential, in the format that the caller prefers; and one URL for each format.
import t from 'tap'
import { fetchWith, mediaType, published } from './published.ts'

const JSON_LD = 'application/ld+json'
const EVERYTHING = [
  ...['application/ld+json', 'application/vc', 'application/vc+ld+json', 'application/json'],
  ...['application/vc+jwt', 'text/html', 'text/plain', 'image/png', 'image/svg+xml'],
]

t.test('Accept decides, quality values honoured', async (t) => {
  const { service, credentialUrl } = await published(t)
  const asked: Record<string, string> = {
    ...Object.fromEntries(EVERYTHING.map((type) => [type, type])),
    '*/*': JSON_LD,
    'application/*': JSON_LD,
    'image/*': 'image/png',
    'image/*, image/png;q=0': 'image/svg+xml',
    'image/png;q=0.5, image/svg+xml;q=0.6': 'image/svg+xml',
    'text/html;q=0.2, application/vc+jwt;q=0.3': 'application/vc+jwt',
    'text/html, application/json;q=0.5': 'text/html',
    'application/vc+jwt;q=0, */*;q=0.1': JSON_LD,
    'application/vc+jwt, */*;q=0.1': 'application/vc+jwt',
    'TEXT/HTML': 'text/html',
    'text/html;level=1;q=0.4, image/png;q=0.3': 'text/html',
    'application/json; charset=utf-8': 'application/json',
    'application/ld+json; profile="a, b; q=0"; q=0.5, text/html;q=0.4': JSON_LD,
    'text/html;charset=utf-8;q=0.9, application/json;q=0.8': 'text/html',
    // Chrome and Firefox, on a page and in <img>.
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8':
      'text/html',
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8': 'text/html',
    'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8': 'image/svg+xml',
  }
  for (const [accept, expected] of Object.entries(asked)) {
    for (const round of ['first', 'again']) {
      const answer = await fetchWith(credentialUrl, { accept })
      t.equal(answer.status, 200, `${accept}, ${round}`)
      t.equal(mediaType(answer), expected, `${accept}, ${round}`)
      t.equal(answer.headers.get('vary'), 'Accept', accept)
      t.match(answer.headers.get('cache-control'), /^private/, 'no shared cache keeps it')
    }
  }
  const plain = await service.as(null).get(credentialUrl)
  t.equal(mediaType(plain), JSON_LD, 'whatever the client sends by itself')
})

t.test('406 names what there is', async (t) => {
  const { credentialUrl } = await published(t)
  for (const accept of ['image/webp', 'text/csv, image/gif;q=0.3', '*/*;q=0', 'nonsense']) {
    const answer = await fetchWith(credentialUrl, { accept })
    t.equal(answer.status, 406, accept)
    t.equal(mediaType(answer), 'application/problem+json')
    t.equal(answer.headers.get('vary'), 'Accept')
    const { detail } = JSON.parse(answer.bytes.toString()) as { detail: string }
    for (const type of EVERYTHING) t.ok(detail.includes(type), `it names ${type}`)
  }
})

t.test('a suffix decides whatever Accept says', async (t) => {
  const { credentialUrl } = await published(t)
  const suffixes: Record<string, string> = {
    json: JSON_LD,
    jwt: 'application/vc+jwt',
    png: 'image/png',
    svg: 'image/svg+xml',
    html: 'text/html',
  }
  for (const [suffix, type] of Object.entries(suffixes)) {
    for (const accept of ['*/*', 'image/webp', 'text/html', type]) {
      const answer = await fetchWith(`${credentialUrl}.${suffix}`, { accept })
      t.equal(answer.status, 200, suffix)
      t.equal(mediaType(answer), type, `${suffix} for ${accept}`)
    }
  }
  const asText = await fetchWith(`${credentialUrl}.jwt`, { accept: 'text/plain' })
  t.equal(mediaType(asText), 'text/plain', 'a token can be shown as text')
  for (const suffix of ['json', 'png', 'svg']) {
    const { headers } = await fetchWith(`${credentialUrl}.${suffix}`)
    t.equal(headers.get('cache-control'), 'public, no-cache', suffix)
    t.equal(headers.get('vary'), null, suffix)
  }
  for (const suffix of ['xml', 'jsonld', 'PNG', 'png.svg', '']) {
    t.equal((await fetchWith(`${credentialUrl}.${suffix}`)).status, 404, `.${suffix}`)
  }
})

t.test('each format has an ETag of its own, and 304 answers who has it', async (t) => {
  const { credentialUrl } = await published(t)
  const tags = new Map<string, string>()
  for (const accept of EVERYTHING.filter((type) => type !== 'text/html')) {
    const first = await fetchWith(credentialUrl, { accept })
    const tag = first.headers.get('etag') as string
    t.match(tag, /^"[\w-]{20,}"$/, accept)
    const again = await fetchWith(credentialUrl, { accept, 'if-none-match': tag })
    t.equal(again.status, 304, accept)
    t.equal(again.bytes.length, 0)
    t.equal(again.headers.get('etag'), tag)
    t.equal(again.headers.get('vary'), 'Accept')
    for (const [type, other] of tags) {
      const answer = await fetchWith(credentialUrl, { accept, 'if-none-match': other })
      t.equal(answer.status, 200, `the copy as ${type} is no copy as ${accept}`)
    }
    tags.set(accept, tag)
    t.same((await fetchWith(credentialUrl, { accept })).bytes, first.bytes, 'the same bytes')
  }
  t.equal(new Set(tags.values()).size, EVERYTHING.length - 1)
})

t.test('a credential that there is not is a 404 in every format', async (t) => {
  const { service } = await published(t)
  const url = `${service.url}/credentials/AAAAAAAAAAAAAAAAAAAAAA`
  for (const accept of EVERYTHING) {
    const answer = await fetchWith(url, { accept })
    t.equal(answer.status, 404, accept)
    const type = accept === 'text/html' ? 'text/html' : 'application/problem+json'
    t.equal(mediaType(answer), type, accept)
  }
  for (const suffix of ['json', 'jwt', 'png', 'svg', 'html']) {
    t.equal((await fetchWith(`${url}.${suffix}`)).status, 404, suffix)
  }
  t.equal((await fetchWith(`${service.url}/credentials/short`)).status, 404)
})

t.test('what others wrote can do nothing where it is opened', async (t) => {
  const { credentialUrl } = await published(t)
  const svg = await fetchWith(`${credentialUrl}.svg`)
  t.match(svg.headers.get('content-security-policy'), /^default-src 'none'; sandbox/)
  for (const suffix of ['json', 'jwt', 'png', 'svg', 'html']) {
    const { headers } = await fetchWith(`${credentialUrl}.${suffix}`)
    t.equal(headers.get('x-content-type-options'), 'nosniff', suffix)
    t.match(headers.get('content-security-policy'), /default-src 'none'/, suffix)
    t.equal(headers.get('referrer-policy'), 'no-referrer', suffix)
    t.equal(headers.get('access-control-allow-origin'), '*', suffix)
  }
})
