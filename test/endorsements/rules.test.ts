import { randomUUID } from 'node:crypto'
import t from 'tap'
import { awardTo, endorse, makeParties, verdictOf } from '../support/endorsement.ts'
import { notAProblem } from '../support/problem.ts'
import { made } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

type Asking = Awaited<ReturnType<typeof asking>>

/** The parties, with what it takes to ask for an endorsement. */
async function asking(service: Service) {
  const parties = await makeParties(service)
  const { library, radio, badgeClass } = parties
  const body = { endorserId: radio.id, target: { type: 'badge-class', id: badgeClass.id } }
  const ask = (change = {}) => library.client.post('/v1/endorsements', { ...body, ...change })
  return { ...parties, body, ask }
}

const idsOf = (answer: { body: { data: { id: string }[] } }) => answer.body.data.map(({ id }) => id)

t.test('what cannot be endorsed is refused with the field named', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { library, radio, museum, badgeClass, body, ask }: Asking = await asking(service)
  const refusals: [string, number, string, object][] = [
    ['its own', 400, 'endorserId', { endorserId: library.id }],
    ['nobody', 400, 'endorserId', { endorserId: undefined }],
    ['somebody unknown', 404, 'endorserId', { endorserId: randomUUID() }],
    ['nothing', 404, 'target.id', { target: { type: 'badge-class', id: randomUUID() } }],
    ['another kind', 404, 'target.id', { target: { type: 'issuer', id: badgeClass.id } }],
    ['what is not its own', 404, 'target.id', { target: { type: 'issuer', id: museum.id } }],
    ['for a time that is over', 400, 'validUntil', { validUntil: '2020-01-01T00:00:00Z' }],
    ['both', 400, 'credential', { credential: {} }],
    [
      'a comment for others',
      400,
      'comment',
      {
        endorserId: undefined,
        credential: {},
        comment: 'Mine.',
      },
    ],
    ['no endorsement', 400, 'credential.type', { endorserId: undefined, credential: {} }],
  ]
  for (const [what, status, field, change] of refusals) {
    const answer = await ask(change)
    t.equal(answer.status, status, what)
    t.equal(notAProblem(answer, field), null, what)
  }
  const own = { ...body, endorserId: library.id }
  t.equal((await admin.post('/v1/endorsements', own)).status, 400, 'nor for the platform')

  const assertion = await awardTo(library, badgeClass.id)
  const target = { type: 'assertion', id: assertion.id }
  const { id } = made(await ask({ target }))
  await library.client.post(`/v1/assertions/${assertion.id}/revocation`, { reason: 'Wrong.' })
  const late = await radio.client.post(`/v1/endorsements/${id}/acceptance`, {})
  t.equal(late.status, 409, 'it was revoked in the meantime')
  t.equal(notAProblem(await ask({ target }), 'target.id'), null)

  const waiting = made(await ask())
  await admin.delete(`/v1/issuers/${radio.id}`)
  t.equal((await ask()).status, 409, 'an archived issuer is not asked')
  const path = `/v1/endorsements/${waiting.id}/acceptance`
  t.equal((await radio.client.post(path, {})).status, 409, 'and signs nothing')
})

t.test('only the two sides see it, in lists too', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { library, radio, museum, badgeClass, ask }: Asking = await asking(service)
  const first = made(await ask())
  const second = made(await ask({ target: { type: 'issuer', id: library.id } }))
  await radio.client.post(`/v1/endorsements/${second.id}/acceptance`, {})
  const third = made(
    await museum.client.post('/v1/endorsements', {
      endorserId: library.id,
      target: { type: 'issuer', id: museum.id },
    }),
  )
  const none = randomUUID()
  for (const path of ['', '/acceptance', '/decline', '/revocation']) {
    const call = (id: string) =>
      path === ''
        ? museum.client.get(`/v1/endorsements/${id}`)
        : museum.client.post(`/v1/endorsements/${id}${path}`, {
            ...(path === '/revocation' && { reason: 'No.' }),
          })
    const [hidden, absent] = [await call(first.id), await call(none)]
    t.equal(hidden.status, 404)
    t.equal(hidden.text, absent.text)
  }
  const list = async (party: { get(path: string): Promise<never> } | typeof admin, query = '') =>
    idsOf(await party.get(`/v1/endorsements${query}`))
  t.same(await list(admin), [first.id, second.id, third.id])
  t.same(await list(library.client), [first.id, second.id, third.id])
  t.same(await list(radio.client), [first.id, second.id])
  t.same(await list(museum.client), [third.id])
  t.same(await list(library.client, `?endorserId=${library.id}`), [third.id])
  t.same(await list(library.client, '?targetType=badge-class'), [first.id])
  t.same(await list(library.client, `?targetId=${badgeClass.id}&status=requested`), [first.id])
  t.same(await list(library.client, '?status=accepted'), [second.id])
  t.same(await list(museum.client, `?targetId=${badgeClass.id}`), [])
})

