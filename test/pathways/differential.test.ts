import t from 'tap'
import { createSolver } from '../../src/pathways/index.ts'
import {
  createCompletion,
  createEvaluation,
  programOf,
  type Requirement,
  type Step,
  stepProblems,
} from '../../src/requirements/index.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

/** How many random cases: evaluations, a tenth as many routes, a fiftieth as many over HTTP. */
const COUNT = Number(process.env.WAYMARK_TEST_COUNT ?? 200)
const seed = Number(process.env.WAYMARK_TEST_SEED ?? Date.now() % 1_000_000)
t.comment(`seed ${seed}`)

/** Random numbers that come again with their seed. */
function random(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return {
    below: (limit: number) => Math.floor(next() * limit),
    chance: (share: number) => next() < share,
  }
}
type Random = ReturnType<typeof random>

const BADGES = 7
const LAYERS = ['Engage', 'Lead']
const layerOf = (badge: number) => LAYERS[badge % 3] ?? null

function requirement(
  r: Random,
  step: number,
  inner: boolean,
  names: string[],
  depth = 0,
): Requirement {
  const kind = r.below(depth > 1 ? 4 : 8)
  const entries = () =>
    Array.from({ length: 1 + r.below(3) }, () => requirement(r, step, inner, names, depth + 1))
  if (kind === 1 && step > 0) return { step: `s${r.below(step)}` }
  if (kind === 2) return { layer: LAYERS[r.below(2)] as string, count: 1 + r.below(2) }
  if (kind === 3 && inner) return { pathway: 'inner' }
  if (kind === 4) return { all: entries() }
  if (kind === 5) return { any: entries() }
  if (kind === 6) {
    const of = entries()
    return {
      atLeast: 1 + r.below(of.length),
      of: r.chance(0.3) ? [...of, of[0] as Requirement] : of,
    }
  }
  if (kind === 7) {
    const of = entries().map((requires) => ({ weight: 1 + r.below(4), requires }))
    return { points: 1 + r.below(of.reduce((sum, { weight }) => sum + weight, 0)), of }
  }
  return { badgeClass: names[r.below(BADGES)] as string }
}

function stepsOf(r: Random, inner: boolean, names: string[]): Step[] {
  const count = 1 + r.below(4)
  return Array.from({ length: count }, (_, at) => ({
    id: `s${at}`,
    name: 'S',
    requires: requirement(r, at, inner, names),
    ...(at > 0 && r.chance(0.2) && { optional: true }),
  }))
}

/** Says by itself, as plainly as it can be said, whether something is met. */
function naive(
  one: Requirement,
  of: Step[],
  inner: Step[],
  has: Set<string>,
  names: string[],
  like: Map<string, string[]>,
): boolean {
  const met = (other: Requirement): boolean => naive(other, of, inner, has, names, like)
  if ('badgeClass' in one) {
    return has.has(one.badgeClass) || (like.get(one.badgeClass) ?? []).some((id) => has.has(id))
  }
  if ('step' in one) return met((of.find(({ id }) => id === one.step) as Step).requires)
  if ('pathway' in one) return naiveComplete(inner, inner, has, names, like)
  if ('layer' in one) {
    return names.filter((id, at) => has.has(id) && layerOf(at) === one.layer).length >= one.count
  }
  if ('all' in one) return one.all.every(met)
  if ('any' in one) return one.any.some(met)
  if ('atLeast' in one) return one.of.filter(met).length >= one.atLeast
  if ('opportunity' in one) return false
  return (
    one.of.filter(({ requires }) => met(requires)).reduce((sum, { weight }) => sum + weight, 0) >=
    one.points
  )
}
function naiveComplete(
  steps: Step[],
  inner: Step[],
  has: Set<string>,
  names: string[],
  like: Map<string, string[]>,
): boolean {
  return steps.every(
    (step) => step.optional === true || naive(step.requires, steps, inner, has, names, like),
  )
}

/** The least that has to be paid for badges that complete the steps; null when none do. */
function cheapest(
  steps: Step[],
  inner: Step[],
  has: Set<string>,
  names: string[],
  like: Map<string, string[]>,
  cost: (id: string) => number,
) {
  const open = names.filter((id) => !has.has(id))
  let least: number | null = null
  for (let bits = 0; bits < 2 ** open.length; bits += 1) {
    const more = open.filter((_, at) => (bits >> at) & 1)
    const sum = more.reduce((total, id) => total + cost(id), 0)
    if (least !== null && sum >= least) continue
    if (naiveComplete(steps, inner, new Set([...has, ...more]), names, like)) least = sum
  }
  return least
}

const NAMES = Array.from({ length: BADGES }, (_, at) => `badge-${at}`)

