// Checking in at an activity: who came is noted, and has the badge, in one step.
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import { eventsOnceThere } from '../support/events.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const card = (value: string, authority?: string) => ({
  identifier: { type: 'library-card', value, ...(authority !== undefined && { authority }) },
})

t.test('a sixteen-year-old without e-mail taps a library card and has the badge', async (t) => {
  const { admin, as } = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const library = as(await makeKey(admin, [...SCOPES], issuer.id))
  const workshop = made(
    await library.post('/v1/opportunities', {
      name: 'Podcasting at the harbour',
      startsAt: '2026-05-05T14:00:00Z',
      badgeClassIds: [badgeClass.id],
    }),
  )
  const door = as(await makeKey(admin, ['check-ins:write'], issuer.id))
  const path = `/v1/opportunities/${workshop.id}/check-ins`

  const first = await door.post(path, card('2900 1234'))
  t.match(first, {
    status: 201,
    body: {
      opportunityId: workshop.id,
      occurrence: null,
      identifier: { value: '29001234', authority: issuer.id },
      assertions: [{ badgeClassId: badgeClass.id }],
    },
  })
  const [award] = first.body.assertions
  const credential = await as(null).get(award.credentialUrl)
  t.equal(credential.body.credentialSubject.achievement.name, badgeClass.name)
  t.notOk(credential.text.includes('29001234'), 'the card is not public')
  const report = await as(null).post('/v1/verify', { url: award.credentialUrl })
  t.equal(report.body.verdict, 'valid')

  const again = await door.post(path, card('29001234'))
  t.equal(again.status, 200, 'a double tap is one')
  t.same(again.body, first.body)
  const { learnerId } = first.body
  t.same((await door.post(path, { learnerId })).body, { ...first.body, identifier: null })
  t.equal((await library.get(path)).body.data.length, 1)
  const { identifier: _, ...kept } = first.body
  t.same((await library.get(`${path}/${first.body.id}`)).body, kept)
  const awards = await library.get(`/v1/assertions?learnerId=${learnerId}`)
  t.equal(awards.body.data.length, 1)
  t.match((await eventsOnceThere(library, 1, '/v1/events?type=check-in.recorded')).body.data, [
    { subjectIds: [first.body.id] },
  ])
})

t.test('fifty taps at the same time are one', async (t) => {
  const { admin, database } = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const second = made(
    await admin.post('/v1/badge-classes', {
      issuerId: issuer.id,
      name: 'Listener',
      description: 'Listened.',
      criteria: { narrative: 'Listen.' },
    }),
  )
  const opportunity = made(
    await admin.post('/v1/opportunities', {
      issuerId: issuer.id,
      name: 'Workshop',
      badgeClassIds: [badgeClass.id, second.id],
    }),
  )
  const path = `/v1/opportunities/${opportunity.id}/check-ins`
  const taps = await Promise.all(Array.from({ length: 50 }, () => admin.post(path, card('77'))))
  const statuses = taps.map(({ status }) => status).sort()
  t.same(statuses, [...Array(49).fill(200), 201], 'one is new')
  t.equal(new Set(taps.map(({ text }) => text)).size, 1, 'all get the same answer')
  t.equal(taps[0]?.body.assertions.length, 2)
  const count = async (table: string) =>
    (await database.pool.query(`select count(*)::int as n from ${table}`)).rows[0].n
  t.same([await count('check_ins'), await count('assertions'), await count('learners')], [1, 2, 1])
})

t.test('who has the badge already is not awarded it again', async (t) => {
  const { admin } = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const recipient = { type: 'library-card', value: '5', authority: 'harbour' }
  const award = made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }))
  const opportunity = made(
    await admin.post('/v1/opportunities', {
      issuerId: issuer.id,
      name: 'Workshop',
      badgeClassIds: [badgeClass.id],
      cardAuthority: 'harbour',
    }),
  )
  const checkIn = made(await admin.post(`/v1/opportunities/${opportunity.id}/check-ins`, card('5')))
  t.match(checkIn, { learnerId: award.learnerId, assertions: [{ id: award.id }] })
})

