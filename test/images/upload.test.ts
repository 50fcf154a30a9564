// Images that are uploaded: recognised by content, checked, cleaned, kept once.
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import encode from 'png-chunks-encode'
import extract from 'png-chunks-extract'
import t from 'tap'
import { fetchWith, mediaType } from '../credential-formats/published.ts'
import type { Answer } from '../support/client.ts'
import { pngImage, pngOf, svgOf } from '../support/images.ts'
import { notAProblem } from '../support/problem.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const service = await startService(t)
const { admin } = service

/** Uploads a file as the body itself. */
const raw = (body: Buffer, type = 'image/png', headers: Record<string, string> = {}) =>
  admin.send('POST', '/v1/images', {
    body: Uint8Array.from(body),
    headers: { 'content-type': type, ...headers },
  })

/** Uploads files in a form. */
function inForm(...files: Buffer[]): Promise<Answer> {
  const form = new FormData()
  for (const file of files) form.append('file', new Blob([Uint8Array.from(file)]), 'lies.exe')
  return admin.send('POST', '/v1/images', { body: form })
}

const isRefused = (answer: Answer, field: string) => notAProblem(answer, field)

t.test('an image is taken as a body, in a form, as a data: URL, and kept once', async (t) => {
  const image = pngOf(20, 10)
  const id = createHash('sha256').update(image).digest('hex')
  const first = await raw(image)
  t.equal(first.status, 201)
  t.same(first.body, {
    id,
    url: `${service.url}/images/${id}.png`,
    mediaType: 'image/png',
    width: 20,
    height: 10,
    bytes: image.length,
  })
  t.equal(first.headers.get('location'), first.body.url)
  const dataUrl = `data:image/png;base64,${image.toString('base64')}`
  for (const again of [
    await raw(image),
    await raw(image, 'image/svg+xml'),
    await inForm(image),
    await admin.post('/v1/images', { dataUrl }),
    await admin.post('/v1/images', { dataUrl: dataUrl.replace('image/png', 'image/svg+xml') }),
  ]) {
    t.equal(again.status, 200, 'it is there already')
    t.same(again.body, first.body, 'whatever it was said to be')
  }
  const published = await fetchWith(first.body.url)
  t.ok(published.bytes.equals(image), 'byte for byte')
})

t.test('an Idempotency-Key goes for files too', async (t) => {
  const key = { 'idempotency-key': 'upload-1' }
  const first = await raw(pngOf(3, 3), 'image/png', key)
  t.equal(first.status, 201)
  const again = await raw(pngOf(3, 3), 'image/png', key)
  t.equal(again.status, 201)
  t.equal(again.headers.get('idempotency-replayed'), 'true')
  t.equal((await raw(pngOf(3, 4), 'image/png', key)).status, 422)
})

t.test('an SVG is cleaned', async (t) => {
  const hostile = svgOf(
    `<script>alert(1)</script>
    <style>@import url(https://evil.example/x.css); circle { fill: url(https://evil.example/#x) }</style>
    <image href="https://evil.example/x.png"/><use href="https://evil.example/x.svg#a"/>
    <a href="javascript:alert(1)"><circle r="1" onclick="alert(1)"/></a>
    <foreignObject><iframe src="https://evil.example/"/></foreignObject>
    <animate attributeName="href" values="javascript:alert(1)"/>
    <circle cx="4" cy="4" r="4" fill="#264"/>`,
    ' onload="alert(1)"',
  )
  const answer = await raw(hostile, 'image/svg+xml')
  t.equal(answer.status, 201)
  const { bytes, headers } = await fetchWith(answer.body.url)
  t.notMatch(bytes.toString(), /script|onload|onclick|evil|foreign|animate|javascript|import/i)
  t.match(bytes.toString(), /<circle cx="4" cy="4" r="4" fill="#264"\/?>/)
  t.match(headers.get('content-security-policy'), /^default-src 'none'; sandbox/)
  t.equal(headers.get('x-content-type-options'), 'nosniff')
  t.equal(answer.body.bytes, bytes.length)
})

