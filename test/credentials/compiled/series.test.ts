import fc from 'fast-check'
import t from 'tap'
import {
  createCompiledCanonicaliser,
  createCredentialSeries,
  createCredentialSigner,
  documentLoader,
  type OpenBadgeInput,
  openBadgeCredential,
  openBadgeParts,
  type ProofSuite,
  readTemplate,
  render,
  type SeriesCredential,
  signCredential,
} from '../../../src/credentials/index.ts'
import { keyIssuer } from '../samples.ts'
import { type RandomAward, randomAward } from './random-awards.ts'

// The whole: WAYMARK_TEST_COUNT=5000.
const numRuns = Number(process.env.WAYMARK_TEST_COUNT ?? 100)
const seed = process.env.WAYMARK_TEST_SEED

const { did, key } = await keyIssuer()
const canonicaliser = createCompiledCanonicaliser({
  documentLoader,
  maxShapes: 1_000,
  maxBytes: 200_000_000,
})
const signer = createCredentialSigner({ canonicaliser, documentLoader })
const created = new Date('2026-03-01T10:00:00Z')

const seriesOf = (shared: OpenBadgeInput, suites: ProofSuite[]) =>
  createCredentialSeries({ signer, key, suites, parts: openBadgeParts(shared) })

/** What the library makes of the same award. */
async function byLibrary(input: OpenBadgeInput, suites: ProofSuite[]): Promise<string> {
  const unsigned = openBadgeCredential(input)
  return JSON.stringify(await signCredential(unsigned, { key, suites, created }))
}

const outcome = (promise: Promise<string>) => promise.catch((error: Error) => `rejected: ${error}`)

function rendered({ text, rendering }: SeriesCredential): string {
  if (rendering === null) return text
  // As it is read again: from text.
  const values = JSON.parse(JSON.stringify(rendering.values)) as string[]
  return render(readTemplate(rendering.template.text), values)
}

t.test('awards of a series are signed as the library signs them one by one', async (t) => {
  let templates = 0
  const awards = fc.tuple(randomAward(did, 6), fc.array(randomAward(did, 6), { maxLength: 4 }))
  const result = await fc.check(
    fc.asyncProperty(awards, async ([first, others]) => {
      const { issuer, achievement, ed25519Signature2020 } = first.input
      const series = seriesOf(first.input, first.suites)
      for (const { input } of [first, first, ...others] as RandomAward[]) {
        const whole = { ...input, issuer, achievement, ed25519Signature2020, result: undefined }
        const expected = await outcome(byLibrary(whole, first.suites))
        const signed = await series.sign(whole, created).catch((error: Error) => error)
        if (signed instanceof Error) {
          if (`rejected: ${signed}` !== expected) return false
          continue
        }
        if (signed.text !== expected || rendered(signed) !== expected) return false
        if (signed.rendering !== null) templates += 1
      }
      return true
    }),
    { numRuns, ...(seed && { seed: Number(seed) }) },
  )
  t.notOk(result.failed, `seed ${result.seed}: ${fc.defaultReportMessage(result) ?? ''}`)
  t.equal(canonicaliser.stats().differed, 0)
  t.ok(templates > numRuns / 2, 'most are rendered by templates')
})

t.test('awards that say the same kinds of things share a template', async (t) => {
  const input: OpenBadgeInput = {
    id: 'https://badges.example/credentials/1',
    issuer: { id: did, name: 'Harbour Library' },
    recipient: { id: 'urn:uuid:1' },
    achievement: {
      id: 'https://badges.example/achievements/1',
      name: 'Story Teller',
      description: 'Told a story.',
      criteria: { narrative: 'Tell one.' },
    },
    narrative: 'Told the first.',
    validFrom: created,
  }
  const series = seriesOf(input, ['eddsa-rdfc-2022'])
  const one = await series.sign(input, created)
  const other = await series.sign(
    {
      ...input,
      narrative: 'Told "another"\n\u2028one, and \ud83d\ude00.',
      recipient: { id: 'urn:uuid:2' },
    },
    new Date('2026-03-02T10:00:00Z'),
  )
  const shorter = await series.sign({ ...input, narrative: undefined }, created)
  t.equal(one.rendering?.template.id, other.rendering?.template.id)
  t.not(shorter.rendering?.template.id, one.rendering?.template.id)
  t.notMatch(other.rendering?.template.text, 'first', 'nothing of an award is in the template')
  t.ok((other.rendering?.template.text ?? '').includes('Story Teller'))
  for (const signed of [one, other, shorter]) t.equal(rendered(signed), signed.text)
})

