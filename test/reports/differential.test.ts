// What reports are made of, against counting everything that ever happened, in every dimension.
import t from 'tap'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { type Award, cellsOf, partsOf } from './counted.ts'

t.test('every count of every dimension is in step with every change', async (t) => {
  let today = '2025-02-10'
  const { admin, database } = await startService(t, { now: () => new Date(`${today}T12:00:00Z`) })
  const { issuer, badgeClass } = await makeBadgeClass(admin, {
    badgeClass: { layer: 'Engage', tags: ['Media'] },
  })
  const settings = { areas: ['Docks'] }
  const place = made(await admin.post('/v1/places', { name: 'Harbour City', settings }))
  const museum = await makeBadgeClass(admin, {
    issuer: { name: 'Museum' },
    badgeClass: { layer: 'Engage', tags: ['Media'] },
  })
  const invitations = `/v1/places/${place.id}/invitations`
  for (const issuerId of [issuer.id, museum.issuer.id]) {
    const { id } = made(await admin.post(invitations, { issuerId, role: 'issuer-staff' }))
    await admin.post(`${invitations}/${id}/acceptance`, {})
  }
  const opportunity = made(
    await admin.post('/v1/opportunities', {
      issuerId: issuer.id,
      name: 'Podcasting',
      themes: ['Sound'],
      venue: { area: 'Docks' },
      badgeClassIds: [badgeClass.id],
    }),
  )
  const put = (path: string, body: object) =>
    admin.send('PUT', path, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const email = (number: number) => ({ type: 'email', value: `learner-${number}@example.org` })
  const learnerIds = new Map<number, string>()
  const awards: (Award & { id: string; number: number })[] = []
  const characteristics = place.settings.equalityCharacteristics.map(
    (one: { id: string }) => one.id,
  )
  const add = (
    number: number,
    assertionId: string,
    learnerId: string,
    atOpportunity: boolean,
    by: { id: string } = issuer,
  ) => {
    learnerIds.set(number, learnerId)
    awards.push({
      id: assertionId,
      number,
      learner: learnerId,
      day: today,
      issuer: by.id,
      layer: 'Engage',
      themes: atOpportunity ? ['Media', 'Sound'] : ['Media'],
      opportunity: atOpportunity ? opportunity.id : null,
      ageBand: 'not-known',
      area: atOpportunity ? 'Docks' : 'not-known',
      targets: Object.fromEntries(characteristics.map((one: string) => [one, 'not-known'])),
      claimed: false,
    })
  }
  const agree = async (what: string) => {
    await admin.get(`/v1/places/${place.id}/report`)
    const { rows } = await database.pool.query(
      `select dimension, value, period, participants, badges, several, claimed, returns,
        return_days::int as "returnDays",
        (select count(*)::int from report_opportunities o where o.place_id = c.place_id
          and o.dimension = c.dimension and o.value = c.value and o.period = c.period and o.badges > 0
        ) as opportunities
      from report_cells c where participants > 0`,
    )
    const inOrder = (cells: object[]) => cells.map((cell) => JSON.stringify(cell)).sort()
    t.same(inOrder(rows), inOrder(cellsOf(awards)), what)
    const parts = await database.pool.query(
      `select dimension, value, period, issuer_id as "issuerId", participants, badges, several,
        claimed
      from report_parts where participants > 0`,
    )
    t.same(inOrder(parts.rows), inOrder(partsOf(awards)), `${what}: by whom`)
  }

  for (let number = 0; number < 8; number += 1) {
    const { body } = await admin.post(`/v1/opportunities/${opportunity.id}/check-ins`, {
      identifier: email(number),
    })
    add(number, body.assertions[0].id, body.learnerId, true)
  }
  await agree('after checking in')
  today = '2025-06-03'
  for (let number = 4; number < 12; number += 1) {
    const by = number % 3 === 0 ? museum : { issuer, badgeClass }
    const input = { badgeClassId: by.badgeClass.id, recipient: email(number) }
    const body = made(await admin.post('/v1/assertions', input))
    const found = await admin.post('/v1/learners/search', { identifier: email(number) })
    add(number, body.id, found.body.data[0].id, false, by.issuer)
  }
  await agree('after awards')

  const change = (number: number, to: (award: Award) => void) =>
    awards.filter((award) => award.number === number).forEach(to)
  await put(`/v1/learners/${learnerIds.get(5)}/age`, { dateOfBirth: '2009-04-01' })
  change(5, (award) => {
    award.ageBand = award.day < '2025-04-01' ? '13-15' : '16-17'
  })
  await put(`/v1/learners/${learnerIds.get(6)}/age`, { ageBand: '18-or-over' })
  change(6, (award) => {
    award.ageBand = '18-or-over'
  })
  await agree('after ages, on the day of each award')
  await admin.delete(`/v1/learners/${learnerIds.get(6)}/age`)
  change(6, (award) => {
    award.ageBand = 'not-known'
  })
  await admin.post(`/v1/learners/${learnerIds.get(4)}/tokens`, {})
  change(4, (award) => {
    award.claimed = true
  })
  await agree('after an age was forgotten, and somebody came')

  await admin.patch(`/v1/opportunities/${opportunity.id}`, {
    themes: ['Radio'],
    venue: { area: 'Far away' },
  })
  for (const award of awards.filter((one) => one.opportunity !== null)) {
    award.themes = ['Media', 'Radio']
    award.area = 'other'
  }
  await agree('after the opportunity changed')

  const revoked = awards.shift()
  await admin.post(`/v1/assertions/${revoked?.id}/revocation`, { reason: 'A mistake.' })
  await agree('after a revocation')
  const erasure = `/v1/learners/${learnerIds.get(5)}/erasure`
  t.match(await admin.post(erasure, { reason: 'Asked to be forgotten.' }), { status: 202 })
  awards.splice(0, awards.length, ...awards.filter(({ number }) => number !== 5))
  await agree('after an erasure')
})
