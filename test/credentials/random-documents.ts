import fc from 'fast-check'
import {
  bundledContextUrls,
  documentLoader,
  isObject,
  type JsonObject,
  valuesOf,
} from '../../src/credentials/index.ts'
import { randomAward } from './compiled/random-awards.ts'
import { values } from './compiled/random-oddities.ts'
import { anyText, oddIri, plainIri, sharedIri } from './compiled/random-values.ts'
import { signedBadge } from './samples.ts'

/** All terms of the bundled contexts, those inside of others too. */
async function termsOfAllContexts(): Promise<{ types: string[]; members: string[] }> {
  const terms = new Set<string>()
  const collect = (context: unknown) => {
    for (const part of valuesOf(context).filter(isObject)) {
      for (const [term, definition] of Object.entries(part)) {
        terms.add(term)
        if (isObject(definition)) collect(definition['@context'])
      }
    }
  }
  for (const url of bundledContextUrls) {
    const { document } = await documentLoader(url)
    collect((document as JsonObject)['@context'])
  }
  const all = [...terms]
  return {
    types: all.filter((term) => /^[A-Z]/.test(term)),
    members: all.filter((term) => !/^[A-Z]/.test(term)),
  }
}

const { types, members } = await termsOfAllContexts()
export const [allTypes, allMembers] = [types, members]
const context = fc.constantFrom(...bundledContextUrls)
const [credentials = '', badges = ''] = (await signedBadge())['@context'] as string[]

const contexts = fc.oneof(
  { weight: 6, arbitrary: fc.constant([credentials, badges]) },
  {
    weight: 2,
    arbitrary: fc.array(context, { maxLength: 2 }).map((more) => [credentials, ...more]),
  },
  { weight: 1, arbitrary: fc.array(context, { minLength: 1, maxLength: 3 }) },
)
const type = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...types) },
  { weight: 1, arbitrary: fc.constantFrom(...members, 'unknown', 'https://a.example/T', '@json') },
)
const member = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...members) },
  { weight: 2, arbitrary: fc.constantFrom(...types) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['@id', '@type', '@graph', '@set', '@list', '@index', '@included', '@reverse', '@nest'],
      ...['unknown', 'https://a.example/p', 'schema:name', '_:p', '@none', '@language'],
    ),
  },
)
const scalar = fc.oneof(
  { weight: 4, arbitrary: anyText },
  { weight: 4, arbitrary: plainIri },
  { weight: 2, arbitrary: sharedIri },
  { weight: 2, arbitrary: oddIri },
  { weight: 3, arbitrary: fc.oneof(...values) },
  { weight: 1, arbitrary: fc.constantFrom('_:a', '_:b', '_:b0', '_:c14n0') },
)

/** Any node: types and members of any context, with contexts of its own now and then. */
const { node } = fc.letrec<{ node: JsonObject; value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { weight: 3, arbitrary: scalar },
    { weight: 3, arbitrary: tie('node') },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
  ),
  node: fc
    .record(
      {
        '@context': contexts,
        id: fc.oneof(plainIri, sharedIri, oddIri, fc.constantFrom('_:a', '_:b')),
        type: fc.array(type, { minLength: 1, maxLength: 3 }),
        more: fc.dictionary(member, tie('value'), { maxKeys: 3 }),
      },
      { requiredKeys: ['type'] },
    )
    .map(({ more, ...rest }) => ({ ...rest, ...more })),
}))

/** All objects in a document that are no value objects. */
function nodesOf(document: JsonObject): JsonObject[] {
  const found: JsonObject[] = []
  const open: unknown[] = [document]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) open.push(...next)
    else if (isObject(next)) {
      found.push(next)
      open.push(...Object.values(next))
    }
  }
  return found
}

type Change = (document: JsonObject) => void
const somewhere = (change: (node: JsonObject, nodes: JsonObject[]) => void) =>
  fc.nat().map((where): Change => {
    return (document) => {
      const nodes = nodesOf(document)
      change(nodes[where % nodes.length] ?? document, nodes)
    }
  })

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(type, fc.boolean()).chain(([added, first]) =>
    somewhere((at) => {
      const own = valuesOf(at.type)
      at.type = first ? [added, ...own] : [...own, added]
    }),
  ),
  fc.tuple(member, fc.oneof(scalar, node)).chain(([name, value]) =>
    somewhere((at) => {
      at[name] = value
    }),
  ),
  contexts.chain((own) =>
    somewhere((at) => {
      at['@context'] = own
    }),
  ),
  // The same part in another place means something else.
  fc.tuple(member, fc.nat()).chain(([name, which]) =>
    somewhere((at, nodes) => {
      at[name] = structuredClone(nodes[which % nodes.length])
    }),
  ),
  fc.nat().chain((which) =>
    somewhere((at) => {
      const names = Object.keys(at)
      delete at[names[which % names.length] ?? '']
    }),
  ),
)

/**
 * Documents of every kind that may be presented: badges, badges that were changed in several places,
 * and nodes made of all terms at random. Few of the latter are well-formed.
 */
export function randomDocument(did: string): fc.Arbitrary<JsonObject> {
  const award = randomAward(did).map(({ document }) => document)
  const changed = fc
    .tuple(award, fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([document, changes]) => {
      const copy = structuredClone(document)
      for (const one of changes) one(copy)
      return copy
    })
  const anything = fc
    .tuple(contexts, node)
    .map(([own, one]): JsonObject => ({ ...one, '@context': own }))
  return fc.oneof(
    { weight: 1, arbitrary: award },
    { weight: 5, arbitrary: changed },
    { weight: 4, arbitrary: anything },
  )
}
