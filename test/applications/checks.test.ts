// Who looks at an application: the issuer, its organisers, peers, or the learner alone.
import t from 'tap'
import type { Answer, Client } from '../support/client.ts'
import { made } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import {
  ALL_MET,
  CRITERIA,
  makeBadge,
  makeIssuer,
  makeLearner,
  nameReviewers,
  sendFile,
} from './programme.ts'

const service = await startService(t)
const { admin } = service
const library = await makeIssuer(service)
let count = 0

/** An application that is submitted. */
async function submitted(assessment: object | undefined) {
  count += 1
  const badgeClassId = await makeBadge(library.key, library.id, assessment)
  const learner = await makeLearner(service, admin, `learner-${count}@example.org`)
  const fileId = await sendFile(learner.as, learner.id)
  const evidence = [{ text: 'I did it.' }, { fileId }]
  const input = { badgeClassId, evidence, submit: true }
  const { id } = made(await learner.as.post('/v1/applications', input))
  const path = `/v1/applications/${id}`
  return {
    id,
    path,
    learner,
    fileId,
    decide: (client: Client, decision: object) => client.post(`${path}/decisions`, decision),
    awards: async () =>
      (await admin.get(`/v1/assertions?badgeClassId=${badgeClassId}`)).body.data.length,
  }
}

const approve = { outcome: 'approve' }
const approveAll = { outcome: 'approve', criteria: ALL_MET }
const decline = { outcome: 'decline', feedback: 'No.' }

t.test('two reviewers, by two names or two keys, and each once', async (t) => {
  const one = await submitted({ by: 'issuer', criteria: CRITERIA, reviewersNeeded: 2 })
  const statusAfter = async (reviewer: string) =>
    (await one.decide(library.key, { ...approveAll, reviewer })).body.status
  t.equal(await statusAfter('Kim'), 'submitted')
  t.equal(await statusAfter(' kim'), 'submitted')
  t.equal(await statusAfter('Jo'), 'approved')
  const two = await submitted({ by: 'issuer', reviewersNeeded: 2 })
  await two.decide(library.key, approve)
  t.equal((await two.decide(admin, approve)).body.status, 'approved')
  t.same([await one.awards(), await two.awards()], [1, 1])
})

t.test('an organiser is a key of the issuer, and the platform is none', async (t) => {
  const one = await submitted({ by: 'organiser' })
  t.equal((await one.decide(admin, approve)).status, 403)
  t.equal((await one.decide(library.key, approve)).body.status, 'approved')
})

t.test('a learner looks at it alone, and the badge class says what follows', async (t) => {
  const confirmed = await submitted({ by: 'self', criteria: CRITERIA })
  t.equal((await confirmed.decide(library.key, approve)).status, 409, 'not before')
  const { as } = confirmed.learner
  t.equal((await confirmed.decide(as, approve)).status, 400, 'each criterion')
  t.equal((await confirmed.decide(as, approveAll)).body.status, 'checked')
  t.equal((await confirmed.decide(as, approveAll)).body.status, 'checked')
  t.equal((await confirmed.decide(as, decline)).status, 403)
  t.equal(await confirmed.awards(), 0)
  const { body } = await confirmed.decide(library.key, approve)
  t.match(body, { status: 'approved', history: [{}, {}, { action: 'confirmed' }] })
  t.equal(await confirmed.awards(), 1)

  const atOnce = await submitted({ by: 'self', awardAutomatically: true })
  t.equal((await atOnce.decide(atOnce.learner.as, approve)).body.status, 'approved')
  t.equal(await atOnce.awards(), 1)
  const other = await submitted(undefined)
  t.equal((await other.decide(other.learner.as, approve)).status, 403, 'and only where it says so')
})