t.test('a card is that of its authority: the same number elsewhere is somebody else', async (t) => {
  const { admin } = await startService(t)
  const { issuer } = await makeBadgeClass(admin)
  const { issuer: other } = await makeBadgeClass(admin)
  const learnerAt = async (body: object) => {
    const { id } = made(await admin.post('/v1/opportunities', { name: 'Workshop', ...body }))
    const checkIn = made(await admin.post(`/v1/opportunities/${id}/check-ins`, card('123')))
    return [checkIn.identifier.authority, checkIn.learnerId]
  }
  const alone = await learnerAt({ issuerId: issuer.id })
  const elsewhere = await learnerAt({ issuerId: other.id })
  t.same([alone[0], elsewhere[0]], [issuer.id, other.id])
  t.not(alone[1], elsewhere[1])

  const settings = { cardAuthority: 'harbour-libraries' }
  const place = made(await admin.post('/v1/places', { name: 'Harbour City', settings }))
  for (const { id } of [issuer, other]) {
    const asked = { issuerId: id, role: 'issuer-staff' }
    const invitation = made(await admin.post(`/v1/places/${place.id}/invitations`, asked))
    await admin.post(`/v1/places/${place.id}/invitations/${invitation.id}/acceptance`, undefined)
  }
  const here = await learnerAt({ issuerId: issuer.id })
  t.equal(here[0], 'harbour-libraries')
  t.same(await learnerAt({ issuerId: other.id }), here, 'one authority for the place, one learner')
  const own = await learnerAt({ issuerId: issuer.id, cardAuthority: 'school' })
  t.equal(own[0], 'school')
  t.not(own[1], here[1])
})

t.test('what a scanner recorded offline comes later, each row with its own time', async (t) => {
  const { admin } = await startService(t, { now: () => new Date('2026-06-01T12:00:00Z') })
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const opportunity = made(
    await admin.post('/v1/opportunities', {
      issuerId: issuer.id,
      name: 'Workshop',
      badgeClassIds: [badgeClass.id],
    }),
  )
  const path = `/v1/opportunities/${opportunity.id}/check-ins/batch`
  const rows = [
    { reference: 'a', ...card('1'), at: '2026-05-30T10:00:00Z' },
    { reference: 'b', ...card('2'), at: '2026-05-30T10:01:00Z' },
    { reference: 'c', ...card('1'), at: '2026-05-30T10:02:00Z' },
    { reference: 'd', ...card('3'), at: '2027-01-01T00:00:00Z' },
    { reference: 'e', ...card('4'), colour: 'red' },
    { reference: 'f', ...card('5'), at: '2026-06-01T12:02:00Z' },
  ]
  const sent = await admin.post(path, rows)
  t.equal(sent.status, 200)
  t.match(sent.body.data, [
    { row: 1, reference: 'a', outcome: 'checked-in', checkIn: { at: '2026-05-30T10:00:00Z' } },
    { row: 2, outcome: 'checked-in' },
    { row: 3, outcome: 'already-there', checkIn: { at: '2026-05-30T10:00:00Z' } },
    { row: 4, outcome: 'refused', problem: { field: 'at' } },
    { row: 5, outcome: 'refused', problem: { field: 'colour' } },
    { row: 6, outcome: 'checked-in', checkIn: { at: '2026-06-01T12:00:00Z' } },
  ])
  const [award] = sent.body.data[0].checkIn.assertions
  const credential = (await admin.get(award.credentialUrl)).body
  t.equal(credential.validFrom, '2026-05-30T10:00:00Z', 'earned when they came')

  const lines = `${rows.map((row) => JSON.stringify(row)).join('\n')}\nnot json\n`
  const again = await admin.send('POST', path, {
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines,
  })
  const results = again.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  t.same(
    results.map(({ outcome }) => outcome),
    [
      'already-there',
      'already-there',
      'already-there',
      'refused',
      'refused',
      'already-there',
      'refused',
    ],
  )
  t.equal((await admin.post(path, [])).status, 400)
  t.equal((await admin.post(path, { rows })).status, 400)
})

