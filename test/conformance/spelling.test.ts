// The bytes of a credential: as text with more or less white space, and baked into pictures.
import encode from 'png-chunks-encode'
import extract from 'png-chunks-extract'
import t, { type Test } from 'tap'
import { type ImageProblem, isImageProblem, isObject } from '../../src/credentials/index.ts'
import { unbakeImage } from '../../src/images/index.ts'
import {
  presentedText,
  type VerificationEnvironment,
  verifyPresented,
} from '../../src/verification/index.ts'
import { foreignIssuer } from '../credentials/foreign-suites.ts'
import { now } from '../credentials/samples.ts'
import { pngOf, svgOf } from '../support/images.ts'
import { badge } from './corpus/index.ts'

const environment: VerificationEnvironment = {
  now,
  resolveDid: async () => ({ unavailable: 'no answer' }),
  load: async () => ({ unavailable: 'no answer' }),
}
const issuer = await foreignIssuer('eddsa-jcs-2022')
const text = JSON.stringify(await issuer.sign(badge(issuer.did)))

async function verdictOn(presented: string): Promise<string> {
  const found = presentedText(presented)
  if (found === null) return 'nothing'
  return (await verifyPresented(found, environment)).report.verdict
}

t.test('insignificant white space does not matter (RFC 8259, section 2)', async (t) => {
  t.equal(await verdictOn(text), 'valid')
  t.equal(await verdictOn(JSON.stringify(JSON.parse(text), null, '\t')), 'valid')
  t.equal(await verdictOn(`\ufeff\r\n ${text}\n`), 'valid', 'with a mark of the order of bytes')
  for (const white of ['\v', '\f', '\u00a0', '\u2028', '\u0000', '\ufeff\ufeff']) {
    t.equal(await verdictOn(text.replace(',', `,${white}`)), 'nothing', encodeURI(white))
  }
})

t.test('another way to write the same characters or numbers does not matter either', async (t) => {
  const spelled = text
    .replace('Night Sailor', 'Night\\u0020Sailor')
    .replace('https://', 'https:\\/\\/')
  t.not(spelled, text)
  t.equal(await verdictOn(spelled), 'valid', 'RFC 8259, section 7')
  for (const number of ['36.50', '3.65e1', '365E-1', '36.500000000000000000001']) {
    const respelled = text.replace('"creditsAvailable":36.5', `"creditsAvailable":${number}`)
    t.not(respelled, text)
    t.equal(await verdictOn(respelled), 'valid', `${number}: RFC 8785, section 3.2.2.3`)
  }
  for (const number of ['36.5000001', '36,5', '+36.5', '036.5', '36.5e', '0x24', '1e999', 'NaN']) {
    const respelled = text.replace('"creditsAvailable":36.5', `"creditsAvailable":${number}`)
    t.not(await verdictOn(respelled), 'valid', number)
  }
})

/** What a picture says: the credential, or why there is none. */
const toldBy = (image: Uint8Array) => {
  const baked: { text: string } | ImageProblem = unbakeImage(image)
  return isImageProblem(baked) ? null : baked.text
}

/** Changes each byte of a picture in turn: what comes out is what went in, or not valid. */
async function tryBytes(t: Test, image: Uint8Array, mayKeep: (at: number) => boolean) {
  t.equal(toldBy(image), text)
  for (const at of image.keys()) {
    const changed = Uint8Array.from(image)
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
    const told = toldBy(changed)
    if (told === null || (told === text && mayKeep(at))) continue
    const verdict = told === text ? 'untouched' : await verdictOn(told)
    if (verdict === 'untouched' || verdict === 'valid') t.fail(`byte ${at} is ${verdict}`)
  }
  t.pass(`${image.length} bytes`)
}

t.test('no byte of a PNG can be changed', async (t) => {
  const [header, ...rest] = extract(Uint8Array.from(pngOf(4, 4)))
  const data = Uint8Array.from(Buffer.from(`openbadgecredential\0\0\0\0\0${text}`))
  const chunks = [header as { name: string; data: Uint8Array }, { name: 'iTXt', data }, ...rest]
  await tryBytes(t, Uint8Array.from(encode(chunks)), () => false)
})

t.test(
  'no byte of the credential in an SVG can be changed; its picture is not signed',
  async (t) => {
    t.ok(isObject(JSON.parse(text)))
    const image = svgOf(
      `<openbadges:credential><![CDATA[${text}]]></openbadges:credential><circle r="4"/>`,
      ' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"',
    )
    const from = image.indexOf(text.slice(0, 40))
    const isPicture = (at: number) => at < from || at >= from + Buffer.byteLength(text)
    await tryBytes(t, Uint8Array.from(image), isPicture)
  },
)
