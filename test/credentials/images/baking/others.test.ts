import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import extract from 'png-chunks-extract'
import t from 'tap'
import { bakePng, bakeSvg, unbakePng, unbakeSvg } from '../../../../src/credentials/index.ts'
import { needsShared } from '../../shared.ts'
import { credentialText, jws, png, svg, text } from '../pictures.ts'

const samples = new URL(
  '../../../../../shared/fixtures/1edtech-validator-samples/',
  import.meta.url,
)
const sample = (name: string) => readFileSync(new URL(`ob30/${name}`, samples))
const needsSamples = needsShared('fixtures/1edtech-validator-samples/ob30/simple-json.png')

t.test('images that others baked give their credential', needsSamples, async (t) => {
  const document = JSON.parse(sample('simple.json').toString())
  const fromPng = unbakePng(sample('simple-json.png'))
  const fromSvg = unbakeSvg(sample('simple-json.svg'))
  for (const found of [fromPng, fromSvg]) {
    t.match(found, { kind: 'json', version: 3 })
    if (!('text' in found)) continue
    const credential = JSON.parse(found.text)
    t.equal(credential.id, 'http://example.com/credentials/3527')
    t.strictSame(credential.credentialSubject, document.credentialSubject)
  }
})

t.test('images that others baked keep all else when baked anew', needsSamples, async (t) => {
  const original = sample('simple-json.png')
  const again = bakePng(original, { jwt: jws })
  if ('problem' in again) throw new Error(again.detail)
  const rest = (image: Uint8Array) =>
    extract(image).filter(
      ({ data }) => !Buffer.from(data).toString('latin1').startsWith('openbadge'),
    )
  t.strictSame(rest(again), rest(original))
  const picture = sample('simple-json.svg').toString()
  const bakedAgain = Buffer.from(
    bakeSvg(Buffer.from(picture), { jwt: jws }) as Uint8Array,
  ).toString()
  const without = picture.replace(/<openbadges:credential>[\s\S]*<\/openbadges:credential>/, '')
  const element = `<openbadges:credential verify="${jws}"></openbadges:credential>`
  t.equal(bakedAgain.replace(element, ''), without)
})

t.test('png-chunks-extract finds what we baked', async (t) => {
  const image = bakePng(png([text.plain('Author', 'Ada')]), { credential: credentialText })
  const chunks = extract(image as Uint8Array)
  const found = chunks.find(({ name }) => name === 'iTXt')?.data ?? new Uint8Array()
  // Keyword, null, no compression (0 0), no language, no translated keyword, text.
  const [keyword, , , , , ...rest] = Buffer.from(found).toString('utf8').split('\0')
  t.strictSame([keyword, rest.join('\0')], ['openbadgecredential', credentialText])
})

// Nothing but the standard library of Python: its own zlib, and expat behind xml.etree.
const reader = `
import sys, json, struct, zlib, base64
import xml.etree.ElementTree as tree
given = json.load(sys.stdin)
image = base64.b64decode(given['png'])
at, found, names = 8, None, []
while at < len(image):
    size, kind = struct.unpack('>I4s', image[at:at + 8])
    data = image[at + 8:at + 8 + size]
    assert struct.unpack('>I', image[at + 8 + size:at + 12 + size])[0] == zlib.crc32(kind + data)
    names.append(kind.decode('ascii'))
    if kind == b'iTXt' and data.startswith(b'openbadgecredential\\0\\0\\0'):
        language, translated, found = data[len('openbadgecredential') + 3:].split(b'\\0', 2)
    at += 12 + size
root = tree.fromstring(base64.b64decode(given['svg']))
first = root[0]
token = tree.fromstring(base64.b64decode(given['token']))[0]
json.dump({'names': names, 'png': found.decode('utf-8'), 'tag': first.tag, 'svg': first.text,
           'jwt': token.get('verify'), 'left': [one.tag for one in root[1:]]}, sys.stdout)
`
const python = spawnSync('python3', ['--version']).status === 0
const needsPython = { skip: python ? false : 'There is no python3 here to read what we baked.' }

t.test('Python reads what we baked', needsPython, async (t) => {
  const base64 = (image: object) => Buffer.from(image as Uint8Array).toString('base64')
  const credential = { credential: credentialText }
  const input = JSON.stringify({
    png: base64(bakePng(png(), credential)),
    svg: base64(bakeSvg(svg('<circle r="4"/>'), credential)),
    token: base64(bakeSvg(svg(''), { jwt: jws })),
  })
  const { stdout, stderr } = spawnSync('python3', ['-c', reader], { input, encoding: 'utf8' })
  t.equal(stderr, '')
  t.strictSame(JSON.parse(stdout), {
    names: ['IHDR', 'iTXt', 'IDAT', 'IEND'],
    png: credentialText,
    tag: '{https://purl.imsglobal.org/ob/v3p0}credential',
    svg: credentialText,
    jwt: jws,
    left: ['{http://www.w3.org/2000/svg}circle'],
  })
})
