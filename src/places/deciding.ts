import { type SQL, sql } from 'drizzle-orm'

/**
 * The ids of the issuers that a place decides for, as a subquery: of several places that an issuer is a
 * member of the one that it joined first.
 */
export function issuersDecidedBy(placeId: string): SQL {
  return sql`(
    select issuer_id from (
      select distinct on (member.issuer_id) member.issuer_id, member.place_id
      from place_memberships member join places place on place.id = member.place_id
      where member.status = 'member' and place.archived_at is null
      order by member.issuer_id, member.joined_at, member.id
    ) first where place_id = ${placeId}
  )`
}
