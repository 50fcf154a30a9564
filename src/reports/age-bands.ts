import { AGE_BANDS, type Age, ageReached, YOUNGEST } from '../consents/index.ts'

/** A value, from a day to another, which is no longer in it. */
export type Spell = { value: string; from: string; until: string }

/** In which band of ages a learner was on which days; without an age not known, ever. */
export function bandsOf(age: Age | undefined): Spell[] {
  if (age === undefined) return [{ value: NOT_KNOWN, from: '-infinity', until: 'infinity' }]
  return AGE_BANDS.map((value, at): Spell => {
    const next = AGE_BANDS[at + 1]
    return {
      value,
      from: at === 0 ? '-infinity' : (ageReached(age, YOUNGEST[value]) ?? '-infinity'),
      until: next === undefined ? 'infinity' : (ageReached(age, YOUNGEST[next]) ?? '-infinity'),
    }
  }).filter(({ from, until }) => from !== until)
}

/** What stands for an age, an area or an answer that nobody gave. */
export const NOT_KNOWN = 'not-known'
