import t from 'tap'
import { makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('what awards refer to cannot be deleted', async (t) => {
  const { admin, database } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const recipient = { type: 'email', value: 'learner@example.org' }
  const { status } = await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient })
  t.equal(status, 201)
  const tables = [
    'issuers',
    'issuer_keys',
    'badge_class_versions',
    'status_lists',
    'credential_templates',
  ]
  for (const table of tables) {
    await t.rejects(database.pool.query(`delete from ${table}`), { code: '23503' }, table)
    const { rows } = await database.pool.query(`select count(*)::int as count from ${table}`)
    t.ok(rows[0].count > 0, `${table} are all there`)
  }
})