t.test('of accepting and declining at once one wins', async (t) => {
  const service = await startService(t)
  const { radio, ask }: Asking = await asking(service)
  for (let round = 0; round < 5; round += 1) {
    const path = `/v1/endorsements/${made(await ask()).id}`
    const [accepted, declined] = await Promise.all([
      radio.client.post(`${path}/acceptance`, {}),
      radio.client.post(`${path}/decline`, { reason: 'No.' }),
    ])
    t.same([accepted.status, declined.status].sort(), [200, 409])
    const { status, credential } = (await radio.client.get(path)).body
    t.equal(status, accepted.status === 200 ? 'accepted' : 'declined')
    t.equal(credential !== null, accepted.status === 200)
  }
  const { id } = made(await ask())
  const both = await Promise.all(
    [1, 2, 3].map(() => radio.client.post(`/v1/endorsements/${id}/acceptance`, {})),
  )
  t.same(both[0]?.body, both[1]?.body, 'and accepting at once signs once')
  t.same(both[0]?.body, both[2]?.body)
})

t.test('decisions can be made conditional, and asking repeatable', async (t) => {
  const service = await startService(t)
  const { library, radio, body }: Asking = await asking(service)
  const key = { 'idempotency-key': 'ask' }
  const asked = await library.client.post('/v1/endorsements', body, key)
  const again = await library.client.post('/v1/endorsements', body, key)
  t.equal(again.text, asked.text)
  t.equal(again.headers.get('idempotency-replayed'), 'true')
  t.equal(idsOf(await library.client.get('/v1/endorsements')).length, 1)
  const path = `/v1/endorsements/${asked.body.id}`
  const etag = (await radio.client.get(path)).headers.get('etag') as string
  t.equal(etag, asked.headers.get('etag'))
  const stale = await radio.client.post(`${path}/acceptance`, {}, { 'if-match': '"7"' })
  t.equal(stale.status, 412)
  const good = await radio.client.post(`${path}/acceptance`, {}, { 'if-match': etag })
  t.equal(good.status, 200)
  t.equal(good.headers.get('etag'), (await radio.client.get(path)).headers.get('etag'))
  t.equal((await radio.client.get(path, { 'if-none-match': etag })).status, 200)
})

t.test('an endorsement is of the version that was put before the endorser', async (t) => {
  const service = await startService(t)
  const { library, radio, badgeClass, ask }: Asking = await asking(service)
  const path = `/v1/badge-classes/${badgeClass.id}`
  const { id } = made(await ask())
  const edited = await library.client.patch(path, { description: 'Something else.' })
  t.match(edited.body, { version: 2 }, 'what is put before an endorser is not rewritten')
  const accepted = (await radio.client.post(`/v1/endorsements/${id}/acceptance`, {})).body
  t.equal(accepted.subjectId, badgeClass.achievementUrl)
  const { achievement } = (await awardTo(library, badgeClass.id)).credential.credentialSubject
  t.equal(achievement.version, '2')
  t.notOk('endorsement' in achievement, 'the second version is not what was endorsed')
  const anybody = service.as(null)
  t.same((await anybody.get(badgeClass.achievementUrl)).body.endorsement, [accepted.credential])
  t.notOk('endorsement' in (await anybody.get(edited.body.achievementUrl)).body)
})

