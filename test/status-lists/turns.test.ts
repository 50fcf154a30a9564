import t from 'tap'
import { inTurns } from '../../src/status-lists/turns.ts'

/** Work whose runs the test ends itself. */
function stepwise() {
  const runs: { end(value: string): void; fail(error: Error): void }[] = []
  const work = (_key: string) =>
    new Promise<string>((resolve, reject) => void runs.push({ end: resolve, fail: reject }))
  return { runs, work }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

t.test('who comes while it runs shares the next run', async (t) => {
  const { runs, work } = stepwise()
  const turns = inTurns(work)
  const first = turns.run('a')
  t.notOk(turns.isPromised('a'))
  const later = [turns.run('a'), turns.run('a'), turns.run('a')]
  t.ok(turns.isPromised('a'))
  t.equal(runs.length, 1, 'never twice at a time')
  runs[0]?.end('old')
  t.equal(await first, 'old')
  await settled()
  t.equal(runs.length, 2, 'one for all of them')
  t.notOk(turns.isPromised('a'), 'who comes now waits for yet another')
  const last = turns.run('a')
  runs[1]?.end('new')
  t.strictSame(await Promise.all(later), ['new', 'new', 'new'])
  await settled()
  runs[2]?.end('newer')
  t.equal(await last, 'newer')
  t.equal(runs.length, 3)
})

t.test('a run that fails is the trouble of those who waited for it', async (t) => {
  const { runs, work } = stepwise()
  const turns = inTurns(work)
  const [first, second] = [turns.run('a'), turns.run('a')]
  runs[0]?.fail(new Error('broken'))
  await t.rejects(first, { message: 'broken' })
  await settled()
  runs[1]?.end('fine')
  t.equal(await second, 'fine')
})

t.test('keys do not wait for each other', async (t) => {
  const { runs, work } = stepwise()
  const turns = inTurns(work)
  const both = [turns.run('a'), turns.run('b')]
  t.equal(runs.length, 2)
  for (const run of runs) run.end('done')
  t.strictSame(await Promise.all(both), ['done', 'done'])
})
