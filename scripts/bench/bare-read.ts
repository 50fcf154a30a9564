// node scripts/bench/bare-read.ts
//
// Baseline, in a process of its own: a Fastify route that does nothing but read one row of
// DATABASE_URL by its primary key: the credentials of the service, in a table of their own.

import Fastify from 'fastify'
import pg from 'pg'

const { DATABASE_URL = '' } = process.env
// As many connections as the service reads with.
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 8 })
await pool.query(`
  create table bench_documents (id text primary key, document text);
  insert into bench_documents select public_id, credential from assertions;
`)
await pool.query('analyze bench_documents')

const app = Fastify()
app.get('/credentials/:id', async (request, reply) => {
  const { rows } = await pool.query({
    name: 'read',
    text: 'select document from bench_documents where id = $1',
    values: [(request.params as { id: string }).id],
  })
  return reply.type('application/ld+json').send(rows[0].document)
})
process.once('SIGTERM', async () => {
  await app.close()
  await pool.query('drop table bench_documents')
  await pool.end()
})
process.stdout.write(`bare-read listening on ${await app.listen({ port: 0 })}\n`)
