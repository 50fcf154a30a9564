import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { killServer, newDataDir } from '../support/embedded.ts'
import { onEmbedded, onTestDatabase, type Running, start } from '../support/process.ts'
import { embeddedUrl } from '../support/process-database.ts'
import { makeBadgeClass } from '../support/programme.ts'

t.setTimeout(280_000)

/** Ports differ from start to start; what stands in the credentials must not. */
const PUBLIC_URL = 'http://badges.example.org'
const IN_FLIGHT = 8
/** With the two on the embedded PostgreSQL it is killed ten times under test:long. */
const KILLS = process.env.WAYMARK_TEST_LONG ? 8 : 3

type Award = { key: string; body: object; answer?: { id: string; credential: { id: string } } }

t.test('kill -9 in the middle of a stream of awards', async (t) => {
  t.test(`on a database of its own, ${KILLS} times`, async (t) => {
    const env = await onTestDatabase(t)
    await killInStreams(t, env, Array(KILLS).fill(killAlone))
  })

  t.test('on the embedded PostgreSQL, which lives on, or dies as well', async (t) => {
    const env = onEmbedded(await newDataDir(t))
    await killInStreams(t, env, [
      killAlone,
      async (service) => {
        // A service that sees its server die would start another: it is stopped for the moment.
        service.child.kill('SIGSTOP')
        await killServer(await embeddedUrl(env.DATA_DIR), env.DATA_DIR)
        await killAlone(service)
      },
    ])
  })
})

async function killAlone(service: Running): Promise<void> {
  await service.end('SIGKILL')
}

/** One stream of awards for each way of killing, then a restart and the reckoning. */
async function killInStreams(
  t: Test,
  env: NodeJS.ProcessEnv,
  kills: ((service: Running) => Promise<void>)[],
): Promise<void> {
  const awards: Award[] = []
  let service = await start(t, { ...env, PUBLIC_URL })
  const { badgeClass } = await makeBadgeClass(service.admin)
  for (const [round, kill] of kills.entries()) {
    const dying = service
    const stop = { answers: 5 + 3 * round, turns: 7 * round }
    const begun = await streamUntil(dying, badgeClass.id, stop, () => kill(dying))
    const unanswered = begun.filter(({ answer }) => answer === undefined)
    t.ok(unanswered.length > 1, `round ${round}: several awards were in flight`)
    awards.push(...begun)

    service = await start(t, { ...env, PUBLIC_URL })
    await t.test(`round ${round}`, (t) => reckon(t, service, badgeClass.id, begun, awards))
  }
  await service.end('SIGTERM')
}

/**
 * Keeps awards in flight until the kill: after so many answers and turns of the event loop, and when
 * several are in flight; awards that were carried out together are answered together.
 */
async function streamUntil(
  service: Running,
  badgeClassId: string,
  { answers, turns }: { answers: number; turns: number },
  kill: () => Promise<void>,
): Promise<Award[]> {
  const begun: Award[] = []
  let answered = 0
  let dying = false
  const worker = async () => {
    while (!dying) {
      const award: Award = newAward(badgeClassId, begun.length)
      begun.push(award)
      const answer = await send(service, award).catch(() => undefined)
      if (answer === undefined) return
      if (answer.status !== 201) {
        dying = true
        throw new Error(`${answer.status}: ${answer.text}`)
      }
      award.answer = answer.body
      answered += 1
    }
  }
  const killer = async () => {
    while (answered < answers && !dying) await setImmediate()
    const inFlight = () => begun.length - answered
    for (let turn = 0; turn < turns || inFlight() < IN_FLIGHT / 2; turn += 1) await setImmediate()
    dying = true
    await kill()
  }
  await Promise.all([killer(), ...Array.from({ length: IN_FLIGHT }, worker)])
  return begun
}

function newAward(badgeClassId: string, number: number): Award {
  const key = crypto.randomUUID()
  // Few learners, so that awards in flight find and make the same ones. The note tells awards
  // apart that say the same.
  const value = `learner-${number % 5}-${key.slice(0, 1)}@example.org`
  return { key, body: { badgeClassId, recipient: { type: 'email', value }, note: key } }
}

function send(service: Running, { key, body }: Award) {
  return service.admin.post('/v1/assertions', body, { 'idempotency-key': key })
}

/** What was answered is there and verifies; what was not is there at most once, then once. */
async function reckon(
  t: Test,
  service: Running,
  badgeClassId: string,
  begun: Award[],
  all: Award[],
) {
  const stored = await assertionsByNote(service, badgeClassId)
  for (const award of all) {
    const ids = stored.get(award.key) ?? []
    if (award.answer !== undefined) t.same(ids, [award.answer.id], 'answered, so there, and once')
    else t.ok(ids.length <= 1, 'unanswered, so there at most once')
  }
  for (const { answer } of begun) {
    if (answer === undefined) continue
    const kept = await service.admin.get(`/v1/assertions/${answer.id}`)
    t.same(kept.body.credential, answer.credential, 'as it was answered')
    const url = answer.credential.id
    t.match(
      (await service.admin.post('/v1/verify', { url })).body,
      { verdict: 'valid' },
      'and verifies',
    )
  }

  for (const award of begun.filter(({ answer }) => answer === undefined)) {
    const [before] = stored.get(award.key) ?? []
    const answer = await send(service, award)
    t.equal(answer.status, 201, 'the retry is answered')
    t.equal(answer.headers.get('idempotency-replayed'), before === undefined ? null : 'true')
    if (before !== undefined) t.equal(answer.body.id, before, 'with what was there already')
    award.answer = answer.body
  }
  const inTheEnd = await assertionsByNote(service, badgeClassId)
  t.same(
    [...inTheEnd].sort(),
    all.map(({ key, answer }) => [key, [answer?.id]]).sort(),
    'exactly one each in the end',
  )
}

/** Every assertion of a badge class: the ids under each note. */
async function assertionsByNote(service: Running, badgeClassId: string) {
  const found = new Map<string, string[]>()
  let cursor = ''
  do {
    const path = `/v1/assertions?limit=200&badgeClassId=${badgeClassId}${cursor}`
    const { body } = await service.admin.get(path)
    for (const { id, note } of body.data) found.set(note, [...(found.get(note) ?? []), id])
    cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`
  } while (cursor !== '')
  return found
}
