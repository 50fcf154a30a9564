// The image of an issuer or badge class, given by URL: fetched once, checked, kept here.
import type { IncomingMessage, ServerResponse } from 'node:http'
import t from 'tap'
import { fetchWith } from '../credential-formats/published.ts'
import { startServer } from '../outbound/loopback-server.ts'
import { pngOf, svgImage, svgOf, unreachableImage } from '../support/images.ts'
import { notAProblem } from '../support/problem.ts'
import { badgeClassInput, issuerInput, made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const image = pngOf(12, 12)
const answers: Record<string, (response: ServerResponse) => void> = {
  '/badge.png': (response) => response.end(image),
  '/badge.svg': (response) => response.end(svgOf('<script>x</script><rect width="1"/>')),
  '/page': (response) => response.end('<html></html>'),
  '/gone': (response) => response.writeHead(404).end(),
  '/broken': (response) => response.writeHead(503).end(),
  '/large': (response) => response.end(Buffer.alloc(7 * 1024 * 1024)),
  '/bomb': (response) => response.end('<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>'),
  '/redirect': (response) => response.writeHead(302, { location: '/badge.png' }).end(),
  '/inside': (response) => response.writeHead(302, { location: 'https://10.0.0.1/' }).end(),
  '/metadata': (response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
}
const server = await startServer(t, ({ url = '' }: IncomingMessage, response) => {
  const answer = answers[url]
  if (answer !== undefined) answer(response)
})
const there = `http://127.0.0.1:${server.port}`
const { admin, url } = await startService(t)
const { issuer } = await makeBadgeClass(admin)
const badge = { issuerId: issuer.id, ...badgeClassInput }

t.test('what lies elsewhere is kept here', async (t) => {
  for (const [path, noun] of [
    ['/v1/issuers', issuerInput],
    ['/v1/badge-classes', badge],
  ] as const) {
    for (const source of ['/badge.png', '/badge.svg', '/redirect']) {
      const { id, image: kept } = made(await admin.post(path, { ...noun, image: there + source }))
      t.match(kept, new RegExp(`^${url}/images/[0-9a-f]{64}\\.(png|svg)$`), source)
      const { bytes } = await fetchWith(kept)
      if (source !== '/badge.svg') t.ok(bytes.equals(image), 'byte for byte')
      t.notMatch(bytes.toString(), /script/)
      const again = await admin.patch(`${path}/${id}`, { image: kept })
      t.equal(again.body.image, kept, 'an image of ours stays')
      const data = await admin.patch(`${path}/${id}`, { image: svgImage })
      t.match(data.body.image, new RegExp(`^${url}/images/[0-9a-f]{64}\\.svg$`))
      t.equal((await admin.patch(`${path}/${id}`, { image: null })).body.image, null)
    }
  }
})

t.test('what is bad is refused, and image named', async (t) => {
  const bad = [
    ...['/page', '/gone', '/broken', '/large', '/bomb', '/inside', '/metadata'].map(
      (path) => there + path,
    ),
    'https://10.0.0.1/x.png',
    'https://192.168.1.1/x.png',
    'https://169.254.169.254/latest/meta-data',
    'https://[fd00::1]/x.png',
    'https://[::ffff:10.0.0.1]/x.png',
    'https://metadata.google.internal/x.png',
    'https://intranet/x.png',
    'http://93.184.216.34/x.png',
    `${url}/images/${'0'.repeat(64)}.png`,
    `${url}/livez`,
    `data:image/png;base64,${Buffer.from('hello').toString('base64')}`,
    'data:text/html,hello',
    'file:///etc/passwd',
  ]
  for (const source of bad) {
    const created = await admin.post('/v1/badge-classes', { ...badge, image: source })
    t.equal(notAProblem(created, 'image'), null, source)
    const changed = await admin.patch(`/v1/issuers/${issuer.id}`, { image: source })
    t.equal(notAProblem(changed, 'image'), null, `${source}, as a change`)
  }
})

t.test('where the server is not there now, the link stays', async (t) => {
  const created = made(await admin.post('/v1/badge-classes', { ...badge, image: unreachableImage }))
  t.equal(created.image, unreachableImage)
  t.equal(created.imageUrl, unreachableImage)
})

t.test('a repeated request does not ask again', async (t) => {
  const key = { 'idempotency-key': 'image-by-url' }
  const body = { ...badge, image: `${there}/badge.png` }
  const first = await admin.post('/v1/badge-classes', body, key)
  t.equal(first.status, 201)
  const contacts = server.contacts()
  const again = await admin.post('/v1/badge-classes', body, key)
  t.equal(again.text, first.text)
  t.equal(again.headers.get('idempotency-replayed'), 'true')
  t.equal(server.contacts(), contacts)
})
