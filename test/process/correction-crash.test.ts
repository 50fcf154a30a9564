import t, { type Test } from 'tap'
import { onTestDatabase, type Running, start } from '../support/process.ts'
import { made, makeBadgeClass } from '../support/programme.ts'

t.setTimeout(240_000)

/** Ports differ from start to start; what stands in the credentials must not. */
const PUBLIC_URL = 'http://badges.example.org'
const IN_FLIGHT = 6
const ROUNDS = process.env.WAYMARK_TEST_LONG ? 4 : 2

type Wrong = { id: string; answer?: { id: string } }

t.test('kill -9 in the middle of a stream of corrections leaves both halves or none', async (t) => {
  const env = { ...(await onTestDatabase(t)), PUBLIC_URL }
  let service = await start(t, env)
  const { badgeClass } = await makeBadgeClass(service.admin)
  for (let round = 0; round < ROUNDS; round += 1) {
    const wrong = await awards(service, badgeClass.id, 40)
    await correctUntilKilled(service, wrong, 3 + 4 * round)
    service = await start(t, env)
    await reckon(t, service, wrong)
  }
  await service.end('SIGTERM')
})

async function awards({ admin }: Running, badgeClassId: string, count: number): Promise<Wrong[]> {
  const recipient = { type: 'email', value: 'sam@example.org' }
  return Promise.all(
    Array.from({ length: count }, async () => {
      const { id } = made(await admin.post('/v1/assertions', { badgeClassId, recipient }))
      return { id }
    }),
  )
}

function correct({ admin }: Running, { id }: Wrong) {
  const body = { reason: 'Wrong text.', narrative: 'Right text.' }
  return admin.post(`/v1/assertions/${id}/correction`, body, { 'idempotency-key': id })
}

/** Corrects one after another, several at once, and kills the service after so many answers. */
async function correctUntilKilled(service: Running, wrong: Wrong[], answers: number) {
  const waiting = wrong.values()
  let answered = 0
  let killed: Promise<unknown> | undefined
  const worker = async () => {
    for (const one of waiting) {
      if (killed !== undefined) return
      const answer = await correct(service, one).catch(() => undefined)
      if (answer === undefined) return
      one.answer = made(answer)
      answered += 1
      if (answered === answers) killed = service.end('SIGKILL')
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  await killed
}

async function reckon(t: Test, service: Running, wrong: Wrong[]) {
  const { admin } = service
  const read = async (id: string) => (await admin.get(`/v1/assertions/${id}`)).body
  let whole = 0
  for (const one of wrong) {
    const { status, supersededBy } = await read(one.id)
    if (one.answer !== undefined) t.equal(supersededBy, one.answer.id, 'answered, so there')
    t.equal(status, supersededBy === null ? 'active' : 'revoked', 'both or none')
    if (supersededBy === null) continue
    whole += 1
    t.match(await read(supersededBy), { status: 'active', supersedes: one.id })
  }
  t.ok(whole > 0 && whole < wrong.length, `${whole} of ${wrong.length} were corrected`)
  const retries = await Promise.all(wrong.slice(0, 12).map((one) => correct(service, one)))
  for (const [position, { status, body }] of retries.entries()) {
    const one = wrong[position] as Wrong
    t.equal(status, 201, 'the retry is answered')
    if (one.answer !== undefined) t.equal(body.id, one.answer.id, 'with what was there already')
    t.equal((await read(one.id)).supersededBy, body.id)
    const { credentialUrl: url } = body
    t.match((await admin.post('/v1/verify', { url })).body, { verdict: 'valid' })
  }
}
