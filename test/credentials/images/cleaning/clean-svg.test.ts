import fc from 'fast-check'
import t from 'tap'
import { drawingCost } from '../../../../src/credentials/images/cleaning/drawing-cost.ts'
import { inspectSvg } from '../../../../src/credentials/images/cleaning/inspect.ts'
import { readSvg } from '../../../../src/credentials/images/svg.ts'
import { bakeSvg, checkImage, cleanSvg, IMAGE_BOUNDS } from '../../../../src/credentials/index.ts'
import { needsShared, sharedText } from '../../shared.ts'
import { jws, svg } from '../pictures.ts'

const root =
  '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 8 8">'
const around = (content: string) => `${root}${content}</svg>`

async function cleaned(content: string): Promise<string> {
  const result = await cleanSvg(around(content))
  return typeof result === 'string' ? result.slice(root.length, -'</svg>'.length) : result.problem
}

t.test('what a picture needs is kept as it is', async (t) => {
  const kept = [
    '<title>Ä &amp; B</title><desc>For <!-- -->those who cannot see</desc>'.replace('<!-- -->', ''),
    '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs>',
    '<clipPath id="c"><circle r="4"/></clipPath><g clip-path="url(#c)"><path d="M0 0L1 1"/></g>',
    '<rect fill="url(#a)" transform="translate(1 2) rotate(3)" style="stroke:rgb(1, 2, 3)"/>',
    '<symbol id="s"><path d="M0 0"/></symbol><use xlink:href="#s"/><use href="#s"/>',
    '<style>.a{fill:red;clip-path:url(#c)}#s,.b{mask:url("#m")}</style><g class="a b"/>',
    '<image width="1" height="1" xlink:href="data:image/png;base64,iVBORw0KGgo="/>',
    '<text x="1" font-family="Arial, sans-serif">A<tspan dy="1em">B</tspan></text>',
    '<filter id="f"><feGaussianBlur stdDeviation="2"/></filter><g filter="url(#f)"/>',
  ]
  for (const content of kept) t.equal(await cleaned(content), content)
})

t.test('what acts or reaches outside is removed', async (t) => {
  const cases: [string, string][] = [
    ['<g/><script>alert(1)</script>', '<g/>'],
    ['<g/><script xlink:href="https://evil.example/a.js"/>', '<g/>'],
    ['<g onload="alert(1)" ONCLICK="alert(1)" id="a"/>', '<g id="a"/>'],
    ['<g/><foreignObject><b xmlns="http://www.w3.org/1999/xhtml">x</b></foreignObject>', '<g/>'],
    ['<g/><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example"/>', '<g/>'],
    ['<a href="javascript:alert(1)"><g/></a>', '<a><g/></a>'],
    ['<a xlink:href="https://evil.example"><g/></a>', '<a><g/></a>'],
    ['<g/><animate attributeName="href" to="javascript:alert(1)"/><set to="x"/>', '<g/>'],
    ['<image href="https://evil.example/a.png"/>', '<image/>'],
    ['<image href="data:image/svg+xml;base64,PHN2Zy8+"/>', '<image/>'],
    ['<use href="https://evil.example/a.svg#b"/>', '<use/>'],
    ['<use href="data:image/png;base64,AAAA"/>', '<use/>'],
    ['<g fill="url(https://evil.example/#a)"/>', '<g/>'],
    ['<g style="fill:url(//evil.example)"/>', '<g/>'],
    ['<g style="fill:u\\72l(//evil.example)"/>', '<g/>'],
    ['<g style="fill:image-set(\'//evil.example\')"/>', '<g/>'],
    ['<g filter="url(#a) url(//evil.example)"/>', '<g/>'],
    ['<g fill="url(url(#a)//evil.example)"/>', '<g/>'],
    ['<style>@import "https://evil.example";</style><g/>', '<style/><g/>'],
    ['<style>@font-face{src:url(https://evil.example)}</style><g/>', '<style/><g/>'],
    ['<style><![CDATA[.a{fill:url(https://evil.example)}]]></style><g/>', '<style/><g/>'],
    ['<g data-a="1" xml:base="https://evil.example" aria-label="A"/>', '<g aria-label="A"/>'],
    ['<metadata><r:a xmlns:r="urn:r">me@home.example</r:a></metadata><g/>', '<g/>'],
    ['<!-- a --><?php b ?><g/>', '<g/>'],
    ['<g/><x:g xmlns:x="urn:x" onload="alert(1)">text</x:g>', '<g/>'],
    ['<style><![CDATA[.a{fill:red}]]></style>', '<style>.a{fill:red}</style>'],
  ]
  for (const [content, expected] of cases) t.equal(await cleaned(content), expected, content)
  const declared = `<?xml version="1.0"?><!DOCTYPE svg SYSTEM "https://evil.example">${around('<g/>')}`
  t.equal(await cleanSvg(declared), around('<g/>'))
  const baked = Buffer.from(bakeSvg(svg(), { jwt: jws }) as Uint8Array).toString()
  t.notMatch(await cleanSvg(baked), 'openbadges:credential', 'nobody’s credential stays inside')
  t.match(await cleanSvg('<svg xmlns="http://www.w3.org/1999/xhtml"/>'), { problem: 'unsafe' })
})

