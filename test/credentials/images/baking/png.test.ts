import fc from 'fast-check'
import extract from 'png-chunks-extract'
import t from 'tap'
import { bakePng, unbakePng } from '../../../../src/credentials/index.ts'
import { type Chunk, credentialText, jws, png, text } from '../pictures.ts'

const baked = (
  image: Uint8Array,
  ...rest: Parameters<typeof bakePng> extends [unknown, ...infer R] ? R : never
) => {
  const result = bakePng(image, ...rest)
  if ('problem' in result) throw new Error(result.detail)
  return result
}

const json = fc
  .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }))
  .map((value) => JSON.stringify(value))

const base64url = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/)
const token = fc.tuple(base64url, base64url, base64url).map((parts) => parts.join('.'))
const payload = fc.oneof(
  json.map((credential) => ({ credential })),
  token.map((jwt) => ({ jwt })),
)

const others = fc.array(
  fc.oneof(
    fc
      .constantFrom('tEXt', 'iTXt', 'zTXt', 'gAMA', 'eXIf', 'prVt', 'IDAT')
      .chain((name) => fc.uint8Array({ maxLength: 60 }).map((data): Chunk => ({ name, data }))),
    fc.string({ maxLength: 20 }).map((value) => text.international('Comment', value)),
  ),
  { maxLength: 6 },
)

t.test('a PNG gives back what was baked into it', async () => {
  fc.assert(
    fc.property(
      payload,
      others,
      others,
      fc.constantFrom(2, 3),
      (payload, before, after, version) => {
        const found = unbakePng(baked(png(before, after), payload, { version }))
        const kind = 'jwt' in payload ? 'jwt' : 'json'
        const wanted = 'jwt' in payload ? payload.jwt : payload.credential
        return (
          'kind' in found &&
          found.kind === kind &&
          found.version === version &&
          found.text === wanted
        )
      },
    ),
    { numRuns: 150 },
  )
})

t.test('every other byte of the file stays as it is', async () => {
  fc.assert(
    fc.property(payload, others, others, fc.uint8Array(), (payload, before, after, trailing) => {
      const image = Buffer.concat([png(before, after), trailing])
      const result = Buffer.from(baked(image, payload))
      // The header ends at byte 33; what was put in behind it says how long it is.
      const length = result.readUInt32BE(33) + 12
      const without = Buffer.concat([result.subarray(0, 33), result.subarray(33 + length)])
      return without.equals(image)
    }),
    { numRuns: 150 },
  )
})

t.test(
  'what is baked is one uncompressed iTXt chunk with the keyword of its version',
  async (t) => {
    const keywords = [
      [3, 'openbadgecredential'],
      [2, 'openbadges'],
    ] as const
    for (const [version, keyword] of keywords) {
      const chunks = extract(baked(png(), { credential: credentialText }, { version }))
      t.strictSame(
        chunks.map(({ name }) => name),
        ['IHDR', 'iTXt', 'IDAT', 'IEND'],
      )
      const expected = text.international(keyword, credentialText).data
      t.strictSame(chunks[1]?.data, expected)
    }
  },
)

t.test('baking again replaces what was baked, of either version and in every form', async (t) => {
  const clean = png([text.plain('Author', 'openbadges')])
  const once = baked(clean, { credential: credentialText })
  const used = png([
    text.plain('openbadges', 'https://badges.example/assertions/1'),
    text.plain('Author', 'openbadges'),
    text.compressed('openbadges', '{}'),
    text.international('openbadgecredential', jws),
    text.raw('zTXt', 'openbadges\0\0'),
  ])
  t.same(baked(used, { credential: credentialText }), once)
  t.same(baked(baked(clean, { jwt: jws }, { version: 2 }), { credential: credentialText }), once)
  t.same(baked(once, { credential: credentialText }), once)
})

