import { type Static, Type } from 'typebox'
import { LAYERS } from '../badge-classes/index.ts'
import {
  examplesOf,
  Id,
  lifecycleExample,
  lifecycleFields,
  nullable,
  pageQuery,
  Timestamp,
  TimestampInput,
  text,
  Url,
} from '../http/index.ts'
import { RECURRENCE } from './recurrence.ts'

const Age = Type.Integer({ minimum: 0, maximum: 120 })

const members = {
  description: text(5000),
  url: Url,
  provider: text(200, { description: 'Who runs it, where that is not the issuer.' }),
  venue: Type.Object(
    {
      name: Type.Optional(text(200)),
      address: Type.Optional(text(500)),
      area: Type.Optional(
        text(100, { description: 'Such as a ward: what reports of the place count by.' }),
      ),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
  coordinates: Type.Object(
    {
      latitude: Type.Number({ minimum: -90, maximum: 90 }),
      longitude: Type.Number({ minimum: -180, maximum: 180 }),
    },
    { additionalProperties: false, description: 'WGS 84, in degrees.' },
  ),
  timeZone: Type.String({
    minLength: 1,
    maxLength: 60,
    description: 'Of the IANA time zone database; a recurring activity keeps its local time.',
    examples: ['Europe/London'],
  }),
  recurrence: Type.String({
    maxLength: 300,
    pattern: RECURRENCE,
    description:
      'The value of an RRULE (RFC 5545), counted from `startsAt`: FREQ (DAILY to YEARLY), INTERVAL, COUNT (to 1000) or UNTIL (within ten years), BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, WKST.',
    examples: ['FREQ=WEEKLY;BYDAY=SA;COUNT=10'],
  }),
  capacity: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    description:
      'How many places are offered, at each occurrence. Whoever comes beyond it is checked in all the same; `attendance` tells.',
  }),
  ages: Type.Object(
    { min: Type.Optional(Age), max: Type.Optional(Age) },
    { additionalProperties: false, minProperties: 1, description: 'Whom it is for, in years.' },
  ),
  cost: Type.Object(
    {
      amount: Type.Number({ minimum: 0, maximum: 1_000_000 }),
      currency: Type.String({
        pattern: '^[A-Z]{3}$',
        maxLength: 3,
        description: 'ISO 4217.',
        examples: ['GBP'],
      }),
      note: Type.Optional(text(300)),
    },
    { additionalProperties: false },
  ),
  accessibility: Type.Array(text(200), { maxItems: 30, uniqueItems: true }),
  themes: Type.Array(text(100), { maxItems: 20, uniqueItems: true }),
  badgeClassIds: Type.Array(Id, {
    maxItems: 20,
    uniqueItems: true,
    description: 'What everybody who checks in is awarded; badge classes of the issuer.',
  }),
  asksFor: Type.Array(Id, {
    maxItems: 20,
    uniqueItems: true,
    description: 'Badge classes, of any issuer, that somebody should have before.',
  }),
  cardAuthority: text(200, {
    description:
      'Who gave the library cards that come without an authority. Unset: as the place has it, or the id of the issuer.',
  }),
  selfCheckIn: Type.Boolean({
    description:
      'Whether learners may check themselves in, with a token of their own, while it takes place (from an hour before to an hour after). Unset: false.',
  }),
}

const optionalMembers = {
  placeId: Type.Optional(nullable(Id)),
  description: Type.Optional(nullable(members.description)),
  url: Type.Optional(nullable(members.url)),
  provider: Type.Optional(nullable(members.provider)),
  venue: Type.Optional(nullable(members.venue)),
  coordinates: Type.Optional(nullable(members.coordinates)),
  startsAt: Type.Optional(nullable(TimestampInput)),
  endsAt: Type.Optional(nullable(TimestampInput)),
  timeZone: Type.Optional(members.timeZone),
  recurrence: Type.Optional(nullable(members.recurrence)),
  capacity: Type.Optional(nullable(members.capacity)),
  ages: Type.Optional(nullable(members.ages)),
  cost: Type.Optional(nullable(members.cost)),
  accessibility: Type.Optional(members.accessibility),
  themes: Type.Optional(members.themes),
  badgeClassIds: Type.Optional(members.badgeClassIds),
  asksFor: Type.Optional(members.asksFor),
  cardAuthority: Type.Optional(nullable(members.cardAuthority)),
  selfCheckIn: Type.Optional(members.selfCheckIn),
}

export const NewOpportunity = Type.Object(
  { issuerId: Type.Optional(Id), name: text(200), ...optionalMembers },
  {
    additionalProperties: false,
    description:
      '`issuerId` can be left out with a key of an issuer. `placeId` left out is the place of the issuer, if it is in one as its lead or issuer staff.',
    examples: [
      {
        issuerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
        name: 'Podcasting at the harbour',
        description: 'Make an episode in an afternoon.',
        startsAt: '2026-12-05T14:00:00Z',
        endsAt: '2026-12-05T17:00:00Z',
        timeZone: 'Europe/London',
        recurrence: 'FREQ=WEEKLY;BYDAY=SA;COUNT=10',
        venue: { name: 'Harbour Library', address: '1 Quay Street' },
        coordinates: { latitude: 51.4545, longitude: -2.5879 },
        capacity: 20,
        ages: { min: 15, max: 24 },
        cost: { amount: 0, currency: 'GBP' },
        accessibility: ['Step-free'],
        themes: ['Media'],
        badgeClassIds: ['019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411'],
      },
    ],
  },
)

