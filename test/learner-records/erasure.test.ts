import { createHash } from 'node:crypto'
import t from 'tap'
import { uuidv7 } from 'uuidv7'
import { SCOPES } from '../../src/http/index.ts'
import { batchWhen, CSV, sendBatch, upload } from '../support/award-batches.ts'
import { until } from '../support/embedded.ts'
import { eventsOnceThere } from '../support/events.ts'
import { withJobs } from '../support/jobs.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { everything, found } from './traces.ts'

const PERSON = {
  email: 'Samira.Quayle@example.org',
  card: '2900 5518 7734',
  name: 'Samira Quayle-Okonkwo',
  issuersName: 'Sam from the podcast',
  narrative: 'Samira hosted the whole evening herself.',
  note: 'Collected by her aunt Philippa',
  reason: 'Samira plagiarised the Lighthouse essay',
  comment: 'I saw Samira mix the sound.',
}
const OTHER = { email: 'jo.tregear@example.net', narrative: 'Jo read the news.' }
const email = { type: 'email', value: PERSON.email }
const card = { type: 'library-card', value: PERSON.card, authority: 'harbour' }
const erasure = { reason: 'Asked for by the learner.' }

/** A learner about whom everybody knows something. */
async function world(service: Service) {
  const { admin, as } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin, {
    issuer: { email: 'desk@library.example.org' },
    badgeClass: { suspendable: true },
  })
  const library = as(await makeKey(admin, [...SCOPES], issuer.id))
  const learner = made(
    await admin.post('/v1/learners', { identifiers: [email, card], displayName: PERSON.name }),
  )
  await library.post('/v1/learners', { identifiers: [card], displayName: PERSON.issuersName })
  const one = { badgeClassId: badgeClass.id, recipient: email, note: PERSON.note }
  const first = made(
    await admin.post(
      '/v1/assertions',
      { ...one, narrative: PERSON.narrative },
      { 'idempotency-key': 'first' },
    ),
  )
  const second = made(await library.post('/v1/assertions', { ...one, recipient: card }))
  const third = made(await library.post('/v1/assertions', { ...one, recipient: card }))
  const other = made(
    await library.post('/v1/assertions', {
      badgeClassId: badgeClass.id,
      recipient: { type: 'email', value: OTHER.email },
      narrative: OTHER.narrative,
    }),
  )
  const { status } = await library.post(`/v1/assertions/${second.id}/revocation`, {
    reason: PERSON.reason,
  })
  if (status !== 200) throw new Error('not revoked')
  await library.post(`/v1/assertions/${third.id}/suspension`, { reason: PERSON.reason })
  return { issuer, badgeClass, library, learner, first, second, third, other }
}

const erased = async (service: Service, id: string) => {
  const answer = await service.admin.post(`/v1/learners/${id}/erasure`, erasure)
  await until(async () => {
    const { body } = await service.admin.get(`/v1/erasures/${answer.body.id}`)
    return body.status === 'completed'
  })
  return answer
}

