// Every operation, as the description lists them, called with a learner's token.
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import type { Client } from '../support/client.ts'
import { operationsOf, type Population, perform, populate } from '../support/operations.ts'
import { made } from '../support/programme.ts'
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
  // With the learner the token goes.
  const isLast = ({ id }: { id: string }) => Number(id === 'eraseLearner')
  const inOrder = guarded
    .filter((one) => open.has(one.id))
    .toSorted((a, b) => isLast(a) - isLast(b))
  for (const operation of inOrder) {
    const theirs = await perform(app, operation, foreign)
    const ours = await perform(app, operation, own)
    // Nobody decides on what is not theirs to check, or answers without the code.
    const isOpen =
      ours.status !== 403 || ['decideApplication', 'answerGuardianRequest'].includes(operation.id)
    t.ok(ours.status < 500 && isOpen, `${operation.id}: ${ours.status}`)
    const isAboutOthers = Object.keys(foreign).some(
      (noun) => !(noun in shared) && isNamed(operation.path, noun),
    )
    if (isAboutOthers) t.equal(theirs.status, 404, `${operation.id} of another learner`)
    for (const { text } of [ours, theirs]) {
      for (const secret of secrets) t.notOk(text.includes(secret), operation.id)
    }
  }
})

/** Whether a path names a thing of this noun. */
function isNamed(path: string, noun: string): boolean {
  const segment = { learner: 'learners', assertion: 'assertions' }[noun]
  return segment !== undefined && path.includes(`/${segment}/{`)
}
