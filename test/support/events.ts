import type { Answer, Client } from './client.ts'
import { until } from './embedded.ts'
import type { Service } from './service.ts'

/**
 * Reads events once there are so many: an event can be read when every transaction that began before
 * its own has ended, those of other tests on the same server too.
 *
 * @param path - what is asked for, such as `/v1/events?type=pathway.completed`
 */
export async function eventsOnceThere(
  client: Client,
  count: number,
  path = '/v1/events',
): Promise<Answer> {
  let answer = await client.get(path)
  await until(async () => {
    answer = await client.get(path)
    return answer.body.data.length >= count
  })
  return answer
}

/** Resolves when all events so far can be read, see {@link eventsOnceThere}: none appears later among them. */
export function eventsAllThere({ database }: Pick<Service, 'database'>): Promise<void> {
  return until(async () => {
    const { rows } = await database.pool.query<{ left: boolean }>(
      `select exists (select from events where transaction >= pg_snapshot_xmin(pg_current_snapshot()))
        as left`,
    )
    return rows[0]?.left === false
  })
}
