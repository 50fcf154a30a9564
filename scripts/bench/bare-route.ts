// node scripts/bench/bare-route.ts
//
// Baseline, in a process of its own: a Fastify route that does nothing but insert one row into
// DATABASE_URL, with DOCUMENT, a credential, as its text, and answer with that. One letter over and
// over would be no row of the same size: PostgreSQL compresses it to next to nothing.

import { randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import pg from 'pg'

const { DATABASE_URL = '', DOCUMENT = '' } = process.env
// As many connections as the service has.
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 20 })
await pool.query('create table if not exists bench_rows (id uuid primary key, document text)')

const app = Fastify()
app.post('/', async (_request, reply) => {
  const id = randomUUID()
  await pool.query('insert into bench_rows (id, document) values ($1, $2)', [id, DOCUMENT])
  reply.code(201).type('application/json; charset=utf-8')
  return reply.send(`{"id":"${id}","document":${DOCUMENT}}`)
})
process.once('SIGTERM', async () => {
  await app.close()
  await pool.query('drop table bench_rows')
  await pool.end()
})
process.stdout.write(`bare-route listening on ${await app.listen({ port: 0 })}\n`)
