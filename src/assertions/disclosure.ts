import { type FieldProblem, invalid } from '../http/index.ts'
import type { Identifier } from '../learners/index.ts'
import type { NewAssertion } from './award-schema.ts'

/** A shorter number may stand in any text without meaning a card. */
const TELLING_LENGTH = 6

/** A text that will be public, by the member of the request that holds it. */
type Published = [field: string, text: string | null | undefined]

/** The texts of an award that its credential publishes. */
export function publishedTexts(input: {
  narrative?: string | null
  evidence?: NewAssertion['evidence'] | null
  results?: NewAssertion['results'] | null
}): Published[] {
  return [
    ['narrative', input.narrative],
    ...(input.evidence ?? []).flatMap((one, position) =>
      Object.entries(one).map(
        ([member, text]): Published => [`evidence[${position}].${member}`, text],
      ),
    ),
    ...(input.results ?? []).map(
      ({ value }, position): Published => [`results[${position}].value`, value?.toString()],
    ),
  ]
}

/**
 * Refuses texts that name a learner by an identifier: what is published is for anybody who has its
 * URL, and for ever.
 *
 * @throws Problem naming the texts, and repeating nothing of them
 */
export function refuseDisclosure(identifiers: readonly Identifier[], texts: Published[]): void {
  const telling = identifiers
    .map(({ type, value }) => ({ type, plain: comparable(value) }))
    .filter(({ plain }) => plain.length >= TELLING_LENGTH)
  if (telling.length === 0) return
  const [first, ...rest] = texts.flatMap(([field, text]): FieldProblem[] => {
    if (typeof text !== 'string') return []
    const told = comparable(text)
    const named = telling.find(({ plain }) => told.includes(plain))
    if (named === undefined) return []
    const detail = `${field} names the learner's ${NAMES[named.type]}, and would publish it.`
    return [{ field, detail }]
  })
  if (first !== undefined) throw invalid(first, ...rest)
}

const NAMES: Record<Identifier['type'], string> = {
  email: 'e-mail address',
  'library-card': 'card number',
  'platform-account': 'account',
  phone: 'phone number',
  did: 'DID',
}

function comparable(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/g, '')
}
