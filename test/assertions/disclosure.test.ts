import t, { type Test } from 'tap'
import type { Answer } from '../support/client.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { fingerprint } from '../support/tables.ts'

/** Holds that a request is refused for one field, repeats nothing, and writes nothing. */
async function refused(
  t: Pick<Test, 'match' | 'notMatch' | 'same'>,
  { database }: Service,
  { field, names }: { field: string; names: RegExp },
  send: () => Promise<Answer>,
): Promise<void> {
  const before = await fingerprint(database)
  const answer = await send()
  t.match(answer, { status: 400, body: { errors: [{ field }] } })
  t.notMatch(answer.text, names, 'it is not repeated')
  t.same(await fingerprint(database), before, 'nothing is written')
}

t.test('a published text that names the learner by the identifier is refused', async (t) => {
  const { admin } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const award = (recipient: object, texts: object) =>
    admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient, ...texts })
  const email = { type: 'email', value: 'Zoe@Example.org' }
  const card = { type: 'library-card', value: '4455 6677 8899', authority: 'fen' }

  const narrative = await award(email, { narrative: 'Well done, zoe@example.ORG!' })
  t.equal(narrative.status, 400)
  t.equal(narrative.body.errors[0].field, 'narrative')
  t.notMatch(narrative.text, /zoe@example/i, 'and not repeated')

  const evidence = [{ name: 'The film' }, { description: 'Card 445566778899' }]
  const second = await award(card, { evidence })
  t.equal(second.status, 400)
  t.equal(second.body.errors[0].field, 'evidence[1].description')

  t.equal((await award(email, { narrative: 'Well done, Zoe!' })).status, 201)
  const short = { type: 'library-card', value: '12', authority: 'fen' }
  t.equal((await award(short, { narrative: 'Came 12 times.' })).status, 201, 'no card was meant')
})

t.test('a card of letters is an identifier like any other, alone and in bulk', async (t) => {
  const service = await startService(t)
  const { admin, as } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const holder = as(await makeKey(admin, ['assertions:write'], issuer.id))
  const recipient = { type: 'library-card', value: 'Harbour Jane', authority: 'fen' }
  const award = async (to: object) =>
    made(await holder.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient: to })).id
  const other = await award({ type: 'email', value: 'other@example.org' })
  const jane = await award(recipient)
  const reason = 'The card harbourjane was lost'
  const told = { field: 'reason', names: /harbour ?jane/i }
  for (const client of [admin, holder]) {
    await refused(t, service, told, () =>
      client.post(`/v1/assertions/${jane}/revocation`, { reason }),
    )
    await refused(t, service, told, () =>
      client.post('/v1/assertions/revocations', { assertionIds: [other, jane], reason }),
    )
  }
  const harmless = { assertionIds: [other, jane], reason: 'The card was lost' }
  t.equal((await holder.post('/v1/assertions/revocations', harmless)).status, 200)
})

t.test('a correction names neither the old learner nor the new one', async (t) => {
  const service = await startService(t)
  const { admin, as } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const scopes = ['assertions:write', 'learners:write']
  const holder = as(await makeKey(admin, scopes, issuer.id))
  const { id } = made(
    await holder.post('/v1/assertions', {
      badgeClassId: badgeClass.id,
      recipient: { type: 'email', value: 'sam@example.org' },
    }),
  )
  const identifiers = [{ type: 'email', value: 'kim@example.org' }]
  const kim = made(await holder.post('/v1/learners', { identifiers }))
  const reason = 'Somebody else earned it.'
  for (const client of [admin, holder]) {
    for (const [field, texts] of Object.entries({
      reason: { reason: 'Kim@Example.org earned it.' },
      narrative: { reason, narrative: 'Well done, kim@example.org!' },
      'evidence[0].name': { reason, evidence: [{ name: 'By kim@example.org' }] },
    })) {
      await refused(t, service, { field, names: /kim@example/i }, () =>
        client.post(`/v1/assertions/${id}/correction`, { ...texts, learnerId: kim.id }),
      )
    }
    await refused(t, service, { field: 'reason', names: /sam@example/i }, () =>
      client.post(`/v1/assertions/${id}/correction`, {
        reason: 'It was not for sam@example.org.',
        learnerId: kim.id,
      }),
    )
  }
  const correction = { reason, narrative: 'Well done, Kim!', learnerId: kim.id }
  t.equal((await holder.post(`/v1/assertions/${id}/correction`, correction)).status, 201)
})

t.test('an award to a learner known by id is held to the identifiers known of them', async (t) => {
  const service = await startService(t)
  const { admin, as } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const scopes = ['assertions:write', 'learners:write']
  const holder = as(await makeKey(admin, scopes, issuer.id))
  const identifiers = [
    { type: 'email', value: 'kim@example.org' },
    { type: 'library-card', value: 'harbourkim', authority: 'fen' },
  ]
  const kim = made(await holder.post('/v1/learners', { identifiers }))
  const sam = made(
    await holder.post('/v1/learners', {
      identifiers: [{ type: 'email', value: 'sam@example.org' }],
    }),
  )
  const award = (client: typeof admin, learnerId: string, texts: object) =>
    client.post('/v1/assertions', { badgeClassId: badgeClass.id, learnerId, ...texts })
  for (const client of [admin, holder]) {
    for (const [field, texts] of Object.entries({
      narrative: { narrative: 'Well done, Kim@Example.org!' },
      'evidence[1].description': { evidence: [{ name: 'N' }, { description: 'Card harbour KIM' }] },
    })) {
      await refused(t, service, { field, names: /kim@example|harbour ?kim/i }, () =>
        award(client, kim.id, texts),
      )
    }
  }

  await t.test('each of a set to its own learner', async (t) => {
    const answers = await Promise.all(
      [
        { learnerId: kim.id, narrative: 'Well done, kim@example.org!' },
        { learnerId: sam.id, narrative: 'Well done, sam@example.org!' },
        { learnerId: sam.id, narrative: 'Done with kim@example.org.' },
        { learnerId: kim.id, narrative: 'Well done, Kim!' },
        { learnerId: kim.id, evidence: [{ name: 'The card harbourkim' }] },
        { learnerId: kim.id },
        { learnerId: issuer.id, narrative: 'Well done, kim@example.org!' },
      ].map(({ learnerId, ...texts }, position) =>
        award(position % 2 === 0 ? admin : holder, learnerId, texts),
      ),
    )
    t.same(
      answers.map(({ status }) => status),
      [400, 400, 201, 201, 400, 201, 404],
    )
  })

  await t.test('and to what the caller knows of them, not more', async (t) => {
    const card = { type: 'library-card', value: 'elsewhere', authority: 'fen' }
    const more = { identifiers: [{ type: 'email', value: 'kim@example.org' }, card] }
    t.equal((await admin.post('/v1/learners', more)).status, 200)
    const texts = { narrative: 'Known elsewhere.' }
    t.equal((await award(holder, kim.id, texts)).status, 201)
    await refused(t, service, { field: 'narrative', names: /elsewhere\./ }, () =>
      award(admin, kim.id, texts),
    )
  })
})
