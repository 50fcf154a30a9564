import fc from 'fast-check'
import t from 'tap'
import type { RemoteDocument } from '../../src/credentials/contexts.ts'
import { type DocumentLoader, documentLoader, jsonLdProblem } from '../../src/credentials/index.ts'
import { canonize } from '../../src/credentials/json-ld/index.ts'
import { libraryForm } from './compiled/library-form.ts'
import { randomDocument } from './random-documents.ts'
import { keyIssuer } from './samples.ts'

// The whole: WAYMARK_TEST_COUNT=100000.
const numRuns = Number(process.env.WAYMARK_TEST_COUNT ?? 300)
const seed = process.env.WAYMARK_TEST_SEED

// The library writes into contexts that refer to others by URL, and ours are frozen.
const thawed = new Map<string, RemoteDocument>()
const thawedLoader: DocumentLoader = async (url) => {
  const own = thawed.get(url) ?? structuredClone(await documentLoader(url))
  thawed.set(url, own)
  return own
}

const outcome = (promise: Promise<string>) =>
  promise.catch((error) => `rejected: ${JSON.stringify(jsonLdProblem(error))}`)

t.test(
  'whatever was processed before, a document is canonicalised as the library does it',
  async (t) => {
    const { did } = await keyIssuer()
    let canonical = 0
    const result = await fc.check(
      fc.asyncProperty(randomDocument(did), async (document) => {
        const made = await outcome(canonize(document, { documentLoader }))
        if (!made.startsWith('rejected: ')) canonical += 1
        return made === (await outcome(libraryForm(document, thawedLoader)))
      }),
      { numRuns, ...(seed && { seed: Number(seed) }) },
    )
    t.notOk(result.failed, `seed ${result.seed}: ${fc.defaultReportMessage(result) ?? ''}`)
    t.comment(`seed ${result.seed}: ${canonical} of ${result.numRuns} have a canonical form`)
    t.ok(canonical > result.numRuns / 10, 'and not a few have a canonical form')
  },
)