export const OpportunityPatch = Type.Object(
  {
    name: Type.Optional(NewOpportunity.properties.name),
    ...optionalMembers,
    archived: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, minProperties: 1, examples: [{ capacity: 25 }] },
)

export const Opportunity = Type.Object(
  {
    id: Id,
    issuerId: Id,
    placeId: nullable(Id),
    name: Type.String(),
    description: nullable(Type.String()),
    url: nullable(Type.String()),
    provider: nullable(Type.String()),
    venue: nullable(members.venue),
    coordinates: nullable(members.coordinates),
    startsAt: nullable(Timestamp),
    endsAt: nullable(Timestamp),
    timeZone: Type.String(),
    recurrence: nullable(Type.String()),
    lastsUntil: Type.Union([Timestamp, Type.Null()], {
      description: 'When the last occurrence ends; null where there is no end.',
    }),
    capacity: nullable(Type.Integer()),
    ages: nullable(members.ages),
    cost: nullable(members.cost),
    accessibility: Type.Array(Type.String()),
    themes: Type.Array(Type.String()),
    badgeClassIds: Type.Array(Id),
    asksFor: Type.Array(Id),
    cardAuthority: nullable(Type.String()),
    selfCheckIn: Type.Boolean(),
    ...lifecycleFields,
  },
  {
    examples: [
      {
        id: '019aa7c8-3c30-7e4f-8d5a-7f8a9b0c1d23',
        issuerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
        placeId: null,
        name: 'Podcasting at the harbour',
        description: 'Make an episode in an afternoon.',
        url: null,
        provider: null,
        venue: { name: 'Harbour Library', address: '1 Quay Street' },
        coordinates: { latitude: 51.4545, longitude: -2.5879 },
        startsAt: '2026-12-05T14:00:00Z',
        endsAt: '2026-12-05T17:00:00Z',
        timeZone: 'Europe/London',
        recurrence: 'FREQ=WEEKLY;BYDAY=SA;COUNT=10',
        lastsUntil: '2027-02-06T17:00:00Z',
        capacity: 20,
        ages: { min: 15, max: 24 },
        cost: { amount: 0, currency: 'GBP' },
        accessibility: ['Step-free'],
        themes: ['Media'],
        badgeClassIds: ['019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411'],
        asksFor: [],
        cardAuthority: null,
        selfCheckIn: false,
        ...lifecycleExample,
      },
    ],
  },
)

/** An entry of a list. */
export const FoundOpportunity = Type.Object(
  {
    ...Opportunity.properties,
    distanceKm: Type.Union([Type.Number(), Type.Null()], {
      description: 'From the point of `near`; null where none was given.',
    }),
  },
  {
    examples: examplesOf(Opportunity).map((example) => ({
      ...(example as object),
      distanceKm: null,
    })),
  },
)

const Moment = (description: string) =>
  Type.Optional(Type.Unsafe<string>({ ...TimestampInput, description }))

/** Where something is looked for. */
export const nearness = {
  near: Type.Optional(
    Type.String({
      pattern: '^-?\\d{1,2}(\\.\\d{1,10})?,-?\\d{1,3}(\\.\\d{1,10})?$',
      description: 'Latitude and longitude; the nearest come first.',
      examples: ['51.4545,-2.5879'],
    }),
  ),
  withinKm: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: 'How far, with `near`: 10.' }),
  ),
}

export const OpportunityQuery = Type.Object(
  {
    ...pageQuery,
    issuerId: Type.Optional(Id),
    placeId: Type.Optional(Id),
    text: Type.Optional(
      text(200, {
        description:
          'Words of the name and description, or how they begin, with or without accents; "a phrase", or, -not.',
      }),
    ),
    theme: Type.Optional(
      text(100, {
        description:
          'In any case; a theme of the vocabulary goes by its id and by its name, whichever it was given by.',
      }),
    ),
    layer: Type.Optional(
      Type.Enum(
        LAYERS.map(({ name }) => name),
        { description: 'Of a badge that it awards.' },
      ),
    ),
    ...nearness,
    from: Moment('What takes place then or later; what has no date always does.'),
    to: Moment('What takes place then or earlier.'),
    openTo: Type.Optional(
      Type.Unsafe<string>({
        ...Id,
        description:
          "A learner, who has every badge that it asks for, or a declared equivalent, and did not decline it; it is not over, and they are of the ages that it is for on the day when it begins (today, where it has begun). The age counts where it was told and the caller may read it (`consents:read`, with a learner's token or a key of the platform); otherwise any age is listed.",
      }),
    ),
    leadsTo: Type.Optional(
      Type.Unsafe<string>({
        ...Id,
        description:
          'A badge class that it awards, or that comes after it: by what other opportunities ask for, by declared equivalents, and by the steps of published pathways that award a badge.',
      }),
    ),
  },
  { additionalProperties: false },
)

export type NewOpportunity = Static<typeof NewOpportunity>
export type OpportunityPatch = Static<typeof OpportunityPatch>
export type Opportunity = Static<typeof Opportunity>
export type OpportunityQuery = Static<typeof OpportunityQuery>
export type FoundOpportunity = Static<typeof FoundOpportunity>
