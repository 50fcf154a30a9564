import { type Static, Type } from 'typebox'
import { Id, nullable, Timestamp } from '../http/index.ts'

const BY = ['all', 'issuer', 'theme', 'layer', 'ageBand', 'area', 'targetGroup'] as const
export type ReportBy = (typeof BY)[number]

export const Period = Type.Enum(['all', 'year', 'quarter', 'month'], {
  default: 'all',
  description: 'Of which length the periods are; the days are those of UTC.',
})

export const ReportQuery = Type.Object(
  {
    by: Type.Enum([...BY], {
      default: 'all',
      description:
        'What the rows are: the place as a whole, its issuers, themes (tags of badge classes and themes of opportunities), layers, age bands on the day of the award, areas of the opportunities, or, for who leads the place, target groups.',
    }),
    period: Period,
  },
  { additionalProperties: false },
)
export type ReportQuery = Static<typeof ReportQuery>

const ReportRow = Type.Object({
  value: Type.String({
    description:
      '`all`, the id of an issuer, a theme or layer (`none` without one), an age band or area (`not-known`; an area that the place does not list is `other`), or a characteristic with an answer, as in `care-experience: Yes`.',
  }),
  name: Type.String(),
  period: Type.String({ description: '`all`, `2026`, `2026-Q4` or `2026-11`.' }),
  suppressed: Type.Boolean({
    description:
      'Whether the counts are not published: they are about few people or nobody, or would give such counts away.',
  }),
  participants: nullable(Type.Integer({ description: 'Learners who were awarded anything.' })),
  opportunitiesBadged: nullable(
    Type.Integer({ description: 'Opportunities at which badges were awarded by checking in.' }),
  ),
  badgesAwarded: nullable(
    Type.Integer({
      description:
        'Badges awarded that stand today; not told where so few more than participants would tell of who has several.',
    }),
  ),
  shareWithMoreThanOne: nullable(
    Type.Number({
      description:
        'Share of the participants with more than one badge, to the next twentieth; of twenty participants or more, unless so few do or do not that it would tell of them.',
    }),
  ),
  daysToNextBadge: nullable(
    Type.Integer({
      description:
        'After how many days on average learners came back for a next badge; where at least five did, and the share is told.',
    }),
  ),
  claimRate: nullable(
    Type.Number({
      description:
        'Share of the participants who came and made their record theirs, told like the share with more than one badge.',
    }),
  ),
})

export const Report = Type.Object(
  {
    placeId: Id,
    by: Type.String(),
    period: Type.String(),
    asOf: Timestamp,
    threshold: Type.Integer({ description: 'Counts about fewer people are suppressed.' }),
    explanation: Type.String({ description: 'What was suppressed and why, in a sentence or two.' }),
    rows: Type.Array(ReportRow, {
      description:
        'Each value in each period from the first to the last, the latest first; few and nobody look alike.',
    }),
  },
  {
    examples: [
      {
        placeId: '019aa7c7-1a10-7c2d-8b3f-5d6e7f8a9b01',
        by: 'layer',
        period: 'year',
        asOf: '2026-11-23T02:00:00Z',
        threshold: 5,
        explanation:
          '1 of 2 rows is suppressed: its counts are about fewer than 5 people or nobody, or would let such counts be worked out from others.',
        rows: [
          {
            value: 'Participate',
            name: 'Participate',
            period: '2026',
            suppressed: false,
            participants: 210,
            opportunitiesBadged: 14,
            badgesAwarded: 261,
            shareWithMoreThanOne: 0.2,
            daysToNextBadge: 34,
            claimRate: 0.65,
          },
          {
            value: 'Lead',
            name: 'Lead',
            period: '2026',
            suppressed: true,
            participants: null,
            opportunitiesBadged: null,
            badgesAwarded: null,
            shareWithMoreThanOne: null,
            daysToNextBadge: null,
            claimRate: null,
          },
        ],
      },
    ],
  },
)
export type Report = Static<typeof Report>
export type ReportRow = Static<typeof ReportRow>
