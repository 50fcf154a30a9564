// What becomes of the learners of a place on a pathway: what progress says of each of them, added up.
import t from 'tap'
import type { Client } from '../support/client.ts'
import { issuerInput, made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const email = (number: number) => ({ type: 'email', value: `learner-${number}@example.org` })
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)

async function join(admin: Client, placeId: string, issuerId: string): Promise<void> {
  const invitations = `/v1/places/${placeId}/invitations`
  const { id } = made(await admin.post(invitations, { issuerId, role: 'issuer-staff' }))
  await admin.post(`${invitations}/${id}/acceptance`, {})
}

function put(client: Client, path: string, body: object) {
  return client.send('PUT', path, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

/** What a step of this test asks for. */
type Asked = {
  badgeClass?: string
  opportunity?: string
  step?: string
  all?: Asked[]
  any?: Asked[]
}

/** The steps that are met by what somebody has, as naively as can be. */
function metBy(steps: { id: string; requires: Asked }[], has: ReadonlySet<string>): Set<string> {
  const isMet = ({ all, any, step, badgeClass, opportunity }: Asked): boolean => {
    if (all !== undefined) return all.every(isMet)
    if (any !== undefined) return any.some(isMet)
    if (step !== undefined) return isMet(steps.find(({ id }) => id === step)?.requires ?? {})
    return has.has(badgeClass ?? opportunity ?? '')
  }
  return new Set(steps.filter(({ requires }) => isMet(requires)).map(({ id }) => id))
}

t.test('completion and drop-off by step are in step with everything', async (t) => {
  let today = '2026-01-10'
  const { admin, database, as, deps } = await startService(t, {
    now: () => new Date(`${today}T12:00:00Z`),
  })
  const { issuer, badgeClass: first } = await makeBadgeClass(admin, {
    badgeClass: { suspendable: true },
  })
  const stranger = await makeBadgeClass(admin, { issuer: { name: 'Stranger' } })
  const another = async (of: { id: string }) =>
    made(
      await admin.post('/v1/badge-classes', {
        issuerId: of.id,
        name: 'Another',
        description: 'Another badge.',
        criteria: { narrative: 'Do more.' },
      }),
    )
  const second = await another(issuer)
  const third = await another(issuer)
  const place = made(await admin.post('/v1/places', { name: 'Harbour City' }))
  await join(admin, place.id, issuer.id)
  const opportunity = made(
    await admin.post('/v1/opportunities', { issuerId: issuer.id, name: 'Open day' }),
  )
  const steps = [
    { id: 'one', name: 'One', requires: { badgeClass: first.id } },
    { id: 'two', name: 'Two', requires: { all: [{ step: 'one' }, { badgeClass: second.id }] } },
    {
      id: 'come',
      name: '=Come',
      optional: true,
      requires: { any: [{ opportunity: opportunity.id }, { badgeClass: stranger.badgeClass.id }] },
    },
    {
      id: 'three',
      name: 'Three',
      requires: { all: [{ step: 'two' }, { step: 'come' }, { badgeClass: third.id }] },
    },
  ]
  const pathway = made(
    await admin.post('/v1/pathways', { name: 'To the third', placeId: place.id, steps }),
  )
  const path = `/v1/places/${place.id}/pathways/${pathway.id}/report`
  /** Learners by number, and the assertions that were awarded to each. */
  const learners = new Map<number, string>()
  const award = (badgeClass: { id: string }, numbers: number[], more: object = {}) =>
    Promise.all(
      numbers.map(async (number) => {
        const input = { badgeClassId: badgeClass.id, recipient: email(number), ...more }
        const assertion = made(await admin.post('/v1/assertions', input))
        const found = await admin.post('/v1/learners/search', { identifier: email(number) })
        learners.set(number, found.body.data[0].id)
        return assertion.id as string
      }),
    )

  type Row = { id: string; fulfilled: number; reached: number; dropOff: number }
  /** What is before each step, as this test knows. */
  let before: Record<string, string[]> = { one: [], two: ['one'], come: [], three: ['two', 'come'] }
  let current: { id: string; requires: Asked }[] = steps
  let members = [issuer.id]
  let equivalents: Record<string, string> = {}
  const came = new Set<number>()
  type Award = { badgeClassId: string; validUntil: string | null }
  /** What is met by what one issuer alone awarded and ran. */
  const metAlone = async (number: number, issuerId: string) => {
    const theirs = `learnerId=${learners.get(number)}&issuerId=${issuerId}&status=active`
    const { data } = (await admin.get(`/v1/assertions?${theirs}`)).body
    const standing = data.filter(({ validUntil }: Award) => !validUntil || validUntil > today)
    const has = new Set<string>(standing.map(({ badgeClassId }: Award) => badgeClassId))
    for (const [badgeClassId, other] of Object.entries(equivalents)) {
      if (has.has(other)) has.add(badgeClassId)
    }
    if (issuerId === issuer.id && came.has(number)) has.add(opportunity.id)
    return metBy(current, has)
  }
  const agree = async (what: string, takingPart: number[]) => {
    const { status, body } = await admin.get(path)
    t.equal(status, 200, what)
    const stands: Set<string>[] = []
    const alone = new Map(members.map((issuerId) => [issuerId, [] as Set<string>[]]))
    for (const number of takingPart) {
      const { body } = await admin.get(
        `/v1/learners/${learners.get(number)}/pathways/${pathway.id}`,
      )
      const met = body.steps.filter((one: { status: string }) => one.status === 'completed')
      if (met.length === 0) continue
      stands.push(new Set(met.map(({ id }: { id: string }) => id)))
      for (const [issuerId, sets] of alone) sets.push(await metAlone(number, issuerId))
    }
    const among = (sets: Set<string>[], ids: string[]) =>
      sets.filter((met) => met.size > 0 && ids.every((id) => met.has(id))).length
    const countOf = (ids: string[]) => among(stands, ids)
    const cells = await database.pool.query(
      `select cell, people from report_steps where people <> 0 order by cell`,
    )
    const counted = (sets: Set<string>[], by: string): [string, number][] => [
      [`${by}started`, among(sets, [])],
      ...Object.keys(before).map((id): [string, number] => [`${by}all:${id}`, among(sets, [id])]),
      ...Object.values(before)
        .filter(({ length }) => length > 1)
        .map((ids): [string, number] => [`${by}all:${[...ids].sort()}`, among(sets, ids)]),
    ]
    const asked = [
      ...counted(stands, ''),
      ...[...alone].flatMap(([issuerId, sets]) => counted(sets, `by:${issuerId} `)),
    ]
    t.same(
      Object.fromEntries(cells.rows.map(({ cell, people }) => [cell, people])),
      Object.fromEntries(asked.filter(([, people]) => people > 0)),
      `${what}: counted exactly`,
    )
    // Where fewer than five are there only by what others than a member awarded, they are left out.
    const toldOf = (ids: string[]) => {
      const count = countOf(ids)
      const own = [...alone.values()].map((sets) => among(sets, ids))
      return Math.min(count, ...own.filter((people) => count - people < 5))
    }
    const isTold = (told: number | null, count: number) =>
      told === null || (count >= 5 && told === Math.round(count / 5) * 5)
    t.ok(isTold(body.started, toldOf([])), `${what}: who started`)
    t.ok(isTold(body.completed, toldOf(['three', 'two'])), `${what}: who completed`)
    t.same(
      body.steps.map((row: Row) => row.id),
      Object.keys(before),
    )
    for (const { id, fulfilled, reached, dropOff } of body.steps as Row[]) {
      const needed = before[id] as string[]
      t.ok(isTold(fulfilled, toldOf([id])), `${what}: ${id} fulfilled`)
      t.ok(isTold(reached, toldOf(needed)), `${what}: ${id} reached`)
      t.ok(isTold(dropOff, toldOf(needed) - toldOf([id])), `${what}: ${id} not`)
    }
    return body
  }

  t.match(await agree('before anybody', []), { started: null, completed: null })
  await award(stranger.badgeClass, range(20, 30))
  t.match(await agree('of strangers nothing is told', []), { started: null })
  await award(first, range(0, 18))
  const seconds = await award(second, range(0, 12))
  const thirds = await award(third, range(0, 7))
  const told = await agree('after awards', range(0, 18))
  t.match(told, {
    name: 'To the third',
    version: 1,
    started: 20,
    completed: null,
    steps: [
      { fulfilled: 20, share: 1, reached: 20, dropOff: null },
      { fulfilled: 10, share: 0.5, reached: 20, dropOff: 5, suppressed: false },
      { fulfilled: null, suppressed: true },
      { fulfilled: null, reached: null, dropOff: null },
    ],
  })
  for (const number of range(0, 12)) {
    const identifier = email(number)
    await admin.post(`/v1/opportunities/${opportunity.id}/check-ins`, { identifier })
    came.add(number)
  }
  t.match(await agree('after coming', range(0, 18)), { completed: 5 })
  await award(first, range(20, 23))
  await agree('what others awarded counts for who takes part', [...range(0, 18), ...range(20, 23)])
  const all = [...range(0, 18), ...range(20, 23)]
  await admin.post(`/v1/assertions/${seconds[0]}/revocation`, { reason: 'A mistake.' })
  await admin.post(`/v1/assertions/${thirds[1]}/revocation`, { reason: 'A mistake.' })
  const suspended = await award(first, [40])
  await admin.post(`/v1/assertions/${suspended[0]}/suspension`, { reason: 'A question.' })
  await agree('after revocations and a suspension', all)

  await award(second, range(12, 16), { validUntil: '2026-02-01T00:00:00Z' })
  await agree('with badges for a while', all)
  today = '2026-03-01'
  await agree('and when they have ended by themselves', all)

  await put(admin, `/v1/badge-classes/${third.id}/equivalents`, { badgeClassIds: [first.id] })
  equivalents = { [third.id]: first.id }
  await agree('when another badge counts as well', all)
  const { headers } = await admin.get(`/v1/pathways/${pathway.id}`)
  const others = [steps[1], steps[0], steps[2], { ...steps[3], requires: { step: 'two' } }]
  const revised = await admin.send('PATCH', `/v1/pathways/${pathway.id}`, {
    headers: { 'content-type': 'application/json', 'if-match': headers.get('etag') ?? '' },
    body: JSON.stringify({ steps: others }),
  })
  t.equal(revised.status, 200)
  before = { two: ['one'], one: [], come: [], three: ['two'] }
  current = others as typeof current
  await deps.services.reports.keepInStep()
  t.match(await agree('after other steps were published', all), { version: 2 })

  const [from, into] = [learners.get(2), learners.get(3)]
  const token = async (learnerId: string | undefined) =>
    made(await admin.post(`/v1/learners/${learnerId}/tokens`, {})).token
  const proof = { own: { token: await token(into) }, other: { token: await token(from) } }
  const merged = await admin.post(`/v1/learners/${into}/merges`, { learnerId: from, proof })
  t.equal(merged.status, 201, merged.text)
  const without = all.filter((number) => number !== 2)
  await agree('after two turned out to be one', without)
  const erasure = `/v1/learners/${learners.get(5)}/erasure`
  t.match(await admin.post(erasure, { reason: 'Asked to be forgotten.' }), { status: 202 })
  await agree(
    'after an erasure',
    without.filter((number) => number !== 5),
  )
  const { rows } = await database.pool.query('select from report_journeys where learner_id = $1', [
    learners.get(5),
  ])
  t.equal(rows.length, 0)

  await join(admin, place.id, stranger.issuer.id)
  members = [issuer.id, stranger.issuer.id]
  const everybody = [...without.filter((number) => number !== 5), ...range(23, 30)]
  await agree('after an issuer came in', everybody)

  const csv = await admin.get(path, { accept: 'text/csv' })
  t.match(csv.text.split('\r\n')[0], /^step,name,optional,started,fulfilled,share,reached,dropOff$/)
  t.match(csv.text, /\r\ncome,'=Come,true,/, 'no formula')
  const svg = await admin.get(path, { accept: 'image/svg+xml' })
  t.match(svg.text, /<title id="title">Learners by step: To the third<.*\nTwo: /s)
  t.equal((await admin.get(path, { accept: 'application/pdf' })).status, 406)

  const nowhere = path.replace(pathway.id, place.id)
  const missing = (await admin.get(nowhere)).body
  const elsewhere = made(await admin.post('/v1/places', { name: 'Far away' }))
  const theirs = made(
    await admin.post('/v1/pathways', { name: 'Theirs', placeId: elsewhere.id, steps }),
  )
  const foreign = await admin.get(path.replace(pathway.id, theirs.id))
  t.equal(foreign.status, 404)
  t.same({ ...foreign.body, instance: null }, { ...missing, instance: null })
  const outsider = made(await admin.post('/v1/issuers', { ...issuerInput, name: 'Outsider' }))
  t.equal((await as(await makeKey(admin, ['places:read'], outsider.id)).get(path)).status, 404)
  const inside = as(await makeKey(admin, ['places:read'], issuer.id))
  t.equal((await inside.get(path)).status, 200, 'members know of the pathways of their place')
  const own = made(
    await admin.post('/v1/pathways', { name: 'Own', issuerId: issuer.id, steps: [steps[0]] }),
  )
  t.equal((await inside.get(path.replace(pathway.id, own.id))).status, 200)
})

t.test(
  'who adds invented learners to a step sees of nobody whether another badge is there',
  async (t) => {
    const { admin, as } = await startService(t)
    const { issuer, badgeClass: padding } = await makeBadgeClass(admin)
    const other = await makeBadgeClass(admin, { issuer: { name: 'Clinic' } })
    const place = made(await admin.post('/v1/places', { name: 'Harbour City' }))
    await join(admin, place.id, issuer.id)
    const mark = made(
      await admin.post('/v1/badge-classes', {
        issuerId: issuer.id,
        name: 'Mark',
        description: 'Of those whom somebody asks about.',
        criteria: { narrative: 'Be there.' },
      }),
    )
    const award = (badgeClassId: string, numbers: number[]) =>
      Promise.all(
        numbers.map(async (number) =>
          made(await admin.post('/v1/assertions', { badgeClassId, recipient: email(number) })),
        ),
      )
    const reader = as(await makeKey(admin, ['places:read', 'pathways:write'], issuer.id))
    const requires = {
      any: [
        { badgeClass: padding.id },
        { all: [{ badgeClass: mark.id }, { badgeClass: other.badgeClass.id }] },
      ],
    }
    const steps = [{ id: 'asked', name: 'Asked', requires }]
    const pathway = made(
      await reader.post('/v1/pathways', { name: 'Asking', issuerId: issuer.id, steps }),
    )
    const read = async () => {
      const { body } = await reader.get(`/v1/places/${place.id}/pathways/${pathway.id}/report`)
      return [body.started, body.completed, body.steps[0].fulfilled]
    }
    await award(padding.id, range(0, 7))
    await award(mark.id, range(50, 56))
    t.same(await read(), [5, 5, 5])
    for (const number of range(50, 54)) {
      await award(other.badgeClass.id, [number])
      t.same(await read(), [5, 5, 5], `with ${number - 49}`)
    }
    await award(other.badgeClass.id, range(54, 56))
    t.same(await read(), [15, 15, 15], 'six are not few')
  },
)
