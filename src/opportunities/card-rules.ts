import type { CardRules } from '../card-numbers/index.ts'
import type { Queries } from '../db/index.ts'
import { cardRulesAt, placeById, placeSettingsOf, settingsOf } from '../places/index.ts'
import type { OpportunityRow } from './store.ts'

/**
 * What counts for cards at an opportunity: as at its place, or its issuer's; unless it says itself who
 * gave the cards.
 */
export async function cardRulesOfOpportunity(
  db: Queries,
  { placeId, issuerId, cardAuthority }: OpportunityRow,
): Promise<CardRules> {
  const place = placeId === null ? undefined : await placeById(db, placeId)
  const settings = place === undefined ? await placeSettingsOf(db, issuerId) : settingsOf(place)
  const rules = cardRulesAt(settings, issuerId)
  return cardAuthority === null ? rules : { ...rules, authority: cardAuthority }
}