t.test('progress and routes are what a plain reference says', async (t) => {
  const r = random(seed)
  const solve = createSolver()
  let wrong = 0
  let routes = 0
  for (let number = 0; number < COUNT; number += 1) {
    const inner = stepsOf(r, false, NAMES)
    const steps = stepsOf(r, true, NAMES)
    if (stepProblems(steps).length + stepProblems(inner).length > 0) throw new Error('not valid')
    const like = new Map(r.chance(0.5) ? [[NAMES[0] as string, [NAMES[1] as string]]] : [])
    const has = new Set(NAMES.filter(() => r.chance(0.3)))
    const badges = NAMES.flatMap((id, at) =>
      has.has(id) ? [{ assertionId: `a-${id}`, badgeClassId: id, layer: layerOf(at) }] : [],
    )
    const world = { pathways: new Map([['inner', inner]]), equivalents: like }
    const verdict = createEvaluation(world, { badges, attended: [] })(steps)
    const expected = steps.map(({ requires }) => naive(requires, steps, inner, has, NAMES, like))
    const isSame =
      verdict.complete === naiveComplete(steps, inner, has, NAMES, like) &&
      verdict.steps.every(
        ({ met, missing }, at) => met === expected[at] && met === (missing === null),
      )
    if (!isSame) wrong += 1
    const shortly = createCompletion(world, { badges, attended: [] })
    if (
      shortly.isComplete(steps) !== verdict.complete ||
      shortly.isUnderWay(steps) !== expected.some((met) => met)
    ) {
      wrong += 1
    }
    if (number % 10 !== 0) continue
    routes += 1
    const cost = (id: string) => 1 + (NAMES.indexOf(id) % 4)
    const open = NAMES.filter((id) => !has.has(id))
    const ofLayer = new Map(
      LAYERS.map((layer) => [layer, open.filter((id) => layerOf(NAMES.indexOf(id)) === layer)]),
    )
    const heldOfLayer = new Map(
      LAYERS.map((layer) => [layer, badges.filter((one) => one.layer === layer).length]),
    )
    const costs = new Map(open.map((id) => [id, cost(id)]))
    const program = programOf({
      steps,
      pathways: world.pathways,
      equivalents: like,
      held: has,
      heldOfLayer,
      attended: new Set(),
      attendable: new Set(),
      costs,
      ofLayer,
    })
    const found = await solve(program)
    const least = cheapest(steps, inner, has, NAMES, like, cost)
    const suffices = found.every(
      ({ badgeClasses, cost: told }) =>
        told === least &&
        naiveComplete(steps, inner, new Set([...has, ...badgeClasses]), NAMES, like),
    )
    if (!suffices || (found[0]?.cost ?? null) !== least) wrong += 1
  }
  t.equal(wrong, 0, `${COUNT} evaluations and ${routes} routes`)
})

t.test('the same over HTTP, through awards and revocations', async (t) => {
  const { admin } = await startService(t)
  const r = random(seed + 1)
  const { issuer } = await makeBadgeClass(admin)
  const names: string[] = []
  const cost = (id: string) => 1 + (names.indexOf(id) % 4)
  for (let at = 0; at < BADGES; at += 1) {
    const input = {
      issuerId: issuer.id,
      name: `Badge ${at}`,
      description: 'D',
      criteria: { narrative: 'N' },
      layer: layerOf(at),
      hours: 1 + (at % 4),
    }
    names.push(made(await admin.post('/v1/badge-classes', input)).id)
  }
  const none = new Map<string, string[]>()
  for (let number = 0; number < Math.ceil(COUNT / 50); number += 1) {
    const inner = stepsOf(r, false, names)
    const { id: innerId } = made(await admin.post('/v1/pathways', { name: 'I', steps: inner }))
    const steps = stepsOf(r, true, names)
    const named = JSON.parse(JSON.stringify(steps).replaceAll('"inner"', JSON.stringify(innerId)))
    const pathway = made(await admin.post('/v1/pathways', { name: 'P', steps: named }))
    const learner = made(
      await admin.post('/v1/learners', {
        identifiers: [{ type: 'email', value: `n${number}@example.org` }],
      }),
    )
    const has = new Map<string, string>()
    for (let move = 0; move < 4; move += 1) {
      const badgeClassId = names[r.below(BADGES)] as string
      const standing = has.get(badgeClassId)
      if (standing !== undefined) {
        await admin.post(`/v1/assertions/${standing}/revocation`, { reason: 'A mistake.' })
        has.delete(badgeClassId)
      } else {
        const body = { badgeClassId, learnerId: learner.id }
        has.set(badgeClassId, made(await admin.post('/v1/assertions', body)).id)
      }
      const held = new Set(has.keys())
      const path = `/v1/learners/${learner.id}`
      const progress = (await admin.get(`${path}/pathways/${pathway.id}`)).body
      const expected = steps.map(({ requires }) => naive(requires, steps, inner, held, names, none))
      t.same(
        progress.steps.map(({ status }: { status: string }) => status === 'completed'),
        expected,
      )
      t.equal(progress.status === 'completed', naiveComplete(steps, inner, held, names, none))
      if (move < 3) continue
      const { routes, exact } = (await admin.get(`${path}/routes?pathwayId=${pathway.id}`)).body
      t.equal(exact, true)
      t.equal(routes[0]?.cost ?? null, cheapest(steps, inner, held, names, none, cost))
      for (const { badgeClasses } of routes) {
        t.ok(naiveComplete(steps, inner, new Set([...held, ...badgeClasses]), names, none))
      }
    }
  }
})
