// Whether a consent stands, for every short history of decisions, every age and every rule of a place.
import t from 'tap'
import { type Age, type Decision, standingOf } from '../../src/consents/standing.ts'

const at = new Date('2026-06-01T12:00:00Z')
const AGES: (Age | null)[] = [
  null,
  { ageBand: '13-15', statedAt: '2026-05-01T00:00:00Z' },
  { ageBand: '18-or-over', statedAt: '2026-05-01T00:00:00Z' },
  { dateOfBirth: '2010-06-02' },
  { dateOfBirth: '2010-06-01' },
]
/** The places of `AGES` where the learner is sixteen. */
const GROWN = [false, false, true, false, true]
const ALL: Omit<Decision, 'id'>[] = [
  { party: 'learner', decision: 'given' },
  { party: 'learner', decision: 'withdrawn' },
  { party: 'guardian', decision: 'given' },
  { party: 'guardian', decision: 'withdrawn' },
  { party: 'merge', decision: 'withdrawn' },
]

function* histories(length: number): Generator<Omit<Decision, 'id'>[]> {
  if (length === 0) return yield []
  for (const before of histories(length - 1)) for (const one of ALL) yield [...before, one]
}

/** The rules, told once more, as a reader of the history would. */
function mayBe(history: Omit<Decision, 'id'>[], isGrown: boolean): boolean {
  const said: Record<string, string | undefined> = {}
  for (const { party, decision } of history) {
    if (party === 'merge') Object.assign(said, { learner: undefined, guardian: undefined })
    else said[party] = decision
  }
  if (said.learner === 'withdrawn') return false
  if (!isGrown) return said.guardian === 'given'
  return said.learner === 'given' || said.guardian === 'given'
}

t.test('every history up to five decisions', async (t) => {
  let count = 0
  const wrong: unknown[] = []
  for (let length = 0; length <= 5; length++) {
    for (const history of histories(length)) {
      const decisions = history.map((one, position) => ({ ...one, id: String(position) }))
      for (const [position, age] of AGES.entries()) {
        for (const below of [0, 16]) {
          count += 1
          const standing = standingOf(decisions, { age, below, at })
          const isGrown = below === 0 || GROWN[position] === true
          const stands = standing.status === 'standing'
          if (stands !== mayBe(history, isGrown)) wrong.push({ history, age, below, standing })
          if (stands && standing.by.decision !== 'given') wrong.push({ history, standing })
        }
      }
    }
  }
  t.same(wrong.slice(0, 3), [])
  t.ok(count > 30_000)
})
