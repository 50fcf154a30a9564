import { isObject, type JsonObject, valuesOf } from '../../src/credentials/index.ts'
import { type Mutation, valueAt } from '../support/tampering/index.ts'
import type { Specimen } from './corpus/index.ts'
import { meaningOf } from './meaning.ts'

/**
 * A mutation that the standards say does not matter. `meaning`: it is one only where the mutated
 * document says the same as the signed one, which the libraries tell.
 */
type Harmless = {
  name: string
  section: string
  forms: Specimen['form'][]
  meaning: boolean
  is(mutation: Mutation, document: JsonObject): boolean
}

const named =
  (...names: RegExp[]) =>
  ({ name }: Mutation) =>
    names.some((one) => one.test(name))

const atProofs = ({ path }: Mutation) => path.at(-1) === 'proof'
const ofChain = (document: JsonObject, { path }: Mutation) =>
  valuesOf(valueAt(document, path)).some((proof) => isObject(proof) && 'previousProof' in proof)

/** A badge that its issuer publishes: the copy at its address is what counts, and what is shown. */
const ofHosted = {
  section: 'Open Badges 2.0, HostedBadge Verification',
  forms: ['hosted'] as Specimen['form'][],
  meaning: false,
}

/** All of them, by name. */
export const harmless: readonly Harmless[] = [
  {
    name: 'the order of members',
    section: 'RFC 8259, section 4; RFC 8785, section 3.2.3',
    forms: ['rdfc', 'jcs', 'hosted'],
    meaning: true,
    is: named(/^its members in another order$/),
  },
  {
    name: 'the order of values that are no list',
    section: 'JSON-LD 1.1, section 4.3',
    forms: ['rdfc'],
    meaning: true,
    is: named(/^in reverse$/, /^turned by one$/),
  },
  {
    name: 'a value that is said twice',
    section: 'RDF 1.1 Concepts, section 3: a graph is a set',
    forms: ['rdfc'],
    meaning: true,
    is: named(/^twice$/, /^number \d+ twice$/),
  },
  {
    name: 'a statement that stands in another place of the document as well',
    section: 'RDF 1.1 Concepts, section 3: a graph is a set',
    forms: ['rdfc'],
    meaning: true,
    is: named(/^without "\w+"$/),
  },
  {
    name: 'brackets around a single value',
    section: 'JSON-LD 1.1, section 4.3.2',
    forms: ['rdfc'],
    meaning: true,
    is: named(/^in brackets$/, /^without brackets$/),
  },
  {
    name: 'a set with nothing in it',
    section: 'JSON-LD 1.1, section 4.3.2',
    forms: ['rdfc'],
    meaning: true,
    is: named(/^more: "\w+" \[\]$/),
  },
  {
    name: 'an object with nothing but an id, for the id',
    section: 'JSON-LD 1.1, section 4.2.3',
    forms: ['rdfc'],
    meaning: true,
    is: named(/^as an id$/),
  },
  {
    name: 'a name for what has none, which is no name',
    section: 'RDF Dataset Canonicalization 1.0, section 4.4',
    forms: ['rdfc'],
    meaning: true,
    is: named(/^more: "id" "_:b7"$/),
  },
  {
    name: 'the case of a language tag',
    section: 'BCP 47, section 2.1.1',
    forms: ['rdfc'],
    meaning: true,
    is: (mutation) =>
      mutation.path.at(-1) === '@language' && named(/^a letter in the other case$/)(mutation),
  },
  {
    name: 'how an own context says what it says',
    section:
      'JSON-LD 1.1, section 9.15; VC-DI EdDSA 1.0, section 3.2.3: its terms are signed in full',
    forms: ['rdfc'],
    meaning: true,
    is: ({ path }) => path.at(-2) === '@context' || path.at(-3) === '@context',
  },
  {
    name: 'a known context more or less that gives no word of the document another meaning',
    section: 'VC-DI EdDSA 1.0, sections 3.2.3 and 3.3.2',
    forms: ['rdfc', 'jcs'],
    meaning: true,
    is: (mutation) =>
      mutation.path.at(-1) === '@context' &&
      named(/^a context more$/, /^without number \d+$/, /^in reverse$/)(mutation),
  },
  {
    name: 'the order of proofs, and brackets around one',
    section: 'VC Data Integrity 1.0, section 2.1.1: a proof set is unordered',
    forms: ['jcs'],
    meaning: true,
    is: (mutation) =>
      atProofs(mutation) && named(/^in (reverse|brackets)$/, /^turned by one$/)(mutation),
  },
  {
    name: 'a proof twice',
    section: 'VC Data Integrity 1.0, section 2.1.1: each of a set is verified by itself',
    forms: ['rdfc', 'jcs'],
    meaning: false,
    is: (mutation) => atProofs(mutation) && named(/^twice$/, /^number \d+ twice$/)(mutation),
  },
  {
    name: 'one proof less of a set, which is no chain',
    section: 'VC Data Integrity 1.0, section 2.1.1: each of a set is verified by itself',
    forms: ['rdfc', 'jcs'],
    meaning: false,
    is: (mutation, document) =>
      atProofs(mutation) && named(/^without number/)(mutation) && !ofChain(document, mutation),
  },
  {
    name: 'the proof of a presentation: without one it is a set of credentials, said to be nobody’s',
    section: 'VCDM 2.0, section 4.13',
    forms: ['rdfc', 'jcs'],
    meaning: false,
    is: ({ name, path }, document) =>
      path.length === 0 &&
      name === 'without "proof"' &&
      valuesOf(document.type).includes('VerifiablePresentation'),
  },
  {
    name: 'a member that says nothing',
    ...ofHosted,
    is: named(/^more: ".*" (\[\]|\{\}|null)$/),
  },
  {
    name: 'id and type as the keywords that they stand for',
    ...ofHosted,
    is: named(/ called @(id|type)$/),
  },
  {
    name: 'brackets around one value, or a context twice',
    ...ofHosted,
    is: named(/in brackets( twice)?$/, /^without brackets$/, /^twice$/),
  },
  {
    name: 'an object with nothing but an id, for the id, and the other way round',
    ...ofHosted,
    is: named(/^as an @?id$/, /^its id alone$/),
  },
  {
    name: 'a copy of the badge or the issuer that says less than the one at its address',
    ...ofHosted,
    is: (mutation) =>
      mutation.path[0] === 'badge' &&
      named(
        /^without /,
        /^null$/,
        /^nothing in it$/,
        /^another kind: an (object|empty array)$/,
        /^as a map$/,
      )(mutation),
  },
  {
    name: 'the spelling of an address',
    ...ofHosted,
    section: 'URL Standard, section 4.4',
    is: (mutation) =>
      mutation.path[0] === 'badge' &&
      mutation.path.at(-1) === 'id' &&
      named(/^a letter in the other case$/, /^a (space|line break) (before|after)$/)(mutation),
  },
]

/** Which of them a mutation is; null when it is none, and must not pass. */
export async function harmlessOf(
  mutation: Mutation,
  document: JsonObject,
  form: Specimen['form'],
): Promise<Harmless | null> {
  for (const one of harmless) {
    if (!one.forms.includes(form) || !one.is(mutation, document)) continue
    if (!one.meaning || form === 'hosted' || form === 'token') return one
    const mutated = mutation.document() as JsonObject
    const [before, after] = await Promise.all([
      meaningOf(document, form),
      meaningOf(mutated, form).catch(() => null),
    ])
    if (before === after) return one
  }
  return null
}
