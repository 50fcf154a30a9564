// Whoever reads the report of a pathway, and knows what its steps ask for, isolates nobody.
import fc from 'fast-check'
import highsModule from 'highs'
import t from 'tap'
import { stepsTold, withoutFew } from '../../src/reports/index.ts'
import { createCompletion, type Requirement, type Step } from '../../src/requirements/index.ts'

// The whole: WAYMARK_TEST_COUNT=2000.
const numRuns = Number(process.env.WAYMARK_TEST_COUNT ?? 100)

const BADGES = ['a', 'b', 'c', 'd', 'e']

/** What a step may ask for: badges, and steps before it. */
const requirementAt = (position: number): fc.Arbitrary<Requirement> => {
  const leaf: fc.Arbitrary<Requirement>[] = [
    fc.constantFrom(...BADGES).map((badgeClass) => ({ badgeClass })),
  ]
  if (position > 0) leaf.push(fc.nat({ max: position - 1 }).map((at) => ({ step: `s${at}` })))
  const entry = fc.oneof(...leaf)
  const entries = fc.array(entry, { minLength: 1, maxLength: 3 })
  return fc.oneof(
    entry,
    entries.map((all) => ({ all })),
    entries.map((any) => ({ any })),
    entries.map((of) => ({ atLeast: Math.ceil(of.length / 2), of })),
    entries.map((of) => ({
      points: Math.min(2, of.length),
      of: of.map((requires, at) => ({ weight: at + 1, requires })),
    })),
  )
}

const pathways = fc
  .integer({ min: 1, max: 5 })
  .chain((count) =>
    fc.tuple(
      ...Array.from({ length: count }, (_, at) =>
        fc.record({ requires: requirementAt(at), optional: fc.boolean() }),
      ),
    ),
  )
  .map((steps) => steps.map((one, at): Step => ({ id: `s${at}`, name: `Step ${at}`, ...one })))

const groups = fc.array(
  fc.record({
    badges: fc.subarray(BADGES),
    count: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 40 })),
  }),
  { minLength: 1, maxLength: 8 },
)

const alone = (badgeClass: string, at: number): Step => ({
  id: `s${at}`,
  name: badgeClass,
  requires: { badgeClass },
})
const chain = BADGES.map((badgeClass, at): Step => {
  const step = alone(badgeClass, at)
  return at === 0 ? step : { ...step, requires: { all: [step.requires, { step: `s${at - 1}` }] } }
})
type Case = [Step[], { badges: string[]; count: number }[]]
/** Of 33 four drop off at each step: rounded alone, the steps together tell how many at each. */
const FOUR_AT_EACH_STEP: Case = [
  chain,
  BADGES.map((_, at) => ({ badges: BADGES.slice(0, at + 1), count: at === 4 ? 17 : 4 })),
]
/** Of two steps everybody knows how many completed both, were it not for the rounding. */
const TWO_WITH_BOTH: Case = [
  [alone('a', 0), alone('b', 1)],
  [
    { badges: ['a'], count: 18 },
    { badges: ['b'], count: 10 },
    { badges: ['a', 'b'], count: 2 },
  ],
]

const metBy = (steps: Step[], badges: readonly string[]) => {
  const held = badges.map((id) => ({ assertionId: id, badgeClassId: id, layer: null }))
  const world = { pathways: new Map(), equivalents: new Map() }
  const completion = createCompletion(world, { badges: held, attended: [] })
  return {
    met: new Set(completion.metOf(steps).map(({ id }) => id)),
    isComplete: completion.isComplete(steps),
  }
}
type Met = ReturnType<typeof metBy>

/** Everything that is counted of a pathway, by what belongs to it; the naive way. */
function countedOf(steps: Step[]): Map<string, (one: Met) => boolean> {
  const counted = new Map<string, (one: Met) => boolean>([
    ['started', ({ met }) => met.size > 0],
    ['completed', ({ isComplete, met }) => isComplete && met.size > 0],
    ['not completed', ({ isComplete, met }) => !isComplete && met.size > 0],
  ])
  for (const { id } of steps) {
    const needed = steps.filter((one) => one.id !== id && isNeeded(steps, id, one.id))
    const isBefore = ({ met }: Met) => met.size > 0 && needed.every((one) => met.has(one.id))
    counted.set(`fulfilled ${id}`, ({ met }) => met.has(id))
    counted.set(`not fulfilled ${id}`, ({ met }) => met.size > 0 && !met.has(id))
    counted.set(`reached ${id}`, isBefore)
    counted.set(`dropOff ${id}`, (one) => isBefore(one) && !one.met.has(id))
  }
  return counted
}

/** Whether a step asks for another: with every badge and every other step it is still not met. */
function isNeeded(steps: Step[], id: string, other: string): boolean {
  const impossible = steps.map((step) =>
    step.id === other ? { ...step, requires: { badgeClass: 'nowhere' } } : step,
  )
  return !metBy(impossible, BADGES).met.has(id)
}

function subsetsOf<T>([first, ...rest]: readonly T[]): T[][] {
  if (first === undefined) return [[]]
  return subsetsOf(rest).flatMap((some) => [some, [first, ...some]])
}

