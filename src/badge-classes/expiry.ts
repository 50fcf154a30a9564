import { Temporal } from 'temporal-polyfill'
import { type Static, Type } from 'typebox'
import { type FieldProblem, nullable } from '../http/index.ts'

const duration = (description: string, example: string) =>
  Type.String({
    pattern: '^P(?=\\d)(\\d{1,3}Y)?(\\d{1,4}M)?(\\d{1,4}W)?(\\d{1,4}D)?$',
    maxLength: 20,
    description: `${description} A duration of ISO 8601 in years, months, weeks and days.`,
    examples: [example],
  })

/** How long awards of a badge class are valid, and when they can be renewed. */
export const Expiry = Type.Object(
  {
    after: duration('How long an award is valid from its validFrom on.', 'P2Y'),
    renewal: Type.Optional(
      nullable(
        Type.Object(
          {
            opens: duration('How long before its end an award can be renewed.', 'P60D'),
            closes: duration('How long after its end it still can.', 'P30D'),
          },
          {
            additionalProperties: false,
            description: 'When an award can be renewed. Null or left out: never.',
          },
        ),
      ),
    ),
  },
  {
    additionalProperties: false,
    description:
      'How long awards are valid, in calendar time (UTC; the 31st becomes the last day of a shorter month). It counts for awards made from now on; those made before keep their end. An award that names a validUntil of its own has that.',
  },
)

export type Expiry = Static<typeof Expiry>

/** What is wrong with a policy beyond its shape; null when it can be used. */
export function expiryProblem({ after, renewal }: Expiry): FieldProblem | null {
  if (Temporal.Duration.from(after).blank) {
    return { field: 'expiry.after', detail: 'expiry.after must be longer than no time at all.' }
  }
  const start = Temporal.PlainDate.from('2000-01-01')
  const isLonger = (one: string, other: string) =>
    Temporal.Duration.compare(one, other, { relativeTo: start }) > 0
  if (renewal && isLonger(renewal.opens, after)) {
    return {
      field: 'expiry.renewal.opens',
      detail: 'expiry.renewal.opens must not be longer than expiry.after.',
    }
  }
  return null
}

/** The end of an award that begins at a moment, by the calendar in UTC, to the same second. */
export function endOf(start: Date, { after }: Pick<Expiry, 'after'>): Date {
  return moved(start, after, 'add')
}

/**
 * When an award with this end can be renewed: from the first moment to the second, both included.
 *
 * @returns null when the badge class does not renew
 */
export function renewalWindow(end: Date, { renewal }: Expiry): { from: Date; until: Date } | null {
  if (renewal === undefined || renewal === null) return null
  return { from: moved(end, renewal.opens, 'subtract'), until: moved(end, renewal.closes, 'add') }
}

function moved(start: Date, by: string, way: 'add' | 'subtract'): Date {
  const moment = Temporal.Instant.fromEpochMilliseconds(start.getTime()).toZonedDateTimeISO('UTC')
  return new Date(moment[way](by).epochMilliseconds)
}
