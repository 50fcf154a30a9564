// One person under two names: merged with proof of both, undone without loss.
import t from 'tap'
import type { Client } from '../support/client.ts'
import { lastCode } from '../support/outbox.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { dump } from '../support/tables.ts'

const email = (value: string) => ({ type: 'email', value })
const card = (value: string) => ({ type: 'library-card', value, authority: 'fen' })

async function newLearner({ admin }: Service, identifier: object, displayName?: string) {
  const input = { identifiers: [identifier], ...(displayName && { displayName }) }
  return made(await admin.post('/v1/learners', input)).id as string
}

const tokenOf = async (client: Client, id: string) =>
  made(await client.post(`/v1/learners/${id}/tokens`, {})).token as string

/** Proves both sides by tokens of the platform. */
async function merge({ admin }: Service, into: string, from: string) {
  const proof = {
    own: { token: await tokenOf(admin, into) },
    other: { token: await tokenOf(admin, from) },
  }
  return admin.post(`/v1/learners/${into}/merges`, { learnerId: from, proof })
}

const assertionsOf = async ({ admin }: Service, learnerId: string): Promise<string[]> =>
  (await admin.get(`/v1/assertions?learnerId=${learnerId}`)).body.data.map(
    ({ id }: { id: string }) => id,
  )

t.test('a card from a workshop and an address become one record, and two again', async (t) => {
  const service = await startService(t)
  const { admin, as, database, log } = service
  const ours = await makeBadgeClass(admin, { issuer: { name: 'Ours' } })
  const theirs = await makeBadgeClass(admin, { issuer: { name: 'Theirs' } })
  const key = as(
    await makeKey(admin, ['learners:read', 'learners:write', 'assertions:read'], ours.issuer.id),
  )
  const award = async (badgeClassId: string, recipient: object) =>
    made(await admin.post('/v1/assertions', { badgeClassId, recipient }))
  const byCard = await award(ours.badgeClass.id, card('1001'))
  const byMail = await award(theirs.badgeClass.id, email('rosa.quill@example.org'))
  const [into, from] = [byMail.learnerId, byCard.learnerId]
  await admin.patch(`/v1/learners/${from}`, { displayName: 'Rosalind' })
  await key.patch(`/v1/learners/${from}`, { displayName: 'Rosa from the workshop' })
  const before = (await key.get(`/v1/learners/${from}`)).body
  const credential = (await as(null).get(byCard.credentialUrl)).text

  // Rosa shows both in her app: the address by a code, the card by the token of that record.
  const app = as(await tokenOf(admin, into))
  const [{ id: identifierId }] = (await app.get(`/v1/learners/${into}/identifiers`)).body.data
  const path = `/v1/learners/${into}/identifiers/${identifierId}/verifications`
  const { id: verificationId } = made(await app.post(path, { method: 'mail' }))
  const body = {
    learnerId: from,
    proof: { own: { verificationId }, other: { token: await tokenOf(admin, from) } },
  }
  const early = await admin.post(`/v1/learners/${into}/merges`, body)
  t.match(early, { status: 409, body: { errors: [{ field: 'proof.own' }] } }, 'not answered yet')
  const code = await lastCode(service, 'rosa.quill@example.org')
  t.equal((await app.post(`${path}/${verificationId}/answer`, { code })).status, 200)
  const merged = made(await admin.post(`/v1/learners/${into}/merges`, body))
  t.match(merged, { learnerId: into, mergedLearnerId: from, undoneAt: null })

  t.same(await assertionsOf(service, into), [byCard.id, byMail.id].sort())
  t.equal((await admin.get(`/v1/assertions/${byCard.id}`)).body.learnerId, into)
  t.equal((await as(null).get(byCard.credentialUrl)).text, credential, 'what was signed stays')
  const gone = await admin.get(`/v1/learners/${from}`)
  t.match(gone, { status: 404, body: { detail: new RegExp(into) } })
  t.match(gone.headers.get('link'), new RegExp(`/v1/learners/${into}>; rel="successor-version"`))
  t.match((await key.get(`/v1/learners/${into}`)).body, {
    displayName: 'Rosa from the workshop',
    identifiers: [card('1001')],
  })
  t.equal((await key.get(`/v1/learners/${into}`)).body.identifiers.length, 1, 'as before')
  const since = await award(ours.badgeClass.id, card('1001'))
  t.equal(since.learnerId, into, 'the card is hers now')
  t.match((await app.get(`/v1/learners/${into}/merges`)).body.data, [{ id: merged.id }])
  t.equal((await app.get('/v1/assertions')).body.data.length, 3)
  t.notOk(/rosalind|rosa\.quill/i.test(await dump(database)))
  t.notOk(/rosalind|rosa\.quill/i.test(log()))

  const undo = () => admin.post(`/v1/learners/${into}/merges/undo`, { mergeId: merged.id })
  t.match(await undo(), { status: 200, body: { undoneAt: /T/ } })
  t.equal((await undo()).status, 409, 'once')
  t.same(await assertionsOf(service, from), [byCard.id], 'what was given is given back')
  t.same(await assertionsOf(service, into), [byMail.id, since.id].sort(), 'what came since stays')
  t.match((await admin.get(`/v1/learners/${from}`)).body, {
    displayName: 'Rosalind',
    identifiers: [card('1001')],
  })
  const { updatedAt: _, ...rest } = before
  t.match((await key.get(`/v1/learners/${from}`)).body, rest)
  t.equal((await award(ours.badgeClass.id, card('1001'))).learnerId, from)
})

