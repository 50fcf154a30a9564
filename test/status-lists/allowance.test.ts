import fc from 'fast-check'
import t from 'tap'
import { allowance } from '../../src/status-lists/allowance.ts'

t.test('so many at once, then so many a second', async (t) => {
  let now = 1_000
  const mayTake = allowance(3, 2, () => now)
  const takes = (count: number) => Array.from({ length: count }, () => mayTake('a'))
  t.strictSame(takes(5), [true, true, true, false, false])
  now += 499
  t.strictSame(takes(1), [false])
  now += 1
  t.strictSame(takes(2), [true, false])
  now += 60_000
  t.strictSame(takes(5), [true, true, true, false, false], 'no more is saved up')
  t.equal(mayTake('b'), true, 'another has its own')
})

t.test('never more than that, however it is asked', async (t) => {
  const steps = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 200 })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      steps,
      (atOnce, perSecond, waits) => {
        let now = 0
        const mayTake = allowance(atOnce, perSecond, () => now)
        const granted: number[] = []
        for (const wait of waits) {
          now += wait
          if (mayTake('a')) granted.push(now)
        }
        return granted.every((first, at) =>
          granted
            .slice(at)
            .every((last, more) => more + 1 <= atOnce + ((last - first) / 1000) * perSecond + 1e-6),
        )
      },
    ),
  )
  t.pass()
})
