// Every operation that wants a scope, with a key that has no other, and with one that has all others.
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import { type Operation, operationsOf, perform, populate, renewed } from '../support/operations.ts'
import { notAProblem } from '../support/problem.ts'
import { makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('every operation asks for exactly its scope', async (t) => {
  const { admin, as } = await startService(t)
  const operations = await operationsOf(admin)
  const population = await populate(admin, operations)
  const guarded = operations.filter(({ scope }) => scope !== null)
  t.ok(guarded.length >= 30)
  t.same(new Set(guarded.map(({ scope }) => scope)), new Set(SCOPES), 'no scope is of no use')

  for (const { id, path } of operations.filter(({ scope }) => scope === null)) {
    t.notOk(path.startsWith('/v1/'), `${id} is public, so it is no part of the API proper`)
  }
  const only = new Map<string, string>()
  const allBut = new Map<string, string>()
  for (const scope of SCOPES) {
    only.set(scope, await makeKey(admin, [scope]))
    allBut.set(
      scope,
      await makeKey(
        admin,
        SCOPES.filter((other) => other !== scope),
      ),
    )
  }
  const inOrder = guarded.toSorted((a, b) => lateness(a) - lateness(b))
  for (const operation of inOrder) {
    const scope = operation.scope as string
    const refused = await perform(as(allBut.get(scope) as string), operation, population)
    t.equal(refused.status, 403, `${operation.id} is refused to a key without ${scope}`)
    t.equal(notAProblem(refused), null)
    t.match(refused.body, { type: /insufficient-scope$/, detail: new RegExp(scope) })

    const nobody = await perform(as(null), operation, population)
    if (!operation.keyless) t.equal(nobody.status, 401, `${operation.id} wants a key`)

    const here = await renewed(admin, operation, population)
    // A key can only hand on what it has.
    const example =
      operation.id === 'createApiKey'
        ? { ...(operation.example as object), scopes: [scope] }
        : operation.example
    // A token can do something, so whoever mints one can, too.
    const key =
      operation.id === 'createLearnerToken'
        ? await makeKey(admin, [scope, 'learners:read', 'assertions:read'])
        : (only.get(scope) as string)
    const allowed = await perform(as(key), { ...operation, example }, here)
    const wanted = STATUSES[operation.id] ?? operation.successes
    const what = `${operation.id} with ${scope}: ${allowed.status} ${allowed.text.slice(0, 300)}`
    t.ok([wanted].flat().includes(allowed.status), what)
  }
})

/** What takes something away comes last. */
function lateness({ id, method, path }: Operation): number {
  if (id === 'eraseLearner') return 3
  if (method === 'DELETE') return 2
  const isEnd = /\/(revocations?|withdrawal|compromise|decline)$/.test(path)
  return Number(isEnd || /assertions.*\/(acceptance|visibility)$/.test(path))
}

/** What a key with the scope is answered where that is no success: found out behind the door. */
const STATUSES: Record<string, number> = {
  // Nobody publishes the DID document of the example.
  verifyIssuerDid: 409,
  // The key was not declared compromised.
  startReissue: 409,
  // The badge class of the example is not suspendable.
  suspendAssertion: 409,
  reinstateAssertion: 409,
  // Other rows than those of the batch, which is what it is there to find out.
  resumeUpload: 422,
  // The badge class has its issuer look at applications.
  setApplicationReviewers: 409,
  // The learner did not agree to equality monitoring.
  answerEqualityQuestions: 409,
  // What a learner answered is for the learner alone.
  getEqualityAnswers: 403,
  // These were accepted or approved before.
  declineEndorsement: 409,
  declinePlaceInvitation: 409,
  declineNetwork: 409,
  withdrawApplication: 409,
}
