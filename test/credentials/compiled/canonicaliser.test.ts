import t from 'tap'
import {
  createCompiledCanonicaliser,
  type DocumentLoader,
  documentLoader,
  type JsonObject,
} from '../../../src/credentials/index.ts'
import { at } from '../samples.ts'
import { outcomeOf, roomyCanonicaliser } from './agreement.ts'
import { libraryForm } from './library-form.ts'
import { awarded } from './numbered-awards.ts'

/** An award whose shape is another one for each `tags`. */
const tagged = (number: number, tags: number, text = 'tag') =>
  awarded(number, (copy) => {
    const tag = Array.from({ length: tags }, (_, at) => `${text} ${at}`)
    Object.assign(at(copy, 'credentialSubject', 'achievement'), { tag })
  })

t.test('a known shape is canonicalised at once', async (t) => {
  const canonicaliser = roomyCanonicaliser()
  t.type(canonicaliser.canonize(awarded(1)), Promise)
  await canonicaliser.canonize(awarded(2))
  t.type(canonicaliser.canonize(awarded(3)), 'string')
})

t.test('many first requests of one shape compile it once', async (t) => {
  const canonicaliser = roomyCanonicaliser()
  const documents = Array.from({ length: 8 }, (_, number) => awarded(number))
  const made = await Promise.all(documents.map((document) => canonicaliser.canonize(document)))
  t.strictSame(made, await Promise.all(documents.map((document) => libraryForm(document))))
  t.equal(canonicaliser.stats().compiled, 1)
})

t.test('a document that the library rejects is rejected alike, and spoils nothing', async (t) => {
  const canonicaliser = roomyCanonicaliser()
  const bad = [
    awarded(1, (copy) => Object.assign(copy, { colour: 'red' })),
    awarded(1, (copy) => Object.assign(copy, { id: 'relative' })),
    awarded(1, (copy) => Object.assign(copy, { '@context': ['https://a.example/unknown'] })),
    awarded(1, (copy) => Object.assign(at(copy, 'evidence', 0), { id: 'a b' })),
  ]
  for (const document of [...bad, ...bad]) {
    const expected = await outcomeOf(() => libraryForm(document))
    t.match(expected, /^rejected: /)
    t.equal(await outcomeOf(() => canonicaliser.canonize(document)), expected)
  }
  const good = [awarded(1), awarded(2)]
  const made = await Promise.all([
    ...bad.map((document) => outcomeOf(() => canonicaliser.canonize(document))),
    ...good.map((document) => canonicaliser.canonize(document)),
  ])
  t.equal(made.at(-1), await libraryForm(awarded(2)), 'also when they come together')
  t.type(canonicaliser.canonize(awarded(3)), 'string')
})

t.test('strangers cannot make it grow', async (t) => {
  t.test('by many shapes', async (t) => {
    const canonicaliser = createCompiledCanonicaliser({
      documentLoader,
      maxShapes: 3,
      maxBytes: 50_000_000,
    })
    for (const number of [1, 2]) await canonicaliser.canonize(tagged(number, 0))
    for (let tags = 1; tags <= 8; tags += 1) {
      await canonicaliser.canonize(tagged(1, tags))
      t.type(canonicaliser.canonize(tagged(1, 0)), 'string', 'what is in use stays')
      t.ok(canonicaliser.stats().shapes <= 3)
    }
    t.not(typeof canonicaliser.canonize(tagged(1, 1)), 'string', 'the oldest is gone')
  })

  t.test('by long texts', async (t) => {
    const maxBytes = 400_000
    const canonicaliser = createCompiledCanonicaliser({ documentLoader, maxShapes: 100, maxBytes })
    for (let tags = 1; tags <= 8; tags += 1) {
      await canonicaliser.canonize(tagged(1, tags))
      const made = await canonicaliser.canonize(tagged(2, tags, 'long'.repeat(5_000)))
      t.ok(made.length > 20_000)
      t.ok(canonicaliser.stats().bytes <= maxBytes, `${canonicaliser.stats().bytes} bytes`)
    }
  })

  t.test('by shapes that hardly ever come', async (t) => {
    const canonicaliser = createCompiledCanonicaliser({
      documentLoader,
      maxShapes: 100,
      maxBytes: 50_000_000,
      compileAfter: 2,
    })
    for (const tags of [1, 2, 3, 1, 2, 3]) {
      t.equal(await canonicaliser.canonize(tagged(1, tags)), await libraryForm(tagged(1, tags)))
    }
    t.match(canonicaliser.stats(), { compiled: 0, library: { seldom: 6 } })
    for (const number of [1, 2]) await canonicaliser.canonize(tagged(number, 1))
    t.type(canonicaliser.canonize(tagged(3, 1)), 'string', 'one that comes again is compiled')
    t.equal(canonicaliser.stats().compiled, 1)
  })

  t.test('by values that are compiled for', async (t) => {
    const canonicaliser = roomyCanonicaliser()
    for (let number = 1; number <= 8; number += 1) {
      const email = (copy: JsonObject) =>
        Object.assign(at(copy, 'evidence', 0), { id: `mailto:${number}@a.example` })
      await canonicaliser.canonize(awarded(number, email))
    }
    t.equal(canonicaliser.stats().compiled, 1, 'values that never come again are not')
  })
})

t.test('a sample can be checked against the library', async (t) => {
  let meaning = 'https://a.example/name'
  const loader: DocumentLoader = async (url) =>
    url === 'https://a.example/context'
      ? {
          contextUrl: null,
          documentUrl: url,
          document: { '@context': { ...{ id: '@id', title: meaning } } },
        }
      : documentLoader(url)
  const titled = (number: number): JsonObject => ({
    '@context': 'https://a.example/context',
    id: `https://badges.example/${number}`,
    title: `Title ${number}`,
  })
  const canonicaliser = roomyCanonicaliser(loader)
  for (const number of [1, 2]) await canonicaliser.canonize(titled(number))
  t.equal(await canonicaliser.check(titled(3)), 'same')
  t.match(canonicaliser.stats(), { carried: 1, checked: 2, differed: 0 })

  // Contexts do not change under a service, but this is as good as any mistake in a template.
  meaning = 'https://a.example/title'
  t.match(canonicaliser.canonize(titled(4)), /name/, 'what is wrong')
  t.equal(await canonicaliser.check(titled(5)), 'different', 'is found')
  t.equal(canonicaliser.stats().differed, 1, 'and counted')
  t.match(await canonicaliser.canonize(titled(6)), /title/, 'and not used again')
  t.match(canonicaliser.stats().library, { differs: 1 })
  t.equal(await canonicaliser.check(titled(7)), 'not-compiled')

  const inline = { ...titled(8), '@context': { title: 'https://a.example/t' } }
  t.equal(await canonicaliser.check(inline), 'not-compiled')
})

t.test('a template that the library does not agree with at once is not used', async (t) => {
  let asked = 0
  const loader: DocumentLoader = async (url) => ({
    contextUrl: null,
    documentUrl: url,
    // Says something else from the third time on: after compiling, before the comparison.
    document: { '@context': { id: '@id', title: `https://a.example/${++asked > 2}` } },
  })
  const canonicaliser = roomyCanonicaliser(loader)
  const titled = { '@context': 'https://a.example/context', id: 'https://a.example/1', title: 'A' }
  t.match(await canonicaliser.canonize(titled), /example\/true> "A"/)
  t.match(canonicaliser.stats(), { checked: 1, differed: 1, carried: 0 })
  t.match(await canonicaliser.canonize({ ...titled, title: 'B' }), /example\/true> "B"/)
})
