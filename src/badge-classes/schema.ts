import { type Static, Type } from 'typebox'
import {
  Id,
  lifecycleExample,
  lifecycleFields,
  nullable,
  pageQuery,
  Timestamp,
  text,
  Url,
} from '../http/index.ts'
import { ImageReference } from '../images/index.ts'
import { Assessment } from './assessment.ts'
import { Expiry } from './expiry.ts'
import { LAYER_NAMES } from './layers.ts'
import { type ResultDescription, ResultDescriptions } from './result-descriptions.ts'

const Criteria = Type.Object(
  {
    narrative: Type.Optional(text(20_000, { description: 'Markdown.' })),
    id: Type.Optional(Url),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    description: 'What has to be done for the badge: told here, or at an URL, or both.',
  },
)

const Alignment = Type.Object(
  {
    targetName: text(300),
    targetUrl: Url,
    targetDescription: Type.Optional(text(5000)),
    targetFramework: Type.Optional(text(300)),
    targetCode: Type.Optional(text(100)),
    targetType: Type.Optional(text(100)),
  },
  { additionalProperties: false, description: 'A skill or standard that the badge answers to.' },
)

const Layer = Type.Enum(LAYER_NAMES, { description: 'How the learner was involved.' })

const members = {
  name: text(200),
  description: text(5000),
  criteria: Criteria,
  achievementType: text(100, {
    description:
      'A type of Open Badges 3.0, such as Badge, Certificate or Course, or one of your own as ext:Name.',
    examples: ['Badge'],
  }),
  image: ImageReference,
  tags: Type.Array(text(100), { maxItems: 50, uniqueItems: true }),
  alignments: Type.Array(Alignment, { maxItems: 50 }),
  layer: Layer,
  standardIds: Type.Array(Id, {
    maxItems: 20,
    uniqueItems: true,
    description: 'The badging standards that it follows; published as alignments.',
  }),
  resultDescriptions: ResultDescriptions,
}

const Suspendable = Type.Boolean({
  description:
    'Whether awards can be suspended for a time. Decided for each award when it is made: its status entry then has the purpose suspension, which revoking sets for good.',
})

const Hours = Type.Number({
  exclusiveMinimum: 0,
  maximum: 100_000,
  description:
    'How many hours it takes to earn. Routes along pathways count 1 where none are declared.',
})

const optionalMembers = {
  achievementType: Type.Optional(nullable(members.achievementType)),
  image: Type.Optional(nullable(members.image)),
  tags: Type.Optional(members.tags),
  alignments: Type.Optional(members.alignments),
  layer: Type.Optional(nullable(members.layer)),
  standardIds: Type.Optional(members.standardIds),
  resultDescriptions: Type.Optional(members.resultDescriptions),
}

export const NewBadgeClass = Type.Object(
  {
    issuerId: Id,
    name: members.name,
    description: members.description,
    criteria: members.criteria,
    ...optionalMembers,
    suspendable: Type.Optional(Suspendable),
    expiry: Type.Optional(nullable(Expiry)),
    assessment: Type.Optional(nullable(Assessment)),
    hours: Type.Optional(nullable(Hours)),
  },
  {
    additionalProperties: false,
    examples: [
      {
        issuerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
        name: 'Podcast Producer',
        description: 'Recorded, edited and published a podcast episode about the harbour.',
        criteria: { narrative: 'Publish an episode of at least **five minutes**.' },
        achievementType: 'Badge',
        layer: 'Demonstrate',
        tags: ['audio', 'storytelling'],
        resultDescriptions: [{ name: 'Score', resultType: 'Percent', valueMin: 0, valueMax: 100 }],
        expiry: { after: 'P2Y', renewal: { opens: 'P60D', closes: 'P30D' } },
        hours: 6,
      },
    ],
  },
)

export const BadgeClassPatch = Type.Object(
  {
    name: Type.Optional(members.name),
    description: Type.Optional(members.description),
    criteria: Type.Optional(members.criteria),
    ...optionalMembers,
    suspendable: Type.Optional(Suspendable),
    expiry: Type.Optional(nullable(Expiry)),
    assessment: Type.Optional(nullable(Assessment)),
    hours: Type.Optional(nullable(Hours)),
    archived: Type.Optional(Type.Boolean()),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    examples: [{ description: 'Recorded, edited and published a podcast episode.' }],
  },
)