t.test('readers meet the forms of Open Badges 2.0 and of other bakers', async (t) => {
  const url = 'https://badges.example/assertions/1'
  const forms: [string, Chunk, object][] = [
    ['a URL in tEXt', text.plain('openbadges', url), { kind: 'url', version: 2, text: url }],
    ['a URL in iTXt', text.international('openbadges', ` ${url}\n`), { kind: 'url', text: url }],
    ['JSON', text.international('openbadges', credentialText), { kind: 'json', version: 2 }],
    ['JSON in tEXt', text.plain('openbadges', '{"id":"1"}'), { kind: 'json', version: 2 }],
    ['a JWS', text.international('openbadges', jws), { kind: 'jwt', version: 2, text: jws }],
    [
      'compressed JSON',
      text.compressed('openbadgecredential', credentialText),
      { kind: 'json', version: 3, text: credentialText },
    ],
    [
      'with a language and a translated keyword',
      text.international('openbadgecredential', jws, 'en', 'mérito'),
      { kind: 'jwt', version: 3, text: jws },
    ],
  ]
  for (const [name, chunk, expected] of forms) {
    t.match(unbakePng(png([chunk])), expected, name)
    t.match(unbakePng(png([], [chunk])), expected, `${name}, after the picture`)
  }
  const both = png([text.plain('openbadges', url), text.international('openbadgecredential', jws)])
  t.match(unbakePng(both), { version: 3 }, 'the credential of 3.0 where there are both')
})

t.test('what is no credential, or more than one, is a problem', async (t) => {
  const problems: [string, Chunk[]][] = [
    ['no-credential', []],
    ['no-credential', [text.plain('Openbadges', 'https://badges.example/1')]],
    ['no-credential', [text.plain('openbadges2', '{}')]],
    [
      'several-credentials',
      [text.plain('openbadges', '{}'), text.international('openbadges', '{}')],
    ],
    ['not-a-credential', [text.plain('openbadges', 'javascript:alert(1)')]],
    ['not-a-credential', [text.plain('openbadges', '')]],
    ['not-a-credential', [text.international('openbadgecredential', 'https://badges.example/1')]],
    ['not-a-credential', [text.raw('iTXt', 'openbadges\0\x02\0\0\0{}')]],
    ['not-a-credential', [text.raw('iTXt', 'openbadges\0\x01\x01\0\0{}')]],
    ['not-a-credential', [text.raw('iTXt', 'openbadges\0\x01\0\0\0not deflated')]],
    ['not-a-credential', [text.raw('iTXt', 'openbadges\0')]],
    ['not-a-credential', [text.raw('iTXt', 'openbadges\0\0\0\0')]],
    ['not-a-credential', [text.raw('iTXt', Buffer.from('openbadges\0\0\0\0\0{"\xff"}', 'latin1'))]],
    ['not-a-credential', [text.raw('zTXt', 'openbadges\0\0')]],
  ]
  for (const [problem, chunks] of problems) t.match(unbakePng(png(chunks)), { problem })
})

t.test('nothing is baked that is no credential, or that could not be read again', async (t) => {
  const refused: [string, Parameters<typeof bakePng>[1]][] = [
    ['not-a-credential', { credential: '[]' }],
    ['not-a-credential', { credential: 'null' }],
    ['not-a-credential', { credential: '{"id":' }],
    ['not-a-credential', { credential: '{"id":"\ud800"}' }],
    ['not-a-credential', { jwt: 'https://badges.example/1' }],
    ['too-much-text', { credential: JSON.stringify({ id: 'a'.repeat(2_000_000) }) }],
  ]
  for (const [problem, payload] of refused) t.match(bakePng(png(), payload), { problem })
  const small = png([text.plain('Comment', 'a'.repeat(300))])
  const bounds = { pngBytes: small.length + 50 }
  t.match(bakePng(small, { jwt: jws }, { bounds }), { problem: 'too-large' })
  const crowded = { chunks: 4 }
  t.match(bakePng(small, { jwt: jws }, { bounds: crowded }), { problem: 'too-complex' })
  t.match(bakePng(small, { jwt: jws }, { bounds: { textBytes: 350 } }), {
    problem: 'too-much-text',
  })
})
