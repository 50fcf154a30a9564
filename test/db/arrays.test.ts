import fc from 'fast-check'
import pg from 'pg'
import t from 'tap'
import { pgArray } from '../../src/db/index.ts'
import { createTestDatabase } from '../support/postgres.ts'

/** Neighbours are often the same, as in rows that have something in common. */
const elementsOf = <T>(element: fc.Arbitrary<T>) =>
  fc
    .array(fc.tuple(element, fc.integer({ min: 1, max: 3 })), { maxLength: 20 })
    .map((runs) => runs.flatMap(([one, times]) => Array.from({ length: times }, () => one)))

t.test('an array arrives in PostgreSQL as it was given, missing elements included', async (t) => {
  const { url } = await createTestDatabase(t)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  t.teardown(() => client.end())
  const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\u0000'))
  const bytes = fc.uint8Array({ maxLength: 40 })
  const time = fc.date({
    min: new Date('0100-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  })
  const element = fc.record(
    {
      uuid: fc.option(fc.uuid()),
      bytea: fc.option(bytes.map((value) => Buffer.from(value))),
      text: fc.option(text),
      integer: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
      bigint: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
      time: fc.option(time),
    },
    { noNullPrototype: true },
  )
  await fc.assert(
    fc.asyncProperty(elementsOf(element), async (elements) => {
      const { rows } = await client.query(
        `select * from unnest($1::uuid[], $2::bytea[], $3::text[], $4::integer[], $5::bigint[], $6::timestamptz[])
          as given (uuid, bytea, text, integer, bigint, time)`,
        [
          pgArray(
            'uuid',
            elements.map(({ uuid }) => uuid),
          ),
          pgArray(
            'bytea',
            elements.map(({ bytea }) => bytea),
          ),
          pgArray(
            'text',
            elements.map(({ text }) => text),
          ),
          pgArray(
            'integer',
            elements.map(({ integer }) => integer),
          ),
          pgArray(
            'bigint',
            elements.map(({ bigint }) => bigint),
          ),
          pgArray(
            'timestamp with time zone',
            elements.map(({ time }) => time),
          ),
        ],
      )
      t.strictSame(
        rows.map((row) => ({ ...row, bigint: row.bigint === null ? null : BigInt(row.bigint) })),
        elements,
      )
    }),
    { numRuns: 50 },
  )
})

t.test('what is no UUID is refused here, not by the server', async (t) => {
  for (const value of ['', 'x', '019aa7c2-5d1e-7c3f-9a64', `${'0'.repeat(31)}g`]) {
    t.throws(() => pgArray('uuid', [value]), TypeError, value)
  }
})
