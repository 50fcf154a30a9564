import { type CardRules, cardRules } from '../card-numbers/index.ts'
import type { Queries } from '../db/index.ts'
import { placeSettingsOf, settingsOf } from './service.ts'
import type { PlaceSettings } from './settings.ts'
import { allPlaces } from './store.ts'

/**
 * What counts for cards that come to an issuer. A card without an authority is that of the place, and
 * where the place names none the issuer's own. The platform itself is no library: a card that comes
 * to it names its authority, and is checked as the places say that know this one.
 */
export async function cardRulesOf(db: Queries, issuerId: string | null): Promise<CardRules> {
  if (issuerId !== null) return cardRulesAt(await placeSettingsOf(db, issuerId), issuerId)
  const places = await allPlaces(db)
  return cardRules(
    null,
    places.flatMap((place) => settingsOf(place).cardNumberChecks),
  )
}

/** @param otherwise - whose the cards are where the place names nobody */
export function cardRulesAt(settings: PlaceSettings, otherwise: string): CardRules {
  return cardRules(settings.cardAuthority ?? otherwise, settings.cardNumberChecks)
}
