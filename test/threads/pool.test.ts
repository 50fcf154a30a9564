import t from 'tap'
import { BROKEN_OFF, createPool, type Pool, type Weight } from '../../src/threads/index.ts'
import type { Job } from './worker.ts'

const script = new URL('./worker.ts', import.meta.url)
const bounds = { script, lanes: 2, longestMs: 30_000, heapMb: 64 }

function poolOf(
  t: { teardown(work: () => unknown): void },
  options: { longestMs?: number; mostWaiting?: Record<Weight, number> } = {},
): Pool<Job, number> {
  const { mostWaiting = { light: 9, heavy: 9 } } = options
  const full = () => new RangeError('There is no room.')
  const pool = createPool<Job, number>({ ...bounds, ...options, mostWaiting, full })
  t.teardown(pool.close)
  return pool
}
const job = (one: Job) => () => one

t.test('jobs have their own results, more of them than there are threads', async (t) => {
  const pool = poolOf(t)
  const jobs = [5, 1, 4, 2, 3]
  t.strictSame(await Promise.all(jobs.map((one) => pool.run(job(one)))), jobs)
})

t.test('a job that never ends is broken off, and the next is done', async (t) => {
  const pool = poolOf(t, { longestMs: 300 })
  const [endless, other] = await Promise.all([pool.run(job('for ever')), pool.run(job(1))])
  t.equal(endless, BROKEN_OFF)
  t.equal(other, 1)
  t.strictSame(await Promise.all([1, 2, 3].map((one) => pool.run(job(one)))), [1, 2, 3])
})

t.test('a job that takes all memory is broken off, and the next is done', async (t) => {
  const pool = poolOf(t)
  t.equal(await pool.run(job('all memory')), BROKEN_OFF)
  t.equal(await pool.run(job(1)), 1)
})

t.test('a thread that fails says so, and the next job is done', async (t) => {
  const pool = poolOf(t)
  await t.rejects(pool.run(job('fail')), { message: 'The thread fails.' })
  t.equal(await pool.run(job(1)), 1)
})

t.test('heavy jobs leave a thread to light ones, and wait by themselves', async (t) => {
  const pool = poolOf(t, { mostWaiting: { light: 1, heavy: 1 } })
  const [first, second] = [pool.run(job('for ever'), 'heavy'), pool.run(job('for ever'), 'heavy')]
  await t.rejects(pool.run(job(1), 'heavy'), /no room/)
  for (const one of [1, 2, 3]) t.equal(await pool.run(job(one)), one)
  await pool.close()
  t.strictSame(await Promise.all([first, second, pool.run(job(1))]), Array(3).fill(BROKEN_OFF))
})

t.test('a heavy job has its turn, however many light ones there are', async (t) => {
  const pool = poolOf(t, { mostWaiting: { light: 50, heavy: 1 } })
  const other = pool.run(job('for ever'))
  let over = 0
  const light = Array.from({ length: 40 }, async () => {
    await pool.run(job(2))
    over += 1
  })
  t.equal(await pool.run(job(3), 'heavy'), 3)
  t.equal(over, 1, 'only the light job that was under way is over by then')
  await Promise.all(light)
  await pool.close()
  t.equal(await other, BROKEN_OFF)
})
