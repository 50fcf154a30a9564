import { inArray } from 'drizzle-orm'
import {
  equalityAnswers,
  learnerAges,
  pgArray,
  reportLearners,
  type Transaction,
} from '../db/index.ts'

/** Everything sealed that is known of these learners and that reports count by. */
export async function openSources(tx: Transaction, learnerIds: readonly string[]) {
  const ids = [...learnerIds]
  const ages = await tx
    .select({ learnerId: learnerAges.learnerId, sealed: learnerAges.sealedAge })
    .from(learnerAges)
    .where(inArray(learnerAges.learnerId, ids))
  const { learnerId, placeId, characteristic, sealedAnswer: sealed } = equalityAnswers
  const answers = await tx
    .select({ learnerId, placeId, characteristic, sealed })
    .from(equalityAnswers)
    .where(inArray(learnerId, ids))
  return { ages, answers }
}

/** Keeps who these learners are, and whether they came, in the place of what was kept before. */
export async function keepLearners(
  tx: Transaction,
  learnerIds: readonly string[],
  sealedTraits: readonly (Buffer | null)[],
): Promise<void> {
  await forgetLearners(tx, learnerIds)
  await tx.$client.query({
    name: 'report-keep-learners',
    text: `insert into report_learners (learner_id, claimed, sealed_traits)
      select learner_id, exists (select from claimed_records record where record.learner_id = known.learner_id), sealed
      from unnest($1::uuid[], $2::bytea[]) as known (learner_id, sealed)
      where exists (select from report_facts fact where fact.learner_id = known.learner_id)`,
    values: [pgArray('uuid', learnerIds), pgArray('bytea', sealedTraits)],
  })
}

export async function forgetLearners(
  tx: Transaction,
  learnerIds: readonly string[],
): Promise<void> {
  await tx.$client.query({
    name: 'report-forget-learners',
    text: 'delete from report_learners where learner_id = any($1::uuid[])',
    values: [learnerIds],
  })
}

/** The sealed traits of those of these learners who have any. */
export async function sealedTraitsOf(
  tx: Transaction,
  learnerIds: readonly string[],
): Promise<Map<string, Buffer>> {
  const rows = await tx
    .select({ learnerId: reportLearners.learnerId, sealed: reportLearners.sealedTraits })
    .from(reportLearners)
    .where(inArray(reportLearners.learnerId, [...learnerIds]))
  return new Map(rows.flatMap(({ learnerId, sealed }) => (sealed ? [[learnerId, sealed]] : [])))
}
