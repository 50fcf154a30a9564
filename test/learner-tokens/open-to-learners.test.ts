// Every operation, as the description lists them, called with a learner's token.
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import type { Client } from '../support/client.ts'
import {
  CLAIM_CODE,
  type Operation,
  operationsOf,
  type Population,
  perform,
  populate,
  renewed,
} from '../support/operations.ts'
import { badgeClassInput, made } from '../support/programme.ts'
import { startService } from '../support/service.ts'

/** Operations that the description says are open to learners, by id. */
async function openToLearners(client: Client): Promise<Set<string>> {
  const { paths } = (await client.get('/openapi.json')).body
  const all = Object.values(paths as Record<string, Record<string, Record<string, string>>>)
  return new Set(
    all
      .flatMap((methods) => Object.values(methods))
      .filter((operation) => operation['x-open-to-learners'])
      .map(({ operationId }) => operationId as string),
  )
}

t.test('what is not open to learners is refused, and nothing of another one is seen', async (t) => {
  const { admin, as, database } = await startService(t)
  const operations = await operationsOf(admin)
  const open = await openToLearners(admin)
  t.ok(open.size >= 7, 'there is something for learners')
  const own = await populate(admin, operations, {}, '29000000001')
  const nouns = ['issuer', 'endorser', 'badgeClass', 'pathway', 'opportunity']
  const shared: Population = Object.fromEntries(nouns.map((noun) => [noun, own[noun] as string]))
  const foreign = await populate(admin, operations, shared, '29000000002')
  const { id, token } = made(await admin.post(`/v1/learners/${own.learner}/tokens`, {}))
  // As if a token had every scope: what is not open is closed for its own sake.
  await database.queries.$client.query('update learner_tokens set scopes = $1 where id = $2', [
    SCOPES,
    id,
  ])
  const app = as(token)
  const guarded = operations.filter(({ scope, keyless }) => scope !== null && !keyless)

  for (const operation of guarded.filter((one) => !open.has(one.id))) {
    const refused = await perform(app, operation, own)
    t.equal(refused.status, 403, `${operation.id} is refused`)
    t.match(refused.body, { detail: /learner/ }, operation.id)
  }

  // What is about the learner, or shown to the learner, and what is somebody else's.
  const OTHERS = ['learner', 'assertion', 'credential', 'credentialUrl']
  const secrets = [...OTHERS.map((noun) => foreign[noun] as string), '29000000002']
  const inOrder = guarded
    .filter((one) => open.has(one.id))
    .toSorted((a, b) => lateness(a) - lateness(b))
  for (const operation of inOrder) {
    const { id, path } = operation
    const asked = { ...operation, example: BODIES[id] ?? operation.example }
    const here = await prepared(admin, app, operation, own)
    const theirs = await perform(app, asked, foreign)
    const ours = await perform(app, asked, here)
    const what = `${id}: ${ours.status} ${ours.text.slice(0, 300)}`
    t.ok(operation.successes.includes(ours.status), what)
    if (OF_LEARNERS.test(path)) t.equal(theirs.status, 404, `${id} of another learner`)
    for (const { text } of [ours, theirs]) {
      for (const secret of secrets) t.notOk(text.includes(secret), id)
    }
  }
})

/** What learners send where the example is what others send: a token says who they are. */
const BODIES: Record<string, object> = {
  updateLearner: { language: 'cy' },
  claimBadge: { code: CLAIM_CODE },
  createCheckIn: {},
}

/** Paths about one learner, or a thing of one. */
const OF_LEARNERS = /\/(learners|assertions|applications|files|consents|guardian-requests)\/\{/

/** What takes something away comes last; with the learner the token goes. */
function lateness({ id, method, path }: Operation): number {
  if (id === 'eraseLearner') return 3
  if (method === 'DELETE') return 2
  return Number(/\/(withdrawal|acceptance|visibility)$/.test(path))
}

/** A population in which a learner can carry out an operation. */
async function prepared(
  admin: Client,
  app: Client,
  operation: Operation,
  population: Population,
): Promise<Population> {
  if (operation.id === 'decideApplication') {
    const assessment = { by: 'self' }
    const badge = { ...badgeClassInput, issuerId: population.issuer, assessment }
    const { id: badgeClassId } = made(await admin.post('/v1/badge-classes', badge))
    const application = { badgeClassId, evidence: [{ text: 'I did it.' }], submit: true }
    return { ...population, application: made(await app.post('/v1/applications', application)).id }
  }
  if (operation.id === 'answerEqualityQuestions') {
    const text = { purpose: 'equality-monitoring', language: 'en', wording: 'You may count me.' }
    const { id: consentTextId } = made(await admin.post('/v1/consent-texts', text))
    const path = `/v1/learners/${population.learner}`
    // Old enough to decide alone.
    const age = { body: JSON.stringify({ ageBand: '18-or-over' }) }
    await admin.send('PUT', `${path}/age`, {
      ...age,
      headers: { 'content-type': 'application/json' },
    })
    made(await app.post(`${path}/consents`, { consentTextId, decision: 'given' }))
  }
  if (operation.id === 'createCheckIn') {
    const walkIn = { issuerId: population.issuer, name: 'Open studio', selfCheckIn: true }
    return { ...population, opportunity: made(await admin.post('/v1/opportunities', walkIn)).id }
  }
  return renewed(admin, operation, population)
}