t.test('nobody is merged without proof of both', async (t) => {
  let clock = Date.parse('2026-11-22T09:30:00Z')
  const service = await startService(t, { now: () => new Date(clock) })
  const { admin, as } = service
  const { issuer } = await makeBadgeClass(admin)
  const into = await newLearner(service, email('rosa.quill@example.org'))
  const from = await newLearner(service, card('1001'))
  const third = await newLearner(service, card('1002'))
  const own = { token: await tokenOf(admin, into) }
  const other = { token: await tokenOf(admin, from) }
  const ask = (proof: object, learnerId = from, client = admin) =>
    client.post(`/v1/learners/${into}/merges`, { learnerId, proof })
  const refused = async (field: string, proof: object) =>
    t.match(await ask(proof), { status: 409, body: { errors: [{ field }] } })
  await refused('proof.own', {})
  await refused('proof.own', { other })
  await refused('proof.other', { own })
  await refused('proof.other', { own, other: own })
  await refused('proof.other', { own, other: { token: `wlt_${'A'.repeat(43)}` } })
  const reads = { scopes: ['learners:read', 'opportunities:read'] }
  const narrow = made(await admin.post(`/v1/learners/${from}/tokens`, reads))
  await refused('proof.other', { own, other: { token: narrow.token } })

  const [ofCard] = (await admin.get(`/v1/learners/${from}/identifiers`)).body.data
  const attest = `/v1/learners/${from}/identifiers/${ofCard.id}/attestation`
  t.equal((await admin.send('POST', attest, {})).status, 200)
  await refused('proof.other', { own, other: { verificationId: ofCard.id } })

  const key = as(
    await makeKey(admin, ['learners:read', 'learners:write', 'learner-tokens:write'], issuer.id),
  )
  await key.post('/v1/learners', { identifiers: [email('rosa.quill@example.org')] })
  await key.post('/v1/learners', { identifiers: [card('1001')] })
  const ofIssuer = { token: await tokenOf(key, from) }
  await refused('proof.other', { own, other: ofIssuer })
  t.equal((await ask({ own, other }, from, key)).status, 403)
  t.equal((await ask({ own, other: own }, into)).status, 409, 'nor with itself')
  t.equal((await ask({ own, other }, issuer.id)).status, 404)
  const mine = as(own.token)
  t.equal(
    (await mine.post(`/v1/learners/${third}/merges`, { learnerId: into, proof: {} })).status,
    404,
  )
  clock += 3_600_000
  await refused('proof.own', { own, other })

  const fresh = as(await tokenOf(admin, into))
  const byCode = await admin.get(`/v1/learners/${into}/identifiers`)
  const path = `/v1/learners/${into}/identifiers/${byCode.body.data[0].id}/verifications`
  const { id: verificationId } = made(await fresh.post(path, { method: 'mail' }))
  const code = await lastCode(service, 'rosa.quill@example.org')
  await fresh.post(`${path}/${verificationId}/answer`, { code })
  const again = { own: { verificationId }, other: { token: await tokenOf(admin, from) } }
  made(await ask(again))
  const twice = { own: { verificationId }, other: { token: await tokenOf(admin, third) } }
  t.equal((await ask(twice, third)).status, 409, 'an answer proves one thing')
})