t.test('peers are named by the issuer, see no name, and never look at their own', async (t) => {
  const one = await submitted({ by: 'peer', reviewersNeeded: 2, awardAutomatically: true })
  const robin = await makeLearner(service, library.key, 'robin@example.org')
  const kit = await makeLearner(service, library.key, 'kit@example.org')
  const unnamed = await makeLearner(service, library.key, 'unnamed@example.org')
  const stranger = await makeLearner(service, admin, 'stranger@example.org')
  const name = (...learnerIds: string[]) => nameReviewers(library.key, one.path, learnerIds)
  t.equal((await robin.as.get(one.path)).status, 404, 'before it is asked')
  t.match((await name(robin.id, one.learner.id)).body.errors, [{ field: 'learnerIds[1]' }])
  t.equal((await name(stranger.id)).status, 404, 'who has nothing to do with the issuer')
  t.same((await name(robin.id, kit.id)).body.reviewerIds.toSorted(), [robin.id, kit.id].toSorted())

  const seen = (await robin.as.get(one.path)).body
  const evidence = [{ text: 'I did it.' }, {}]
  t.match(seen, { learnerId: null, evidence, reviewerIds: [], history: [] })
  const toReview = (await robin.as.get('/v1/applications?toReview=true')).body.data
  t.match(toReview, [{ id: one.id, learnerId: null }])
  t.same((await robin.as.get('/v1/applications')).body.data, [], 'it is none of theirs')
  t.equal((await robin.as.get(`/v1/files/${one.fileId}/content`)).status, 200)
  t.same((await robin.as.get('/v1/files')).body.data, [])
  t.equal((await robin.as.delete(`/v1/files/${one.fileId}`)).status, 403)
  t.equal((await unnamed.as.get(one.path)).status, 404)
  t.equal((await unnamed.as.get(`/v1/files/${one.fileId}`)).status, 404)
  t.equal((await one.decide(one.learner.as, approve)).status, 403, 'not oneself')
  t.equal((await one.decide(robin.as, decline)).status, 403)
  t.equal((await robin.as.patch(one.path, { evidence: [] })).status, 403)
  t.equal((await robin.as.send('POST', `${one.path}/withdrawal`, {})).status, 403)

  const nice = { outcome: 'approve', feedback: 'Nice.' }
  t.equal((await one.decide(robin.as, nice)).body.status, 'submitted')
  t.equal((await one.decide(robin.as, approve)).body.status, 'submitted', 'counts once')
  t.equal((await one.decide(kit.as, approve)).body.status, 'approved')
  t.equal(await one.awards(), 1)
  t.match((await kit.as.get(one.path)).body, { evidence: [], assertionId: null }, 'and that was it')
  t.equal((await kit.as.get(`/v1/files/${one.fileId}`)).status, 404)
})

t.test('of all who decide at once one is heard', async (t) => {
  const one = await submitted({ by: 'issuer', criteria: CRITERIA })
  const [withdrawal, ...approvals] = (await Promise.all([
    one.learner.as.send('POST', `${one.path}/withdrawal`, {}),
    ...[library.key, admin, library.key, admin].map((key) => one.decide(key, approveAll)),
  ])) as [Answer, ...Answer[]]
  const { status } = (await admin.get(one.path)).body
  const [approved, withdrawn] = status === 'approved' ? [200, 409] : [409, 200]
  t.same(
    approvals.map((answer) => answer.status),
    [approved, approved, approved, approved],
  )
  t.equal(withdrawal.status, withdrawn)
  t.equal(await one.awards(), status === 'approved' ? 1 : 0)
  t.equal(new Set(approvals.map(({ body }) => body.assertionId)).size, 1)
})

t.test('a key applies for somebody whom nobody knew', async (t) => {
  const badgeClassId = await makeBadge(library.key, library.id)
  const input = {
    badgeClassId,
    identifier: { type: 'library-card', value: '2900 7', authority: 'harbour' },
    evidence: [{ text: 'Showed it at the desk.' }],
  }
  const headers = { 'idempotency-key': 'desk-1' }
  const first = made(await library.key.post('/v1/applications', input, headers))
  t.equal((await library.key.post('/v1/applications', input, headers)).body.id, first.id)
  const path = `/v1/applications/${first.id}`
  t.equal((await library.key.get(path)).status, 200, 'its own draft')
  t.equal((await library.key.send('POST', `${path}/submission`, {})).status, 200)
  const second = made(await library.key.post('/v1/applications', input))
  const busy = await library.key.send('POST', `/v1/applications/${second.id}/submission`, {})
  t.equal(busy.status, 409, 'one at a time')
  t.equal((await library.key.post(`${path}/decisions`, approve)).body.status, 'approved')
})

