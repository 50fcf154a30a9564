import fc from 'fast-check'
import t from 'tap'
import {
  type CanonicaliserStats,
  createCompiledCanonicaliser,
  createCredentialSigner,
  documentLoader,
  signCredential,
} from '../../../src/credentials/index.ts'
import { keyIssuer } from '../samples.ts'
import { libraryForm } from './library-form.ts'
import { randomAward } from './random-awards.ts'

// The whole: WAYMARK_TEST_COUNT=20000.
const numRuns = Number(process.env.WAYMARK_TEST_COUNT ?? 300)
const seed = process.env.WAYMARK_TEST_SEED

const outcome = (promise: Promise<unknown>) =>
  promise.then(
    (value) => JSON.stringify(value),
    (error) => `rejected: ${error instanceof Error ? error.message : error}`,
  )

t.test('random awards are canonicalised and signed as the library does it', async (t) => {
  const { did, key } = await keyIssuer()
  const canonicaliser = createCompiledCanonicaliser({
    documentLoader,
    maxShapes: 1_000,
    maxBytes: 200_000_000,
  })
  const signer = createCredentialSigner({ canonicaliser, documentLoader })
  const ordinary = { all: 0, carried: 0 }
  const compiledOf = (stats: CanonicaliserStats) =>
    stats.carried + (stats.library['first-of-shape'] ?? 0)

  const result = await fc.check(
    fc.asyncProperty(randomAward(did), fc.nat(5), async (award, second) => {
      const before = compiledOf(canonicaliser.stats())
      const canonical = await outcome((async () => canonicaliser.canonize(award.document))())
      if (award.ordinary) {
        ordinary.all += 1
        ordinary.carried += compiledOf(canonicaliser.stats()) - before
      }
      if (canonical !== (await outcome(libraryForm(award.document)))) return false

      const created = new Date(1_770_000_000_000 + second * 1_000)
      const options = { key, suites: award.suites, created }
      const signed = await outcome(signer.sign(award.document, options))
      return signed === (await outcome(signCredential(award.document, options)))
    }),
    { numRuns, ...(seed && { seed: Number(seed) }) },
  )
  t.notOk(result.failed, `seed ${result.seed}: ${fc.defaultReportMessage(result) ?? ''}`)

  const stats = canonicaliser.stats()
  t.comment(`seed ${result.seed}, ${JSON.stringify({ ordinary, ...stats })}`)
  t.equal(stats.differed, 0, 'no template ever differed')
  if (numRuns < 300) return
  t.ok(ordinary.carried > 0.7 * ordinary.all, 'most ordinary awards take the compiled way')
  // A few hundred at random may miss a rare guard; each has a test of its own in any case.
  if (numRuns < 5_000) return
  for (const reason of ['coinciding-ids', 'duplicate-values', 'tie', 'new-variant'] as const) {
    t.ok((stats.library[reason] ?? 0) > 0, `and some awards reach the guard ${reason}`)
  }
})
