import type { Database } from '../db/index.ts'
import { Problem } from '../http/index.ts'
import type { Vault } from '../vault.ts'
import { forgetGuesses, guessesSince, noteGuess } from './guess-store.ts'

const WINDOW_MS = 10 * 60_000

/** Holds wrong codes against whoever tried them, in all services that share the database. */
export type Guesses = {
  /**
   * What `work` gives. Nothing of the caller's may be locked meanwhile: what is noted of a wrong code
   * stays, whatever becomes of the request.
   *
   * @throws Problem 429 for whoever tried too many wrong codes
   */
  guarding<T>(guesser: Guesser, work: () => Promise<T>): Promise<T>
}

/** Who tries codes, and how many wrong ones are an accident. */
export type Guesser = { name: string; most: number }

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

  return {
    async guarding(guesser, work) {
      await admit(guesser)
      try {
        return await work()
      } catch (error) {
        if (error instanceof Problem && error.errors.some(({ field }) => field === 'code')) {
          const { most } = guesser
          await noteGuess(queries, { guesser: hashOf(guesser), at: now(), since: begin(), most })
          await forgetGuesses(queries, begin())
        }
        throw error
      }
    },
  }
}