t.test('what is wrong is named', async (t) => {
  const assessment = { by: 'issuer', criteria: CRITERIA }
  const badgeClassId = await makeBadge(library.key, library.id, assessment)
  const sam = await makeLearner(service, admin, 'wrong@example.org')
  const alex = await makeLearner(service, admin, 'alex.wrong@example.org')
  const fileId = await sendFile(alex.as, alex.id)
  const own = await sendFile(sam.as, sam.id)
  const cases: [object, number, string][] = [
    [{ evidence: [{ name: 'x' }] }, 400, 'evidence[0]'],
    [{ evidence: [{ text: 'x', url: 'https://a.example' }] }, 400, 'evidence[0]'],
    [{ evidence: [{ url: 'http://a.example' }] }, 400, 'evidence[0].url'],
    [{ evidence: [{ url: 'https://user:word@a.example' }] }, 400, 'evidence[0].url'],
    [{ evidence: [{ text: 'x', criterionId: 'sung' }] }, 400, 'evidence[0].criterionId'],
    [{ evidence: [{ fileId: own, publish: true }] }, 400, 'evidence[0].publish'],
    [{ evidence: [{ text: 'x' }, { fileId }] }, 404, 'evidence[1].fileId'],
    [{ learnerId: alex.id }, 404, 'learnerId'],
    [{ identifier: { type: 'email', value: 'a@example.org' } }, 400, 'identifier'],
    [{ badgeClassId: sam.id }, 404, 'badgeClassId'],
    [{ submit: true }, 400, 'evidence'],
  ]
  for (const [change, status, field] of cases) {
    const answer = await sam.as.post('/v1/applications', { badgeClassId, ...change })
    const named = answer.body.errors?.[0]?.field
    t.same([answer.status, named], [status, field], JSON.stringify(change))
  }
  for (const [wrong, field] of [
    [{ by: 'issuer', criteria: [CRITERIA[0], CRITERIA[0]] }, 'assessment.criteria[1].id'],
    [{ by: 'self', reviewersNeeded: 2 }, 'assessment.reviewersNeeded'],
    [{ by: 'issuer', awardAutomatically: true }, 'assessment.awardAutomatically'],
  ] as const) {
    const path = `/v1/badge-classes/${badgeClassId}`
    const { body } = await library.key.patch(path, { assessment: wrong })
    t.equal(body.errors?.[0]?.field, field)
  }
  made(await sam.as.post('/v1/applications', { badgeClassId, evidence: [{ fileId: own }] }))
  t.equal((await sam.as.delete(`/v1/files/${own}`)).status, 409, 'a file that is shown stays')

  const evidence = [{ text: 'Write to wrong@example.org.', publish: true }]
  const input = { badgeClassId, evidence, submit: true }
  const { id } = made(await sam.as.post('/v1/applications', input))
  const decide = (decision: object) =>
    library.key.post(`/v1/applications/${id}/decisions`, decision)
  t.equal((await decide(approveAll)).status, 409, 'nothing is published that names Sam')
  t.equal((await library.key.get(`/v1/applications/${id}`)).body.status, 'submitted')
  const unknown = await decide({ outcome: 'mark', criteria: [{ id: 'sung', met: true }] })
  t.match(unknown.body.errors, [{ field: 'criteria[0].id' }])
})

t.test('applications are a part of the record of their learner', async (t) => {
  const part = service.deps.learnerParts.find(({ name }) => name === 'applications')
  if (part === undefined) throw new Error('there is no such part')
  const { database } = service
  const at = new Date()
  const one = await submitted({ by: 'peer' })
  const { learner } = one
  const peer = await makeLearner(service, library.key, 'part.peer@example.org')
  t.equal((await nameReviewers(library.key, one.path, [peer.id])).status, 200)
  await one.decide(peer.as, { outcome: 'mark', feedback: 'A secret of the peer.' })
  const documents = async (id: string) => {
    const all = []
    for await (const document of part.documents(database.queries, id)) all.push(document)
    return all
  }
  const evidence = [{ text: 'I did it.' }, {}]
  t.match(await documents(learner.id), [{ content: { id: one.id, evidence } }])
  t.match(await documents(peer.id), [{ content: { feedback: 'A secret of the peer.' } }])

  const moved = await database.transaction((tx) => part.move(tx, learner.id, peer.id, at))
  const together = (await admin.get(one.path)).body
  t.match(together, { learnerId: peer.id, reviewerIds: [] }, 'nobody checks themselves')
  await database.transaction((tx) => part.moveBack(tx, moved, learner.id, peer.id, at))
  t.match((await admin.get(one.path)).body, { learnerId: learner.id, reviewerIds: [peer.id] })

  await database.transaction((tx) => part.erase(tx, peer.id, at))
  t.notMatch((await admin.get(one.path)).text, /secret of the peer/)
  t.same(await documents(peer.id), [])
  await database.transaction((tx) => part.erase(tx, learner.id, at))
  t.equal((await admin.get(one.path)).status, 404)
})

t.test('who holds the badge already is not awarded it twice', async (t) => {
  const one = await submitted({ by: 'issuer' })
  const { badgeClassId } = (await admin.get(one.path)).body
  const input = { badgeClassId, learnerId: one.learner.id }
  const held = made(await admin.post('/v1/assertions', input))
  const approved = await one.decide(library.key, approve)
  t.match(approved.body, { status: 'approved', assertionId: held.id }, 'it names what stands')
  t.equal(await one.awards(), 1)

  t.comment('Once that is revoked, a further application is awarded')
  await admin.post(`/v1/assertions/${held.id}/revocation`, { reason: 'An error.' })
  const evidence = [{ text: 'I did it again.' }]
  const again = { badgeClassId, evidence, submit: true }
  const { id } = made(await one.learner.as.post('/v1/applications', again))
  const second = await library.key.post(`/v1/applications/${id}/decisions`, approve)
  t.match(second.body, { status: 'approved', assertionId: /-/ })
  t.not(second.body.assertionId, held.id)
  t.equal(await one.awards(), 2)

  t.comment('And one after that names it as well')
  const third = made(await one.learner.as.post('/v1/applications', again))
  const last = await library.key.post(`/v1/applications/${third.id}/decisions`, approve)
  t.equal(last.body.assertionId, second.body.assertionId)
})
