// A learner applies for a badge, is asked for more, and is awarded it; nobody else learns of it.
import t from 'tap'
import { download } from '../learner-records/archive.ts'
import { eventsOnceThere } from '../support/events.ts'
import { made, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { dump } from '../support/tables.ts'
import { ALL_MET, CRITERIA, makeBadge, makeIssuer, makeLearner, sendFile } from './programme.ts'

const SECRET = 'My brother was on the boat with me.'

t.test('from a draft to a badge', async (t) => {
  const service = await startService(t)
  const { admin, database } = service
  const library = await makeIssuer(service)
  const other = await makeIssuer(service, 'Other Library')
  const assessment = { by: 'issuer', criteria: CRITERIA }
  const badgeClassId = await makeBadge(library.key, library.id, assessment)
  const sam = await makeLearner(service, admin, 'sam@example.org')
  const alex = await makeLearner(service, admin, 'alex@example.org')

  t.comment('Sam begins')
  const fileId = await sendFile(sam.as, sam.id)
  const evidence = [
    { criterionId: 'recorded', fileId },
    { text: SECRET },
    { criterionId: 'edited', name: 'Episode', url: 'https://pods.example.org/3', publish: true },
  ]
  const draft = made(await sam.as.post('/v1/applications', { badgeClassId, evidence }))
  t.match(draft, { status: 'draft', learnerId: sam.id, issuerId: library.id, history: [] })
  const path = `/v1/applications/${draft.id}`
  for (const [who, client] of [
    ['another learner', alex.as],
    ['the issuer, as long as it is a draft', library.key],
    ['another issuer', other.key],
  ] as const) {
    t.equal((await client.get(path)).status, 404, who)
    t.equal((await client.get(`/v1/files/${fileId}`)).status, 404, who)
    t.same((await client.get('/v1/applications')).body.data, [], who)
  }

  t.comment('Sam submits it, and the library asks for more')
  const submit = () => sam.as.send('POST', `${path}/submission`, {})
  const decide = (decision: object) => library.key.post(`${path}/decisions`, decision)
  t.match((await submit()).body, {
    status: 'submitted',
    round: 1,
    history: [{ action: 'submitted', role: 'learner' }],
  })
  t.equal((await submit()).body.round, 1, 'twice is once')
  t.equal((await sam.as.patch(path, { evidence: [] })).status, 409, 'it lies with the library now')
  t.match((await library.key.get(path)).body, { learnerId: sam.id, evidence })
  t.equal((await library.key.get(`/v1/files/${fileId}/content`)).status, 200)
  t.equal((await other.key.get(path)).status, 404)
  const wordless = await decide({ outcome: 'return' })
  t.match([wordless.status, wordless.body.errors], [400, [{ field: 'feedback' }]])
  const found = [ALL_MET[0], { id: 'edited', met: false, feedback: 'Who cut it?' }]
  const returned = await decide({ outcome: 'return', criteria: found, reviewer: 'Kim' })
  t.match(returned.body, { status: 'returned' })
  const told = (await sam.as.get(path)).body.history.at(-1)
  t.match(told, { action: 'returned', role: 'issuer', reviewer: 'Kim', criteria: found })

  t.comment('Sam adds to it, and the library finds all criteria met')
  const more = [...evidence, { criterionId: 'edited', text: 'I cut it alone.', publish: true }]
  t.equal((await sam.as.patch(path, { evidence: more })).status, 200)
  t.equal((await submit()).body.round, 2)
  const halfway = await decide({ outcome: 'approve', criteria: [ALL_MET[0]] })
  t.match([halfway.status, halfway.body.errors], [400, [{ field: 'criteria' }]], 'not all are met')
  t.equal((await decide({ outcome: 'mark', criteria: [ALL_MET[0]] })).status, 200)
  t.equal((await sam.as.get(path)).body.history.at(-1).action, 'submitted', 'notes are not for Sam')
  const approval = { outcome: 'approve', criteria: [ALL_MET[1]], feedback: 'Well cut.' }
  const { body: approved } = await decide(approval)
  t.match(approved, { status: 'approved', assertionId: /^[0-9a-f-]{36}$/ })
  const { body: assertion } = await admin.get(`/v1/assertions/${approved.assertionId}`)
  t.equal(assertion.learnerId, sam.id)
  const description = 'Cut it alone.'
  t.same(
    assertion.credential.evidence,
    [
      { id: 'https://pods.example.org/3', type: ['Evidence'], name: 'Episode', description },
      { type: ['Evidence'], narrative: 'I cut it alone.', description },
    ],
    'what Sam wanted published, and nothing else',
  )
  t.equal((await sam.as.get(path)).body.assertionId, assertion.id)

  t.comment('It is in what the library exports about Sam; a draft that Sam keeps is not')
  made(await sam.as.post('/v1/applications', { badgeClassId, evidence: [{ text: SECRET }] }))
  const scopes = ['learners:read', 'applications:read']
  const key = await makeKey(admin, scopes, library.id)
  const { files } = await download(service, `/v1/learners/${sam.id}/export`, key)
  const exported = [...files.keys()].filter((name) => name.startsWith('applications/'))
  t.same(exported, [`applications/${draft.id}.json`])

  t.comment('It is decided')
  t.equal((await decide({ outcome: 'approve' })).body.assertionId, assertion.id)
  t.equal((await decide({ outcome: 'decline', feedback: 'No.' })).status, 409)
  t.equal((await sam.as.send('POST', `${path}/withdrawal`, {})).status, 409)
  await eventsOnceThere(admin, 1, '/v1/events?type=application.decided')
  const events: { type: string }[] = (await admin.get('/v1/events?limit=200')).body.data
  t.same(
    events.map(({ type }) => type).filter((type) => type.startsWith('application.')),
    ['submitted', 'returned', 'submitted', 'decided'].map((one) => `application.${one}`),
  )
  t.equal(events.filter(({ type }) => type === 'assertion.awarded').length, 1)
  const all = await dump(database)
  for (const plain of [SECRET, 'Who cut it?', 'Kim', 'storyboard']) {
    t.notOk(all.includes(plain), `${plain} stands in no table`)
  }
  t.notOk(service.log().includes(SECRET))
})