t.test('what looks like a place of a template is text', async (t) => {
  const text = 'xWm7Slot0. and xWm7Slot1.'
  const input: OpenBadgeInput = {
    id: 'https://badges.example/credentials/1',
    issuer: { id: did, name: text },
    recipient: { id: 'urn:uuid:1' },
    achievement: {
      id: 'https://badges.example/achievements/1',
      name: 'Story Teller',
      description: text,
      criteria: { narrative: 'Tell one.' },
    },
    narrative: text,
    validFrom: created,
  }
  const series = seriesOf(input, ['eddsa-rdfc-2022'])
  for (const narrative of [text, 'Told another.', 'xWm7Slot2.']) {
    const award = { ...input, narrative }
    const signed = await series.sign(award, created)
    t.equal(signed.text, await byLibrary(award, ['eddsa-rdfc-2022']))
    t.equal(rendered(signed), signed.text)
  }
})

t.test('not even text that says the same where the first award says it', async (t) => {
  // Of these one is the place of the narrative; the last is none at all.
  for (const text of [0, 1, 2, 3, 4, 5, 6, 99].map((place) => `xWm7Slot${place}.`)) {
    const input: OpenBadgeInput = {
      id: 'https://badges.example/credentials/1',
      issuer: { id: did, name: 'Harbour Library' },
      recipient: { id: 'urn:uuid:1' },
      achievement: {
        id: 'https://badges.example/achievements/1',
        name: 'Story Teller',
        description: text,
        criteria: { narrative: 'Tell one.' },
      },
      narrative: text,
      validFrom: created,
    }
    const series = seriesOf(input, ['eddsa-rdfc-2022'])
    for (const narrative of [text, 'Told another.']) {
      const award = { ...input, narrative }
      const signed = await series.sign(award, created)
      t.equal(signed.text, await byLibrary(award, ['eddsa-rdfc-2022']), text)
      t.equal(rendered(signed), signed.text)
    }
  }
})

t.test(
  'what the library refuses is refused as well when it is not the first of its kind',
  async (t) => {
    const input: OpenBadgeInput = {
      id: 'https://badges.example/credentials/1',
      issuer: { id: did, name: 'Harbour Library' },
      recipient: { id: 'https://learners.example/1' },
      achievement: {
        id: 'https://badges.example/achievements/1',
        name: 'Story Teller',
        description: 'Told a story.',
        criteria: { narrative: 'Tell one.' },
      },
      evidence: [{ id: 'https://stories.example/1' }],
      status: {
        statusListCredential: 'https://badges.example/status-lists/1',
        statusListIndex: 7,
        statusPurpose: 'revocation',
      },
      validFrom: created,
    }
    const suites: ProofSuite[] = ['eddsa-rdfc-2022']
    const wrong: [RegExp, Partial<OpenBadgeInput>][] = [
      [/credentialSubject.id/, { recipient: { id: 'https://[learners/2' } }],
      [/evidence/, { evidence: [{ id: 'https://stories.example:99999/2' }] }],
      [
        /credentialStatus.id/,
        {
          status: {
            statusListCredential: 'https://[lists',
            statusListIndex: 8,
            statusPurpose: 'revocation',
          },
        },
      ],
      [/validFrom/, { validFrom: new Date('+012026-01-01T00:00:00Z') }],
    ]
    for (const [member, change] of wrong) {
      const series = seriesOf(input, suites)
      for (let time = 0; time < 2; time += 1) await series.sign(input, created)
      const expected = await outcome(byLibrary({ ...input, ...change }, suites))
      t.match(expected, member)
      const given = series.sign({ ...input, ...change }, created).then(({ text }) => text)
      t.equal(await outcome(given), expected)
    }
  },
)
