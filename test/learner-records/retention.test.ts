import t from 'tap'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const DAY_MS = 86_400_000

t.test('a place keeps records for as long as it says', async (t) => {
  let days = 0
  const service = await startService(t, { now: () => new Date(Date.now() + days * DAY_MS) })
  const { admin } = service
  const place = made(await admin.post('/v1/places', { name: 'Harbour City' }))
  const inside = await makeBadgeClass(admin)
  const outside = await makeBadgeClass(admin)
  await service.database.pool.query(
    `insert into place_memberships (id, place_id, issuer_id, role, status, invited_at, joined_at)
     values (gen_random_uuid(), $1, $2, 'issuer-staff', 'member', now(), now())`,
    [place.id, inside.issuer.id],
  )
  const retention = { unclaimedLearnersDays: 100, inactiveLearnersDays: 400 }
  t.equal((await admin.patch(`/v1/places/${place.id}`, { settings: { retention } })).status, 200)
  const award = async (name: string, badgeClass: { id: string }) =>
    made(
      await admin.post('/v1/assertions', {
        badgeClassId: badgeClass.id,
        recipient: { type: 'email', value: `${name}@example.org` },
      }),
    )
  const pending = await award('pending', inside.badgeClass)
  const claimed = await award('claimed', inside.badgeClass)
  const elsewhere = await award('elsewhere', inside.badgeClass)
  await award('elsewhere', outside.badgeClass)
  made(await admin.post(`/v1/learners/${claimed.learnerId}/tokens`, {}))
  const preview = async () => {
    const { body } = await admin.get(`/v1/places/${place.id}/retention-preview`)
    return body.data.map(({ learnerId, rule }: { learnerId: string; rule: string }) => [
      learnerId,
      rule,
    ])
  }
  const apply = () => service.deps.services.learnerRecords.retention.apply()
  const isThere = async ({ id }: { id: string }) =>
    (await admin.get(`/v1/assertions/${id}`)).body.erasedAt === null

  t.same(await preview(), [], 'nobody yet')
  await apply()
  t.ok(await isThere(pending))

  days = 101
  t.same(await preview(), [[pending.learnerId, 'unclaimed']])
  t.ok(await isThere(pending), 'a preview does nothing')
  await apply()
  t.notOk(await isThere(pending))
  t.ok(await isThere(claimed), 'who claimed is kept')
  t.ok(await isThere(elsewhere), 'and who has to do with others')
  t.same(await preview(), [])

  days = 600
  t.same(await preview(), [[claimed.learnerId, 'inactive']])
  t.equal((await admin.get(`/v1/learners/${claimed.learnerId}`)).status, 200)
  t.same(await preview(), [], 'who is read of is in use')
  await apply()
  t.ok(await isThere(claimed))

  days = 1_900
  await apply()
  t.notOk(await isThere(claimed))
  const { rows } = await service.database.pool.query(
    `select count(*)::int as count from audit_records where at < now() + interval '1000 days'`,
  )
  t.equal(rows[0].count, 0, 'what was read long ago is forgotten')
})
