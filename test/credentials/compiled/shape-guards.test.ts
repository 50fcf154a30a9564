import t from 'tap'
import {
  CREDENTIALS_V2,
  type DocumentLoader,
  documentLoader,
  type JsonObject,
  OPEN_BADGES_V3,
} from '../../../src/credentials/index.ts'
import { at, keyIssuer } from '../samples.ts'
import { agrees, outcomeOf, roomyCanonicaliser } from './agreement.ts'
import { awarded } from './numbered-awards.ts'

const { did } = await keyIssuer()
const numbers = [1, 2, 3, 4]
const achievement = (copy: JsonObject) => at(copy, 'credentialSubject', 'achievement')

t.test('inline-context: a document may define what its values mean', async (t) => {
  const context = {
    colour: { '@id': 'https://a.example/colour', '@type': '@vocab' },
    'https://a.example/red': 'https://a.example/crimson',
  }
  const coloured = (number: number, colour: string) =>
    awarded(number, (copy) => {
      copy['@context'] = [CREDENTIALS_V2, OPEN_BADGES_V3, context]
      copy.colour = `https://a.example/${colour}`
    })
  const ways = await agrees(t, [coloured(1, 'blue'), coloured(2, 'blue'), coloured(3, 'red')])
  t.strictSame(ways, ['inline-context', 'inline-context', 'inline-context'])
})

t.test('iri-like-terms: so may a context, or one that it refers to', async (t) => {
  const contexts: Record<string, object> = {
    'https://a.example/outer': {
      Thing: { '@id': 'https://a.example/Thing', '@context': 'https://a.example/inner' },
      colour: { '@id': 'https://a.example/colour', '@type': '@vocab' },
    },
    'https://a.example/inner': { 'https://a.example/red': 'https://a.example/crimson' },
    'https://a.example/prefix': { urn: { '@id': 'https://a.example/', '@prefix': true } },
  }
  const loader: DocumentLoader = async (url) => {
    const context = contexts[url]
    if (context === undefined) return documentLoader(url)
    return { contextUrl: null, documentUrl: url, document: { '@context': context } }
  }
  const thing = (number: number, colour: string): JsonObject => ({
    '@context': [CREDENTIALS_V2, 'https://a.example/outer'],
    id: `https://badges.example/${number}`,
    type: ['Thing'],
    colour: `https://a.example/${colour}`,
  })
  t.strictSame(await agrees(t, [thing(1, 'blue'), thing(2, 'blue'), thing(3, 'red')], loader), [
    'iri-like-terms',
    'iri-like-terms',
    'iri-like-terms',
  ])
  const prefixed = awarded(1, (copy) => {
    copy['@context'] = [CREDENTIALS_V2, OPEN_BADGES_V3, 'https://a.example/prefix']
  })
  t.strictSame(await agrees(t, [prefixed], loader), ['iri-like-terms'])
})

t.test('IRIs that are not plainly IRIs are constants, never filled in', async (t) => {
  const odd = [
    ...['https://a.example/{x}', 'https://a.example/"', 'https://a.example/\\', 'urn://a.example'],
    ...['https://a.example/a b', 'https://a.example/<b>', 'https://a.example/\u0001', 'urn:'],
    ...[
      'https://a.example/ü',
      'data:image/png;base64,AAAA',
      'ftp://a.example/',
      'mailto:a@b.example',
    ],
    ...[
      'HTTPS://a.example/',
      '_:b0',
      '_:c14n0',
      'relative',
      '',
      '@id',
      '@nonsense',
      'Profile',
      'type',
    ],
  ]
  for (const iri of odd) {
    const with_ = (number: number) =>
      awarded(number, (copy) => Object.assign(at(copy, 'evidence', 0), { id: iri }))
    const ways = await agrees(t, [awarded(1), awarded(2), with_(3), with_(4), with_(5)])
    t.equal(ways[1], 'carried')
    t.not(ways[2], 'carried', `${iri} is not filled in`)
  }
})

t.test('new-variant: values that decide more than their own place', async (t) => {
  const image = (number: number, id: string) =>
    awarded(number, (copy) => Object.assign(at(copy, 'issuer', 'image'), { id }))
  const [one, other] = ['data:image/png;base64,AAAA', 'data:image/png;base64,BBBB']
  const ways = await agrees(t, [
    image(1, one),
    image(2, one),
    image(3, one),
    image(4, other),
    image(5, one),
    image(6, other),
    image(7, other),
    image(8, other),
  ])
  t.strictSame(ways, [
    ...(['new-variant', 'first-of-shape', 'carried', 'new-variant', 'carried'] as const),
    ...(['first-of-shape', 'carried', 'carried'] as const),
  ])

  const graph = (number: number): JsonObject => ({
    '@context': [CREDENTIALS_V2, OPEN_BADGES_V3],
    id: `https://badges.example/graphs/${number}`,
    '@graph': [{ id: did, type: ['Profile'], name: `Library ${number}` }],
  })
  t.notOk((await agrees(t, numbers.map(graph))).includes('carried'), 'nor is the name of a graph')

  const json = (number: number) =>
    awarded(number, (copy) => {
      copy.name = { '@type': '@json', '@value': { number: `${number}` } }
    })
  t.notOk((await agrees(t, numbers.map(json))).includes('carried'), 'nor what is JSON to RDF')
})

