import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import {
  type BakePayload,
  type BakeVersion,
  bakeSvg,
  unbakeSvg,
} from '../../../../src/credentials/index.ts'
import { credentialText, jws, svg } from '../pictures.ts'

const NAMESPACE = 'https://purl.imsglobal.org/ob/v3p0'
const declared = ` xmlns:openbadges="${NAMESPACE}"`

function baked(image: Uint8Array, payload: BakePayload, version: BakeVersion = 3): string {
  const result = bakeSvg(image, payload, { version })
  if ('problem' in result) throw new Error(result.detail)
  return Buffer.from(result).toString()
}

const json = fc
  .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }))
  .map((value) => JSON.stringify({ ...value, id: 'https://badges.example/1' }, null, '\r\n\t'))

const word = fc.stringMatching(/^[a-z>/='"\]! \r\n\té🎈]{0,12}$/u)
const attribute = word.map((value) => ` data-a="${value.replaceAll('"', '')}"`)
const content = fc.letrec<{ node: string; nodes: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    word.map((value) => value.replaceAll(']]>', '')),
    word.map((value) => `<!--${value.replaceAll('-', '')} <svg> -->`),
    word.map((value) => `<![CDATA[${value.replaceAll(']]>', '')}<svg></g>]]>`),
    fc.constant('<?php echo "<svg>" ?>'),
    attribute.map((value) => `<path${value}/>`),
    fc.tuple(attribute, tie('nodes')).map(([value, nodes]) => `<g${value}>${nodes}</g >`),
  ),
  nodes: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
})).nodes

const prologue = fc.constantFrom(
  '',
  '\ufeff',
  '<?xml version="1.0" encoding="utf-8"?>\r\n<!-- <svg/> -->\n',
  '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
)
const image = fc
  .tuple(prologue, attribute, content)
  .map(
    ([start, value, inner]) =>
      `${start}<svg${value} xmlns='http://www.w3.org/2000/svg'>${inner}</svg>\n`,
  )

t.test('an SVG gives back what was baked into it: the same JSON value, the same JWS', async () => {
  fc.assert(
    fc.property(image, json, fc.constantFrom<BakeVersion>(2, 3), (image, credential, version) => {
      const one = unbakeSvg(Buffer.from(baked(Buffer.from(image), { credential }, version)))
      const other = unbakeSvg(Buffer.from(baked(Buffer.from(image), { jwt: jws }, version)))
      if (!('kind' in one && 'kind' in other)) return false
      const same = isDeepStrictEqual(JSON.parse(one.text), JSON.parse(credential))
      return same && one.kind === 'json' && one.version === version && other.text === jws
    }),
    { numRuns: 150 },
  )
})

t.test('every other character of the file stays as it is', async () => {
  fc.assert(
    fc.property(image, (image) => {
      const result = baked(Buffer.from(image), { jwt: jws })
      const element = `<openbadges:credential verify="${jws}"></openbadges:credential>`
      return result.replace(declared, '').replace(element, '') === image
    }),
    { numRuns: 150 },
  )
})

t.test('baking again replaces what was baked, and leaves the rest alone', async () => {
  fc.assert(
    fc.property(image, json, fc.constantFrom<BakeVersion>(2, 3), (image, credential, version) => {
      const bytes = Buffer.from(image)
      const direct = baked(bytes, { jwt: jws })
      const again = baked(Buffer.from(baked(bytes, { credential }, version)), { jwt: jws })
      return again === direct && baked(Buffer.from(direct), { jwt: jws }) === direct
    }),
    { numRuns: 100 },
  )
})

t.test('the element stands first in the root, as the standard writes it', async (t) => {
  t.equal(
    baked(svg('<g/>'), { jwt: jws }),
    `<svg${declared} xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">` +
      `<openbadges:credential verify="${jws}"></openbadges:credential><g/></svg>`,
  )
  t.equal(
    baked(Buffer.from('<s:svg xmlns:s="http://www.w3.org/2000/svg" />'), {
      credential: '{ "a": 1 }',
    }),
    `<s:svg${declared} xmlns:s="http://www.w3.org/2000/svg" >` +
      '<openbadges:credential><![CDATA[{ "a": 1 }]]></openbadges:credential></s:svg>',
  )
  t.match(
    baked(svg(), { credential: '{"id":"https://badges.example/1?a&b"}' }, 2),
    '<openbadges:assertion verify="https://badges.example/1?a&amp;b"><![CDATA[{"id"',
  )
  const bytes = unbakeSvg(Buffer.from(baked(svg(), { credential: credentialText })))
  t.match(
    bytes,
    { text: credentialText },
    'text without troublesome characters is kept to the byte',
  )
})