t.test('each occurrence of what recurs counts by itself', async (t) => {
  const { admin } = await startService(t, { now: () => new Date('2026-12-01T12:00:00Z') })
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const club = made(
    await admin.post('/v1/opportunities', {
      issuerId: issuer.id,
      name: 'Club',
      startsAt: '2026-10-05T17:00:00+01:00',
      endsAt: '2026-10-05T19:00:00+01:00',
      timeZone: 'Europe/London',
      recurrence: 'FREQ=WEEKLY;COUNT=10',
      badgeClassIds: [badgeClass.id],
    }),
  )
  const path = `/v1/opportunities/${club.id}/check-ins`
  const came = async (at: string) => admin.post(path, { ...card('1'), at })
  const first = await came('2026-10-05T15:58:00Z')
  t.match(first, { status: 201, body: { occurrence: '2026-10-05T16:00:00Z' } })
  t.equal((await came('2026-10-05T17:30:00Z')).status, 200)
  const winter = await came('2026-11-09T17:05:00Z')
  t.match(winter, { status: 201, body: { occurrence: '2026-11-09T17:00:00Z' } })
  t.same(winter.body.assertions, first.body.assertions, 'the badge is had once')
  const one = await admin.get(`${path}?occurrence=2026-11-09T17:00:00Z`)
  t.match(one.body.data, [{ id: winter.body.id }])
})

