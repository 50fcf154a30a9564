// Calendar arithmetic of expiry policies, held against rules that a person would go by.
import fc from 'fast-check'
import t from 'tap'
import { endOf, renewalWindow } from '../../src/badge-classes/index.ts'

const SECOND = 1000
const DAY = 86_400 * SECOND

/** Whole seconds from 1900 to 2900. */
const moments = fc
  .integer({ min: Date.UTC(1900, 0) / SECOND, max: Date.UTC(2900, 0) / SECOND })
  .map((seconds) => new Date(seconds * SECOND))

const timeOfDay = (moment: Date) => moment.toISOString().slice(10)
const lastDay = (year: number, month: number) => new Date(Date.UTC(year, month + 1, 0)).getUTCDate()

t.test('days and weeks are so many times 24 hours: UTC has no others', async () => {
  fc.assert(
    fc.property(moments, fc.nat(9999), fc.nat(500), (start, days, weeks) => {
      const end = endOf(start, { after: `P${weeks}W${days}D` })
      return end.getTime() - start.getTime() === (weeks * 7 + days) * DAY
    }),
  )
})

t.test('months keep the day, or take the last of a shorter month', async () => {
  fc.assert(
    fc.property(moments, fc.nat(50), fc.nat(50), (start, years, months) => {
      const end = endOf(start, { after: `P${years}Y${months}M` })
      const total = start.getUTCFullYear() * 12 + start.getUTCMonth() + years * 12 + months
      const [year, month] = [Math.floor(total / 12), total % 12]
      const day = Math.min(start.getUTCDate(), lastDay(year, month))
      return (
        end.getUTCFullYear() === year &&
        end.getUTCMonth() === month &&
        end.getUTCDate() === day &&
        timeOfDay(end) === timeOfDay(start)
      )
    }),
  )
})

// Not "never earlier": 29 January 20:00 and 30 January 00:00 both end on 28 February, each at its
// own time of day.
t.test('a later start never ends on an earlier day', async () => {
  const durations = fc
    .tuple(fc.nat(20), fc.nat(30), fc.nat(60), fc.nat(400))
    .map(([years, months, weeks, days]) => `P${years}Y${months}M${weeks}W${days}D`)
  const day = (moment: Date) => moment.toISOString().slice(0, 10)
  fc.assert(
    fc.property(moments, fc.nat(100 * DAY), durations, (start, later, after) => {
      const other = new Date(start.getTime() + Math.floor(later / SECOND) * SECOND)
      return day(endOf(other, { after })) >= day(endOf(start, { after }))
    }),
    { examples: [[new Date('2618-01-29T20:53:27Z'), 11_193 * SECOND, 'P0Y13M0W0D']] },
  )
})

t.test('a window holds the end, and opens and closes as far from it as it says', async () => {
  fc.assert(
    fc.property(moments, fc.nat(999), fc.nat(999), (end, before, after) => {
      const window = renewalWindow(end, {
        after: 'P9Y',
        renewal: { opens: `P${before}D`, closes: `P${after}D` },
      })
      return (
        window !== null &&
        end.getTime() - window.from.getTime() === before * DAY &&
        window.until.getTime() - end.getTime() === after * DAY
      )
    }),
  )
})

t.test('days that do not come every year', async (t) => {
  const ends = (start: string, after: string) =>
    endOf(new Date(start), { after }).toISOString().replace('.000Z', 'Z')
  t.equal(ends('2024-02-29T23:59:59Z', 'P1Y'), '2025-02-28T23:59:59Z')
  t.equal(ends('2024-02-29T23:59:59Z', 'P4Y'), '2028-02-29T23:59:59Z')
  t.equal(ends('2096-02-29T00:00:00Z', 'P4Y'), '2100-02-28T00:00:00Z', '2100 has no leap day')
  t.equal(ends('2026-01-31T12:00:00Z', 'P1M'), '2026-02-28T12:00:00Z')
  t.equal(ends('2026-01-31T12:00:00Z', 'P1M1D'), '2026-03-01T12:00:00Z', 'months before days')
  t.equal(ends('2026-12-31T23:59:59Z', 'P1D'), '2027-01-01T23:59:59Z')
  t.equal(renewalWindow(new Date('2026-01-01T00:00:00Z'), { after: 'P1Y', renewal: null }), null)
})
