import { pgArray, type Queries, type Transaction } from '../db/index.ts'

/** A learner and what is to be awarded to them. */
export type LearnerAndBadge = { learnerId: string; badgeClassId: string; issuerId: string }

/** An assertion that stands already. */
export type Standing = { assertionId: string; publicId: string }

/**
 * Waits until no other bulk award is deciding about these learners of these issuers, and keeps the
 * others waiting until the transaction ends: of two only one finds that there is no assertion yet.
 */
export async function lockDealings(tx: Transaction, asked: readonly LearnerAndBadge[]) {
  await tx.$client.query({
    name: 'lock-dealings',
    // In one order everywhere, so that two cannot wait for each other.
    text: `with asked as materialized (
        select distinct * from unnest($1::uuid[], $2::uuid[]) as pair (issuer_id, learner_id)
        order by issuer_id, learner_id
      )
      select from asked cross join lateral (
        select from learner_dealings dealing
        where dealing.issuer_id = asked.issuer_id and dealing.learner_id = asked.learner_id
        limit 1
        for no key update
      ) locked`,
    values: [
      pgArray(
        'uuid',
        asked.map(({ issuerId }) => issuerId),
      ),
      pgArray(
        'uuid',
        asked.map(({ learnerId }) => learnerId),
      ),
    ],
  })
}

/**
 * For each of these learners the assertion of the badge class that they have: the last one that is
 * not revoked.
 *
 * @returns in their order; undefined where there is none
 */
export async function standingAssertions(
  db: Queries,
  asked: readonly Omit<LearnerAndBadge, 'issuerId'>[],
): Promise<(Standing | undefined)[]> {
  const { rows } = await db.$client.query<{ n: string; id: string; public_id: string }>({
    name: 'standing-assertions',
    text: `select n, standing.id, standing.public_id
      from unnest($1::uuid[], $2::uuid[]) with ordinality as asked (learner_id, badge_class_id, n)
      cross join lateral (
        -- By the learner's index, whatever the planner thinks: a badge class has many more.
        select id, public_id
        from (select * from assertions where learner_id = asked.learner_id offset 0) theirs
        where badge_class_id = asked.badge_class_id and revoked_at is null
        order by id desc limit 1
      ) standing`,
    values: [
      pgArray(
        'uuid',
        asked.map(({ learnerId }) => learnerId),
      ),
      pgArray(
        'uuid',
        asked.map(({ badgeClassId }) => badgeClassId),
      ),
    ],
  })
  const found = asked.map((): Standing | undefined => undefined)
  for (const { n, id, public_id } of rows) {
    found[Number(n) - 1] = { assertionId: id, publicId: public_id }
  }
  return found
}

/**
 * The assertion of a badge class that a learner has and that has not ended, revoked or expired; whoever
 * else asks the same of the two waits until the transaction ends.
 */
export async function lockLasting(
  tx: Transaction,
  asked: LearnerAndBadge,
  at: Date,
): Promise<string | undefined> {
  await lockDealings(tx, [asked])
  const { rows } = await tx.$client.query<{ id: string }>({
    name: 'lasting-assertion',
    text: `select id from assertions
      where learner_id = $1 and badge_class_id = $2 and revoked_at is null
        and (valid_until is null or valid_until > $3)
      order by id desc limit 1`,
    values: [asked.learnerId, asked.badgeClassId, at],
  })
  return rows[0]?.id
}
