// Random histories of learners: whatever happens in whatever order, every award is one learner's,
// nothing private becomes public, and the export has all of it.
import fc from 'fast-check'
import t from 'tap'
import { made, makeBadgeClass } from '../support/programme.ts'
import { ADMIN_API_KEY, type Service, startService } from '../support/service.ts'
import { dump } from '../support/tables.ts'

// The whole: WAYMARK_TEST_COUNT=500.
const numRuns = Number(process.env.WAYMARK_TEST_COUNT ?? 3)

const PERSONS = 3
const person = fc.nat(PERSONS - 1)
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('award' as const), of: person }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('merge' as const), of: person, to: person }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('split' as const), of: fc.nat(20) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('claim' as const), of: person, code: fc.nat(3) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hide' as const), of: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revoke' as const), of: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('erase' as const), of: person }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

type Award = { id: string; credentialUrl: string }
type Told = {
  awards: Award[]
  hidden: Set<string>
  erased: Set<string>
  learners: Set<string>
  merges: { id: string; learnerId: string }[]
  /** Codes that were handed out, each good for one badge, and what was claimed with them. */
  codes: Map<number, { code: string; awardId?: string }>
}

let counted = 0

t.test('random histories', async (t) => {
  const service = await startService(t)
  const { badgeClass } = await makeBadgeClass(service.admin)
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 14 }), async (steps) => {
      counted++
      const cards = Array.from({ length: PERSONS }, (_, one) => `CARD-${counted}-${one}-SECRET`)
      const told: Told = {
        awards: [],
        hidden: new Set(),
        erased: new Set(),
        learners: new Set(),
        merges: [],
        codes: new Map(),
      }
      for (const one of steps) await carryOut(service, badgeClass.id, cards, told, one)
      await holds(service, told)
    }),
    { numRuns },
  )
  t.ok(counted >= numRuns)
  t.notOk((await dump(service.database)).includes('SECRET'), 'no card is stored in plain')
})

function equal(is: unknown, wanted: unknown, what: string): void {
  if (is !== wanted) throw new Error(`${what}: ${String(is)}, not ${String(wanted)}`)
}

const card = (value: string) => ({ type: 'library-card', value, authority: 'fen' })

async function learnerOf({ admin }: Service, value: string): Promise<string | undefined> {
  return (await admin.post('/v1/learners/search', { identifier: card(value) })).body.data[0]?.id
}

async function newCode({ admin }: Service, badgeClassId: string): Promise<string> {
  const set = made(await admin.post('/v1/claim-codes', { badgeClassId, count: 1, kind: 'single' }))
  return set.codes[0].code
}

async function carryOut(
  service: Service,
  badgeClassId: string,
  cards: string[],
  told: Told,
  one: Step,
) {
  const { admin } = service
  const award = told.awards[one.of % Math.max(told.awards.length, 1)]
  const learner = await learnerOf(service, cards[one.of % PERSONS] as string)
  switch (one.kind) {
    case 'award': {
      const recipient = card(cards[one.of] as string)
      const assertion = made(await admin.post('/v1/assertions', { badgeClassId, recipient }))
      told.awards.push(assertion)
      told.learners.add(assertion.learnerId)
      return
    }
    case 'claim': {
      const known = told.codes.get(one.code) ?? { code: await newCode(service, badgeClassId) }
      told.codes.set(one.code, known)
      const identifier = card(cards[one.of] as string)
      const answer = await admin.post('/v1/claims', { code: known.code, identifier })
      if (answer.status === 201) {
        equal(known.awardId, undefined, 'what was claimed with the code before')
        known.awardId = answer.body.assertion.id
        told.awards.push(answer.body.assertion)
        told.learners.add(answer.body.learnerId)
      } else if (answer.status === 200) {
        equal(answer.body.assertion.id, known.awardId, 'what is claimed again')
      } else {
        equal(answer.status, 404, 'a claim answers')
        equal(known.awardId === undefined, false, 'a code that nobody used is of use')
      }
      return
    }
    case 'merge': {
      const other = await learnerOf(service, cards[one.to] as string)
      if (learner === undefined || other === undefined || learner === other) return
      const tokens = await Promise.all(
        [learner, other].map(async (id) => made(await admin.post(`/v1/learners/${id}/tokens`, {}))),
      )
      const [own, of] = tokens.map(({ token }) => ({ token }))
      const body = { learnerId: other, proof: { own, other: of } }
      const { id } = made(await admin.post(`/v1/learners/${learner}/merges`, body))
      told.merges.push({ id, learnerId: learner })
      return
    }
    case 'split': {
      const merge = told.merges[one.of % Math.max(told.merges.length, 1)]
      if (merge === undefined) return
      const path = `/v1/learners/${merge.learnerId}/merges/undo`
      const { status } = await admin.post(path, { mergeId: merge.id })
      equal([200, 404, 409].includes(status), true, `an undo answers ${status}`)
      return
    }
    case 'hide': {
      if (award === undefined) return
      const { status } = await admin.send('PUT', `/v1/assertions/${award.id}/visibility`, {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ visibility: 'hidden' }),
      })
      equal([200, 404, 409].includes(status), true, `hiding answers ${status}`)
      if (status === 200) told.hidden.add(award.id)
      return
    }
    case 'revoke': {
      if (award === undefined) return
      const { status } = await admin.post(`/v1/assertions/${award.id}/revocation`, {
        reason: 'Wrong.',
      })
      equal([200, 404, 409].includes(status), true, `revoking answers ${status}`)
      return
    }
    case 'erase': {
      if (learner === undefined) return
      const owned = (await admin.get(`/v1/assertions?learnerId=${learner}`)).body.data as Award[]
      const { status } = await admin.post(`/v1/learners/${learner}/erasure`, {
        reason: 'Asked for.',
      })
      equal(status < 300, true, `erasing answers ${status}`)
      for (const { id } of owned) told.erased.add(id)
    }
  }
}

/** What must be so after every history. */
async function holds({ admin, as, url }: Service, told: Told) {
  const owners = new Map<string, string[]>()
  for (const id of told.learners) {
    if ((await admin.get(`/v1/learners/${id}`)).status !== 200) continue
    const { data } = (await admin.get(`/v1/assertions?learnerId=${id}&archived=true`)).body
    const response = await fetch(`${url}/v1/learners/${id}/export`, {
      headers: { authorization: `Bearer ${ADMIN_API_KEY}` },
    })
    equal(response.status, 200, 'the export')
    const archive = Buffer.from(await response.arrayBuffer()).toString('latin1')
    for (const { id: award, credentialUrl } of data as Award[]) {
      owners.set(award, [...(owners.get(award) ?? []), id])
      const publicId = credentialUrl.split('/').at(-1)
      equal(archive.includes(`${publicId}/credential.json`), true, 'the export has it')
    }
  }
  for (const { id, credentialUrl } of told.awards) {
    const isErased = told.erased.has(id)
    equal(owners.get(id)?.length ?? 0, isErased ? 0 : 1, 'how many learners have an award')
    const { status, text } = await as(null).get(credentialUrl)
    const wanted = isErased ? 410 : told.hidden.has(id) ? 404 : 200
    equal(status, wanted, 'what the public sees')
    equal(text.includes('SECRET'), false, 'a card is published')
  }
}
