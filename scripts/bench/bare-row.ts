// node scripts/bench/bare-row.ts
//
// Baseline, in a process of its own: a Fastify route that does nothing but read one row of an award
// of the service by its primary key.

import Fastify from 'fastify'
import pg from 'pg'

const { DATABASE_URL = '' } = process.env
// As many connections as the service reads with.
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 8 })

const app = Fastify()
app.get('/:id', async (request, reply) => {
  const { rows } = await pool.query({
    name: 'read',
    text: 'select id, issuer_id, badge_class_id, learner_id, created_at from assertions where id = $1',
    values: [(request.params as { id: string }).id],
  })
  return reply.send(rows[0])
})
process.once('SIGTERM', async () => {
  await app.close()
  await pool.end()
})
process.stdout.write(`bare-row listening on ${await app.listen({ port: 0 })}\n`)