t.test('not-substitutable: a value that decides which others decide', async (t) => {
  const context = {
    id: '@id',
    kind: '@type',
    title: 'https://a.example/title',
    Text: 'https://a.example/Text',
    Data: {
      '@id': 'https://a.example/Data',
      '@context': { title: { '@id': 'https://a.example/data', '@type': '@json' } },
    },
  }
  const loader: DocumentLoader = async (url) => ({
    contextUrl: null,
    documentUrl: url,
    document: { '@context': context },
  })
  const document = (number: number, kind: string): JsonObject => ({
    '@context': 'https://a.example/kinds',
    id: `https://a.example/${number}`,
    kind,
    title: `Title ${number}`,
  })
  const kinds = ['Text', 'Text', 'Text', 'Data', 'Data', 'Data', 'Data', 'Text']
  t.strictSame(
    await agrees(
      t,
      kinds.map((kind, number) => document(number, kind)),
      loader,
    ),
    [
      ...(['new-variant', 'first-of-shape', 'carried', 'new-variant'] as const),
      ...(['not-substitutable', 'not-substitutable', 'not-substitutable', 'carried'] as const),
    ],
  )
})

t.test('types, languages, numbers and booleans belong to the shape', async (t) => {
  const credits = (number: number, value: unknown) =>
    awarded(number, (copy) => Object.assign(achievement(copy), { creditsAvailable: value }))
  const values = [1, 1.5, 0, -0, 1e21, '1', '1.5', true, [1, '1'], [1, 1]]
  await agrees(
    t,
    values.flatMap((value, index) => [credits(2 * index, value), credits(2 * index + 1, value)]),
  )
  const hashed = (number: number, value: unknown) =>
    awarded(number, (copy) => {
      const identifier = { type: 'IdentityObject', hashed: value, identityHash: `${number}` }
      Object.assign(at(copy, 'credentialSubject'), { identifier })
    })
  const truths = await agrees(t, [hashed(1, true), hashed(2, true), hashed(3, false)])
  t.strictSame(truths, ['first-of-shape', 'carried', 'first-of-shape'])
  const typed = (number: number, type: unknown) =>
    awarded(number, (copy) => Object.assign(at(copy, 'issuer'), { type }))
  await agrees(t, [
    typed(1, ['Profile']),
    typed(2, 'Profile'),
    typed(3, ['Profile', 'https://a.example/Library']),
    typed(4, ['Profile', 'https://a.example/Museum']),
    typed(5, ['Profile', '_:b3']),
    typed(6, ['Unknown']),
  ])
  const said = (number: number, language: string, value: string) =>
    awarded(number, (copy) =>
      Object.assign(copy, { name: { '@value': value, '@language': language } }),
    )
  const ways = await agrees(t, [
    said(1, 'en', 'a'),
    said(2, 'en', 'b'),
    said(3, 'de', 'c'),
    said(4, 'EN', 'd'),
    said(5, 'x y', 'e'),
  ])
  t.strictSame(ways.slice(0, 3), ['first-of-shape', 'carried', 'first-of-shape'])
})

t.test('not-plain-json and too-large: what has no shape', async (t) => {
  class Point {
    name = 'a'
    toJSON() {
      return 'b'
    }
  }
  const odd = [null, undefined, Number.NaN, Number.POSITIVE_INFINITY, new Point(), [null], 1n]
  const ways = await agrees(
    t,
    odd.map((value) => awarded(1, (copy) => Object.assign(copy, { description: value }))),
  )
  t.strictSame(new Set(ways), new Set(['not-plain-json']))

  const index = (number: number) =>
    awarded(number, (copy) => Object.assign(copy, { name: { '@value': 'a', '@index': 'b\nc' } }))
  t.strictSame(
    await agrees(t, [index(1), index(2)]),
    ['not-plain-json', 'not-plain-json'],
    'what a signature would be ambiguous with',
  )

  const many = Array.from({ length: 3_000 }, (_, at) => at)
  const large = [
    awarded(1, (copy) => Object.assign(copy, { name: many, description: many })),
    awarded(1, (copy) => Object.assign(copy, { description: 'a'.repeat(600_000) })),
  ]
  t.strictSame(new Set(await agrees(t, large)), new Set(['too-large']))
})

t.test('not-compiled: names that every object has', async (t) => {
  const canonicaliser = roomyCanonicaliser()
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__']
  const members = [
    (copy: JsonObject, value: string) => Object.assign(copy, { termsOfUse: value }),
    (copy: JsonObject, value: string) => Object.assign(achievement(copy), { criteria: value }),
    (copy: JsonObject, value: string) => Object.assign(at(copy, 'evidence', 0), { id: value }),
  ]
  for (const name of names) {
    for (const member of members) {
      const document = awarded(1, (copy) => member(copy, name))
      t.match(await outcomeOf(() => canonicaliser.canonize(document)), /^rejected: The value/)
      t.strictSame(Object.keys(Object.prototype), [], 'nothing was written to all objects')
    }
  }
  const named = names.map((name) => awarded(1, (copy) => Object.assign(copy, { name })))
  t.strictSame(new Set(await agrees(t, named)), new Set(['not-compiled']), 'as text they are text')
  const ways = await agrees(t, [awarded(1), awarded(2), ...named])
  t.strictSame(new Set(ways.slice(1)), new Set(['carried']), 'for a known shape, too')
  const after = await agrees(t, [...named, awarded(1), awarded(2)])
  t.equal(after.at(-1), 'carried', 'and the shape is not spoilt for others')
})

t.test('not-compiled: text that looks like what stands for values', async (t) => {
  const texts = ['xWm7Slot0.', 'https://xWm7Slot1.', 'XWM7SLOT2.', 'urn:xWm7Slot3.']
  const ways = await agrees(
    t,
    texts.flatMap((name) => [
      awarded(1, (copy) => Object.assign(copy, { name })),
      awarded(2, (copy) => Object.assign(at(copy, 'issuer'), { type: ['Profile', name] })),
    ]),
  )
  t.notOk(ways.includes('carried'))
})