t.test('characters that XML cannot carry are written as JSON escapes', async (t) => {
  const credential = '{"a":"]]>","b":"\u2028\u0085\ufffe\uffff\u007f"}'
  const result = baked(svg(), { credential })
  t.match(result, '{"a":"]]\\u003e","b":"\\u2028\\u0085\\ufffe\\uffff\\u007f"}')
})

t.test('the prefix is bound where that disturbs nothing', async (t) => {
  const foreign = svg('<openbadges:tool/>', ' xmlns:openbadges="https://tool.example"')
  const own = baked(foreign, { jwt: jws })
  t.match(own, `<openbadges:credential${declared} verify=`)
  t.match(own, '<openbadges:tool/>')
  t.match(unbakeSvg(Buffer.from(own)), { kind: 'jwt', version: 3 })
  const old = svg(
    '<openbadges:assertion verify="x"/><g/>',
    " xmlns:openbadges='http://openbadges.org'",
  )
  const renewed = baked(old, { jwt: jws })
  t.match(renewed, declared)
  t.notMatch(renewed, 'assertion')
  const elsewhere = svg(
    '<o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0"><o:credential/></o:credential>',
  )
  t.equal(baked(elsewhere, { jwt: jws }), baked(svg(''), { jwt: jws }))
})

t.test('readers meet the forms of Open Badges 2.0 and of other bakers', async (t) => {
  const url = 'https://badges.example/assertions/1?a=1&amp;b=2'
  const element = (attributes: string, inner = '', namespace = 'http://openbadges.org') =>
    svg(`<g><o:assertion xmlns:o="${namespace}" ${attributes}>${inner}</o:assertion></g>`)
  const forms: [Uint8Array, object][] = [
    [element(`verify="${url}"`), { kind: 'url', version: 2, text: url.replace('&amp;', '&') }],
    [element(`verify="${jws}"`, '<![CDATA[{"id":"1"}]]>'), { kind: 'jwt', version: 2, text: jws }],
    [
      element(`verify="${url}"`, ' <![CDATA[ {"id":"1"} ]]> '),
      { kind: 'json', text: '{"id":"1"}' },
    ],
    [element('', '{&quot;id&quot;:&quot;a&lt;b&quot;}'), { kind: 'json', text: '{"id":"a<b"}' }],
    [element(`verify="${url}"`, '', 'https://openbadges.org'), { kind: 'url' }],
    [
      svg(
        `<o:credential xmlns:o="${NAMESPACE}"><![CDATA[{"id":"]]]]><![CDATA[>"}]]></o:credential>`,
      ),
      { kind: 'json', version: 3, text: '{"id":"]]>"}' },
    ],
    [
      svg(`<o:credential xmlns:o="${NAMESPACE}"><![CDATA[{"id":"\u2028\u0085"}]]></o:credential>`),
      { kind: 'json', version: 3, text: '{"id":"\u2028\u0085"}' },
    ],
  ]
  for (const [image, expected] of forms) t.match(unbakeSvg(image), expected)
})

t.test('what is no credential, or more than one, is a problem', async (t) => {
  const credential = `<o:credential xmlns:o="${NAMESPACE}" verify="${jws}"/>`
  t.match(unbakeSvg(svg()), { problem: 'no-credential' })
  t.match(unbakeSvg(svg('<credential verify="a.b.c"/>')), { problem: 'no-credential' })
  t.match(unbakeSvg(svg(credential + credential)), { problem: 'several-credentials' })
  for (const verify of ['', 'javascript:alert(1)', 'https://badges.example/1']) {
    const wrong = svg(credential.replace(jws, verify))
    t.match(unbakeSvg(wrong), { problem: 'not-a-credential' }, verify)
  }
  const wrong: [BakePayload, BakeVersion][] = [
    [{ credential: 'x' }, 3],
    [{ credential: '{"id":"\udc00"}' }, 3],
    [{ jwt: 'a b' }, 3],
    [{ credential: '{}' }, 2],
    [{ credential: '{"id":"no url"}' }, 2],
    [{ credential: '{"id":"https://badges.example/\\u0000"}' }, 2],
  ]
  for (const [payload, version] of wrong) {
    t.match(bakeSvg(svg(), payload, { version }), { problem: 'not-a-credential' })
  }
  const bounds = { svgBytes: svg().length + 100 }
  t.match(bakeSvg(svg(), { jwt: jws }, { bounds }), { problem: 'too-large' })
})