t.test('what nobody was asked to endorse, or who declined, can still be rewritten', async (t) => {
  const service = await startService(t)
  const { library, radio, badgeClass, ask }: Asking = await asking(service)
  const { id } = made(await ask())
  await radio.client.post(`/v1/endorsements/${id}/decline`, {})
  const path = `/v1/badge-classes/${badgeClass.id}`
  t.match((await library.client.patch(path, { name: 'Other' })).body, { version: 1 })
})

t.test('an endorsement ends with its validity', async (t) => {
  let now = new Date('2026-05-01T10:00:00Z')
  const service = await startService(t, { now: () => now })
  const { library, radio, badgeClass, ask }: Asking = await asking(service)
  const target = { type: 'issuer', id: library.id }
  const validUntil = '2026-06-01T10:00:00.7Z'
  const accepted = await endorse(library, radio, target, { validUntil })
  const { id } = made(await ask({ target, validUntil }))
  t.match(accepted.credential, {
    validFrom: '2026-05-01T10:00:00Z',
    validUntil: '2026-06-01T10:00:00Z',
  })
  const first = await awardTo(library, badgeClass.id)
  t.equal(first.credential.issuer.endorsement.length, 1)
  now = new Date('2026-06-01T10:00:01Z')
  t.notOk((await awardTo(library, badgeClass.id)).credential.issuer.endorsement)
  t.notOk((await service.as(null).get(`/issuers/${library.id}`)).body.endorsement)
  t.match(await verdictOf(service, { url: accepted.endorsementUrl }), { codes: ['expired'] })
  const late = await radio.client.post(`/v1/endorsements/${id}/acceptance`, {})
  t.equal(late.status, 409, 'its time is over before it began')
})

t.test('a badge carries the newest ten, and all are served', async (t) => {
  const service = await startService(t)
  const { library, radio, badgeClass }: Asking = await asking(service)
  const all = []
  for (let count = 0; count < 12; count += 1) {
    all.push(await endorse(library, radio, { type: 'issuer', id: library.id }))
  }
  const { credential, credentialUrl } = await awardTo(library, badgeClass.id)
  t.same(
    credential.issuer.endorsement,
    all.slice(-10).map((one) => one.credential),
  )
  t.match(await verdictOf(service, { url: credentialUrl }), { verdict: 'valid' })
  const served = await service.as(null).get(`${new URL(credentialUrl).pathname}/endorsements`)
  t.equal(served.body.data.length, 12)
})

t.test('the reasons are for the two sides, and nowhere in plain', async (t) => {
  const service = await startService(t)
  const { radio, ask }: Asking = await asking(service)
  const { id } = made(await ask())
  const reason = 'Their head of programmes asked us not to.'
  await radio.client.post(`/v1/endorsements/${id}/decline`, { reason })
  const { rows } = await service.database.pool.query('select * from endorsements')
  const stored = rows.map((row) =>
    Object.values(row)
      .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value)))
      .join(),
  )
  t.notOk(stored.join().includes(reason))
  t.notOk(service.log().includes(reason))
})

t.test('what a stolen key signed endorses nothing any more', async (t) => {
  const service = await startService(t)
  const { library, radio, badgeClass }: Asking = await asking(service)
  const target = { type: 'badge-class', id: badgeClass.id }
  const before = await endorse(library, radio, target)
  const keys = `/v1/issuers/${radio.id}/keys`
  const stolen = await radio.client.post(`${keys}/1/compromise`, { reason: 'It was copied.' })
  t.ok(stolen.status < 300, stolen.text)
  const first = await awardTo(library, badgeClass.id)
  t.notOk('endorsement' in first.credential.credentialSubject.achievement)
  t.notOk('endorsement' in (await service.as(null).get(badgeClass.achievementUrl)).body)
  t.match(await verdictOf(service, { credential: before.credential }), { verdict: 'invalid' })
  const again = await endorse(library, radio, target)
  const second = await awardTo(library, badgeClass.id)
  const { achievement } = second.credential.credentialSubject
  t.same(achievement.endorsement, [again.credential], 'with the new key it can be said again')
  t.match(await verdictOf(service, { url: second.credentialUrl }), { verdict: 'valid' })
})
