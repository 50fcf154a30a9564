import { type FieldProblem, invalid } from '../http/index.ts'
import type { Identifier } from '../learners/index.ts'
import type { NewAssertion } from './schema.ts'

/** A shorter number may stand in any text without meaning a card. */
const TELLING_LENGTH = 6

/**
 * Refuses an award whose published texts name the learner by the identifier it is made to: the
 * credential is for anybody who has its URL, and for ever.
 *
 * @throws Problem naming the text
 */
export function refuseDisclosure(input: NewAssertion): void {
  if (input.recipient === undefined) return
  const plain = comparable(input.recipient.value)
  if (plain.length < TELLING_LENGTH) return
  const texts: [string, string | undefined][] = [
    ['narrative', input.narrative],
    ...(input.evidence ?? []).flatMap((one, position) =>
      Object.entries(one).map(([member, text]): [string, string | undefined] => [
        `evidence[${position}].${member}`,
        text,
      ]),
    ),
  ]
  const [first, ...rest] = texts
    .filter(([, text]) => text !== undefined && comparable(text).includes(plain))
    .map(
      ([field]): FieldProblem => ({
        field,
        detail: `${field} names the learner's ${NAMES[input.recipient?.type ?? 'email']}, and would publish it.`,
      }),
    )
  if (first !== undefined) throw invalid(first, ...rest)
}

const NAMES: Record<Identifier['type'], string> = {
  email: 'e-mail address',
  'library-card': 'card number',
}

function comparable(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/g, '')
}
