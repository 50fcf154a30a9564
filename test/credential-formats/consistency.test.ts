// The same credential in every format, each good by itself, read by libraries that are not ours.
import { importJWK, type JWK, jwtVerify } from 'jose'
import { JSDOM } from 'jsdom'
import extract from 'png-chunks-extract'
import t from 'tap'
import { createCredentialFormats } from '../../src/credential-formats/index.ts'
import { pngImage, pngOf, svgImage, svgOf, unreachableImage } from '../support/images.ts'
import { fetchWith, published, verdicts } from './published.ts'

/** What is baked into a PNG, by png-chunks-extract: one iTXt chunk, not compressed. */
function unbakedPng(png: Buffer): string {
  const baked = extract(Uint8Array.from(png))
    .filter(({ name }) => name === 'iTXt')
    .map(({ data }) => Buffer.from(data))
    .filter((data) => data.subarray(0, 20).equals(Buffer.from('openbadgecredential\0')))
  const [data] = baked
  if (baked.length !== 1 || data === undefined) throw new Error(`${baked.length} credentials`)
  // No compression, no language, no translated keyword.
  if (data.subarray(20, 24).some((byte) => byte !== 0)) throw new Error('not as it should be')
  return data.subarray(24).toString()
}

type Element = {
  nodeName: string
  namespaceURI: string | null
  textContent: string | null
  firstElementChild: Element | null
}
type Parser = { parseFromString(text: string, type: string): { documentElement: Element } }

/** What is baked into an SVG, by the XML parser of jsdom: the first child of the root. */
function unbakedSvg(svg: Buffer): string {
  const { DOMParser } = new JSDOM('').window as unknown as { DOMParser: new () => Parser }
  const { documentElement } = new DOMParser().parseFromString(svg.toString(), 'image/svg+xml')
  const first = documentElement.firstElementChild
  if (first?.nodeName !== 'openbadges:credential') throw new Error(`it is ${first?.nodeName}`)
  if (first.namespaceURI !== 'https://purl.imsglobal.org/ob/v3p0') throw new Error('namespace')
  return first.textContent ?? ''
}

const kinds: Record<string, object> = {
  'without an image': {},
  'with a PNG': { image: pngImage },
  'with an SVG': { image: svgImage },
  'with an image that is kept elsewhere': { image: unreachableImage },
}

for (const [kind, members] of Object.entries(kinds)) {
  t.test(`the credential of a badge ${kind}`, async (t) => {
    const badgeClass = { layer: 'Demonstrate', ...members }
    const { service, credentialUrl, credential } = await published(t, { badgeClass })
    const of = async (suffix: string) => (await fetchWith(`${credentialUrl}.${suffix}`)).bytes

    const text = (await of('json')).toString()
    t.same(JSON.parse(text), credential)
    t.equal(unbakedPng(await of('png')), text, 'the PNG holds the signed bytes')
    t.same(JSON.parse(unbakedSvg(await of('svg'))), credential, 'the SVG holds the document')

    const jwt = (await of('jwt')).toString()
    const [head = ''] = jwt.split('.')
    const { kid, ...header } = JSON.parse(Buffer.from(head, 'base64url').toString())
    t.same(header, { alg: 'RS256', typ: 'JWT' })
    const jwk = (await (await fetch(kid)).json()) as JWK
    const { payload } = await jwtVerify(jwt, await importJWK(jwk, 'RS256'))
    const { iss, jti, nbf, sub, ...inside } = payload
    const { proof: _, ...unsigned } = credential
    t.same(inside, unsigned, 'the token holds the credential without its proof')
    t.same(
      { iss, jti, nbf, sub },
      {
        iss: credential.issuer.id,
        jti: credentialUrl,
        nbf: Date.parse(credential.validFrom) / 1000,
        sub: credential.credentialSubject.id,
      },
    )

    const all = await verdicts(service, credentialUrl)
    for (const [format, report] of Object.entries(all)) {
      t.match(report, { verdict: 'valid', codes: [], id: credentialUrl }, format)
    }
  })
}

t.test('the picture is the one of the badge', async (t) => {
  const [png, svg] = [pngOf(8, 8), svgOf()]
  const withPng = await published(t, { badgeClass: { image: pngImage } })
  const baked = (await fetchWith(`${withPng.credentialUrl}.png`)).bytes
  const chunks = (image: Buffer) =>
    extract(Uint8Array.from(image))
      .filter(({ name }) => name !== 'iTXt')
      .map(({ name, data }) => [name, Buffer.from(data).toString('hex')])
  t.same(chunks(baked), chunks(png), 'every other chunk of the PNG is as it was')
  const wrapped = (await fetchWith(`${withPng.credentialUrl}.svg`)).bytes.toString()
  t.ok(wrapped.includes(png.toString('base64')), 'the SVG shows the PNG')

  const withSvg = await published(t, { badgeClass: { image: svgImage } })
  const around = (await fetchWith(`${withSvg.credentialUrl}.svg`)).bytes.toString()
  const rest = around
    .replace(/<openbadges:credential>.*<\/openbadges:credential>/s, '')
    .replace(' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"', '')
  t.equal(rest, svg.toString(), 'every other character of the SVG is as it was')
  const drawn = (await fetchWith(`${withSvg.credentialUrl}.png`)).bytes
  t.equal(drawn.readUInt32BE(16), 512, 'an SVG of a stranger is not drawn: the PNG is ours')
})

t.test('a baked image is made once, and the same in every process', async (t) => {
  const { service, credentialUrl } = await published(t)
  const { assertions, credentialJwts: jwts, images } = service.deps.services
  const { withdrawals } = service.deps
  // What another process has of it: nothing, before it is asked.
  const elsewhere = createCredentialFormats({ assertions, jwts, images, withdrawals })
  for (const [format, type] of [
    ['png', 'image/png'],
    ['svg', 'image/svg+xml'],
  ] as const) {
    const first = await fetchWith(`${credentialUrl}.${format}`)
    const again = await elsewhere.baked(credentialUrl.split('/').at(-1) as string, format)
    t.ok(first.bytes.equals(again?.content as Buffer), format)
    t.equal(first.headers.get('etag'), again?.tag(type), format)
  }
})