const definitionFields = {
  name: Type.String(),
  description: Type.String(),
  criteria: Type.Object({
    narrative: Type.Optional(Type.String()),
    id: Type.Optional(Type.String()),
  }),
  achievementType: nullable(Type.String()),
  image: nullable(Type.String()),
  tags: Type.Array(Type.String()),
  alignments: Type.Array(Alignment),
  layer: nullable(Layer),
}

/** A badging standard that a version follows, with the name that it had when it was chosen. */
export type FollowedStandard = { id: string; name: string }

/** The text of one version: what is frozen once an assertion was signed over it. */
export const Definition = Type.Object(definitionFields)

/** The badge class of another issuer that one was made from, as it was then. */
const DerivedFrom = Type.Object({
  badgeClassId: Id,
  version: Type.Integer(),
  achievementUrl: Type.String({ description: 'The public document of that version.' }),
})

/** Beside what has stood in a definition ever since, in all that is read of a version. */
const laterFields = {
  standardIds: Type.Array(Id, { description: 'The badging standards that it follows.' }),
  resultDescriptions: ResultDescriptions,
  derivedFrom: nullable(DerivedFrom),
}

const versionFields = {
  version: Type.Integer({ description: 'Counts from 1; an edit after the first award adds one.' }),
  imageUrl: nullable(
    Type.String({
      description: 'The image that is published: without one of its own, a drawn badge.',
    }),
  ),
  achievementUrl: Type.String({ description: 'The public document of this version.' }),
  awarded: Type.Boolean({ description: 'Whether this version is frozen because it was awarded.' }),
}

const versionExample = {
  version: 1,
  imageUrl:
    'https://badges.example.org/images/b57d0e5e3c3a1f3b5be1b8f1e7dfbb3a3a1ce1c1b1d6d5cf8f3f7c4f0e5d2a19.png',
  achievementUrl: 'https://badges.example.org/achievements/019aa7c3-1b1b-7111-8d2e-5b7c90ffe0a2',
  awarded: true,
  name: 'Podcast Producer',
  description: 'Recorded, edited and published a podcast episode about the harbour.',
  criteria: { narrative: 'Publish an episode of at least **five minutes**.' },
  achievementType: 'Badge',
  image: null,
  tags: ['audio', 'storytelling'],
  alignments: [],
  layer: 'Demonstrate',
  standardIds: [],
  resultDescriptions: [{ name: 'Score', resultType: 'Percent', valueMin: 0, valueMax: 100 }],
  derivedFrom: null,
}

export const BadgeClass = Type.Object(
  {
    id: Id,
    issuerId: Id,
    ...versionFields,
    ...definitionFields,
    ...laterFields,
    suspendable: Suspendable,
    expiry: nullable(Expiry),
    assessment: nullable(Assessment),
    hours: nullable(Hours),
    ...lifecycleFields,
  },
  {
    examples: [
      {
        id: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411',
        issuerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
        ...versionExample,
        suspendable: false,
        expiry: { after: 'P2Y', renewal: { opens: 'P60D', closes: 'P30D' } },
        assessment: null,
        hours: 6,
        ...lifecycleExample,
      },
    ],
  },
)

export const BadgeClassVersion = Type.Object(
  {
    ...versionFields,
    ...definitionFields,
    ...laterFields,
    createdAt: Timestamp,
  },
  { examples: [{ ...versionExample, createdAt: '2026-11-22T09:30:00Z' }] },
)

/** The badge classes that count as another one. */
export const Equivalents = Type.Object(
  {
    badgeClassIds: Type.Array(Id, {
      maxItems: 100,
      uniqueItems: true,
      description:
        'Badge classes of any issuer. Whoever has one of them meets what asks for this badge class. It is not the other way round, and leads no further: what counts as one of them does not count as this one.',
    }),
  },
  {
    additionalProperties: false,
    examples: [{ badgeClassIds: ['019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411'] }],
  },
)
export type Equivalents = Static<typeof Equivalents>

export const BadgeClassQuery = Type.Object(
  { ...pageQuery, issuerId: Type.Optional(Id) },
  { additionalProperties: false },
)

export type NewBadgeClass = Static<typeof NewBadgeClass>
export type BadgeClassPatch = Static<typeof BadgeClassPatch>
export type BadgeClass = Static<typeof BadgeClass>
export type BadgeClassVersion = Static<typeof BadgeClassVersion>
/** Versions from before there were standards follow none; the same goes for what came later. */
export type Definition = Static<typeof Definition> & {
  standards?: FollowedStandard[]
  resultDescriptions?: ResultDescription[]
  derivedFrom?: Static<typeof DerivedFrom>
}
