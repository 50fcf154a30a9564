import t from 'tap'
import { query } from '../support/embedded.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const PATH = '/v1/webhook-endpoints'
const URL = 'https://hooks.example.org/waymark?token=of-its-owner'

t.test('an endpoint shows its secret once', async (t) => {
  const { admin, databaseUrl } = await startService(t)
  const { secret, ...endpoint } = made(await admin.post(PATH, { url: URL }))
  t.match(secret, /^whsec_[\w+/]{43}=$/)
  t.match(endpoint, { url: URL, eventTypes: null, issuerId: null, disabled: false })
  t.same((await admin.get(`${PATH}/${endpoint.id}`)).body, endpoint)
  t.same((await admin.get(PATH)).body.data, [endpoint])
  const rows = await query(databaseUrl, `select to_jsonb(e)::text as row from webhook_endpoints e`)
  t.notMatch(JSON.stringify(rows), /whsec_|hooks\.example/, 'both are sealed at rest')
})

t.test('it is changed, archived and brought back', async (t) => {
  const { admin } = await startService(t)
  const { id } = made(await admin.post(PATH, { url: URL }))
  const changes = { url: 'https://other.example.org/', eventTypes: ['assertion.awarded'] }
  t.match((await admin.patch(`${PATH}/${id}`, changes)).body, changes)
  t.match((await admin.patch(`${PATH}/${id}`, { eventTypes: null })).body, { eventTypes: null })
  t.equal((await admin.delete(`${PATH}/${id}`)).status, 204)
  t.same((await admin.get(PATH)).body.data, [])
  t.equal((await admin.get(`${PATH}?archived=true`)).body.data.length, 1)
  t.match((await admin.patch(`${PATH}/${id}`, { archived: false })).body, { archivedAt: null })
})

t.test('an address where nobody may be asked is refused', async (t) => {
  const { admin } = await startService(t, { env: { OUTBOUND_ALLOW_LOOPBACK: 'false' } })
  const { id } = made(await admin.post(PATH, { url: URL }))
  for (const url of [
    'http://hooks.example.org/',
    'https://127.0.0.1/',
    'https://10.0.0.1/hook',
    'https://[::1]/',
    'https://localhost/',
    'https://169.254.169.254/latest',
    'https://me:secret@hooks.example.org/',
    'ftp://hooks.example.org/',
    'nothing',
  ]) {
    const refused = { status: 400, body: { errors: [{ field: 'url' }] } }
    t.match(await admin.post(PATH, { url }), refused, url)
    t.match(await admin.patch(`${PATH}/${id}`, { url }), refused)
  }
})

t.test('what is wrong is named', async (t) => {
  const { admin } = await startService(t)
  for (const [input, field] of [
    [{}, 'url'],
    [{ url: URL, eventTypes: [] }, 'eventTypes'],
    [{ url: URL, eventTypes: ['nothing'] }, 'eventTypes[0]'],
    [{ url: URL, secret: 'whsec_mine' }, 'secret'],
  ] as const) {
    t.match(await admin.post(PATH, input), { status: 400, body: { errors: [{ field }] } })
  }
  const { id } = made(await admin.post(PATH, { url: URL }))
  t.match(await admin.post(`${PATH}/${id}/deliveries`, { eventType: 'assertion.awarded' }), {
    status: 400,
    body: { errors: [{ field: 'eventType' }] },
  })
  t.match(await admin.post(`${PATH}/${id}/deliveries/${id}/replay`, undefined), {
    status: 404,
    body: { errors: [{ field: 'deliveryId' }] },
  })
  t.equal((await admin.get(`${PATH}/${id}/deliveries?status=lost`)).status, 400)
})

t.test('the key of an issuer has endpoints of that issuer', async (t) => {
  const { admin, as } = await startService(t)
  const { issuer } = await makeBadgeClass(admin)
  const { key } = made(
    await admin.post('/v1/api-keys', {
      name: 'Hooks',
      scopes: ['webhooks:read', 'webhooks:write'],
      issuerId: issuer.id,
    }),
  )
  const bound = as(key)
  const own = made(await bound.post(PATH, { url: URL }))
  t.equal(own.issuerId, issuer.id)
  const platforms = made(await admin.post(PATH, { url: URL }))
  t.equal((await bound.get(PATH)).body.data.length, 1)
  t.equal((await admin.get(`${PATH}?issuerId=${issuer.id}`)).body.data.length, 1)
  const path = `${PATH}/${platforms.id}`
  for (const answer of [
    await bound.get(path),
    await bound.patch(path, { disabled: true }),
    await bound.delete(path),
    await bound.get(`${path}/deliveries`),
    await bound.get(`${path}/deliveries/${own.id}`),
    await bound.post(`${path}/deliveries`, { eventType: 'webhook.test' }),
    await bound.post(`${path}/deliveries/${own.id}/replay`, undefined),
  ]) {
    t.equal(answer.status, 404)
  }
})
