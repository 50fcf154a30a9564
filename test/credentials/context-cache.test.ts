import fc from 'fast-check'
import jsonld from 'jsonld'
import ContextResolver from 'jsonld/lib/ContextResolver.js'
import t from 'tap'
import type { RemoteDocument } from '../../src/credentials/contexts.ts'
import { expand, type JsonObject, jsonLdProblem } from '../../src/credentials/index.ts'

const numRuns = Number(process.env.WAYMARK_TEST_COUNT ?? 400)
const seed = process.env.WAYMARK_TEST_SEED

const terms = ['a', 'b', 'c', 'S', 'T', 'U']
const term = fc.constantFrom(...terms)
const url = fc.constantFrom('https://a.example/1', 'https://a.example/2')
const sometimes = fc.option(fc.boolean(), { nil: undefined, freq: 3 })

/** Contexts of few terms, which define each other anew, protect each other and stand in each other. */
const { context } = fc.letrec<{ context: unknown; definitions: JsonObject; definition: unknown }>(
  (tie) => ({
    definition: fc.oneof(
      { depthSize: 'small', maxDepth: 3 },
      { weight: 2, arbitrary: fc.constantFrom('ex:1', 'ex:2', null) },
      {
        weight: 1,
        arbitrary: fc.record(
          {
            '@id': fc.constantFrom('ex:1', 'ex:2'),
            '@protected': fc.boolean(),
            '@type': fc.constantFrom('@id', '@vocab', 'ex:type', '@json'),
            '@container': fc.constantFrom('@list', '@set', '@graph', '@type'),
          },
          { requiredKeys: ['@id'] },
        ),
      },
      {
        weight: 3,
        arbitrary: fc.record(
          { '@id': fc.constant('ex:3'), '@context': tie('context'), '@protected': fc.boolean() },
          { requiredKeys: ['@id', '@context'] },
        ),
      },
    ),
    definitions: fc
      .record({
        '@protected': fc.constantFrom(true, undefined),
        '@propagate': sometimes,
        '@vocab': fc.constantFrom('ex:', 'ex:', 'ex:v#', undefined),
        '@language': fc.option(fc.constantFrom('en', null), { nil: undefined, freq: 6 }),
        '@direction': fc.option(fc.constantFrom('rtl', null), { nil: undefined, freq: 6 }),
        terms: fc.dictionary(term, tie('definition'), { maxKeys: 4 }),
      })
      .map(({ terms, ...rest }) => JSON.parse(JSON.stringify({ ...rest, ...terms }))),
    context: fc.oneof(
      { weight: 6, arbitrary: tie('definitions') },
      { weight: 1, arbitrary: fc.array(tie('definitions'), { minLength: 1, maxLength: 2 }) },
    ),
  }),
)

const { node } = fc.letrec<{ node: JsonObject; value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 5 },
    { weight: 1, arbitrary: fc.constantFrom('ex:2', 'ex:1') },
    { weight: 3, arbitrary: tie('node') },
    { weight: 1, arbitrary: fc.array(tie('node'), { maxLength: 3 }) },
  ),
  node: fc
    .record({
      '@context': fc.option(url, { nil: undefined, freq: 6 }),
      '@id': fc.constantFrom('ex:node', 'ex:other'),
      '@type': fc.array(term, { maxLength: 2 }),
      more: fc.dictionary(term, tie('value'), { maxKeys: 3 }),
    })
    .map(({ more, ...rest }) => JSON.parse(JSON.stringify({ ...rest, ...more }))),
}))

/**
 * The library's own means of resolving contexts, without its cache of what they led to: that one finds
 * a definition that overrode a protected term where it may, and takes it where it may not.
 */
class Uncached extends ContextResolver {
  constructor() {
    super({ sharedCache: new Map() })
  }
  override async resolve(input: object) {
    const all = await super.resolve(input)
    for (const one of all) one.getProcessed = () => undefined
    return all
  }
}

const outcome = (promise: Promise<unknown>) =>
  promise.then(
    (expanded) => JSON.stringify(expanded),
    (error) => `rejected: ${JSON.stringify(jsonLdProblem(error))}`,
  )

const contexts = ['https://a.example/1', 'https://a.example/2']

/** Whether documents with these contexts expand, one after the other, as without any cache. */
async function agree(definitions: unknown[], nodes: JsonObject[]): Promise<number | null> {
  const documents: RemoteDocument[] = definitions.map((one, at) => ({
    contextUrl: null,
    documentUrl: contexts[at] ?? '',
    document: { '@context': one },
    tag: 'static',
  }))
  const find = (url: string) => documents.find(({ documentUrl }) => documentUrl === url)
  const loader = async (url: string) => find(url) as RemoteDocument
  const copies = async (url: string) => structuredClone(await loader(url))
  let expanded = 0
  for (const one of nodes) {
    const document = { ...one, '@context': contexts.slice(0, definitions.length) }
    const made = await outcome(expand(document, loader))
    if (!made.startsWith('rejected: ')) expanded += 1
    const own = { documentLoader: copies, contextResolver: new Uncached() }
    const expected = jsonld.expand(document, { ...own, base: null, safe: true })
    if (made !== (await outcome(expected))) return null
  }
  return expanded
}

t.test('contexts mean what the library says, whatever they say of each other', async (t) => {
  let expanded = 0
  const nodes = fc.array(node, { minLength: 2, maxLength: 4 })
  const result = await fc.check(
    fc.asyncProperty(fc.tuple(context, context), nodes, async (definitions, some) => {
      const count = await agree(definitions, [...some, ...some])
      expanded += count ?? 0
      return count !== null
    }),
    { numRuns, ...(seed && { seed: Number(seed) }) },
  )
  t.notOk(result.failed, `seed ${result.seed}: ${fc.defaultReportMessage(result) ?? ''}`)
  t.comment(`seed ${result.seed}: ${expanded} documents expanded`)
  t.ok(expanded > result.numRuns / 4, 'and not a few can be expanded')
})

t.test('what chance rarely finds', async (t) => {
  const id = 'ex:node'
  const scoped = (context: object) => ({ '@id': 'ex:scoped', '@context': context })

  const overridden = {
    ...{ '@vocab': 'ex:', a: { '@id': 'ex:1', '@protected': true } },
    T: scoped({ '@propagate': true, a: 'ex:2' }),
  }
  const property = { '@id': id, T: { '@id': 'ex:other', a: 'text' } }
  const type = { '@id': id, '@type': 'T', a: 'text' }
  t.equal(await agree([overridden], [property, type]), 1, 'what a property may, a type may not')
  t.equal(await agree([overridden], [type, property]), 1)

  const direction = { '@vocab': 'ex:', '@direction': 'rtl', S: scoped({ b: 'ex:b' }) }
  const below = { '@id': id, '@type': 'S', a: { '@id': 'ex:other', c: 'text' } }
  t.equal(await agree([direction], [below, below]), 2, 'the library loses a direction on its way')
})

t.test('contexts that refer to each other in a circle are refused', async (t) => {
  const loader = async (url: string): Promise<RemoteDocument> => ({
    contextUrl: null,
    documentUrl: url,
    document: { '@context': contexts.filter((other) => other !== url) },
  })
  await t.rejects(expand({ '@context': contexts, '@id': 'ex:a' }, loader), /circle/)
})
