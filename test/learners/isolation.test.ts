// What one issuer says of its learners changes nothing, and tells nothing, of any other's.
import t from 'tap'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const SCOPES = ['learners:read', 'learners:write', 'assertions:read', 'assertions:write']

async function tenant(service: Service, name: string) {
  const { issuer, badgeClass } = await makeBadgeClass(service.admin, { issuer: { name } })
  return { badgeClass, client: service.as(await makeKey(service.admin, SCOPES, issuer.id)) }
}

const email = (value: string) => ({ type: 'email', value })
const card = (value: string) => ({ type: 'library-card', value, authority: 'fen' })

t.test('that two identifiers are one person is not told to an issuer that knows one', async (t) => {
  const service = await startService(t)
  const ours = await tenant(service, 'Ours')
  const theirs = await tenant(service, 'Theirs')
  const known = [email('rosa.quill@example.org'), card('778899')]
  await theirs.client.post('/v1/learners', { identifiers: known })
  const unknown = [email('nobody@example.org'), card('112233')]

  for (const [first, second] of [known, unknown]) {
    const one = made(await ours.client.post('/v1/learners', { identifiers: [first] }))
    const other = made(await ours.client.post('/v1/learners', { identifiers: [second] }))
    t.not(one.id, other.id, 'as new as any')
    t.same(other.identifiers, [second], 'and nothing but what was given')
    const award = { badgeClassId: ours.badgeClass.id, recipient: second }
    const assertion = made(await ours.client.post('/v1/assertions', award))
    t.equal(assertion.learnerId, other.id, 'awards follow what the issuer knows')
  }
})

t.test("an issuer's claim that identifiers belong together binds that issuer alone", async (t) => {
  const service = await startService(t)
  const ours = await tenant(service, 'Ours')
  const theirs = await tenant(service, 'Theirs')
  const victim = made(
    await theirs.client.post('/v1/learners', { identifiers: [email('victim@example.net')] }),
  )
  const claimed = [email('victim@example.net'), email('mallory@example.net')]
  const claim = made(await ours.client.post('/v1/learners', { identifiers: claimed }))
  t.same(claim.identifiers, claimed, 'the claimant sees its claim')

  for (const client of [theirs.client, service.admin]) {
    const award = { badgeClassId: theirs.badgeClass.id, recipient: email('mallory@example.net') }
    const assertion = made(await client.post('/v1/assertions', award))
    t.not(assertion.learnerId, victim.id, 'the award goes to another than the victim')
  }
  const seen = (await theirs.client.get(`/v1/learners/${victim.id}`)).body
  t.same(seen.identifiers, [email('victim@example.net')])

  const award = { badgeClassId: ours.badgeClass.id, recipient: email('mallory@example.net') }
  t.equal(made(await ours.client.post('/v1/assertions', award)).learnerId, claim.id)
})
