import fc from 'fast-check'
import encode from 'png-chunks-encode'
import t from 'tap'
import { xmlTokens } from '../../../src/credentials/images/xml-tokens.ts'
import {
  bakePng,
  bakeSvg,
  checkImage,
  cleanSvg,
  IMAGE_BOUNDS,
  unbakePng,
  unbakeSvg,
} from '../../../src/credentials/index.ts'
import { type Chunk, credentialText, end, header, jws, pixel, png, svg, text } from './pictures.ts'
import { workOf } from './work.ts'

/** Everything that reads an image, each with its answer. */
const readers: [string, (image: Uint8Array) => object][] = [
  ['checkImage', (image) => checkImage(image)],
  ['unbakePng', (image) => unbakePng(image)],
  ['bakePng', (image) => bakePng(image, { jwt: jws })],
  ['unbakeSvg', (image) => unbakeSvg(image)],
  ['bakeSvg', (image) => bakeSvg(image, { jwt: jws })],
]
const pngReaders = readers.slice(0, 3)
const svgReaders = [readers[0], ...readers.slice(3)] as typeof readers

function changed(image: Uint8Array, at: number, bytes: number[]): Uint8Array {
  const copy = Uint8Array.from(image)
  copy.set(bytes, at)
  return copy
}

t.test('a hostile PNG is a problem and nothing worse', async (t) => {
  const good = png([text.international('openbadgecredential', jws)])
  const cases: [string, string, Uint8Array][] = [
    ['nothing', 'not-an-image', new Uint8Array()],
    ['a GIF', 'not-an-image', Buffer.from('GIF89a')],
    ['a wrong checksum', 'bad-checksum', changed(good, good.length - 20, [1, 2, 3])],
    ['a changed text', 'bad-checksum', changed(good, 70, [0x41])],
    ['only a signature', 'truncated', good.subarray(0, 8)],
    ['half of it', 'truncated', good.subarray(0, good.length / 2)],
    ['without its end', 'truncated', good.subarray(0, -12)],
    ['a chunk that claims 4 GB', 'truncated', changed(good, 33, [0xff, 0xff, 0xff, 0xff])],
    ['a width of 0', 'bad-dimensions', encode([header(0, 1), pixel, end])],
    ['a width of 2^32', 'bad-dimensions', encode([header(0xffffffff, 1), pixel, end])],
    ['too many pixels', 'bad-dimensions', encode([header(8000, 8000), pixel, end])],
    ['no header', 'malformed', encode([pixel, end])],
    ['two headers', 'malformed', encode([header(), header(), pixel, end])],
    ['a short header', 'malformed', encode([text.raw('IHDR', 'short'), pixel, end])],
    [
      'a colour type that is none',
      'malformed',
      encode([header(1, 1, [8, 1, 0, 0, 0]), pixel, end]),
    ],
    ['a depth that is none', 'malformed', encode([header(1, 1, [16, 3, 0, 0, 0]), pixel, end])],
    ['an interlace that is none', 'malformed', encode([header(1, 1, [8, 0, 0, 0, 9]), pixel, end])],
    ['no picture', 'malformed', encode([header(), end])],
    ['a chunk without a name', 'malformed', encode([header(), text.raw('1234', ''), pixel, end])],
  ]
  for (const [name, problem, image] of cases) {
    for (const [reader, read] of pngReaders) t.match(read(image), { problem }, `${reader}: ${name}`)
  }
  t.match(checkImage(Buffer.concat([good, Buffer.from('<script>')])), { problem: 'trailing-data' })
})

t.test('ten megabytes of text in a PNG are refused after the bound, by their length', async (t) => {
  const chunk = text.plain('Comment', 'a'.repeat(100_000))
  const image = png(Array.from<Chunk>({ length: 100 }).fill(chunk))
  t.ok(image.length > 10_000_000)
  const whole = { ...IMAGE_BOUNDS, pngBytes: 20_000_000 }
  for (const bounds of [{}, whole]) {
    let answer: object = {}
    const work = workOf(() => {
      answer = unbakePng(image, bounds)
    })
    t.match(answer, { problem: bounds === whole ? 'too-much-text' : 'too-large' })
    t.ok(work.hashedBytes <= IMAGE_BOUNDS.textBytes + 100, `${work.hashedBytes}`)
    t.equal(work.inflations, 0)
  }
})

t.test('a PNG is hashed once and never inflated but for the one text that is wanted', async (t) => {
  const many = Array.from({ length: 500 }, () => text.compressed('Comment', 'a'.repeat(1000)))
  const image = png([...many, text.compressed('openbadgecredential', credentialText)])
  const work = workOf(() => t.match(unbakePng(image), { text: credentialText }))
  t.ok(work.hashedBytes <= image.length)
  t.equal(work.inflations, 1)
  const chunks = Array.from<Chunk>({ length: 10_001 }).fill(text.raw('prVt', ''))
  t.match(unbakePng(png(chunks)), { problem: 'too-complex' })
})