t.test('what is hostile, broken or too large is refused, and quickly', async (t) => {
  const chunks = extract(Uint8Array.from(pngOf(4, 4)))
  const withChunks = (name: string, data: Uint8Array, count = 1) =>
    Buffer.from(
      encode([
        ...chunks.slice(0, 1),
        ...Array.from({ length: count }, () => ({ name, data })),
        ...chunks.slice(1),
      ]),
    )
  const header = (width: number, height: number) => {
    const image = pngOf(4, 4)
    image.writeUInt32BE(width, 16)
    image.writeUInt32BE(height, 20)
    return Buffer.from(encode(extractUnchecked(image)))
  }
  const flipped = pngOf(4, 4)
  flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1
  const itxt = Uint8Array.from(Buffer.from('openbadgecredential\0\0\0\0\0{"id":"x"}'))
  const text = Uint8Array.from(Buffer.alloc(1024 * 1024, 'a'))
  const profileBomb = Uint8Array.from(
    Buffer.concat([Buffer.from('p\0\0'), deflateSync(Buffer.alloc(50_000_000))]),
  )
  const entities = `<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">${Array.from(
    { length: 9 },
    (_, n) => `<!ENTITY a${n} "${`&a${n === 0 ? '' : n - 1};`.repeat(10)}">`,
  ).join('')}]>`
  const cases: Record<string, Buffer> = {
    'no image': Buffer.from('hello'),
    'a GIF': Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1'),
    'a PNG with a bad checksum': flipped,
    'half a PNG': pngOf(4, 4).subarray(0, 40),
    'a PNG of huge dimensions': header(100_000, 100_000),
    'a PNG without width': header(0, 4),
    'a PNG with megabytes of text': withChunks('tEXt', text, 7),
    'a PNG of many parts': withChunks('tIME', new Uint8Array(7), 20_000),
    'a PNG that goes on after its end': Buffer.concat([pngOf(4, 4), Buffer.from('<?php')]),
    'a PNG with a critical part that is unknown': withChunks('ABCD', new Uint8Array(1)),
    'a PNG of fewer pixels than it says': header(400, 400),
    'a PNG whose profile expands to 50 MB': withChunks('iCCP', profileBomb),
    'a PNG that carries a credential': withChunks('iTXt', itxt),
    'entities that multiply': Buffer.concat([Buffer.from(entities), svgOf('<text>&a8;</text>')]),
    'an external entity': Buffer.concat([
      Buffer.from('<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
      svgOf('<text>&x;</text>'),
    ]),
    'an SVG of many elements': svgOf('<g/>'.repeat(20_000)),
    'an SVG that is nested deeply': svgOf(`${'<g>'.repeat(500)}${'</g>'.repeat(500)}`),
    'an SVG that draws itself over and over': svgOf(
      `<g id="a0"><rect/></g>${Array.from(
        { length: 30 },
        (_, n) => `<g id="a${n + 1}"><use href="#a${n}"/><use href="#a${n}"/></g>`,
      ).join('')}`,
    ),
    'an SVG that is not well-formed': svgOf('<g>'),
    'an SVG in UTF-16': Buffer.from(svgOf().toString(), 'utf16le'),
    'an SVG of no size': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'),
    'an SVG with nothing harmless in it': svgOf('<script>alert(1)</script>').subarray(0, 30),
  }
  for (const [what, image] of Object.entries(cases)) {
    const began = performance.now()
    t.equal(isRefused(await raw(image), 'body'), null, what)
    const took = performance.now() - began
    t.ok(took < 5_000, `${what}: ${took.toFixed(0)} ms`)
  }
  for (const [what, answer] of Object.entries({
    'eleven megabytes': await raw(Buffer.alloc(11_000_000)),
    'eleven megabytes in a form': await inForm(Buffer.alloc(11_000_000)),
    'two files': await inForm(pngOf(1, 1), pngOf(1, 2)),
  })) {
    t.equal(answer.status, 413, what)
    t.equal(notAProblem(answer), null, what)
  }
})

t.test('an SVG whose elements have a prefix is told so', async (t) => {
  const answer = await raw(
    Buffer.from('<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><s:g/></s:svg>'),
  )
  t.equal(isRefused(answer, 'body'), null)
  t.match(JSON.stringify(answer.body), /the SVG namespace has to be the default one/)
})

t.test('what is no upload is refused with the place named', async (t) => {
  const cases: [string, Answer, number, string][] = [
    ['an empty file', await raw(Buffer.alloc(0)), 400, 'body'],
    ['a form without a file', await inForm(), 400, 'file'],
    ['an empty file in a form', await inForm(Buffer.alloc(0)), 400, 'file'],
    ['no form', await raw(Buffer.from('x'), 'multipart/form-data; boundary=b'), 400, 'body'],
    ['another type', await raw(pngOf(1, 1), 'image/gif'), 415, 'Content-Type'],
    [
      'compressed',
      await raw(pngOf(1, 1), 'image/png', { 'content-encoding': 'gzip' }),
      415,
      'Content-Encoding',
    ],
    ['nothing', await admin.post('/v1/images', {}), 400, 'body'],
    [
      'both',
      await admin.post('/v1/images', { dataUrl: pngImage, url: 'https://a.org/' }),
      400,
      'url',
    ],
    ['no base64', await admin.post('/v1/images', { dataUrl: `${pngImage}!` }), 400, 'dataUrl'],
    [
      'not escaped',
      await admin.post('/v1/images', { dataUrl: 'data:image/png,%zz' }),
      400,
      'dataUrl',
    ],
    ['no comma', await admin.post('/v1/images', { dataUrl: 'data:image/png;x' }), 400, 'dataUrl'],
  ]
  for (const [what, answer, status, field] of cases) {
    t.equal(answer.status, status, what)
    t.equal(notAProblem(answer, field), null, what)
  }
  const reader = service.as(await makeKey(admin, ['issuers:write']))
  t.equal((await reader.post('/v1/images', { dataUrl: pngImage })).status, 403)
  t.equal((await service.as(null).post('/v1/images', { dataUrl: pngImage })).status, 401)
})

t.test('images are published for good', async (t) => {
  const { body } = await raw(pngOf(5, 5))
  const bare = await fetchWith(body.url.replace('.png', ''))
  t.equal(bare.status, 200)
  t.equal(mediaType(bare), 'image/png')
  t.equal(bare.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  t.equal(bare.headers.get('access-control-allow-origin'), '*')
  const tag = bare.headers.get('etag') as string
  t.equal((await fetchWith(body.url, { 'if-none-match': tag })).status, 304)
  for (const path of [
    body.url.replace('.png', '.svg'),
    body.url.replace('.png', '.gif'),
    `${service.url}/images/${'0'.repeat(64)}.png`,
    `${service.url}/images/${'0'.repeat(64)}`,
    `${service.url}/images/1`,
  ]) {
    t.equal((await fetchWith(path)).status, 404, path)
  }
})

t.test('a badge class without an image publishes a drawn badge, as PNG and SVG', async (t) => {
  const { badgeClass, issuer } = await makeBadgeClass(admin, { badgeClass: { layer: 'Lead' } })
  t.equal(badgeClass.image, null)
  t.match(badgeClass.imageUrl, /\/images\/[0-9a-f]{64}\.png$/)
  const png = await fetchWith(badgeClass.imageUrl)
  t.equal(mediaType(png), 'image/png')
  t.same([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)], [512, 512])
  const svg = (await fetchWith(badgeClass.imageUrl.replace('.png', '.svg'))).bytes.toString()
  for (const words of ['Podcast Producer', issuer.name, 'LEAD']) t.ok(svg.includes(words), words)
  t.equal(
    createHash('sha256').update(svg).digest('hex'),
    badgeClass.imageUrl.slice(-68, -4),
    'the address hangs on the content',
  )
  const achievement = await service.as(null).get(badgeClass.achievementUrl)
  t.equal(achievement.body.image.id, badgeClass.imageUrl)

  const path = `/v1/badge-classes/${badgeClass.id}`
  const renamed = (await admin.patch(path, { name: 'Radio Producer' })).body
  t.not(renamed.imageUrl, badgeClass.imageUrl, 'the badge is drawn anew')
  const same = (await admin.patch(path, { name: 'Podcast Producer' })).body
  t.equal(same.imageUrl, badgeClass.imageUrl, 'the same badge is the same image')
  const own = (await admin.patch(path, { image: pngImage })).body
  t.equal(own.imageUrl, own.image)
  t.equal((await admin.patch(path, { image: null })).body.imageUrl, badgeClass.imageUrl)
})

t.test('the drawn badge of an award stays when its issuer is renamed', async (t) => {
  const { badgeClass, issuer } = await makeBadgeClass(admin)
  const recipient = { type: 'email', value: 'a@example.org' }
  const award = () => admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient })
  const imageOf = (answer: Answer) => made(answer).credential.credentialSubject.achievement.image
  const first = imageOf(await award())
  await admin.patch(`/v1/issuers/${issuer.id}`, { name: 'Another Library' })
  t.same(imageOf(await award()), first, 'the version is frozen with its picture')
})

/** Chunks of a PNG whose checksums are not right. */
function extractUnchecked(png: Buffer): { name: string; data: Uint8Array }[] {
  const found: { name: string; data: Uint8Array }[] = []
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const name = png.toString('latin1', at + 4, at + 8)
    found.push({ name, data: Uint8Array.from(png.subarray(at + 8, at + 8 + length)) })
    at += length + 12
  }
  return found
}
