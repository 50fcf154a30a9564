import { sql } from 'drizzle-orm'
import type { Database } from '../db/index.ts'
import { issuersDecidedBy } from '../places/index.ts'

const AT_ONCE = 1_000

/**
 * Forgets who was at the opportunities that a place decides for, before a moment: that somebody came is
 * still counted, and what they were awarded is theirs. An opportunity that is of no place in use is
 * its issuer's.
 */
export async function forgetAttendance(
  database: Database,
  placeId: string,
  before: Date,
): Promise<void> {
  for (;;) {
    const { rows } = await database.transaction((tx) =>
      tx.execute(sql`
        with due as materialized (
          select check_in.id from check_ins check_in
          join opportunities opportunity on opportunity.id = check_in.opportunity_id
          left join places place on place.id = opportunity.place_id and place.archived_at is null
          where check_in.learner_id is not null and check_in.at < ${before.toISOString()}::timestamptz
            and case when place.id is null then opportunity.issuer_id in ${issuersDecidedBy(placeId)}
              else place.id = ${placeId} end
          order by check_in.id limit ${AT_ONCE} for update of check_in
        ), claim as (
          update claims set check_in_id = null where check_in_id in (select id from due)
        )
        update check_ins set learner_id = null, assertion_ids = '{}'
        where id in (select id from due) returning id`),
    )
    if (rows.length < AT_ONCE) return
  }
}
