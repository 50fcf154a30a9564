import type { Database } from '../db/index.ts'
import { type Actor, Problem } from '../http/index.ts'
import type { Vault } from '../vault.ts'
import { forgetGuesses, guessesSince, noteGuess } from './guess-store.ts'

const WINDOW_MS = 10 * 60_000

/** Holds wrong codes against whoever tried them, in all services that share the database. */
export type Guesses = {
  /**
   * What `work` gives. Nothing of the caller's may be locked meanwhile: what is noted of a wrong code
   * stays, whatever becomes of the request.
   *
   * @param wrongIn - how many wrong codes are in what it gives
   * @throws Problem 429 for whoever tried too many wrong codes
   */
  guarding<T>(guesser: Guesser, work: () => Promise<T>, wrongIn?: (result: T) => number): Promise<T>
}

/** Who tries codes, and how many wrong ones are an accident. */
export type Guesser = { name: string; most: number }

/** How many wrong codes in ten minutes are an accident: of one person, and of all behind a key. */
const MOST = { learner: 10, key: 300 }
/** The members that codes are in. */
export const CODE_FIELDS = ['code', 'claimCode']

/** A caller of the API as somebody who tries codes. */
export function guesserOf({ id, learnerId }: Pick<Actor, 'id' | 'learnerId'>): Guesser {
  return learnerId === null
    ? { name: `key ${id}`, most: MOST.key }
    : { name: `learner ${learnerId}`, most: MOST.learner }
}

export function createGuesses({
  database: { queries },
  vault,
  now,
}: {
  database: Database
  vault: Vault
  now: () => Date
}): Guesses {
  // The name has the address of somebody, which is nobody's business.
  const hashOf = ({ name }: Guesser) => vault.keyedHash('claim-guesser', name)
  const begin = () => new Date(now().getTime() - WINDOW_MS)

  async function admit(guesser: Guesser): Promise<void> {
    const [oldest, ...others] = await guessesSince(queries, hashOf(guesser), begin())
    if (oldest === undefined || others.length + 1 < guesser.most) return
    const seconds = Math.max(1, Math.ceil((oldest.getTime() - begin().getTime()) / 1000))
    throw new Problem('rate-limited', 'Too many wrong codes; try again later.', {
      headers: { 'retry-after': String(seconds) },
    })
  }

  async function note(guesser: Guesser, wrong: number): Promise<void> {
    const { most } = guesser
    for (let noted = 0; noted < Math.min(wrong, most); noted += 1) {
      await noteGuess(queries, { guesser: hashOf(guesser), at: now(), since: begin(), most })
    }
    if (wrong > 0) await forgetGuesses(queries, begin())
  }

  return {
    async guarding(guesser, work, wrongIn = () => 0) {
      await admit(guesser)
      try {
        const result = await work()
        await note(guesser, wrongIn(result))
        return result
      } catch (error) {
        const isWrong =
          error instanceof Problem && error.errors.some(({ field }) => CODE_FIELDS.includes(field))
        if (isWrong) await note(guesser, 1)
        throw error
      }
    },
  }
}
