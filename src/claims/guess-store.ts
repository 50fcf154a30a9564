import { sql } from 'drizzle-orm'
import { claimGuesses, type Queries } from '../db/index.ts'

/** When somebody tried wrong codes since a moment, oldest first. */
export async function guessesSince(db: Queries, guesser: Buffer, since: Date): Promise<Date[]> {
  const [row] = await db
    .select({ failures: claimGuesses.failures })
    .from(claimGuesses)
    .where(sql`${claimGuesses.guesser} = ${guesser}`)
  return (row?.failures ?? []).filter((at) => at > since)
}

/**
 * Notes a wrong code; those who note one of the same guesser at the same time wait.
 *
 * @param guess.most - how many are kept, of those since a moment
 */
export async function noteGuess(
  db: Queries,
  guess: { guesser: Buffer; at: Date; since: Date; most: number },
): Promise<void> {
  const [at, since] = [guess.at.toISOString(), guess.since.toISOString()]
  await db.execute(sql`
    insert into claim_guesses as noted (guesser, failures, last_at)
    values (${guess.guesser}, array[${at}::timestamptz], ${at}::timestamptz)
    on conflict (guesser) do update set
      last_at = excluded.last_at,
      failures = array(
        select failure from (
          select failure from unnest(noted.failures || excluded.failures) as failure
          where failure > ${since}::timestamptz
          order by failure desc limit ${guess.most}
        ) latest order by failure)`)
}

/** Deletes what is too old to count; what somebody is just noting is passed over. */
export async function forgetGuesses(db: Queries, before: Date): Promise<void> {
  await db.execute(sql`
    delete from claim_guesses where guesser in (
      select guesser from claim_guesses where last_at < ${before.toISOString()}::timestamptz
      for update skip locked)`)
}
