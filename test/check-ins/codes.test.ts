// A claim code at the door: it says who came where it can, and is claimed with by whoever brings it.
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const card = (value: string) => ({ type: 'library-card', value, authority: 'harbour' })

async function makeWorkshop(service: Service) {
  const { admin, as } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const library = as(await makeKey(admin, [...SCOPES], issuer.id))
  const opportunity = made(
    await library.post('/v1/opportunities', {
      ...{ issuerId: issuer.id, name: 'Podcasting', badgeClassIds: [badgeClass.id] },
    }),
  )
  const scanner = as(await makeKey(admin, ['check-ins:write'], issuer.id))
  const path = `/v1/opportunities/${opportunity.id}/check-ins`
  const codes = async (more: object = {}) => {
    const set = { opportunityId: opportunity.id, kind: 'single', count: 1, ...more }
    const { id, codes } = made(await library.post('/v1/claim-codes', set))
    const counts = async () => {
      const { claimed, claims } = (await library.get(`/v1/claim-codes/${id}`)).body
      return { claimed, claims }
    }
    return { id, counts, claimCode: codes[0].code as string, all: codes }
  }
  const awards = async (learnerId: string) =>
    (await library.get(`/v1/assertions?learnerId=${learnerId}`)).body.data
  return { issuer, badgeClass, library, opportunity, scanner, path, codes, awards }
}

