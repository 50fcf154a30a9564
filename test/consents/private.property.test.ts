// Whatever learners accept, decline, hide, agree to and withdraw, in whatever order: what is private
// at a moment is public nowhere, and what is public is what they want.
import fc from 'fast-check'
import t from 'tap'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

// The first are the examples below.
const RUNS = Number(process.env.WAYMARK_TEST_COUNT ?? 4)
const NAME = 'Wilhelmina Oyelaran'

type Step =
  | { kind: 'acceptance'; award: number; status: 'accepted' | 'declined' }
  | { kind: 'visibility'; award: number; visibility: 'link' | 'hidden' }
  | { kind: 'consent'; by: 'learner' | 'guardian'; decision: 'given' | 'withdrawn' }
  | { kind: 'age'; ageBand: '13-15' | '18-or-over' | null }

const award = fc.nat({ max: 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('acceptance' as const),
    award,
    status: fc.constantFrom('accepted' as const, 'declined' as const),
  }),
  fc.record({
    kind: fc.constant('visibility' as const),
    award,
    visibility: fc.constantFrom('link' as const, 'hidden' as const),
  }),
  // Who says what after whom is what matters most.
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('consent' as const),
      by: fc.constantFrom('learner' as const, 'guardian' as const),
      decision: fc.constantFrom('given' as const, 'withdrawn' as const),
    }),
  },
  fc.record({
    kind: fc.constant('age' as const),
    ageBand: fc.constantFrom('13-15' as const, '18-or-over' as const, null),
  }),
)

type State = {
  awards: { acceptance: string; visibility: string }[]
  learner?: string
  guardian?: string
  ageBand: string | null
}

const says = (by: 'learner' | 'guardian', decision: 'given' | 'withdrawn'): Step => ({
  kind: 'consent',
  by,
  decision,
})
const is = (ageBand: '13-15' | '18-or-over' | null): Step => ({ kind: 'age', ageBand })

/** What must not be left to chance: each rule, where it alone decides. */
const EXAMPLES: [Step[]][] = [
  [
    [
      says('learner', 'given'),
      says('guardian', 'given'),
      says('learner', 'withdrawn'),
      says('guardian', 'given'),
      is('13-15'),
      is('18-or-over'),
      says('learner', 'given'),
      says('guardian', 'withdrawn'),
      is('13-15'),
      is(null),
      says('guardian', 'given'),
      { kind: 'visibility', award: 0, visibility: 'hidden' },
      { kind: 'acceptance', award: 1, status: 'declined' },
      { kind: 'acceptance', award: 1, status: 'accepted' },
      { kind: 'visibility', award: 0, visibility: 'link' },
    ],
  ],
  [[is('18-or-over'), says('guardian', 'given'), is('13-15'), says('guardian', 'withdrawn')]],
]

/** What the rules say, told once more. */
function mayName({ learner, guardian, ageBand }: State): boolean {
  if (learner === 'withdrawn') return false
  if (ageBand !== '18-or-over') return guardian === 'given'
  return (learner ?? guardian) === 'given'
}

const put = (client: Service['admin'], path: string, body: object) =>
  client.send('PUT', path, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })

t.test('nothing private is public', async (t) => {
  const { admin, as } = await startService(t)
  const anybody = as(null)
  const { badgeClass } = await makeBadgeClass(admin)
  const text = made(
    await admin.post('/v1/consent-texts', {
      purpose: 'public-name',
      language: 'en',
      wording: 'My name may be read.',
    }),
  )
  let count = 0

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
      count += 1
      const identifiers = [{ type: 'email', value: `l${count}@example.org` }]
      const { id } = made(
        await admin.post('/v1/learners', { identifiers, displayName: `${NAME} ${count}` }),
      )
      const path = `/v1/learners/${id}`
      const learner = as(made(await admin.post(`${path}/tokens`, {})).token)
      const awards: { id: string; credentialUrl: string }[] = []
      for (let n = 0; n < 2; n++) {
        const input = { badgeClassId: badgeClass.id, learnerId: id }
        awards.push(made(await admin.post('/v1/assertions', input)))
      }
      const state: State = {
        awards: awards.map(() => ({ acceptance: 'pending', visibility: 'link' })),
        ageBand: null,
      }
      for (const one of steps) {
        await carryOut(one)
        for (const [position, { credentialUrl }] of awards.entries()) {
          const { acceptance, visibility } = state.awards[position] as State['awards'][number]
          const isSeen = acceptance !== 'declined' && visibility === 'link'
          // What was kept in memory since the last step must be forgotten.
          for (const suffix of ['.json', '.html']) {
            const answer = await anybody.get(`${credentialUrl}${suffix}`)
            if (answer.status !== (isSeen ? 200 : 404)) {
              throw new Error(`${suffix}: ${answer.status} ${JSON.stringify(state)}`)
            }
            const isNamed = answer.text.includes(NAME)
            const shouldBe = suffix === '.html' && isSeen && mayName(state)
            if (isNamed !== shouldBe) {
              throw new Error(`${suffix}: named ${isNamed} ${JSON.stringify(state)}`)
            }
          }
        }
      }

      async function carryOut(one: Step): Promise<void> {
        if (one.kind === 'acceptance' || one.kind === 'visibility') {
          const { kind, award, ...body } = one
          const done = await put(learner, `/v1/assertions/${awards[award]?.id}/${kind}`, body)
          if (done.status !== 200) throw new Error(done.text)
          const of = state.awards[award] as State['awards'][number]
          if (one.kind === 'acceptance') of.acceptance = one.status
          else of.visibility = one.visibility
        } else if (one.kind === 'consent') {
          const { by, decision } = one
          const about =
            decision === 'given' ? { consentTextId: text.id } : { purpose: 'public-name' }
          const evidence = by === 'guardian' ? { by, evidence: 'A form.' } : {}
          const speaker = by === 'guardian' ? admin : learner
          made(await speaker.post(`${path}/consents`, { decision, ...about, ...evidence }))
          state[by] = decision
        } else {
          const { ageBand } = one
          const done =
            ageBand === null
              ? await admin.delete(`${path}/age`)
              : await put(admin, `${path}/age`, { ageBand })
          if (done.status > 204) throw new Error(done.text)
          state.ageBand = ageBand
        }
      }
    }),
    { numRuns: RUNS, examples: EXAMPLES },
  )
  t.equal(count >= RUNS, true)
})