t.test('a learner is erased, and nobody finds them any more', async (t) => {
  const service = await startService(t)
  await withJobs(t, service)
  const { admin, database } = service
  const anybody = service.as(null)
  const { badgeClass, library, learner, first, second, third, other } = await world(service)
  const url = new URL(first.credentialUrl).pathname

  const { issuer: endorser } = await makeBadgeClass(admin)
  const endorsement = made(
    await admin.post('/v1/endorsements', {
      endorserId: endorser.id,
      target: { type: 'assertion', id: first.id },
      comment: PERSON.comment,
    }),
  )
  const accepted = await admin.post(`/v1/endorsements/${endorsement.id}/acceptance`, {})
  const statementUrl = new URL(accepted.body.endorsementUrl).pathname
  const statement = (await anybody.get(statementUrl)).body

  const rows = [
    { recipient: email, narrative: PERSON.narrative },
    { recipient: { type: 'email', value: OTHER.email } },
    { recipient: card, wrong: true },
  ]
  const batch = await sendBatch(library, badgeClass.id, rows)
  await batchWhen(library, batch.id, 'completed')
  const table = `email,narrative\r\n${OTHER.email},${OTHER.narrative}\r\n${PERSON.email},Hers\r\n`
  const csv = await upload(
    library,
    `/v1/badge-classes/${badgeClass.id}/award-batches?onDuplicate=skip`,
    table,
    { 'content-type': CSV },
  )
  await batchWhen(library, csv.body.id, 'completed')

  // What the learner keeps.
  const kept = (await anybody.get(`${url}.json`)).text
  const jwt = (await anybody.get(`${url}.jwt`)).text
  const picture = await fetch(`${service.url}${url}.png`).then((answer) => answer.arrayBuffer())
  const list = first.credential.credentialStatus.statusListCredential
  await anybody.get(url)

  const sought = {
    ...PERSON,
    learner: learner.id,
    subject: first.credential.credentialSubject.id,
  }
  const before = found(await everything(service), sought)
  t.ok(before.length >= 8, `before, there is ${before.join(', ')}`)

  const naming = { reason: `${PERSON.name} asked for it.` }
  const refused = await admin.post(`/v1/learners/${learner.id}/erasure`, naming)
  t.match(refused, { status: 400, body: { errors: [{ field: 'reason' }] } })
  t.equal((await library.post(`/v1/learners/${learner.id}/erasure`, erasure)).status, 403)

  const answer = await erased(service, learner.id)
  t.match(answer, { status: 202, body: { status: 'running', reason: erasure.reason } })

  await t.test('in no column of any table, sealed or not', async (t) => {
    const after = await everything(service)
    t.same(found(after, sought), [])
    t.same(found(after, OTHER), ['email', 'narrative'], 'others are there as they were')
  })

  await t.test('asking again is answered the same', async (t) => {
    const again = await admin.post(`/v1/learners/${learner.id}/erasure`, erasure)
    t.match(again, { status: 200, body: { id: answer.body.id, status: 'completed' } })
    t.equal((await admin.get(`/v1/learners/${learner.id}`)).status, 404)
    t.equal((await admin.post(`/v1/learners/${uuidv7()}/erasure`, erasure)).status, 404)
  })

  await t.test('the credential is gone in every format', async (t) => {
    for (const suffix of ['', '.json', '.jwt', '.png', '.svg', '.html', '/endorsements']) {
      t.equal((await anybody.get(`${url}${suffix}`)).status, 410, suffix)
    }
    t.equal((await anybody.get(url, { accept: 'text/html' })).status, 410)
    const hosted = new URL(first.openBadges2Url).pathname
    for (const suffix of ['', '.png', '.svg']) {
      t.equal((await anybody.get(`${hosted}${suffix}`)).status, 410, `ob2 ${suffix}`)
    }
    t.equal((await anybody.get(new URL(other.credentialUrl).pathname)).status, 200)
    t.equal((await anybody.get(statementUrl)).status, 410, 'what somebody stated about it too')
    const unknown = `${statementUrl.slice(0, -22)}${'x'.repeat(22)}`
    t.equal((await anybody.get(unknown)).status, 404)
  })

  await t.test('the issuer can account for what it awarded', async (t) => {
    const { body } = await library.get(`/v1/assertions/${first.id}`)
    t.match(body, {
      id: first.id,
      status: 'erased',
      badgeClassId: badgeClass.id,
      learnerId: null,
      validFrom: first.validFrom,
      note: null,
      credential: null,
      revokedAt: null,
      erasedAt: String,
    })
    t.equal(body.credentialHash, createHash('sha256').update(kept).digest('hex'))
    const gone = (await library.get('/v1/assertions?status=erased')).body.data
    t.ok(gone.some(({ id }: { id: string }) => id === second.id))
    t.match((await library.get(`/v1/assertions/${second.id}`)).body, {
      status: 'erased',
      revokedAt: String,
      revocationReason: null,
    })
    const history = (await library.get(`/v1/assertions/${second.id}/status-changes`)).body
    t.match(history.data, [{ kind: 'revoked', reason: null }])
    t.equal(
      (await library.post(`/v1/assertions/${first.id}/correction`, { reason: 'x' })).status,
      409,
    )
    const events = (await eventsOnceThere(library, 1, '/v1/events?type=assertion.erased')).body.data
    t.ok(events[0].subjectIds.includes(third.id))
    const zip = await fetch(`${service.url}/v1/award-batches/${batch.id}/credentials`, {
      headers: { authorization: `Bearer ${await makeKey(admin, [...SCOPES])}` },
    })
    t.equal(zip.status, 200)
    t.ok((await zip.arrayBuffer()).byteLength > 100)
  })

  await t.test('a copy that the learner kept goes on verifying', async (t) => {
    const form = new FormData()
    form.append('file', new Blob([picture], { type: 'image/png' }), 'badge.png')
    for (const body of [{ credential: JSON.parse(kept) }, { credential: jwt }]) {
      const report = (await anybody.post('/v1/verify', body)).body
      t.equal(report.verdict, 'valid', JSON.stringify(report).slice(0, 400))
    }
    t.match((await anybody.post('/v1/verify', { credential: statement })).body, {
      verdict: 'valid',
    })
    const uploaded = await fetch(`${service.url}/v1/verify`, {
      method: 'POST',
      body: picture,
      headers: { 'content-type': 'image/png' },
    })
    t.match(await uploaded.json(), { verdict: 'valid' })
    t.equal((await anybody.get(new URL(list).pathname)).status, 200)
    const revoked = await anybody.post('/v1/verify', { credential: second.credential })
    t.match(revoked.body, { verdict: 'invalid' }, 'what was revoked before stays so')
    const byUrl = await anybody.post('/v1/verify', { url: first.credentialUrl })
    t.not(byUrl.body.verdict, 'valid', 'but there is nothing at its URL')
  })

  await t.test('the identifier may come back, as somebody new', async (t) => {
    const back = made(
      await library.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient: card }),
    )
    t.not(back.learnerId, learner.id)
    const mine = (await library.get(`/v1/assertions?learnerId=${back.learnerId}`)).body.data
    t.same(
      mine.map(({ id }: { id: string }) => id),
      [back.id],
    )
  })

  const { rows: left } = await database.pool.query(
    'select count(*)::int as count from assertions where learner_id is null',
  )
  t.ok(left[0].count >= 3)
})

t.test('awards at the same time end on one side of the erasure or the other', async (t) => {
  const service = await startService(t)
  await withJobs(t, service)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const award = () =>
    admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient: email })
  const { learnerId } = made(await award())
  const [answer, ...awards] = await Promise.all([
    admin.post(`/v1/learners/${learnerId}/erasure`, erasure),
    ...Array.from({ length: 20 }, award),
    admin.post(`/v1/learners/${learnerId}/erasure`, erasure),
  ])
  const second = awards.pop()
  t.match(answer.status, /20[02]/)
  t.equal(second?.body.id, answer.body.id, 'of two erasures there is one')
  t.same([...new Set(awards.map(({ status }) => status))], [201])
  for (const { body } of awards) {
    const { body: now } = await admin.get(`/v1/assertions/${body.id}`)
    if (now.erasedAt === null) t.not(now.learnerId, learnerId)
    else t.match(now, { learnerId: null, credential: null })
  }
})
