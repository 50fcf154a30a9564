import type { Resource } from '../demo/api.ts'
import { chance } from './chance.ts'

export const ISSUERS = 20
/** Badge classes that are awarded for what people do; one more for each pathway. */
export const EARNED = 400
export const PATHWAYS = 100
export const OPPORTUNITIES = 3_000
/** In the middle of the region. */
export const CENTRE = { latitude: 53.8, longitude: -1.55 }
const SPREAD = 0.6
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

const LAYERS = ['Engage', 'Participate', 'Demonstrate', 'Lead']
const HOSTS = ['Harbour', 'Hillside', 'Market', 'Canal', 'Station', 'Moor', 'Mill', 'Bridge']
const HOUSES = ['Library', 'Youth Centre', 'Theatre', 'College', 'Makerspace']
const FIELDS = ['Audio', 'Film', 'Code', 'Repair', 'Cooking', 'Drama', 'Sport', 'Garden', 'Science']
const DEEDS = ['Starter', 'Maker', 'Helper', 'Presenter', 'Planner', 'Mentor', 'Explorer']
export const THEMES = [
  'Digital',
  'Media',
  'Making',
  'Performing',
  'Outdoors',
  'Health',
  'Languages',
]

export function newIssuer(at: number): Resource {
  const host = HOSTS[at % HOSTS.length] as string
  const house = HOUSES[Math.floor(at / HOSTS.length) % HOUSES.length] as string
  return { name: `${host} ${house}`, url: `https://issuer-${at}.example.org` }
}

/** The number of the issuer of a badge class. */
export function issuerOf(badgeClass: number): number {
  return badgeClass % ISSUERS
}

/** The number of the badge class that is awarded for completing a pathway. */
export function awardOf(pathway: number): number {
  return EARNED + pathway
}

export function newBadgeClass(seed: string, at: number, issuerId: string): Resource {
  const draw = chance(seed, 'badge class', at)
  const field = draw.pick(FIELDS)
  return {
    issuerId,
    name: at < EARNED ? `${field} ${draw.pick(DEEDS)} ${at}` : `Pathway ${at - EARNED} completed`,
    description: `What somebody did in ${field.toLowerCase()}, alone or with others.`,
    criteria: { narrative: `Show what you made in **${field.toLowerCase()}**, and how.` },
    layer: LAYERS[at % LAYERS.length] as string,
    hours: 1 + draw.below(12),
  }
}

/**
 * @param start - when the first of them may take place
 * @param badgeClassIds - of all badge classes, by their numbers
 */
export function newOpportunity(
  seed: string,
  at: number,
  {
    start,
    issuerIds,
    badgeClassIds,
  }: { start: Date; issuerIds: string[]; badgeClassIds: string[] },
): Resource {
  const draw = chance(seed, 'opportunity', at)
  const issuer = draw.below(ISSUERS)
  const field = draw.pick(FIELDS)
  const level = draw.below(EARNED / ISSUERS)
  const own = (step: number) => badgeClassIds[step * ISSUERS + issuer] as string
  const startsAt = start.getTime() + draw.below(180) * DAY_MS + draw.below(12) * HOUR_MS
  return {
    issuerId: issuerIds[issuer] as string,
    name: `${field} ${draw.pick(['afternoon', 'club', 'workshop', 'course'])} ${at}`,
    description: `An open ${field.toLowerCase()} session for ${draw.pick(['beginners', 'everybody', 'those who come back'])}, with tools and ${draw.pick(['tea', 'lunch', 'a show'])}.`,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(startsAt + 3 * HOUR_MS).toISOString(),
    timeZone: 'Europe/London',
    ...(draw.next() < 0.3 && { recurrence: 'FREQ=WEEKLY;COUNT=8' }),
    coordinates: {
      latitude: CENTRE.latitude + (draw.next() - 0.5) * SPREAD,
      longitude: CENTRE.longitude + (draw.next() - 0.5) * 2 * SPREAD,
    },
    capacity: 10 + draw.below(40),
    ages: { min: 14, max: 24 },
    themes: draw.some(THEMES, 1 + draw.below(2)),
    badgeClassIds: [own(level)],
    // Those of a later level ask for a badge of the one before.
    asksFor: level > 0 && draw.next() < 0.4 ? [own(level - 1)] : [],
  }
}
