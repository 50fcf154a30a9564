import { type SQL, sql } from 'drizzle-orm'

/** The issuers that are members of a place, as an array of SQL. */
export function membersOf(placeId: string): SQL {
  return sql`array(
    select issuer_id from place_memberships
    where place_id = ${placeId} and status = 'member')`
}
