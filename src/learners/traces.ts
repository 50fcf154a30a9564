import type { Queries } from '../db/index.ts'
import type { Vault } from '../vault.ts'
import { identifiersOf } from './identifier-store.ts'
import { openIdentifier } from './identifiers.ts'
import { displayNamesOf } from './learner-part-store.ts'
import { mergedInto } from './survivor-store.ts'

/** What a learner can be known again by in what others sent: their files, their answers. */
export type Traces = {
  learnerId: string
  /** Of those who turned out to be the learner: nobody is there any more under these. */
  formerIds: string[]
  /** What they were called, by anybody. */
  names: string[]
  /** Their identifiers, without the authorities. */
  values: string[]
}

/** A shorter number stands in many a text without meaning a person. */
const TELLING_LENGTH = 6
/** A shorter one is no whole field of anybody's either, but a count or a mark. */
const WHOLE_LENGTH = 4

/** All by which a learner can be known again; they have to be looked up before an erasure. */
export async function tracesOf(db: Queries, vault: Vault, learnerId: string): Promise<Traces> {
  const identifiers = await identifiersOf(db, [learnerId])
  const names = await displayNamesOf(db, learnerId)
  return {
    learnerId,
    formerIds: await mergedInto(db, learnerId),
    names: [...new Set(names.map((sealed) => vault.open(sealed, 'display-name').toString()))],
    values: identifiers.map(({ sealed }) => comparable(openIdentifier(vault, sealed).value)),
  }
}

/** Whether one of these texts, such as the cells of a row, is or names what the learner is known by. */
export function tells(
  { learnerId, formerIds, values }: Omit<Traces, 'names'>,
  texts: string[],
): boolean {
  return texts.some((text) => {
    if (text === learnerId || formerIds.includes(text)) return true
    const told = comparable(text)
    return values.some((value) =>
      value.length >= TELLING_LENGTH
        ? told.includes(value)
        : value.length >= WHOLE_LENGTH && told === value,
    )
  })
}

/** Whether a text calls the learner by a name or an identifier. */
export function isNamed(traces: Traces, text: string): boolean {
  const told = comparable(text)
  return (
    tells(traces, [text]) ||
    traces.names.some((name) => {
      const called = comparable(name)
      return called.length > 2 && told.includes(called)
    })
  )
}

function comparable(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/g, '')
}
