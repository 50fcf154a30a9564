import { existsSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import {
  behindWhite,
  contrast,
  WHITE,
} from '../../../../src/credentials/images/generated-badge/colour.ts'
import { setLines, textWidth } from '../../../../src/credentials/images/generated-badge/lines.ts'
import {
  checkImage,
  cleanSvg,
  drawnAsPng,
  type GeneratedBadge,
  generatedBadgeSvg,
} from '../../../../src/credentials/index.ts'

const badge: GeneratedBadge = {
  name: 'Story Teller',
  issuerName: 'Harbour Library',
  layer: 'Demonstrate',
  colourSeed: 'did:web:badges.example',
}

t.test(
  'a drawn badge shows name, issuer and layer, and says them to who cannot see it',
  async (t) => {
    const svg = generatedBadgeSvg(badge)
    t.match(svg, '<title>Story Teller · Demonstrate · Harbour Library</title>')
    t.match(svg, />Story<\/text>/)
    t.match(svg, />Teller<\/text>/)
    t.match(svg, />Harbour Library<\/text>/)
    t.match(svg, />DEMONSTRATE<\/text>/)
    t.strictSame(checkImage(Buffer.from(svg)), { type: 'svg', width: 512, height: 512 })
    const without = generatedBadgeSvg({ ...badge, layer: undefined })
    t.notMatch(without, 'DEMONSTRATE')
  },
)

t.test('the same badge is always the same text', async (t) => {
  t.equal(generatedBadgeSvg(badge), generatedBadgeSvg({ ...badge }))
})

t.test('badges of an issuer have one colour, those of others another', async (t) => {
  const colour = (change: Partial<GeneratedBadge>) =>
    /stop-color="(#[0-9a-f]{6})"/.exec(generatedBadgeSvg({ ...badge, ...change }))?.[1]
  t.equal(colour({}), colour({ name: 'Gardener', layer: 'Lead' }))
  const colours = new Set(
    Array.from({ length: 50 }, (_, n) => colour({ colourSeed: `issuer ${n}` })),
  )
  t.ok(colours.size > 40, `${colours.size}`)
})

t.test('each layer has an emblem of its own, in any case of its name', async (t) => {
  const layers = ['Engage', 'Participate', 'Demonstrate', 'Lead', 'Another', undefined]
  const emblems = layers.map(
    (layer) =>
      /stroke-linejoin="round">(.*?)<\/g>/.exec(generatedBadgeSvg({ ...badge, layer }))?.[1],
  )
  t.equal(new Set(emblems).size, 5, 'one for each of the four and one for all else')
  t.match(generatedBadgeSvg({ ...badge, layer: 'LEAD' }), emblems[3] ?? '')
})

t.test('white can be read on the colour of every hue', async (t) => {
  for (let hue = 0; hue < 360; hue += 1) {
    for (const saturation of [0.5, 0.63, 0.75]) {
      const found = contrast(behindWhite(hue, saturation, 4.6), WHITE)
      if (found < 4.5) t.fail(`hue ${hue}: ${found}`)
    }
  }
  t.equal(contrast([0, 0, 0], WHITE), 21)
})

t.test('any name gives a well-formed, harmless picture', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({ unit: 'grapheme' }),
  )
  await fc.assert(
    fc.asyncProperty(text, text, text, text, async (name, issuerName, layer, colourSeed) => {
      const svg = generatedBadgeSvg({ name, issuerName, layer, colourSeed })
      return (await cleanSvg(svg)) === svg.replace(/><\/(?:text|title)>/g, '/>')
    }),
    { numRuns: 60 },
  )
})

t.test('lines fit their box and keep the words', async () => {
  const box = { width: 320, height: 136, sizes: [50, 38, 27, 21], mostLines: 4 }
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-zA-Z]{1,30}$/, { size: 'max' }), { minLength: 1 }),
      (words) => {
        const { size, lines } = setLines(words.join(' '), box)
        const shown = lines.join('').replaceAll(' ', '')
        const whole = shown === words.join('') || shown.endsWith('…')
        const fits = lines.every((line) => textWidth(line) * size <= box.width + 0.001)
        return whole && fits && lines.length <= 4 && lines.length * size * 1.2 <= box.height
      },
    ),
    { numRuns: 200 },
  )
})

t.test('the picture as a PNG', async (t) => {
  const svg = generatedBadgeSvg(badge)
  const png = await drawnAsPng(svg, { fontFiles: [] })
  t.strictSame(checkImage(png), { type: 'png', width: 512, height: 512 })
  t.same(await drawnAsPng(svg, { fontFiles: [] }), png, 'is always the same bytes')
  const small = await drawnAsPng(svg, { fontFiles: [], width: 64 })
  t.strictSame(checkImage(small), { type: 'png', width: 64, height: 64 })
  await t.rejects(drawnAsPng('<svg', { fontFiles: [] }))
})

const font = '/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf'
const needsFont = {
  skip: existsSync(font) ? false : 'There is no DejaVu font here to draw text with.',
}

t.test('the PNG has its text in the font that it is given', needsFont, async (t) => {
  const svg = generatedBadgeSvg(badge)
  const png = await drawnAsPng(svg, { fontFiles: [font] })
  t.notSame(png, await drawnAsPng(svg, { fontFiles: [] }))
  t.same(png, await drawnAsPng(svg, { fontFiles: [font] }))
})
