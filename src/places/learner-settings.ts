import { and, eq, isNull } from 'drizzle-orm'
import { learnerDealings, placeMemberships, places, type Queries } from '../db/index.ts'
import {
  DEFAULT_SETTINGS,
  effectiveSettings,
  type PlaceSettings,
  type PlaceSettingsInput,
} from './settings.ts'

/**
 * What the places decide whose members deal with a learner; the defaults where there is none.
 */
export async function settingsAroundLearner(
  db: Queries,
  learnerId: string,
): Promise<PlaceSettings[]> {
  const rows = await db
    .selectDistinct({ id: places.id, settings: places.settings })
    .from(learnerDealings)
    .innerJoin(placeMemberships, eq(placeMemberships.issuerId, learnerDealings.issuerId))
    .innerJoin(places, eq(places.id, placeMemberships.placeId))
    .where(
      and(
        eq(learnerDealings.learnerId, learnerId),
        eq(placeMemberships.status, 'member'),
        isNull(places.archivedAt),
      ),
    )
  return rows.length === 0
    ? [DEFAULT_SETTINGS]
    : rows.map(({ settings }) => effectiveSettings(settings as PlaceSettingsInput))
}
