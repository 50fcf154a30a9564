import type { Queries } from '../db/index.ts'

/** What an assertion says about when it stands. */
export type AssertionFact = {
  id: string
  learnerId: string
  issuerId: string
  badgeClassId: string
  /** The layer of the version that was awarded. */
  layer: string | null
  createdAt: Date
  validFrom: Date
  validUntil: Date | null
  revokedAt: Date | null
  suspendedAt: Date | null
}

const STATEMENT = `
  select a.id, a.learner_id as "learnerId", a.issuer_id as "issuerId", a.badge_class_id as "badgeClassId",
    v.definition ->> 'layer' as layer, a.created_at as "createdAt", a.valid_from as "validFrom",
    a.valid_until as "validUntil", a.revoked_at as "revokedAt", a.suspended_at as "suspendedAt"
  from assertions a join badge_class_versions v on v.id = a.badge_class_version_id
  where a.learner_id = any($1::uuid[])
    and not exists (
      select from assertion_choices where assertion_id = a.id and acceptance = 'declined')
  order by a.id`

/** Every assertion of these learners that they did not decline, oldest first, whether it stands or not. */
export async function assertionFacts(
  db: Queries,
  learnerIds: readonly string[],
): Promise<Map<string, AssertionFact[]>> {
  const { rows } = await db.$client.query<AssertionFact>({
    name: 'assertion-facts',
    text: STATEMENT,
    values: [learnerIds],
  })
  return Map.groupBy(rows, ({ learnerId }) => learnerId)
}