t.test('merges on top of each other are undone from the top', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const ids = []
  const awards = []
  for (const value of ['1', '2', '3']) {
    const award = { badgeClassId: badgeClass.id, recipient: card(value) }
    const assertion = made(await admin.post('/v1/assertions', award))
    ids.push(assertion.learnerId as string)
    awards.push(assertion.id as string)
  }
  const [one, two, three] = ids as [string, string, string]
  const first = made(await merge(service, two, one))
  const second = made(await merge(service, three, two))
  t.same(await assertionsOf(service, three), [...awards].sort())
  t.match((await admin.get(`/v1/learners/${one}`)).headers.get('link'), new RegExp(three))
  const undo = (mergeId: string, id = three) =>
    admin.post(`/v1/learners/${id}/merges/undo`, { mergeId })
  t.match(await undo(first.id), { status: 409, body: { detail: /later/ } })
  t.equal((await undo(second.id)).status, 200)
  t.same(await assertionsOf(service, two), awards.slice(0, 2).sort())
  t.equal((await undo(first.id, two)).status, 200)
  for (const [position, id] of ids.entries()) {
    t.same(await assertionsOf(service, id), [awards[position]])
  }
})

t.test("whatever happens at once, every award is one learner's", async (t) => {
  const service = await startService(t)
  const { admin, database } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const cards = ['1', '2', '3']
  const ids: string[] = []
  for (const value of cards) ids.push(await newLearner(service, card(value)))
  const done: string[] = []
  const turn = async (round: number) => {
    const [into, from] = [ids[round % 3] as string, ids[(round + 1) % 3] as string]
    if (round % 2 === 0) {
      const recipient = card(cards[round % 3] as string)
      const answer = await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient })
      t.ok([201, 503].includes(answer.status), `award: ${answer.text.slice(0, 200)}`)
      if (answer.status === 201) done.push(answer.body.id)
      return
    }
    const proof = await Promise.all(
      [into, from].map((id) => admin.post(`/v1/learners/${id}/tokens`, {})),
    )
    if (proof.some(({ status }) => status !== 201)) return
    const [own, other] = proof.map(({ body }) => ({ token: body.token }))
    const merged = await admin.post(`/v1/learners/${into}/merges`, {
      learnerId: from,
      proof: { own, other },
    })
    t.ok([201, 404, 409, 503].includes(merged.status), `merge: ${merged.text.slice(0, 200)}`)
    if (merged.status !== 201 || round % 4 === 1) return
    const undone = await admin.post(`/v1/learners/${into}/merges/undo`, { mergeId: merged.body.id })
    t.ok([200, 404, 409, 503].includes(undone.status), `undo: ${undone.text.slice(0, 200)}`)
  }
  await Promise.all(Array.from({ length: 50 }, (_, round) => turn(round)))
  t.ok(done.length > 15, `${done.length} awards`)
  const { rows } = await database.pool.query(
    `select a.id, l.id as learner from assertions a left join learners l on l.id = a.learner_id`,
  )
  t.same(rows.map(({ id }) => id).sort(), done.sort(), 'none is lost or doubled')
  t.ok(
    rows.every(({ learner }) => learner !== null),
    'each is of somebody who is there',
  )
  const listed = []
  for (const id of ids) listed.push(...(await assertionsOf(service, id)))
  t.same(listed.sort(), done, 'and of nobody else')
})
