// Reports are of places: what they are made of is kept from the first place on.
import t from 'tap'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('what was awarded before there was a place is in its reports', async (t) => {
  const { admin, database, deps } = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const award = async (number: number) => {
    const recipient = { type: 'email', value: `learner-${number}@example.org` }
    made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }))
  }
  const kept = async () => {
    await deps.services.reports.keepInStep()
    const { rows } = await database.pool.query<{ facts: number }>(
      'select count(*)::int as facts from report_facts',
    )
    return rows[0]?.facts
  }
  // As an installation without places has it that once kept in step all the same.
  await database.pool.query(
    'insert into report_state (id, snapshot) values (1, pg_current_snapshot()::text)',
  )
  for (let number = 0; number < 12; number += 1) await award(number)
  t.equal(await kept(), 0, 'of which nothing is kept for reports that nobody can ask for')
  // Long afterwards, when what happened then can be read no more.
  await database.pool.query('delete from events')

  const place = made(await admin.post('/v1/places', { name: 'Harbour City' }))
  const invitations = `/v1/places/${place.id}/invitations`
  const { id } = made(await admin.post(invitations, { issuerId: issuer.id, role: 'issuer-staff' }))
  await admin.post(`${invitations}/${id}/acceptance`, {})
  t.equal(await kept(), 12, 'from then on all of it is, before anybody asks')
  await award(12)
  t.equal(await kept(), 13)
  const { body } = await admin.get(`/v1/places/${place.id}/report?by=issuer`)
  t.match(body.rows, [{ value: issuer.id, participants: 13, badgesAwarded: 13 }])
})
