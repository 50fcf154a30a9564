// A PNG is a picture that browsers can decode, at a cost that its dimensions tell beforehand.

import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { createDeflate, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import encode from 'png-chunks-encode'
import t from 'tap'
import {
  checkImage,
  checkPngData,
  drawnAsPng,
  IMAGE_BOUNDS,
} from '../../../src/credentials/index.ts'
import { type Chunk, end, header, png, text } from './pictures.ts'

const MIB = 1024 * 1024
const idat = (pixels: Uint8Array): Chunk => text.raw('IDAT', deflateSync(pixels))
const palette = text.raw('PLTE', Uint8Array.of(1, 2, 3, 4, 5, 6))
const ABCD = text.raw('ABCD', 'x')

/** All that is checked of an image before it is kept; null when there is nothing wrong. */
async function problemOf(image: Uint8Array): Promise<object | null> {
  const facts = checkImage(image)
  return 'problem' in facts ? facts : await checkPngData(image)
}

/** So many megabytes of zeros, compressed without ever having been in memory. */
const deflatedZeros = (megabytes: number): Promise<Uint8Array> =>
  buffer(
    Readable.from(Array.from({ length: megabytes }).fill(Buffer.alloc(MIB))).pipe(createDeflate()),
  )

/** Colour types (PNG, table 12): samples of a pixel, and bits that a sample may have. */
const colourTypes: [number, number, number[]][] = [
  [0, 1, [1, 2, 4, 8, 16]],
  [2, 3, [8, 16]],
  [3, 1, [1, 2, 4, 8]],
  [4, 2, [8, 16]],
  [6, 4, [8, 16]],
]
const kinds = colourTypes.flatMap(([colourType, samples, depths]) =>
  depths.flatMap((depth) =>
    [0, 1].map((interlace) => ({ colourType, depth, interlace, bits: samples * depth })),
  ),
)
type Kind = (typeof kinds)[number]

/** In which of the Adam7 passes a pixel comes: the pattern of PNG, section 8.1, as it is drawn there. */
const ADAM7 = ['16462646', '77777777', '56565656', '77777777', '36463646', '77777777', '56565656']
ADAM7.push('77777777')

/** The bytes of a picture's rows, put together pixel by pixel. */
function rowsOf({ interlace, bits }: Kind, width: number, height: number, filter: number): Buffer {
  const rows: Buffer[] = []
  for (const pass of interlace === 1 ? '1234567' : '0') {
    for (let y = 0; y < height; y += 1) {
      let inRow = 0
      for (let x = 0; x < width; x += 1) {
        if (pass === '0' || ADAM7[y % 8]?.[x % 8] === pass) inRow += 1
      }
      if (inRow > 0) rows.push(Buffer.alloc(1 + Math.ceil((inRow * bits) / 8), filter))
    }
  }
  return Buffer.concat(rows)
}

function pictureOf(kind: Kind, width: number, height: number, pixels: Uint8Array): Uint8Array {
  const { depth, colourType, interlace } = kind
  const stream = deflateSync(pixels)
  const half = Math.ceil(stream.length / 2)
  return encode([
    header(width, height, [depth, colourType, 0, 0, interlace]),
    ...(colourType === 3 ? [palette] : []),
    text.raw('IDAT', stream.subarray(0, half)),
    text.raw('IDAT', stream.subarray(half)),
    end,
  ])
}

const anyPicture = {
  kind: fc.constantFrom(...kinds),
  width: fc.integer({ min: 1, max: 20 }),
  height: fc.integer({ min: 1, max: 20 }),
  filter: fc.integer({ min: 0, max: 4 }),
}

t.test('pictures of all colour types, depths and sizes, interlaced or not, pass', async (t) => {
  for (const kind of kinds) {
    const image = pictureOf(kind, 9, 7, rowsOf(kind, 9, 7, 1))
    t.equal(await problemOf(image), null, JSON.stringify(kind))
  }
  await fc.assert(
    fc.asyncProperty(fc.record(anyPicture), async ({ kind, width, height, filter }) => {
      const image = pictureOf(kind, width, height, rowsOf(kind, width, height, filter))
      return (await problemOf(image)) === null
    }),
    { numRuns: 300 },
  )
})

t.test('a byte more or less, or another filter, and it is no picture', async () => {
  const change = fc.constantFrom('more', 'less', 'filter')
  await fc.assert(
    fc.asyncProperty(
      fc.record({ ...anyPicture, change }),
      async ({ kind, width, height, filter, change }) => {
        const whole = rowsOf(kind, width, height, change === 'filter' ? 5 : filter)
        const pixels = {
          more: Buffer.concat([whole, Buffer.alloc(1)]),
          less: whole.subarray(0, -1),
          filter: whole,
        }[change]
        const found = await problemOf(pictureOf(kind, width, height, pixels))
        return found !== null && 'problem' in found && found.problem === 'malformed'
      },
    ),
    { numRuns: 300 },
  )
})

t.test('what other programs write passes: large pictures, animations, profiles', async (t) => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="9"/></svg>`
  t.equal(await problemOf(await drawnAsPng(svg, { width: 700, fontFiles: [] })), null)
  const large = pictureOf(
    { colourType: 6, depth: 8, interlace: 0, bits: 32 },
    2000,
    1000,
    Buffer.alloc(8_001_000),
  )
  t.equal(await problemOf(large), null)
  const profile = text.raw(
    'iCCP',
    Buffer.concat([Buffer.from('p\0\0'), deflateSync(Buffer.alloc(500_000))]),
  )
  const others = [
    profile,
    text.raw('zTXt', Buffer.concat([Buffer.from('k\0\0'), deflateSync('Made by hand')])),
    text.raw('zTXt', 'k\0\0 cut off'),
    text.compressed('XML:com.adobe.xmp', '<x/>'),
    text.plain('Title', 'A badge'),
    text.raw('acTL', new Uint8Array(8)),
    text.raw('fcTL', new Uint8Array(26)),
    palette,
  ]
  for (const chunk of others) {
    const image = encode([
      header(),
      ...(chunk === palette ? [] : [chunk]),
      idat(Buffer.alloc(2)),
      text.raw('fdAT', 'x'),
      end,
    ])
    t.equal(await problemOf(image), null, chunk.name)
  }
  t.equal(
    await problemOf(encode([header(1, 1, [8, 2, 0, 0, 0]), palette, idat(Buffer.alloc(4)), end])),
    null,
    'a palette that is a suggestion',
  )
})

t.test('what no browser can decode is refused', async (t) => {
  const indexed = header(1, 1, [8, 3, 0, 0, 0])
  const point = idat(Buffer.alloc(2))
  const stream = deflateSync(Buffer.alloc(2))
  const wrongSum = Uint8Array.from(stream)
  wrongSum[stream.length - 1] = 99
  const cases: Record<string, Chunk[]> = {
    'a critical part that is unknown': [header(), ABCD, point, end],
    'the same, after the picture': [header(), point, ABCD, end],
    'no palette': [indexed, point, end],
    'a palette after the picture': [indexed, point, palette, end],
    'two palettes': [indexed, palette, palette, point, end],
    'an empty palette': [indexed, text.raw('PLTE', ''), point, end],
    'a palette of four bytes': [indexed, text.raw('PLTE', 'abcd'), point, end],
    'a palette of 257 colours': [indexed, text.raw('PLTE', new Uint8Array(771)), point, end],
    'a picture in two places': [
      header(),
      text.raw('IDAT', stream.subarray(0, 5)),
      text.plain('k', 'v'),
      text.raw('IDAT', stream.subarray(5)),
      end,
    ],
    'pixels for 4 × 4 of 400 × 400': [header(400, 400), idat(Buffer.alloc(20)), end],
    'a filter that does not exist': [header(1, 2), idat(Uint8Array.of(0, 1, 9, 1)), end],
    'no zlib stream': [header(), text.raw('IDAT', 'pixels'), end],
    'an empty stream': [header(), text.raw('IDAT', ''), end],
    'a stream that is cut off': [header(), text.raw('IDAT', stream.subarray(0, -5)), end],
    'a stream with a wrong checksum': [header(), text.raw('IDAT', wrongSum), end],
  }
  for (const [what, chunks] of Object.entries(cases)) {
    t.match(await problemOf(encode(chunks)), { problem: 'malformed' }, what)
  }
})

t.test('a picture that expands to far more than its dimensions is not expanded', async (t) => {
  const bomb = encode([header(8, 8), text.raw('IDAT', await deflatedZeros(300)), end])
  t.ok(bomb.length < 400_000)
  const before = process.memoryUsage().arrayBuffers
  t.match(await problemOf(bomb), { problem: 'malformed' })
  const grown = process.memoryUsage().arrayBuffers - before
  t.ok(grown < 8 * MIB, `${grown}`)
})

t.test('texts and profiles that expand to far more than they are, are refused', async (t) => {
  const wide = await deflatedZeros(200)
  const cases: Record<string, Chunk[]> = {
    iCCP: [text.raw('iCCP', Buffer.concat([Buffer.from('p\0\0'), wide]))],
    zTXt: [text.raw('zTXt', Buffer.concat([Buffer.from('k\0\0'), wide]))],
    iTXt: [text.raw('iTXt', Buffer.concat([Buffer.from('k\0\x01\0\0\0'), wide]))],
    'many of them': Array.from({ length: 40 }, () => text.compressed('k', Buffer.alloc(30_000))),
  }
  const before = process.memoryUsage().arrayBuffers
  for (const [what, chunks] of Object.entries(cases)) {
    t.match(await problemOf(png(chunks)), { problem: 'too-much-text' }, what)
  }
  const grown = process.memoryUsage().arrayBuffers - before
  t.ok(grown < 16 * MIB, `${grown}`)
  const within = text.compressed('k', Buffer.alloc(IMAGE_BOUNDS.expandedBytes))
  t.equal(await problemOf(png([within])), null, 'up to the bound')
})
