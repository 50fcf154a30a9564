import { type Static, Type } from 'typebox'
import { Id, nullable } from '../http/index.ts'

export const ReportQuery = Type.Object(
  {
    by: Type.Enum(['all', 'issuer', 'layer'], {
      default: 'all',
      description: 'What the rows are: the place as a whole, its issuers, or the layers.',
    }),
    period: Type.Enum(['all', 'year', 'quarter', 'month'], {
      default: 'all',
      description: 'Of which length the periods are; the days are those of UTC.',
    }),
  },
  { additionalProperties: false },
)
export type ReportQuery = Static<typeof ReportQuery>

const ReportRow = Type.Object({
  value: Type.String({
    description: '`all`, the id of an issuer, or a layer (`none` without one).',
  }),
  name: Type.String(),
  period: Type.String({ description: '`all`, `2026`, `2026-Q4` or `2026-11`.' }),
  suppressed: Type.Boolean({
    description:
      'Whether the counts are not published: they are about few people, or would give such counts away.',
  }),
  participants: nullable(Type.Integer({ description: 'Learners who were awarded anything.' })),
  badgesAwarded: nullable(Type.Integer({ description: 'Badges awarded that stand today.' })),
  shareWithMoreThanOne: nullable(
    Type.Number({
      description:
        'Share of the participants with more than one badge, to the next twentieth; of twenty participants or more.',
    }),
  ),
  daysToNextBadge: nullable(
    Type.Integer({
      description:
        'After how many days on average learners came back for a next badge; where at least five did.',
    }),
  ),
})

export const Report = Type.Object(
  {
    placeId: Id,
    by: Type.String(),
    period: Type.String(),
    threshold: Type.Integer({ description: 'Counts about fewer people are suppressed.' }),
    rows: Type.Array(ReportRow, { description: 'Only periods and values with anything in them.' }),
  },
  {
    examples: [
      {
        placeId: '019aa7c7-1a10-7c2d-8b3f-5d6e7f8a9b01',
        by: 'layer',
        period: 'year',
        threshold: 5,
        rows: [
          {
            value: 'Participate',
            name: 'Participate',
            period: '2026',
            suppressed: false,
            participants: 210,
            badgesAwarded: 261,
            shareWithMoreThanOne: 0.2,
            daysToNextBadge: 34,
          },
          {
            value: 'Lead',
            name: 'Lead',
            period: '2026',
            suppressed: true,
            participants: null,
            badgesAwarded: null,
            shareWithMoreThanOne: null,
            daysToNextBadge: null,
          },
        ],
      },
    ],
  },
)
export type Report = Static<typeof Report>
export type ReportRow = Static<typeof ReportRow>
