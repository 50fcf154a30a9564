import { type Age, openAge } from '../consents/index.ts'
import type { Transaction } from '../db/index.ts'
import type { Vault } from '../vault.ts'
import { bandsOf, NOT_KNOWN } from './age-bands.ts'
import type { Made } from './cells-store.ts'
import { keepLearners, openSources, sealedTraitsOf } from './traits-store.ts'

/** Who a learner is, as far as reports count by it. */
type Traits = {
  age?: Age
  answers: { placeId: string; characteristic: string; answer: string }[]
}

/** What a learner counts under besides the badges: on these days, in this place. */
export type TraitRow = {
  learnerId: string
  placeId: string
  dimension: string
  value: string
  from: string
  until: string
}

/** Reads anew who these learners are, and keeps it sealed as it goes into the cells. */
export async function renewTraits(
  tx: Transaction,
  vault: Vault,
  learnerIds: readonly string[],
): Promise<void> {
  const known = new Map<string, Traits>()
  const of = (learnerId: string) => {
    const traits = known.get(learnerId) ?? { answers: [] }
    known.set(learnerId, traits)
    return traits
  }
  const { ages, answers } = await openSources(tx, learnerIds)
  for (const { learnerId, sealed } of ages) {
    of(learnerId).age = openAge(vault, sealed)
  }
  for (const { learnerId, placeId, characteristic, sealed } of answers) {
    const answer = vault.open(sealed, 'equality-answer').toString()
    of(learnerId).answers.push({ placeId, characteristic, answer })
  }
  const sealed = learnerIds.map((learnerId) => {
    const traits = known.get(learnerId)
    return traits === undefined ? null : vault.seal(JSON.stringify(traits), 'report-traits')
  })
  await keepLearners(tx, learnerIds, sealed)
}

/** What these learners count under in the cells of places, as it was kept. */
export async function traitRows(
  tx: Transaction,
  vault: Vault,
  learnerIds: readonly string[],
  places: readonly Made[],
): Promise<TraitRow[]> {
  const sealed = await sealedTraitsOf(tx, learnerIds)
  return learnerIds.flatMap((learnerId) => {
    const kept = sealed.get(learnerId)
    const traits: Traits =
      kept === undefined
        ? { answers: [] }
        : JSON.parse(vault.open(kept, 'report-traits').toString())
    return places.flatMap((place) => rowsOf(learnerId, traits, place))
  })
}

function rowsOf(learnerId: string, { age, answers }: Traits, place: Made): TraitRow[] {
  const { placeId } = place
  const always = { learnerId, placeId, from: '-infinity', until: 'infinity' }
  return [
    ...bandsOf(age).map((spell) => ({ learnerId, placeId, dimension: 'ageBand', ...spell })),
    ...place.characteristics.map((characteristic) => {
      const given = answers.find(
        (one) => one.placeId === placeId && one.characteristic === characteristic,
      )
      return {
        ...always,
        dimension: `target:${characteristic}`,
        value: given?.answer ?? NOT_KNOWN,
      }
    }),
  ]
}