t.test('a claim code at the door', async (t) => {
  let now = new Date('2026-06-01T13:00:00Z')
  const service = await startService(t, { now: () => now })
  const { admin } = service
  const world = await makeWorkshop(service)
  const { issuer, badgeClass, library, opportunity, scanner, path, codes, awards } = world

  await t.test('one reserved for a card is that card, and claimed with', async (t) => {
    const { claimCode, counts } = await codes({ reservedFor: card('29001') })
    const first = await scanner.post(path, { claimCode })
    t.equal(first.status, 201, first.text)
    t.match(first.body, { identifier: null, assertions: [{ badgeClassId: badgeClass.id }] })
    t.notMatch(first.text, /29001/, 'whose card it is, the scanner is not told')
    t.same(await counts(), { claimed: 1, claims: 1 })
    t.match(await scanner.post(path, { claimCode }), { status: 200, body: { id: first.body.id } })
    const same = await scanner.post(path, { identifier: card('29001') })
    t.match(same, { status: 200, body: { learnerId: first.body.learnerId } })
    const other = await scanner.post(path, { claimCode, identifier: card('29002') })
    t.match(other, { status: 404, body: { errors: [{ field: 'claimCode' }] } })
    t.match(await library.post('/v1/claims', { code: claimCode, identifier: card('29001') }), {
      status: 200,
      body: { checkIn: { id: first.body.id } },
    })
  })

  await t.test('of several kept for one person the second one says who it is, too', async (t) => {
    const { all, counts } = await codes({ count: 2, reservedFor: card('29003') })
    const one = made(await scanner.post(path, { claimCode: all[0].code }))
    t.match(await scanner.post(path, { claimCode: all[1].code }), {
      status: 200,
      body: { id: one.id },
    })
    t.same(await counts(), { claimed: 1, claims: 1 })
  })

  await t.test('a fresh one is claimed with by who is named besides', async (t) => {
    const { claimCode, counts } = await codes()
    t.match(await scanner.post(path, { claimCode }), {
      status: 400,
      body: { errors: [{ field: 'identifier', detail: /nobody has claimed/ }] },
    })
    const named = { claimCode, identifier: card('29004') }
    const first = await scanner.post(path, named)
    t.match(first, { status: 201, body: { identifier: card('29004'), assertions: [{}] } })
    t.equal(first.body.assertions.length, 1)
    t.equal((await scanner.post(path, named)).status, 200, 'a double tap is one')
    t.match(await scanner.post(path, { claimCode }), { status: 200, body: { id: first.body.id } })
    t.same(await counts(), { claimed: 1, claims: 1 })
    t.equal((await awards(first.body.learnerId)).length, 1)
    t.ok((await admin.get(`/v1/learners/${first.body.learnerId}`)).body.claimed)
    const { learnerId } = made(await scanner.post(path, { identifier: card('29005') }))
    const late = await codes()
    const { claimCode: theirs } = late
    t.equal((await scanner.post(path, { claimCode: theirs, learnerId })).status, 200)
    t.same(await late.counts(), { claimed: 1, claims: 1 }, 'who was there already claims, too')
    t.equal((await awards(learnerId)).length, 1, 'and has the badge once')
  })

  await t.test('fifty at once with one code: one of them', async (t) => {
    const { claimCode, counts } = await codes()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        scanner.post(path, { claimCode, identifier: card(`300${at}`) }),
      ),
    )
    const statuses = answers.map(({ status }) => status)
    t.equal(statuses.filter((status) => status === 201).length, 1)
    t.equal(statuses.filter((status) => status === 404).length, 49, String(statuses))
    t.same(await counts(), { claimed: 1, claims: 1 })
    const { body } = await library.get('/v1/learners?limit=200')
    t.equal(body.data.length, 5, 'of the others nothing is left')
  })

  await t.test('a shared one is for many, each of whom is named', async (t) => {
    const { claimCode, counts } = await codes({ kind: 'shared', maxClaims: 2 })
    const named = (value: string) => scanner.post(path, { claimCode, identifier: card(value) })
    t.equal((await named('29011')).status, 201)
    t.match(await scanner.post(path, { claimCode }), {
      status: 400,
      body: { errors: [{ field: 'identifier', detail: /for many/ }] },
    })
    t.equal((await named('29012')).status, 201)
    t.equal((await named('29013')).status, 404, 'as many as it is for')
    t.equal((await named('29012')).status, 200)
    t.same(await counts(), { claimed: 1, claims: 2 })
  })

  await t.test('one of a badge gives that badge besides, and of the same badge one', async (t) => {
    const other = made(
      await library.post('/v1/badge-classes', {
        ...{ issuerId: issuer.id, name: 'Loan', description: 'Borrowed a recorder.' },
        criteria: { narrative: 'Brought it back.' },
      }),
    )
    const forBadge = (badgeClassId: string) => codes({ opportunityId: undefined, badgeClassId })
    const [same, more] = [await forBadge(badgeClass.id), await forBadge(other.id)]
    const { claimCode } = same
    const one = made(await scanner.post(path, { claimCode, identifier: card('29021') }))
    t.equal((await awards(one.learnerId)).length, 1)
    t.same(await same.counts(), { claimed: 1, claims: 1 })
    const again = { claimCode: more.claimCode, identifier: card('29021') }
    t.equal((await scanner.post(path, again)).status, 200)
    t.same(
      new Set(
        (await awards(one.learnerId)).map((award: { badgeClassId: string }) => award.badgeClassId),
      ),
      new Set([badgeClass.id, other.id]),
    )
  })

  await t.test('the rules of claiming hold', async (t) => {
    const refused = async (claimCode: string, status = 404) =>
      t.match(await scanner.post(path, { claimCode, identifier: card('29031') }), {
        status,
        body: { errors: [{ field: 'claimCode' }] },
      })
    const revoked = await codes()
    await library.post(`/v1/claim-codes/${revoked.id}/revocation`, {})
    await refused(revoked.claimCode)
    await refused((await codes({ validFrom: '2026-06-02T00:00:00Z' })).claimCode)
    await refused((await codes({ reservedFor: card('29032') })).claimCode)
    await refused('0000-0000', 400)
    const { issuer: others, badgeClass: theirs } = await makeBadgeClass(admin)
    const strange = { badgeClassId: theirs.id, kind: 'single', count: 1 }
    await refused(made(await admin.post('/v1/claim-codes', strange)).codes[0].code)
    const elsewhere = made(
      await library.post('/v1/opportunities', { issuerId: issuer.id, name: 'Baking' }),
    )
    await refused((await codes({ opportunityId: elsewhere.id })).claimCode, 409)
    t.equal(
      (await library.post('/v1/learners/search', { identifier: card('29031') })).body.data.length,
      0,
    )
    t.ok(others.id !== opportunity.issuerId)
  })

  await t.test('a scanner that was offline brings codes, too', async (t) => {
    const until = { validUntil: '2026-06-01T14:00:00Z' }
    const [single, kept] = [
      await codes(until),
      await codes({ ...until, reservedFor: card('29042') }),
    ]
    const after = await codes(until)
    const used = await codes(until)
    now = new Date('2026-06-01T18:00:00Z')
    const at = '2026-06-01T13:30:00Z'
    const rows = [
      { claimCode: single.claimCode, identifier: card('29041'), at },
      { claimCode: kept.claimCode, at },
      { claimCode: after.claimCode, identifier: card('29043') },
      { claimCode: used.claimCode, identifier: card('29044'), at },
      { claimCode: used.claimCode, identifier: card('29045'), at },
      { identifier: card('29046'), at },
    ]
    const outcomes = async () =>
      (await scanner.post(`${path}/batch`, rows)).body.data.map(
        ({ outcome }: { outcome: string }) => outcome,
      )
    t.same(await outcomes(), [
      ...['checked-in', 'checked-in', 'refused', 'checked-in', 'refused', 'checked-in'],
    ])
    t.same(await outcomes(), [
      ...['already-there', 'already-there', 'refused', 'already-there', 'refused', 'already-there'],
    ])
    t.same(await single.counts(), { claimed: 1, claims: 1 })
  })

  await t.test('for whom one is kept is told to them, and gone with them', async (t) => {
    const { id } = await codes({ reservedFor: card('29051') })
    const { learnerId } = made(await scanner.post(path, { identifier: card('29051') }))
    const part = service.deps.learnerParts.find(({ name }) => name === 'claims')
    const paths = []
    for await (const one of part?.documents(service.database.queries, learnerId) ?? []) {
      paths.push(one.path)
    }
    t.same(paths, [`codes-kept-for-you/${id}.json`])
    await admin.post(`/v1/learners/${learnerId}/erasure`, { reason: 'Asked for.' })
    const { rows } = await service.database.pool.query(
      'select from claim_reservations where set_id = $1',
      [id],
    )
    t.same(rows, [])
  })

  await t.test('who tries many codes that are none is stopped', async (t) => {
    const key = service.as(await makeKey(admin, ['check-ins:write'], issuer.id))
    const rows = Array.from({ length: 300 }, () => ({ claimCode: 'no-code' }))
    t.equal((await key.post(`${path}/batch`, rows)).status, 200)
    const { claimCode } = await codes()
    const stopped = await key.post(path, { claimCode, identifier: card('29061') })
    t.equal(stopped.status, 429)
    t.equal((await key.post(path, { identifier: card('29061') })).status, 201, 'but for cards')
  })
})
