import fc from 'fast-check'
import {
  CREDENTIALS_V2,
  type JsonObject,
  OPEN_BADGES_V3,
  type OpenBadgeInput,
  openBadgeCredential,
  type ProofSuite,
} from '../../../src/credentials/index.ts'
import { oddity } from './random-oddities.ts'
import { anyText, inScheme, oddIri, plainIri, plainText, sharedIri } from './random-values.ts'

/** An unsigned award, how it is to be signed, and whether a programme might award the like. */
export type RandomAward = {
  /** What the document was made of, before anything about it was made odd. */
  input: OpenBadgeInput
  document: JsonObject
  suites: ProofSuite[]
  ordinary: boolean
}

type Values = { text: fc.Arbitrary<string>; iri: fc.Arbitrary<string> }

function valuesArbitrary({ text, iri }: Values) {
  const time = fc.date({
    min: new Date('2020-01-01T00:00:00Z'),
    max: new Date('2040-01-01T00:00:00Z'),
    noInvalidDate: true,
  })
  return fc.record({
    texts: fc.array(text, { minLength: 60, maxLength: 60 }),
    iris: fc.array(iri, { minLength: 24, maxLength: 24 }),
    times: fc.tuple(time, time, time),
    index: fc.nat(131_071),
    credits: fc.constantFrom(0, -0, 1, 2.5, 1e21, 1e-7),
  })
}

type AwardValues = ReturnType<typeof valuesArbitrary> extends fc.Arbitrary<infer T> ? T : never

/**
 * An award by a plan: a number that says which optional parts it has and of which scheme the IRIs
 * are, so that awards of one plan have one shape.
 */
function awardOf(did: string, plan: number, values: AwardValues): OpenBadgeInput {
  const digits = (at: number) => (plan * 2_654_435_761 + at * 40_503 * 40_503) >>> 7
  let part = 0
  const some = <T>(value: T): T | undefined => (digits(++part) % 3 === 0 ? undefined : value)
  let texts = 0
  const text = () => values.texts[texts++ % values.texts.length] ?? ''
  let iris = 0
  const iri = () => inScheme(values.iris[iris++] ?? 'urn:a:none', digits(iris + 100))
  const evidence = () => ({
    id: some(iri()),
    name: text(),
    narrative: some(text()),
    description: some(text()),
    genre: some(text()),
    audience: some(text()),
  })
  const alignment = () => ({
    targetName: text(),
    targetUrl: iri(),
    targetType: some('CFItem'),
    targetDescription: some(text()),
  })
  const resultDescription = () => ({
    id: iri(),
    name: text(),
    resultType: 'LetterGrade',
    allowedValue: some([text(), text(), text()].slice(0, 1 + (plan % 3))),
    requiredValue: some(text()),
  })
  const described = some([resultDescription(), resultDescription()].slice(0, 1 + (plan % 2)))
  const achievement = {
    id: iri(),
    name: text(),
    description: text(),
    criteria: { id: some(iri()), narrative: text() },
    image: some({ id: iri(), caption: some(text()) }),
    tag: some([text(), text(), text()].slice(0, 1 + (plan % 3))),
    alignment: some([alignment(), alignment()].slice(0, 1 + (plan % 2))),
    related: some([
      { id: iri(), version: text() },
      { id: iri(), version: text() },
    ]),
    creditsAvailable: some(values.credits),
    resultDescription: described,
    version: some(text()),
  }
  const endorsement = endorsementOf(achievement.id, iri(), iri(), text(), text())
  const place = iri()
  const list = iri()
  return {
    id: iri(),
    name: some(text()),
    description: some(text()),
    issuer: {
      id: did,
      name: text(),
      url: some(iri()),
      email: some('badges@library.example'),
      description: some(text()),
      parentOrg: some({ id: place, name: text() }),
    },
    recipient: { id: iri(), email: some({ identityHash: text(), salt: text() }) },
    achievement,
    narrative: some(text()),
    evidence: [evidence(), evidence(), evidence()].slice(0, plan % 4),
    result: described?.map(({ id }) => ({ resultDescription: id, value: text() })),
    status: some({
      statusListCredential: list,
      statusListIndex: values.index,
      statusPurpose: 'revocation' as const,
    }),
    validFrom: values.times[0],
    validUntil: some(values.times[1]),
    awardedDate: some(values.times[2]),
    supersedes: plan % 5 === 4 ? { id: iri(), document: text() } : undefined,
    endorsement: plan % 6 === 5 ? [endorsement] : undefined,
  }
}

/** An endorsement of an achievement: its subject is the achievement, whose id comes twice. */
function endorsementOf(
  achievement: string,
  id: string,
  issuer: string,
  name: string,
  endorsementComment: string,
): JsonObject {
  return {
    '@context': [CREDENTIALS_V2, OPEN_BADGES_V3],
    id,
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name,
    issuer: { id: issuer, type: ['Profile'], name },
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: { id: achievement, type: ['EndorsementSubject'], endorsementComment },
    proof: [
      {
        type: 'DataIntegrityProof',
        created: '2026-01-01T00:00:00Z',
        verificationMethod: `${issuer}#key-1`,
        cryptosuite: 'eddsa-rdfc-2022',
        proofPurpose: 'assertionMethod',
        proofValue: 'z3FXQ',
      },
    ],
  }
}

const suitesArbitrary = fc.constantFrom<ProofSuite[][]>(
  ['eddsa-rdfc-2022'],
  ['Ed25519Signature2020'],
  ['eddsa-rdfc-2022', 'Ed25519Signature2020'],
)

/**
 * Random awards of an issuer. Ordinary ones have what a programme may enter: any text that does not
 * look like an IRI, and IRIs where IRIs belong. The others have something else somewhere.
 *
 * @param plans How many sets of optional parts there are.
 */
export function randomAward(did: string, plans = 36): fc.Arbitrary<RandomAward> {
  const awards = (values: Values) =>
    fc
      .tuple(fc.nat(plans - 1), valuesArbitrary(values), suitesArbitrary)
      .map(([plan, drawn, suites]) => {
        const ed25519Signature2020 = suites.includes('Ed25519Signature2020')
        const input = { ...awardOf(did, plan, drawn), ed25519Signature2020 }
        return { input, document: openBadgeCredential(input), suites, ordinary: false }
      })
  const ordinary = awards({ text: plainText, iri: plainIri })
  const mixedIri = fc.oneof(
    { weight: 12, arbitrary: plainIri },
    { weight: 1, arbitrary: sharedIri },
    { weight: 1, arbitrary: oddIri },
  )
  const mixedText = fc.oneof({ weight: 15, arbitrary: plainText }, anyText)
  return fc.oneof(
    { weight: 12, arbitrary: ordinary.map((award) => ({ ...award, ordinary: true })) },
    { weight: 3, arbitrary: awards({ text: mixedText, iri: plainIri }) },
    { weight: 2, arbitrary: awards({ text: plainText, iri: mixedIri }) },
    {
      weight: 3,
      arbitrary: fc.tuple(ordinary, oddity).map(([award, change]) => {
        const document = structuredClone(award.document)
        change(document)
        return { ...award, document }
      }),
    },
  )
}
