// Open Badges 2.0, "HostedBadge Verification": what lies at the address of a badge is believed.
import t from 'tap'
import type { JsonObject } from '../../../src/credentials/index.ts'
import { verifyBadge } from '../../../src/verification/index.ts'
import { makeSite, outcomes, without, worldOf } from './site.ts'

const valid = {
  verdict: 'valid',
  shape: 'passed',
  context: 'passed',
  proof: 'passed',
  'issuer-key': 'passed',
  status: 'passed',
  validity: 'passed',
}

t.test('a badge that its issuer publishes is valid', async (t) => {
  const site = makeSite()
  const { assertion } = site
  const world = worldOf(site)
  t.strictSame(await outcomes({ credential: assertion }, world), valid)
  t.strictSame(world.asked, [assertion.id, site.badgeClass.id, site.issuer.id], 'each asked once')
  t.strictSame(await outcomes({ badgeUrl: String(assertion.id) }, worldOf(site)), {
    ...valid,
  })
  const shuffled = Object.fromEntries(Object.entries(assertion).reverse())
  t.match(await outcomes({ credential: shuffled }, worldOf(site)), valid, 'order says nothing')
  const aliased: JsonObject = {
    ...without(assertion, 'id', 'type', 'verification'),
    '@id': assertion.id,
    '@type': ['Assertion'],
    verify: { type: 'hosted' },
    expires: null,
  }
  t.match(await outcomes({ credential: aliased }, worldOf(site)), valid, 'nor do aliases and nulls')
})

t.test('what it shows comes from the issuer', async (t) => {
  const site = makeSite()
  const { report, document } = await verifyBadge({ credential: site.assertion }, worldOf(site))
  t.match(report.credential, {
    id: site.assertion.id,
    name: 'Night Sailor',
    issuer: { id: site.issuer.id, name: 'Harbour School', url: 'https://harbour.example' },
    achievement: { description: 'Sailed through a night.', criteria: 'Sail from dusk to dawn.' },
    recipientHint: 'emailAddress (hashed)',
    validFrom: '2025-06-01T12:00:00Z',
  })
  t.match(document, {
    credentialSubject: { narrative: 'At the helm from two to four.' },
    evidence: [{ id: 'https://harbour.example/logbook' }],
  })
})

t.test('whoever shows something else is found out', async (t) => {
  const site = makeSite()
  const { assertion, badgeClass, issuer } = site
  const recipient = assertion.recipient as JsonObject
  const changed: Record<string, JsonObject> = {
    'another time': { ...assertion, issuedOn: '2020-01-01T00:00:00Z' },
    'an end that it has not': { ...assertion, expires: '2099-01-01T00:00:00Z' },
    'another recipient': { ...assertion, recipient: { ...recipient, salt: 'land' } },
    'another story': { ...assertion, narrative: 'Captain.' },
    'a story left out': without(assertion, 'narrative'),
    'another badge': { ...assertion, badge: `${site.origin}/badge-2` },
    'an extension': { ...assertion, 'extensions:grade': { type: ['Extension'], grade: 'A' } },
    'another name in an embedded badge': {
      ...assertion,
      badge: { ...badgeClass, name: 'Admiral' },
    },
    'another issuer in an embedded badge': {
      ...assertion,
      badge: { ...badgeClass, issuer: { ...issuer, name: 'Royal Navy' } },
    },
    'another issuer by address': {
      ...assertion,
      badge: { ...badgeClass, issuer: 'https://navy.example/issuer' },
    },
  }
  for (const [what, credential] of Object.entries(changed)) {
    const found = await outcomes({ credential }, worldOf(site))
    t.match(found, { verdict: 'invalid', proof: 'differs' }, what)
  }
  const embedded = { ...assertion, badge: { ...badgeClass, issuer } }
  t.match(await outcomes({ credential: embedded }, worldOf(site)), valid, 'true copies are fine')
})

