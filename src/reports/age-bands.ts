import { type Age, ageReached } from '../consents/index.ts'

const BANDS = [
  ['under-13', 0],
  ['13-15', 13],
  ['16-17', 16],
  ['18-or-over', 18],
] as const

export const AGE_BAND_NAMES = BANDS.map(([name]) => name)

/** A value, from a day to another, which is no longer in it. */
export type Spell = { value: string; from: string; until: string }

/** In which band of ages a learner was on which days; without an age not known, ever. */
export function bandsOf(age: Age | undefined): Spell[] {
  if (age === undefined) return [{ value: NOT_KNOWN, from: '-infinity', until: 'infinity' }]
  return BANDS.map(([value, youngest], at): Spell => {
    const next = BANDS[at + 1]
    return {
      value,
      from: at === 0 ? '-infinity' : (ageReached(age, youngest) ?? '-infinity'),
      until: next === undefined ? 'infinity' : (ageReached(age, next[1]) ?? '-infinity'),
    }
  }).filter(({ from, until }) => from !== until)
}

/** What stands for an age, an area or an answer that nobody gave. */
export const NOT_KNOWN = 'not-known'