t.test('the check afterwards does not trust the library', async (t) => {
  const unsafe = [
    '<script/>',
    '<g onload="a"/>',
    '<g fill="url(//evil.example)"/>',
    '<use href="a.svg#b"/>',
    '<style>@import "a"</style>',
    '<!-- a -->',
    '<?a b?>',
    '<x:g xmlns:x="urn:x"/>',
    '<g xmlns="http://www.w3.org/1999/xhtml"/>',
    '<s:script xmlns:s="http://www.w3.org/2000/svg"/>',
  ]
  for (const content of unsafe) t.match(inspectSvg(around(content)), { problem: 'unsafe' }, content)
  t.equal(inspectSvg(around('<g/>')), null)
})

t.test('parts that are used over and over are counted without being drawn', async (t) => {
  const twice = (n: number) => `<g id="a${n}"><use href="#a${n + 1}"/><use href="#a${n + 1}"/></g>`
  const doubling = Array.from({ length: 60 }, (_, n) => twice(n)).join('')
  // Followed without counting these would be 2^60 steps, and this test would never end.
  t.match(await cleanSvg(around(`${doubling}<g id="a60"/>`)), { problem: 'too-complex' })
  const pattern = (n: number) =>
    `<pattern id="p${n}"><g class="c${n}"/><g class="c${n}"/></pattern>`
  const rules = Array.from({ length: 60 }, (_, n) => `.c${n}{fill:url(#p${n + 1})}`).join('')
  const patterns = Array.from({ length: 62 }, (_, n) => pattern(n)).join('')
  const styled = `<style>${rules}</style>${patterns}`
  t.match(await cleanSvg(around(styled)), { problem: 'too-complex' })
  const circle = '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'
  t.match(await cleanSvg(around(circle)), { problem: 'too-complex' })
  const uncountable = '<style>g>g{fill:url(#a)}</style>'
  t.match(await cleanSvg(around(uncountable)), { problem: 'too-complex' })

  const document = readSvg(Buffer.from(around('<g id="a"><g/></g><use href="#a"/>')), IMAGE_BOUNDS)
  if ('problem' in document) throw new Error(document.detail)
  const elements = document.elements.map(({ element }) => element)
  t.equal(drawingCost(elements, 100), 6, 'svg, g, g, use, and what use draws')
  t.equal(drawingCost(elements, 5), 6, 'never more than one beyond the bound')
})

t.test('bounds are the caller’s', async (t) => {
  t.match(await cleanSvg(around('<g/><g/>'), { elements: 2 }), { problem: 'too-complex' })
  t.match(await cleanSvg(around('<g><g/></g>'), { depth: 1 }), { problem: 'too-complex' })
  t.match(await cleanSvg(around(''), { svgBytes: 50 }), { problem: 'too-large' })
})

t.test('whatever comes in, what comes out is harmless, and clean is clean', async () => {
  const name = fc.constantFrom(
    'g',
    'script',
    'style',
    'use',
    'a',
    'image',
    'foreignObject',
    'set',
    'x:g',
    'title',
  )
  const value = fc.constantFrom(
    '#a',
    'javascript:alert(1)',
    'https://evil.example',
    'url(#a)',
    'url(//evil.example)',
    'data:text/html,x',
    '&#x6a;avascript:a',
    '&lt;script&gt;',
  )
  const attribute = fc.tuple(
    fc.constantFrom('id', 'href', 'xlink:href', 'style', 'fill', 'onload', 'class', 'xml:base'),
    value,
  )
  const text = fc.oneof(
    value,
    fc.constantFrom('<![CDATA[<script>a</script>]]>', '.a{b:c}', '@import "a"'),
  )
  const content = fc.letrec<{ node: string; nodes: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      text,
      fc
        .tuple(
          name,
          fc.uniqueArray(attribute, { selector: ([one]) => one, maxLength: 3 }),
          tie('nodes'),
        )
        .map(([tag, attributes, inner]) => {
          const given = attributes.map(([key, value]) => ` ${key}="${value}"`).join('')
          return `<${tag}${given} xmlns:x="urn:x">${inner}</${tag}>`
        }),
    ),
    nodes: fc.array(tie('node'), { maxLength: 3 }).map((nodes) => nodes.join('')),
  })).nodes
  await fc.assert(
    fc.asyncProperty(content, async (content) => {
      const once = await cleanSvg(around(content))
      if (typeof once !== 'string') return once.problem === 'too-complex'
      // Names may be anything.
      const tags = once.replace(/>[^<]*</g, '><').replace(/ (id|class)="[^"]*"/g, '')
      const harmful =
        /<(?!\/|svg|g|style|use|a|image|title)| on\w+=|xml:base|urn:x|@import|url\([^#]|href="[^#"]/
      return !harmful.test(tags) && (await cleanSvg(once)) === once
    }),
    { numRuns: 150 },
  )
})

const sample = 'fixtures/1edtech-validator-samples/ob30/simple-json.svg'

t.test('a picture that others drew keeps what it shows', needsShared(sample), async (t) => {
  const original = sharedText(sample)
  const clean = await cleanSvg(original)
  if (typeof clean !== 'string') throw new Error(clean.detail)
  const paths = (text: string) => text.match(/ d="[^"]*"/g)
  t.strictSame(paths(clean), paths(original))
  t.strictSame(checkImage(Buffer.from(clean)), checkImage(Buffer.from(original)))
})
