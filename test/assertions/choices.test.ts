// What learners decide about their awards: accepting, declining, hiding, and each of it undone.
import t, { type Test } from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import { published } from '../credential-formats/published.ts'
import { eventsOnceThere } from '../support/events.ts'
import { made, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const NEGOTIATED = [
  'application/ld+json',
  'application/vc+jwt',
  'text/html',
  'image/png',
  'image/svg+xml',
]

/** Everywhere that anybody finds a credential, with the headers to ask with. */
function placesOf(credentialUrl: string): [path: string, headers: Record<string, string>][] {
  const hosted = credentialUrl.replace('/credentials/', '/ob2/assertions/')
  return [
    ...NEGOTIATED.map((accept): [string, Record<string, string>] => [credentialUrl, { accept }]),
    ...['json', 'jwt', 'png', 'svg', 'html'].map((suffix): [string, Record<string, string>] => [
      `${credentialUrl}.${suffix}`,
      {},
    ]),
    [`${credentialUrl}/endorsements`, {}],
    ...['', '.png', '.svg'].map((suffix): [string, Record<string, string>] => [
      `${hosted}${suffix}`,
      {},
    ]),
  ]
}

const put = (client: Service['admin'], path: string, body: object, headers = {}) =>
  client.send('PUT', path, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })

async function isSeen(t: Test, service: Service, credentialUrl: string, seen: boolean) {
  const anybody = service.as(null)
  const etags = seen ? [{}] : [{}, { 'if-none-match': '*' }]
  for (const [path, headers] of placesOf(credentialUrl)) {
    for (const more of etags) {
      const answer = await anybody.get(path, { ...headers, ...more })
      t.equal(answer.status, seen ? 200 : 404, `${path} as ${headers.accept ?? 'it is'}`)
    }
  }
  const { body } = await anybody.post('/v1/verify', { url: credentialUrl })
  t.equal(body.verdict, seen ? 'valid' : 'invalid')
  if (!seen) t.equal(body.checks[0].code, 'not-found')
}

t.test('a learner hides an award and shows it again', async (t) => {
  const made = await published(t, { issuer: { email: 'office@library.example.org' } })
  const { service, assertionId, credentialUrl, credential } = made
  const { admin, as } = service
  const path = `/v1/assertions/${assertionId}`
  t.match((await admin.get(path)).body, { acceptance: 'pending', visibility: 'link' })
  const anybody = as(null)
  // Twice, so that it is in memory.
  await isSeen(t, service, credentialUrl, true)
  await isSeen(t, service, credentialUrl, true)
  const before = (await anybody.get(`${credentialUrl}.json`)).text

  const hidden = await put(admin, `${path}/visibility`, { visibility: 'hidden' })
  t.match(hidden, { status: 200, body: { visibility: 'hidden', acceptance: 'pending' } })
  t.equal(hidden.headers.get('etag'), '"2"')
  await isSeen(t, service, credentialUrl, false)
  t.match(
    (await admin.get(path)).body,
    { visibility: 'hidden', status: 'active', credential: { id: credentialUrl } },
    'the programme goes on seeing it, with its state',
  )
  const [listed] = (await admin.get('/v1/assertions')).body.data
  t.equal(listed.visibility, 'hidden')

  const copy = await anybody.post('/v1/verify', { credential })
  t.equal(copy.body.verdict, 'valid', 'a copy that was kept goes on verifying')
  const [list] = credential.credentialStatus.id.split('#')
  t.equal((await anybody.get(list)).status, 200, 'its status can be read')

  t.equal(
    (await put(admin, `${path}/visibility`, { visibility: 'hidden' })).headers.get('etag'),
    '"2"',
  )
  await put(admin, `${path}/visibility`, { visibility: 'link' })
  await isSeen(t, service, credentialUrl, true)
  t.equal((await anybody.get(`${credentialUrl}.json`)).text, before, 'byte for byte as before')

  await eventsOnceThere(admin, 1, '/v1/events?type=assertion.shown')
  const { body } = await admin.get('/v1/events')
  t.same(
    body.data
      .filter(({ subjectIds }: { subjectIds: string[] }) => subjectIds.includes(assertionId))
      .map(({ type }: { type: string }) => type),
    ['assertion.awarded', 'assertion.hidden', 'assertion.shown'],
  )
})

t.test('a learner declines an award, and accepts it after all', async (t) => {
  const { service, assertionId, credentialUrl } = await published(t, {
    issuer: { email: 'office@library.example.org' },
  })
  const { admin } = service
  const path = `/v1/assertions/${assertionId}/acceptance`
  t.match(await put(admin, path, { status: 'declined' }), { body: { acceptance: 'declined' } })
  await isSeen(t, service, credentialUrl, false)
  t.match(await put(admin, path, { status: 'accepted' }), { body: { acceptance: 'accepted' } })
  await isSeen(t, service, credentialUrl, true)

  for (const body of [{}, { status: 'pending' }, { status: 'accepted', note: 'x' }]) {
    t.equal((await put(admin, path, body)).status, 400, JSON.stringify(body))
  }
  const stale = await put(admin, path, { status: 'declined' }, { 'if-match': '"1"' })
  t.equal(stale.status, 412)
  const nowhere = '/v1/assertions/019aa7c4-34a2-7236-9bbb-ecd5bb657712'
  t.equal((await put(admin, `${nowhere}/acceptance`, { status: 'declined' })).status, 404)
})

