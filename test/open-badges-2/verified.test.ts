// POST /v1/verify with Open Badges 2.0 assertions that are hosted here.
import t from 'tap'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const PUBLIC_URL = 'https://badges.example.org'
const email = { type: 'email', value: 'ada@example.org' }

async function hostedAward({ admin, as }: Service) {
  const { issuer, badgeClass } = await makeBadgeClass(admin, {
    issuer: { email: 'badges@library.example.org' },
  })
  const award = made(
    await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient: email }),
  )
  const url: string = award.credentialUrl.replace('/credentials/', '/ob2/assertions/')
  const path = new URL(url).pathname
  const assertion = (await as(null).get(path)).body
  return { issuer, award, url, path, assertion }
}

t.test('an assertion that is hosted here is verified by its credential', async (t) => {
  const service = await startService(t, { env: { PUBLIC_URL } })
  const anybody = service.as(null)
  const { issuer, award, url, path, assertion } = await hostedAward(service)
  const verify = async (request: object) => (await anybody.post('/v1/verify', request)).body
  const image = async (format: string, type: string) => {
    const bytes = await (await fetch(`${service.url}${path}.${format}`)).arrayBuffer()
    const options = { body: Buffer.from(bytes), headers: { 'content-type': type } }
    return async () => (await anybody.send('POST', '/v1/verify', options)).body
  }
  const ways: Record<string, () => Promise<{ verdict: string; checks: object[] }>> = {
    'its JSON': () => verify({ credential: assertion }),
    'its URL': () => verify({ url }),
    'the URL of its PNG': () => verify({ url: `${url}.png` }),
    'the URL of its SVG': () => verify({ url: `${url}.svg` }),
    'its PNG': await image('png', 'image/png'),
    'its SVG': await image('svg', 'image/svg+xml'),
  }
  for (const [name, present] of Object.entries(ways)) {
    t.match(
      await present(),
      {
        verdict: 'valid',
        checks: [{ name: 'retrieval', outcome: 'passed' }],
        credential: { name: award.credential.name, issuer: { name: issuer.name } },
      },
      name,
    )
  }

  await t.test('what was altered is not believed', async (t) => {
    const altered: object[] = [
      { ...assertion, narrative: 'Did much more.' },
      { ...assertion, issuedOn: '2020-01-01T00:00:00Z' },
      { ...assertion, recipient: { ...assertion.recipient, salt: 'another' } },
      {
        ...assertion,
        badge: `${PUBLIC_URL}/ob2/badge-classes/019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11`,
      },
      { ...assertion, expires: '2099-01-01T00:00:00Z' },
    ]
    for (const credential of altered) {
      t.match(await verify({ credential }), {
        verdict: 'invalid',
        checks: [{ name: 'retrieval', outcome: 'failed', code: 'differs' }],
        credential: null,
      })
    }
    const shuffled = Object.fromEntries(Object.entries(assertion).reverse())
    t.match(await verify({ credential: shuffled }), { verdict: 'valid' }, 'order says nothing')
  })

  await t.test('nor what is not here', async (t) => {
    const ids = ['AAAAAAAAAAAAAAAAAAAAAA', '', '../x', '\u0000', 'a'.repeat(5_000)]
    for (const id of ids) {
      const credential = { ...assertion, id: `${PUBLIC_URL}/ob2/assertions/${id}` }
      t.match(await verify({ credential }), {
        verdict: 'invalid',
        checks: [{ name: 'retrieval', code: 'not-found' }],
      })
    }
    t.match(await verify({ url: assertion.badge }), { verdict: 'invalid' })
  })

  await t.test('an assertion hosted elsewhere is not taken for ours', async (t) => {
    const credential = { ...assertion, id: url.replace('badges.', 'badges2.') }
    t.not((await verify({ credential })).verdict, 'valid')
  })

  await service.admin.post(`/v1/assertions/${award.id}/revocation`, { reason: 'A mistake.' })
  const gone = (await anybody.get(path)).body
  for (const [name, present] of Object.entries({
    ...ways,
    'what is served now': () => verify({ credential: gone }),
  })) {
    t.match(
      await present(),
      { verdict: 'invalid', checks: [{ name: 'retrieval', outcome: 'passed' }] },
      `${name}, once revoked`,
    )
    const { checks } = await present()
    t.match(
      checks.find((check: object) => 'name' in check && check.name === 'status'),
      { outcome: 'failed', code: 'revoked' },
      name,
    )
  }

  await service.admin.patch(`/v1/issuers/${issuer.id}`, { email: null })
  t.match(await verify({ credential: assertion }), { checks: [{ code: 'not-found' }] })
})
