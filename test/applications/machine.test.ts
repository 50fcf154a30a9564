// Whatever happens to an application in whatever order, alone or at the same time: it is answered as a
// model of it says, and awards once.
import fc from 'fast-check'
import t from 'tap'
import type { Client } from '../support/client.ts'
import { made } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { makeBadge, makeIssuer, makeLearner } from './programme.ts'

const numRuns = Number(process.env.WAYMARK_TEST_COUNT ?? 8)

const service = await startService(t)
const { admin } = service
const library = await makeIssuer(service)
let count = 0

type Action =
  | { by: 'learner'; does: 'edit' | 'submit' | 'withdraw' }
  | { by: 'Kim' | 'Jo'; does: 'mark' | 'approve' | 'return' | 'decline' }

type State = {
  status: 'draft' | 'submitted' | 'returned' | 'approved' | 'declined' | 'withdrawn'
  wasSubmitted: boolean
  approvers: readonly string[]
}

/** What an action is answered with, and what is so after it. */
function next(state: State, action: Action, needed: number): [status: number, after: State] {
  const { status, approvers } = state
  const is = (...some: State['status'][]) => some.includes(status)
  const becomes = (after: Partial<State>): [number, State] => [200, { ...state, ...after }]
  if (action.by === 'learner') {
    if (action.does === 'withdraw') {
      return is('approved', 'declined') ? [409, state] : becomes({ status: 'withdrawn' })
    }
    if (action.does === 'edit') return is('draft', 'returned') ? [200, state] : [409, state]
    if (is('submitted')) return [200, state]
    if (!is('draft', 'returned')) return [409, state]
    return becomes({ status: 'submitted', wasSubmitted: true, approvers: [] })
  }
  if (!state.wasSubmitted) return [404, state]
  if (action.does === 'approve' && is('approved')) return [200, state]
  if (action.does === 'decline' && is('declined')) return [200, state]
  if (!is('submitted')) return [409, state]
  if (action.does === 'mark') return [200, state]
  if (action.does === 'return') return becomes({ status: 'returned' })
  if (action.does === 'decline') return becomes({ status: 'declined' })
  const all = [...new Set([...approvers, action.by])]
  return becomes({ approvers: all, status: all.length < needed ? 'submitted' : 'approved' })
}

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<Action>(
      { by: 'learner', does: 'submit' },
      { by: 'learner', does: 'submit' },
      { by: 'learner', does: 'edit' },
      { by: 'learner', does: 'withdraw' },
    ),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      by: fc.constantFrom('Kim' as const, 'Jo' as const),
      does: fc.constantFrom(
        'mark' as const,
        'approve' as const,
        'return' as const,
        'decline' as const,
      ),
    }),
  },
)
/** Actions one after the other; those of one element at the same time. */
const sequence = fc.array(fc.array(action, { minLength: 1, maxLength: 3 }), {
  minLength: 3,
  maxLength: 8,
})

/** What nobody is turned away without. */
const REASON = { feedback: 'Say more.' }

async function carryOut(learner: Client, path: string, { by, does }: Action): Promise<number> {
  if (does === 'edit') return (await learner.patch(path, { evidence: [{ text: 'New.' }] })).status
  if (does === 'submit') return (await learner.send('POST', `${path}/submission`, {})).status
  if (does === 'withdraw') return (await learner.send('POST', `${path}/withdrawal`, {})).status
  const decision = { outcome: does, reviewer: by, ...(does !== 'approve' && REASON) }
  return (await library.key.post(`${path}/decisions`, decision)).status
}

function permutations<T>(all: readonly T[]): T[][] {
  if (all.length < 2) return [[...all]]
  return all.flatMap((one, position) =>
    permutations(all.toSpliced(position, 1)).map((rest) => [one, ...rest]),
  )
}

t.test('as the model says', async (t) => {
  const badges = await Promise.all(
    [1, 2].map((reviewersNeeded) =>
      makeBadge(library.key, library.id, { by: 'issuer', reviewersNeeded }),
    ),
  )
  await fc.assert(
    fc.asyncProperty(sequence, fc.constantFrom(1, 2), async (turns, needed) => {
      count += 1
      const learner = await makeLearner(service, admin, `model-${count}@example.org`)
      const input = { badgeClassId: badges[needed - 1], evidence: [{ text: 'I did it.' }] }
      const { id } = made(await learner.as.post('/v1/applications', input))
      const path = `/v1/applications/${id}`
      let states: State[] = [{ status: 'draft', wasSubmitted: false, approvers: [] }]
      for (const turn of turns) {
        const answers = await Promise.all(
          turn.map(async (one) => ({ one, status: await carryOut(learner.as, path, one) })),
        )
        const { body } = await learner.as.get(path)
        // At the same time is one after the other, in some order.
        states = states
          .flatMap((from) => permutations(answers).map((order) => follow(from, order, needed)))
          .filter((after) => after !== null)
          .filter(({ status }) => status === body.status)
        if (states.length === 0) throw new Error(`${JSON.stringify(answers)}: ${body.status}`)
        const { data } = (await admin.get(`/v1/assertions?learnerId=${learner.id}`)).body
        const isApproved = body.status === 'approved'
        if (data.length !== Number(isApproved) || (body.assertionId !== null) !== isApproved) {
          throw new Error(`${body.status}: ${data.length} awards`)
        }
      }
    }),
    { numRuns },
  )
  t.ok(count >= numRuns)
})

function follow(
  from: State,
  order: { one: Action; status: number }[],
  needed: number,
): State | null {
  let state = from
  for (const { one, status } of order) {
    const [wanted, after] = next(state, one, needed)
    if (wanted !== status) return null
    state = after
  }
  return state
}

t.test('of fifty decisions at once one is the last word, and awards once', async (t) => {
  const badgeClassId = await makeBadge(library.key, library.id, { by: 'issuer' })
  for (const outcomes of [['approve'], ['approve', 'decline', 'return']]) {
    count += 1
    const learner = await makeLearner(service, admin, `model-${count}@example.org`)
    const input = { badgeClassId, evidence: [{ text: 'I did it.' }], submit: true }
    const { id } = made(await learner.as.post('/v1/applications', input))
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, position) =>
        library.key.post(`/v1/applications/${id}/decisions`, {
          outcome: outcomes[position % outcomes.length],
          reviewer: `Reviewer ${position}`,
          ...(position % outcomes.length > 0 && REASON),
        }),
      ),
    )
    t.same(
      answers.filter(({ status }) => status !== 200 && status !== 409).map(({ text }) => text),
      [],
    )
    const { body } = await learner.as.get(`/v1/applications/${id}`)
    const { data } = (await admin.get(`/v1/assertions?learnerId=${learner.id}`)).body
    t.equal(data.length, Number(body.status === 'approved'))
    const actions = body.history.map(({ action }: { action: string }) => action)
    t.same(actions.toSpliced(0, 1), [body.status], 'one word was said')
    if (outcomes.length === 1) t.equal(body.status, 'approved')
  }
})
