// Compiled shapes meet values that strangers make up: whatever these look like, the canonical form
// is that of the library, or the refusal is.
import fc from 'fast-check'
import t from 'tap'
import {
  createCompiledCanonicaliser,
  documentLoader,
  type JsonObject,
} from '../../../src/credentials/index.ts'
import { canonize } from '../../../src/credentials/json-ld/index.ts'
import { randomDocument } from '../random-documents.ts'
import { keyIssuer } from '../samples.ts'
import { outcomeOf } from './agreement.ts'
import { randomAward } from './random-awards.ts'
import { replacements, revalued } from './strange-values.ts'

// Documents: some 24 for each count. The whole: WAYMARK_TEST_COUNT=10000.
const numRuns = Number(process.env.WAYMARK_TEST_COUNT ?? 40)
const seed = process.env.WAYMARK_TEST_SEED

t.test(
  'values of every kind in known shapes are canonicalised as the library does it',
  async (t) => {
    const { did } = await keyIssuer()
    const canonicaliser = createCompiledCanonicaliser({
      documentLoader,
      maxShapes: 200,
      maxBytes: 50_000_000,
      compileAfter: 1,
    })
    let count = 0
    const agrees = async (document: JsonObject) => {
      count += 1
      const made = await outcomeOf(() => canonicaliser.canonize(document))
      // That this is what the plain library makes of it has a test of its own.
      return made === (await outcomeOf(() => canonize(document, { documentLoader })))
    }
    const award = randomAward(did).map(({ document }) => document)
    const documents = fc.oneof(award, randomDocument(did))
    const variants = fc.array(fc.tuple(replacements, fc.nat(3)), { minLength: 20, maxLength: 20 })
    const result = await fc.check(
      fc.asyncProperty(documents, variants, async (document, all) => {
        // So that the shape is known, and proven.
        for (const _ of [1, 2, 3]) if (!(await agrees(document))) return false
        for (const [changes, kind] of all) {
          if (!(await agrees(revalued(document, changes, kind > 0)))) return false
        }
        return true
      }),
      { numRuns, ...(seed && { seed: Number(seed) }) },
    )
    t.notOk(result.failed, `seed ${result.seed}: ${fc.defaultReportMessage(result) ?? ''}`)
    const stats = canonicaliser.stats()
    t.comment(`seed ${result.seed}: ${count} documents, ${JSON.stringify(stats)}`)
    t.equal(stats.differed, 0, 'no template ever differed')
    t.ok(stats.carried > count / 10, `${stats.carried} took the compiled way`)
  },
)