t.test('a text that expands to far more than it is, is not expanded', async (t) => {
  const bomb = png([text.compressed('openbadges', Buffer.alloc(256 * 1024 * 1024, 0x7b))])
  t.ok(bomb.length < 300_000)
  const before = process.memoryUsage().arrayBuffers
  t.match(unbakePng(bomb), { problem: 'not-a-credential' })
  const grown = process.memoryUsage().arrayBuffers - before
  t.ok(grown < 8 * IMAGE_BOUNDS.textBytes, `${grown}`)
})

const laughs = Array.from(
  { length: 30 },
  (_, n) => `<!ENTITY e${n + 1} "&e${n};&e${n};&e${n};&e${n};">`,
).join('')

t.test('a hostile SVG is a problem before any parser sees it', async (t) => {
  const namespace = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"'
  const root = `<svg ${namespace}>`
  const cases: [string, string, string][] = [
    [
      'an entity bomb',
      'document-type',
      `<!DOCTYPE svg [<!ENTITY e0 "ha">${laughs}]>${root}&e30;</svg>`,
    ],
    [
      'an entity that is a file',
      'document-type',
      `<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]>${root}&e;</svg>`,
    ],
    ['a document type that is cut off', 'malformed', `${root}</svg><!DOCTYPE svg [`],
    [
      'deep nesting',
      'too-complex',
      `${root}${'<g>'.repeat(100_000)}${'</g>'.repeat(100_000)}</svg>`,
    ],
    [
      'nesting one level too deep',
      'too-complex',
      `${root}${'<g>'.repeat(IMAGE_BOUNDS.depth)}${'</g>'.repeat(IMAGE_BOUNDS.depth)}</svg>`,
    ],
    ['nesting that never ends', 'too-complex', `${root}${'<g>'.repeat(300_000)}`],
    ['many elements', 'too-complex', `${root}${'<g/>'.repeat(300_000)}</svg>`],
    ['many comments', 'too-complex', `${root}${'<!---->'.repeat(200_000)}</svg>`],
    ['many attributes', 'too-complex', `${root}<g${' a="1"'.repeat(200)}/></svg>`],
    ['far too many bytes', 'too-large', `${root}${' '.repeat(3_000_000)}</svg>`],
    ['a tag that is cut off', 'malformed', `${root}<g a="`],
    ['a comment that is cut off', 'malformed', `${root}<!-- `],
    ['more ends than beginnings', 'malformed', `${root}</svg></svg>`],
  ]
  for (const [name, problem, source] of cases) {
    const image = Buffer.from(source)
    for (const [reader, read] of svgReaders) {
      const work = workOf(() => t.match(read(image), { problem }, `${reader}: ${name}`))
      t.equal(work.parsedCharacters, 0)
    }
    t.match(await cleanSvg(source), { problem }, `cleanSvg: ${name}`)
  }
})

t.test('an SVG that is no XML, or in another encoding, is a problem', async (t) => {
  const cases: [string, string | Uint8Array][] = [
    ['malformed', '<svg><g></svg></g>'],
    ['malformed', '<svg a="1" a="2"/>'],
    ['malformed', '<svg>&unknown;</svg>'],
    ['malformed', '<svg><o:g/></svg>'],
    ['malformed', '<svg/><svg/>'],
    ['malformed', '<svg a=1/>'],
    ['unsupported-encoding', '<?xml version="1.0" encoding="ISO-8859-1"?><svg/>'],
    ['unsupported-encoding', Buffer.from('<svg a="\xff"/>', 'latin1')],
  ]
  for (const [problem, image] of cases) {
    for (const [reader, read] of svgReaders.slice(1)) {
      t.match(read(Buffer.from(image)), { problem }, `${reader}: ${image}`)
    }
  }
  t.match(checkImage(Buffer.from('<svg/>', 'utf16le')), { problem: 'not-an-image' })
})

t.test(
  'the pieces of XML follow one another, so that no character is gone over again',
  async () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '<!DOCTYPE',
      '[',
      ']',
      '/',
      'g',
      ' ',
      '=',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const source = pieces.join('')
        let at = 0
        for (const token of xmlTokens(source)) {
          if (!token) return true
          if (token.start !== at || token.end <= at || token.end > source.length) return false
          at = token.end
        }
        return at === source.length
      }),
      { numRuns: 500 },
    )
  },
)

t.test('no input makes anything throw', async () => {
  const good = [png([text.plain('openbadges', '{}')]), svg(`<a b="c">${jws}</a><!-- d -->`)]
  const broken = fc
    .tuple(fc.constantFrom(...good), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }))
    .map(([image, changes]) => {
      const copy = Uint8Array.from(image)
      for (const [at, byte] of changes) copy[at % copy.length] = byte
      return copy
    })
  fc.assert(
    fc.property(fc.oneof(broken, fc.uint8Array()), (image) => {
      for (const [, read] of readers) read(image)
    }),
    { numRuns: 300 },
  )
})
