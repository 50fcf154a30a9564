import t from 'tap'
import { sealedTables } from '../../src/master-key/index.ts'
import { startService } from '../support/service.ts'

t.test('every column of sealed values is known with its place', async (t) => {
  const { database } = await startService(t)
  const { rows } = await database.pool.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and data_type = 'bytea' and column_name ~ '^sealed'`,
  )
  const known = sealedTables().flatMap(({ name, columns, key }) => {
    t.ok(key.length > 0, `${name} has a primary key`)
    return columns.map((column) => `${name}.${column.name}`)
  })
  t.same(known.toSorted(), rows.map(({ name }) => name).toSorted())
  t.ok(known.length >= 12)
})