t.test('a badge that is not at its address', async (t) => {
  const present = async (status: number, body: unknown) => {
    const site = makeSite()
    site.put('/assertions/1', body, status)
    const presented = await outcomes({ credential: site.assertion }, worldOf(site))
    t.match(
      (await outcomes({ badgeUrl: `${site.origin}/assertions/1` }, worldOf(site))).verdict,
      presented.verdict,
      'the same by its address',
    )
    return presented
  }
  const gone = { id: 'https://issuer.example/assertions/1', revoked: true }
  t.match(await present(404, ''), { verdict: 'invalid', proof: 'not-found' })
  t.match(await present(200, '<html>'), { verdict: 'invalid', proof: 'differs' })
  t.match(await present(200, []), { verdict: 'invalid' })
  t.match(await present(410, ''), { verdict: 'invalid', status: 'revoked' })
  t.match(await present(410, '<html>'), { verdict: 'invalid', status: 'revoked' })
  t.match(await present(410, gone), { verdict: 'invalid', status: 'revoked' })
  t.match(await present(200, gone), { verdict: 'invalid', status: 'revoked' }, 'without the 410')
  for (const status of [401, 403, 429, 500, 503]) {
    const found = await present(status, '')
    t.match(found, { verdict: 'inconclusive', proof: 'assertion-unavailable' }, String(status))
  }
  const site = makeSite()
  t.match(await outcomes({ credential: site.assertion }, worldOf()), {
    verdict: 'inconclusive',
    proof: 'assertion-unavailable',
  })
})

t.test('the reason for a revocation is told', async (t) => {
  const site = makeSite()
  const { id } = site.assertion
  site.put('/assertions/1', { id, revoked: true, revocationReason: 'Wrong\nperson.' }, 410)
  const { report } = await verifyBadge({ credential: site.assertion }, worldOf(site))
  const status = report.checks.find(({ name }) => name === 'status')
  t.match(status, { outcome: 'failed', code: 'revoked', detail: /“Wrong person\.”/ })
})

t.test('badge and issuer have to be there, each under its own address', async (t) => {
  const broken: [string, (site: ReturnType<typeof makeSite>) => void, object][] = [
    ['no badge', (site) => site.answers.delete('/badge'), { 'issuer-key': 'not-found' }],
    ['no issuer', (site) => site.answers.delete('/issuer'), { 'issuer-key': 'not-found' }],
    [
      'a silent issuer',
      (site) => site.put('/issuer', '', 503),
      { verdict: 'inconclusive', 'issuer-key': 'issuer-unavailable' },
    ],
    [
      'a silent badge',
      (site) => site.put('/badge', '', 503),
      { verdict: 'inconclusive', 'issuer-key': 'badge-class-unavailable' },
    ],
    [
      'a badge without criteria',
      (site) => site.put('/badge', without(site.badgeClass, 'criteria')),
      { shape: 'malformed' },
    ],
    [
      'an issuer without an e-mail address',
      (site) => site.put('/issuer', without(site.issuer, 'email')),
      { shape: 'malformed' },
    ],
    [
      'an issuer under an address of somebody else',
      (site) => site.put('/issuer', { ...site.issuer, id: 'https://navy.example/issuer' }),
      { verdict: 'inconclusive', 'issuer-key': 'issuer-unavailable' },
    ],
    [
      'two profiles that send on to each other',
      (site) => {
        site.put('/issuer', { ...site.issuer, id: `${site.origin}/issuer-2` })
        site.put('/issuer-2', site.issuer)
      },
      { 'issuer-key': 'differs' },
    ],
  ]
  for (const [what, breakIt, expected] of broken) {
    const site = makeSite()
    breakIt(site)
    const found = await outcomes({ credential: site.assertion }, worldOf(site))
    t.match(found, { verdict: 'invalid', ...expected }, what)
  }
  const moved = makeSite()
  moved.put('/issuer', { ...moved.issuer, id: `${moved.origin}/issuers/1` })
  moved.put('/issuers/1', { ...moved.issuer, id: `${moved.origin}/issuers/1` })
  t.match(await outcomes({ credential: moved.assertion }, worldOf(moved)), valid, 'one may move')
})

t.test('times', async (t) => {
  const site = makeSite()
  const dated = (times: JsonObject) => {
    const credential = { ...site.assertion, ...times }
    site.put('/assertions/1', credential)
    return outcomes({ credential }, worldOf(site))
  }
  t.match(await dated({ expires: '2026-03-02T00:00+01' }), { verdict: 'valid' })
  t.match(await dated({ expires: '2026-02-28T00:00:00Z' }), { validity: 'expired' })
  t.match(await dated({ issuedOn: '2026-04-01T00:00:00Z' }), { validity: 'not-yet-valid' })
  for (const issuedOn of [
    '2025-06-01',
    1_500_423_730,
    '2025-06-01T12:00:00',
    '2025-02-30T12:00Z',
  ]) {
    t.match(await dated({ issuedOn }), { verdict: 'invalid', shape: 'malformed' }, String(issuedOn))
  }
})
