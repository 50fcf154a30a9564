// node scripts/bench/bare-verify.ts
//
// Baseline, in a process of its own: a Fastify route that does nothing but verify the credential that
// it gets with the plain library, and answer with the verdict.

import Fastify from 'fastify'
import type { JsonObject } from '../../src/credentials/index.ts'
import { byLibrary } from './verifiers.ts'

const app = Fastify()
app.post<{ Body: { credential: JsonObject } }>('/', async ({ body }, reply) => {
  const verified = await byLibrary(body.credential)
  return reply.code(verified ? 200 : 422).send({ verified })
})
process.once('SIGTERM', () => app.close())
process.stdout.write(`bare-verify listening on ${await app.listen({ port: 0 })}\n`)