t.test('what an issuer may and may not do with the choices of learners', async (t) => {
  const { service, assertionId, credentialUrl } = await published(t)
  const { admin, as } = service
  const { issuerId } = (await admin.get(`/v1/assertions/${assertionId}`)).body
  const own = as(await makeKey(admin, [...SCOPES], issuerId))
  const stranger = made(await admin.post('/v1/issuers', { name: 'B', url: 'https://b.example' }))
  const other = as(await makeKey(admin, [...SCOPES], stranger.id))
  const path = `/v1/assertions/${assertionId}`

  t.equal((await put(other, `${path}/visibility`, { visibility: 'hidden' })).status, 404)
  t.equal((await put(other, `${path}/acceptance`, { status: 'declined' })).status, 404)
  t.equal((await put(own, `${path}/acceptance`, { status: 'accepted' })).status, 403)

  t.equal((await put(own, `${path}/visibility`, { visibility: 'hidden' })).status, 200)
  t.equal((await put(own, `${path}/visibility`, { visibility: 'link' })).status, 200)
  t.equal((await put(admin, `${path}/visibility`, { visibility: 'hidden' })).status, 200)
  t.equal((await put(own, `${path}/visibility`, { visibility: 'hidden' })).status, 200)
  t.equal((await put(own, `${path}/visibility`, { visibility: 'link' })).status, 409)
  t.equal((await as(null).get(credentialUrl)).status, 404, 'what the learner hid stays hidden')
  t.equal((await own.get(path)).body.visibility, 'hidden')
})

t.test('a learner decides with a token of their own, about their own awards', async (t) => {
  const { service, assertionId, credentialUrl } = await published(t)
  const { admin, as } = service
  const path = `/v1/assertions/${assertionId}`
  await admin.patch(path, { note: 'Only for the desk.' })
  const { learnerId, badgeClassId } = (await admin.get(path)).body
  const tokenOf = async (id: string) =>
    as(made(await admin.post(`/v1/learners/${id}/tokens`, {})).token)
  const learner = await tokenOf(learnerId)
  const recipient = { type: 'email', value: 'grace@example.org' }
  const others = made(await admin.post('/v1/assertions', { badgeClassId, recipient }))

  const hidden = await put(learner, `${path}/visibility`, { visibility: 'hidden' })
  t.match(hidden, { status: 200, body: { visibility: 'hidden', note: null } })
  t.equal((await as(null).get(credentialUrl)).status, 404)
  t.match((await learner.get(path)).body, { visibility: 'hidden' }, 'they see it themselves')
  t.equal((await put(learner, `${path}/visibility`, { visibility: 'link' })).status, 200)
  t.equal((await put(learner, `${path}/acceptance`, { status: 'accepted' })).status, 200)
  const foreign = await put(learner, `/v1/assertions/${others.id}/visibility`, {
    visibility: 'hidden',
  })
  t.equal(foreign.status, 404)
  t.equal(
    (await put(await tokenOf(others.learnerId), `${path}/acceptance`, { status: 'declined' }))
      .status,
    404,
  )
})

t.test('what stands in the place of a hidden award is hidden too', async (t) => {
  const { service, assertionId } = await published(t)
  const { admin, as } = service
  const path = `/v1/assertions/${assertionId}`
  await put(admin, `${path}/visibility`, { visibility: 'hidden' })
  const input = { narrative: 'With a better narrative.', reason: 'A typing error.' }
  const corrected = made(await admin.post(`${path}/correction`, input))
  t.equal(corrected.visibility, 'hidden')
  t.equal((await admin.get(`/v1/assertions/${corrected.id}`)).body.visibility, 'hidden')
  t.equal((await as(null).get(corrected.credentialUrl)).status, 404)

  await t.test('unless it is awarded to somebody else', async (t) => {
    const recipient = { type: 'email', value: 'grace@example.org' }
    const moved = made(
      await admin.post(`/v1/assertions/${corrected.id}/correction`, { recipient, reason: 'Hers.' }),
    )
    t.equal(moved.visibility, 'link')
    t.equal((await as(null).get(moved.credentialUrl)).status, 200)
  })
})

t.test('another service on the same database forgets it too', async (t) => {
  const publicUrl = 'http://badges.example.org'
  const one = await startService(t, { env: { PUBLIC_URL: publicUrl } })
  const two = await startService(t, {
    env: { PUBLIC_URL: publicUrl },
    databaseUrl: one.databaseUrl,
  })
  const { body: issuer } = await one.admin.post('/v1/issuers', {
    name: 'A',
    url: 'https://a.example',
  })
  const badgeClass = made(
    await one.admin.post('/v1/badge-classes', {
      issuerId: issuer.id,
      name: 'B',
      description: 'C',
      criteria: { narrative: 'D' },
    }),
  )
  const recipient = { type: 'email', value: 'ada@example.org' }
  const award = made(
    await one.admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }),
  )
  const path = `${new URL(award.credentialUrl).pathname}.json`
  // The documents that one keeps for two seconds, as long as it hears of the other.
  const read = async () => t.equal((await two.as(null).get(path)).status, 200)
  while (!two.deps.withdrawals.hears()) await read()
  for (let time = 0; time < 3; time++) await read()
  const heard = new Promise<void>((done) => two.deps.withdrawals.heed(done))
  await put(one.admin, `/v1/assertions/${award.id}/visibility`, { visibility: 'hidden' })
  t.equal((await one.as(null).get(path)).status, 404)
  await heard
  t.equal((await two.as(null).get(path)).status, 404)
})