t.test('nobody is checked in by halves, or by others', async (t) => {
  const { admin, as, database } = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const { issuer: other } = await makeBadgeClass(admin)
  const stranger = as(await makeKey(admin, [...SCOPES], other.id))
  const opportunity = made(
    await admin.post('/v1/opportunities', {
      issuerId: issuer.id,
      name: 'Workshop',
      badgeClassIds: [badgeClass.id],
    }),
  )
  const path = `/v1/opportunities/${opportunity.id}/check-ins`
  t.equal((await stranger.post(path, card('1'))).status, 404)
  t.equal((await stranger.post(`${path}/batch`, [card('1')])).status, 404)
  t.equal((await stranger.get(path)).status, 404)
  t.match(await admin.post(path, {}), {
    status: 400,
    body: { detail: /identifier, learnerId and claimCode/, errors: [{ field: 'identifier' }] },
  })
  const both = { ...card('1'), learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049' }
  t.equal((await admin.post(path, both)).status, 400)
  t.equal((await admin.post(path, { learnerId: both.learnerId })).status, 404)
  t.match(await admin.post(path, { ...card('1'), at: '2999-01-01T00:00:00Z' }), {
    status: 400,
    body: { errors: [{ field: 'at' }] },
  })
  const mail = { identifier: { type: 'email', value: 'nobody' } }
  t.match(await admin.post(path, mail), {
    status: 400,
    body: { errors: [{ field: 'identifier.value' }] },
  })
  await admin.delete(`/v1/badge-classes/${badgeClass.id}`)
  t.equal((await admin.post(path, card('1'))).status, 409, 'the badge cannot be awarded any more')
  await admin.patch(`/v1/badge-classes/${badgeClass.id}`, { archived: false })
  await admin.delete(`/v1/opportunities/${opportunity.id}`)
  t.equal((await admin.post(path, card('1'))).status, 409)
  const { rows } = await database.pool.query('select count(*)::int as n from learners')
  t.equal(rows[0].n, 0, 'nobody was noted')
})

t.test('a learner checks in with a token of their own, where and while that is open', async (t) => {
  let now = new Date('2026-06-01T12:00:00Z')
  const { admin, as } = await startService(t, { now: () => now })
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const identifiers = [{ type: 'library-card', value: '1', authority: 'harbour' }]
  const learner = made(await admin.post('/v1/learners', { identifiers }))
  const app = as(made(await admin.post(`/v1/learners/${learner.id}/tokens`, {})).token)
  const opportunity = made(
    await admin.post('/v1/opportunities', {
      issuerId: issuer.id,
      name: 'Workshop',
      startsAt: '2026-06-01T12:30:00Z',
      endsAt: '2026-06-01T14:00:00Z',
      badgeClassIds: [badgeClass.id],
    }),
  )
  const path = `/v1/opportunities/${opportunity.id}/check-ins`
  t.equal((await app.get(`/v1/opportunities/${opportunity.id}`)).body.name, 'Workshop')
  t.equal((await app.post(path, {})).status, 409, 'only where that is open')
  await admin.patch(`/v1/opportunities/${opportunity.id}`, { selfCheckIn: true })
  t.match(made(await app.post(path, {})), {
    learnerId: learner.id,
    assertions: [{ badgeClassId: badgeClass.id }],
  })
  t.equal((await app.post(path, {})).status, 200)
  t.equal((await app.post(path, card('1', 'harbour'))).status, 400)
  t.equal((await app.get(path)).status, 403)
  const others = [{ type: 'library-card', value: '2', authority: 'harbour' }]
  const other = made(await admin.post('/v1/learners', { identifiers: others }))
  t.equal((await app.post(path, { learnerId: other.id })).status, 404)
  now = new Date('2026-06-01T15:30:00Z')
  const late = as(made(await admin.post(`/v1/learners/${other.id}/tokens`, {})).token)
  t.equal((await late.post(path, {})).status, 409, 'it is over')
  const past = { at: '2026-06-01T13:00:00Z' }
  t.equal((await late.post(path, past)).status, 400, 'nor can that be said afterwards')
})

t.test('who claimed with a code for one comes in with it', async (t) => {
  const { admin } = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const { issuer: other } = await makeBadgeClass(admin)
  const codes = { badgeClassId: badgeClass.id, count: 2, kind: 'single' }
  const [first, second] = made(await admin.post('/v1/claim-codes', codes)).codes
  const at = async (issuerId: string) => {
    const { id } = made(await admin.post('/v1/opportunities', { issuerId, name: 'Workshop' }))
    return `/v1/opportunities/${id}/check-ins`
  }
  const path = await at(issuer.id)
  t.match(await admin.post(path, { claimCode: first.code }), {
    status: 400,
    body: { errors: [{ field: 'identifier' }] },
  })
  const identifier = { type: 'email', value: 'sam@example.org' }
  const claim = made(await admin.post('/v1/claims', { code: first.code, identifier }))
  t.match(made(await admin.post(path, { claimCode: first.code })), { learnerId: claim.learnerId })
  t.equal((await admin.post(path, { identifier })).status, 200, 'they are one')
  t.equal((await admin.post(await at(other.id), { claimCode: first.code })).status, 404)
  t.equal((await admin.post(path, { claimCode: second.code })).status, 400)
  t.equal((await admin.post(path, { claimCode: first.code, identifier })).status, 200)
})

t.test('who came is a part of the record of the learner', async (t) => {
  const { admin, deps, database } = await startService(t)
  const { issuer } = await makeBadgeClass(admin)
  const part = deps.learnerParts.find(({ name }) => name === 'check-ins')
  if (part === undefined) throw new Error('there is no such part')
  const visit = async (name: string, ...cards: string[]) => {
    const { id } = made(await admin.post('/v1/opportunities', { issuerId: issuer.id, name }))
    const learners = []
    for (const value of cards) {
      const checkIn = made(await admin.post(`/v1/opportunities/${id}/check-ins`, card(value)))
      learners.push(checkIn.learnerId)
    }
    return { id, learners }
  }
  const both = await visit('Both', '1', '2')
  const [from, to] = both.learners as [string, string]
  const first = await visit('First', '1')
  const attended = async (learnerId: string) => {
    const found = []
    for await (const { content } of part.documents(database.queries, learnerId)) {
      found.push((content as { opportunityId: string }).opportunityId)
    }
    return found.sort()
  }
  const at = new Date()
  const moved = await database.transaction((tx) => part.move(tx, from, to, at))
  t.same(await attended(from), [])
  t.same(await attended(to), [both.id, first.id].sort(), 'once each')
  const kept = JSON.parse(JSON.stringify(moved))
  await database.transaction((tx) => part.moveBack(tx, kept, from, to, at))
  t.same(await attended(from), [both.id, first.id].sort())
  t.same(await attended(to), [both.id])
  await database.transaction((tx) => part.erase(tx, from, at))
  t.same(await attended(from), [])
  const { body } = await admin.get(`/v1/opportunities/${both.id}/check-ins`)
  t.equal(body.data.length, 2, 'that somebody came stays')
  t.match(body.data[0], { learnerId: null, assertions: [] })
})
