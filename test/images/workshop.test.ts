// Images of strangers are read in threads of their own, within bounds of time and memory.
import t from 'tap'
import { createWorkshop } from '../../src/images/workshop.ts'
import { svgOf } from '../support/images.ts'

/** Takes the sanitiser a good while. */
const heavy = svgOf('<path d="M0 0L1 1"/>'.repeat(4_500))

t.test('the process goes on meanwhile', async (t) => {
  const workshop = createWorkshop()
  t.teardown(workshop.close)
  let turns = 0
  const timer = setInterval(() => {
    turns += 1
  }, 1)
  const before = performance.eventLoopUtilization()
  const images = await Promise.all([heavy, heavy, svgOf()].map(workshop.inspect))
  clearInterval(timer)
  t.ok(images.every((image) => 'content' in image))
  t.ok(turns > 20, `${turns} turns of the event loop`)
  const { utilization } = performance.eventLoopUtilization(before)
  t.ok(utilization < 0.7, `busy for ${(utilization * 100).toFixed(0)} % of the time`)
})

t.test('what takes too long is broken off, and the next is read', async (t) => {
  const impatient = createWorkshop({ longestMs: 150 })
  t.teardown(impatient.close)
  t.match(await impatient.inspect(heavy), { problem: 'reading-broken-off' })
  t.match(await impatient.inspect(heavy), { problem: 'reading-broken-off' })
  t.match(await impatient.unbake(Buffer.from('x')), { problem: 'not-an-image' })
})

t.test('what takes too much memory ends with its thread', async (t) => {
  const narrow = createWorkshop({ heapMb: 16 })
  t.teardown(narrow.close)
  t.match(await narrow.inspect(heavy), { problem: 'reading-broken-off' })
})

t.test('callers beyond the queue are asked to come again', async (t) => {
  const small = createWorkshop({ mostWaiting: 1 })
  t.teardown(small.close)
  const answers = await Promise.allSettled([1, 2, 3, 4].map(() => small.inspect(svgOf())))
  t.same(
    answers.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'fulfilled', 'rejected'],
  )
  t.match(answers[3], { reason: { problem: 'unavailable' } })
})
