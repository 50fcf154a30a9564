import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import { createGathering } from '../src/gathering.ts'

const fulfilled = <T>(value: T): PromiseSettledResult<T> => ({ status: 'fulfilled', value })

/** A gathering whose sets are carried out when the test says so. */
function held(options: { largest?: number; abreast?: number; lingerMs?: number } = {}) {
  const { largest = 64, abreast = 2, lingerMs = 0 } = options
  const sets: { items: number[]; carryOut(): void }[] = []
  const ask = createGathering<number, number>({
    carryOut: (items) =>
      new Promise((resolve) => {
        sets.push({ items, carryOut: () => resolve(items.map((item) => fulfilled(item * 10))) })
      }),
    largest,
    abreast,
    most: 8,
    lingerMs,
  })
  const begun = async (count: number) => {
    while (sets.length < count) await setImmediate()
  }
  return { ask, sets, begun }
}

t.test('what waits at the same time is carried out together', async (t) => {
  const { ask, sets, begun } = held({ abreast: 1 })
  const first = ask(1)
  await begun(1)
  t.same(sets[0]?.items, [1], 'with nothing under way nobody waits for company')
  const others = [2, 3, 4].map(ask)
  for (const _ of Array(20)) await setImmediate()
  t.equal(sets.length, 1, 'while a set is under way the next one gathers')
  sets[0]?.carryOut()
  await begun(2)
  t.same(sets[1]?.items, [2, 3, 4])
  sets[1]?.carryOut()
  t.same(await Promise.all([first, ...others]), [10, 20, 30, 40], 'each has its own outcome')
})

t.test('where a set is dear, whoever was answered is waited for a while', async (t) => {
  /** A gathering that has just carried out a set of three. */
  const justAnswered = async (lingerMs: number) => {
    const gathering = held({ abreast: 1, lingerMs })
    const first = [1, 2, 3].map(gathering.ask)
    await gathering.begun(1)
    gathering.sets[0]?.carryOut()
    await Promise.all(first)
    return gathering
  }
  const patient = await justAnswered(60_000)
  const again = []
  for (const item of [4, 5, 6]) {
    t.equal(patient.sets.length, 1)
    again.push(patient.ask(item))
    for (const _ of Array(5)) await setImmediate()
  }
  t.same(patient.sets[1]?.items, [4, 5, 6], 'they share a set, and nobody else is waited for')
  patient.sets[1]?.carryOut()
  await Promise.all(again)

  const brief = await justAnswered(1)
  const alone = brief.ask(7)
  await brief.begun(2)
  t.same(brief.sets[1]?.items, [7])
  brief.sets[1]?.carryOut()
  t.equal(await alone, 70)
})

t.test('sets are no larger and no more at once than they may be', async (t) => {
  const { ask, sets, begun } = held({ largest: 3, abreast: 2 })
  const answers = Array.from({ length: 8 }, (_, item) => ask(item))
  await begun(2)
  for (const _ of Array(20)) await setImmediate()
  t.same(
    sets.map(({ items }) => items),
    [
      [0, 1, 2],
      [3, 4, 5],
    ],
  )
  sets[1]?.carryOut()
  await begun(3)
  t.same(sets[2]?.items, [6, 7])
  for (const { carryOut } of sets) carryOut()
  await Promise.all(answers)
})

t.test('a set that waits for somebody does not hold up the others for ever', async (t) => {
  const { ask, sets, begun } = held({ abreast: 1 })
  const stuck = ask(1)
  await begun(1)
  const other = ask(2)
  await begun(2)
  sets[1]?.carryOut()
  t.equal(await other, 20)
  sets[0]?.carryOut()
  t.equal(await stuck, 10)
})

t.test('failures go to whom they belong', async (t) => {
  const ask = createGathering<number, number>({
    async carryOut(items) {
      if (items.includes(13)) throw new Error('the whole set')
      return items.map((item) =>
        item < 0 ? { status: 'rejected', reason: new Error('below zero') } : fulfilled(item),
      )
    },
    largest: 64,
    abreast: 1,
    most: 1,
  })
  const some = await Promise.allSettled([ask(1), ask(-1), ask(2)])
  t.match(some, [
    { status: 'fulfilled', value: 1 },
    { status: 'rejected', reason: { message: 'below zero' } },
    { status: 'fulfilled', value: 2 },
  ])
  const all = await Promise.allSettled([ask(1), ask(13)])
  t.match(all, [{ reason: { message: 'the whole set' } }, { reason: { message: 'the whole set' } }])
  t.equal(await ask(3), 3, 'and it goes on')
})

t.test('whoever comes when, each gets its own outcome, once', async () => {
  const arrivals = fc.array(fc.nat({ max: 3 }), { maxLength: 60 })
  const limits = fc.record({
    largest: fc.integer({ min: 1, max: 7 }),
    abreast: fc.integer({ min: 1, max: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(
      arrivals,
      limits,
      fc.func(fc.nat({ max: 3 })),
      async (pauses, limit, takes) => {
        const carriedOut: number[] = []
        const counts = { underWay: 0, most: 0 }
        const ask = createGathering<number, number>({
          async carryOut(items) {
            counts.underWay += 1
            counts.most = Math.max(counts.most, counts.underWay)
            for (const _ of Array(takes(items))) await setImmediate()
            carriedOut.push(...items)
            counts.underWay -= 1
            return items.map((item) => fulfilled(-item))
          },
          ...limit,
          most: 8,
        })
        const answers: Promise<number>[] = []
        for (const [item, turns] of pauses.entries()) {
          answers.push(ask(item))
          for (const _ of Array(turns)) await setImmediate()
        }
        const got = await Promise.all(answers)
        const right = got.every((answer, item) => answer === -item)
        const once = carriedOut.toSorted((a, b) => a - b).every((item, place) => item === place)
        return right && once && carriedOut.length === pauses.length && counts.most <= limit.abreast
      },
    ),
  )
})