t.test('no count of few follows from what is told, whatever is known of the steps', async () => {
  const highs = await (highsModule as unknown as typeof highsModule.default)()
  let published = 0
  fc.assert(
    fc.property(pathways, groups, (steps, some) => {
      const counted = countedOf(steps)
      const learners = some.map(({ badges, count }) => ({ ...metBy(steps, badges), count }))
      const countOf = (test: (one: Met) => boolean) =>
        learners.filter(test).reduce((sum, { count }) => sum + count, 0)
      const people = new Map<string, number>([['started', countOf(({ met }) => met.size > 0)]])
      for (const ids of subsetsOf(steps.map(({ id }) => id))) {
        if (ids.length === 0) continue
        people.set(
          `all:${ids.sort().join(',')}`,
          countOf(({ met }) => ids.every((id) => met.has(id))),
        )
      }
      const told = stepsTold(steps, people)
      const tells = new Map<string, number | null>([
        ['started', told.started],
        ['completed', told.completed],
        ...told.steps.flatMap(({ step, ...row }) =>
          (['fulfilled', 'reached', 'dropOff'] as const).map(
            (name) => [`${name} ${step.id}`, row[name]] as const,
          ),
        ),
      ])

      // Every way in which learners may stand is an unknown.
      const ways = [
        ...new Map(
          subsetsOf(BADGES).map((badges) => {
            const one = metBy(steps, badges)
            return [[...one.met].join(), one] as const
          }),
        ).values(),
      ].filter(({ met }) => met.size > 0)
      const sumOf = (test: (one: Met) => boolean) =>
        ways.flatMap((one, at) => (test(one) ? [`+ n${at}`] : [])).join(' ')
      const rules = ways.map((_, at) => `n${at} <= 1000`)
      for (const [name, value] of tells) {
        if (value === null) continue
        published += 1
        const test = counted.get(name) as (one: Met) => boolean
        const actual = countOf(test)
        const isRounded = value % 5 === 0 && Math.abs(actual - value) <= 2
        if (actual < 5 || !isRounded) throw new Error(`${name} is ${value}.`)
        rules.push(`${sumOf(test)} >= ${Math.max(5, value - 2)}`, `${sumOf(test)} <= ${value + 2}`)
      }
      // Who knows that few are hidden, and nobody else, knows more.
      for (const [whole, part, rest] of steps.flatMap(({ id }) => [
        [`reached ${id}`, `fulfilled ${id}`, `dropOff ${id}`] as const,
        ['started', `fulfilled ${id}`, `not fulfilled ${id}`] as const,
        ['started', 'completed', 'not completed'] as const,
      ])) {
        const few = countOf(counted.get(rest) as (one: Met) => boolean)
        const isTold = (tells.get(whole) ?? null) !== null && (tells.get(part) ?? null) !== null
        if (few > 0 && few < 5 && isTold) throw new Error(`${rest} is ${whole} without ${part}.`)
      }

      const program = `Subject To\n${rules.map((rule, line) => ` r${line}: ${rule}`).join('\n')}\nEnd`
      for (const [name, test] of counted) {
        const actual = countOf(test)
        if (actual === 0 || actual >= 5) continue
        const [least, most] = ['Minimize', 'Maximize'].map((direction) => {
          const solution = highs.solve(`${direction}\n obj: ${sumOf(test)}\n${program}`)
          if (solution.Status !== 'Optimal') throw new Error(solution.Status)
          return solution.ObjectiveValue
        }) as [number, number]
        if (most - least < 1) throw new Error(`${name} is ${actual}: ${least} to ${most}`)
      }
      return true
    }),
    { numRuns, endOnFailure: true, examples: [FOUR_AT_EACH_STEP, TWO_WITH_BOTH] },
  )
  t.ok(published > numRuns, 'something is told')
})

t.test('of few who have badges of others an issuer learns nothing by adding to its own', () => {
  const own = ['a', 'b']
  type Learner = { badges: string[]; count: number }
  const toldOf = (steps: Step[], learners: Learner[]) => {
    const people = new Map<string, number>()
    const add = (badges: string[], count: number, by: string) => {
      const { met } = metBy(steps, badges)
      const all = subsetsOf([...met]).filter(({ length }) => length > 0)
      const cells = all.map((ids) => `all:${ids.sort().join(',')}`)
      for (const cell of all.length > 0 ? [...cells, 'started'] : cells) {
        people.set(by + cell, (people.get(by + cell) ?? 0) + count)
      }
    }
    for (const { badges, count } of learners) {
      add(badges, count, '')
      add(
        badges.filter((badge) => own.includes(badge)),
        count,
        'by:me ',
      )
    }
    return stepsTold(steps, withoutFew(people, ['me']))
  }
  const ofOthers = fc.tuple(fc.subarray(BADGES), fc.integer({ min: 1, max: 4 }))
  fc.assert(
    fc.property(pathways, groups, ofOthers, (steps, some, [badges, count]) => {
      const mine = some.map((one) => ({
        ...one,
        badges: one.badges.filter((badge) => own.includes(badge)),
      }))
      const asked = toldOf(steps, [...mine, { badges, count }])
      const kept = badges.filter((badge) => own.includes(badge))
      const without = toldOf(steps, [...mine, { badges: kept, count }])
      return JSON.stringify(asked) === JSON.stringify(without)
    }),
    { numRuns: 5 * numRuns },
  )
  return Promise.resolve()
})
