/** The JSON-LD context of Open Badges 2.0, which each of its documents names. */
export const OPEN_BADGES_V2 = 'https://w3id.org/openbadges/v2'
