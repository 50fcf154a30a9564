// Open Badges 0.5, 1.0 and 1.1, upgraded to 2.0.
import t from 'tap'
import { verifyBadge } from '../../../src/verification/index.ts'
import { jwsOf, makeSite, outcomes, rsaKeys, without, worldOf } from './site.ts'

const context = 'https://w3id.org/openbadges/v1'
const valid = { verdict: 'valid', proof: 'passed', 'issuer-key': 'passed', status: 'passed' }
const hash = `sha256$${'5e'.repeat(32)}`

/** The site's badge as version 1.1 or 1.0 has it. */
function earlier(version: '1.0' | '1.1') {
  const site = makeSite()
  const { origin, put } = site
  const is = (type: string, path: string) =>
    version === '1.1' ? { '@context': context, type, id: `${origin}${path}` } : {}
  const url = `${origin}/assertions/1`
  const assertion = {
    ...is('Assertion', '/assertions/1'),
    uid: 'abc-1',
    recipient: { type: 'email', hashed: 'true', salt: 'sea', identity: hash },
    badge: site.badgeClass.id,
    verify: { type: 'hosted', url },
    issuedOn: 1_500_423_730,
    evidence: 'https://harbour.example/logbook',
  }
  put('/assertions/1', assertion)
  put('/badge', {
    ...is('BadgeClass', '/badge'),
    name: 'Night Sailor',
    description: 'Sailed through a night.',
    image: 'data:image/png;base64,AAAA',
    criteria: 'https://harbour.example/criteria',
    issuer: site.issuer.id,
    alignment: [{ name: 'Seamanship', url: 'https://frameworks.example/1', description: 'All.' }],
  })
  put('/issuer', { ...is('IssuerOrg', '/issuer'), name: 'Harbour School', url: origin })
  return { site, assertion, url }
}

for (const version of ['1.0', '1.1'] as const) {
  t.test(`hosted badges of ${version}`, async (t) => {
    const { site, assertion, url } = earlier(version)
    t.match(await outcomes({ credential: assertion }, worldOf(site)), valid)
    t.match(await outcomes({ badgeUrl: url }, worldOf(site)), valid)
    const { report, document } = await verifyBadge({ credential: assertion }, worldOf(site))
    t.match(report.credential, {
      id: url,
      name: 'Night Sailor',
      validFrom: '2017-07-19T00:22:10Z',
      achievement: { criteria: 'https://harbour.example/criteria' },
    })
    t.match(document, {
      credentialSubject: {
        achievement: { alignment: [{ targetName: 'Seamanship', targetDescription: 'All.' }] },
      },
    })
    const changed = { ...assertion, issuedOn: 1_400_000_000 }
    t.match(await outcomes({ credential: changed }, worldOf(site)), { proof: 'differs' })
    for (const issuedOn of ['1500423730', '2017-07-19', '2017-07-19T00:22:10']) {
      const dated = { ...assertion, issuedOn }
      site.put('/assertions/1', dated)
      t.match(await outcomes({ credential: dated }, worldOf(site)), valid, issuedOn)
    }
    site.put('/assertions/1', { revoked: true }, 410)
    t.match(await outcomes({ credential: assertion }, worldOf(site)), { status: 'revoked' })
  })

  t.test(`signed badges of ${version}`, async (t) => {
    const { site, assertion } = earlier(version)
    const { privateKey, publicKeyPem } = rsaKeys()
    const key = site.put('/key.pem', publicKeyPem)
    const signed = { ...without(assertion, 'id'), verify: { type: 'signed', url: key } }
    const payload =
      version === '1.0'
        ? signed
        : { ...signed, id: 'urn:uuid:a953081a-4bbd-4927-9653-7219bca00e3b' }
    const jwt = jwsOf(payload, privateKey)
    t.match(await outcomes({ jwt }, worldOf(site)), { ...without(valid, 'status') })
    const issuer = JSON.parse(site.answers.get('/issuer')?.body ?? '{}')
    site.put('/revocations', { 'abc-1': 'Issued in error' })
    site.put('/issuer', { ...issuer, revocationList: `${site.origin}/revocations` })
    t.match(await outcomes({ jwt }, worldOf(site)), { verdict: 'invalid', status: 'revoked' })
    const away = { ...payload, verify: { type: 'signed', url: 'https://evil.example/key.pem' } }
    const forged = jwsOf(away, privateKey)
    t.match(await outcomes({ jwt: forged }, worldOf(site)), { 'issuer-key': 'key-not-issuers' })
  })
}

t.test('a badge of 0.5 holds all in itself, and is known by its address', async (t) => {
  const site = makeSite()
  const { origin } = site
  const assertion = {
    recipient: hash,
    salt: 'sea',
    issued_on: '2012-01-01',
    evidence: '/logbook',
    badge: {
      version: '0.5.0',
      name: 'Night Sailor',
      description: 'Sailed through a night.',
      image: '/badge.png',
      criteria: '/criteria',
      issuer: { origin, name: 'Harbour School', org: 'Sea', contact: null },
    },
  }
  const foundAt = site.put('/assertions/1', assertion)
  t.match(await outcomes({ badgeUrl: foundAt }, worldOf(site)), valid)
  t.match(await outcomes({ credential: assertion, foundAt }, worldOf(site)), valid)
  t.match(
    await outcomes({ credential: assertion }, worldOf(site)),
    { verdict: 'inconclusive', proof: 'address-unknown' },
    'alone it cannot be looked up',
  )
  const { report } = await verifyBadge({ badgeUrl: foundAt }, worldOf(site))
  t.match(report.credential, {
    name: 'Night Sailor',
    issuer: { name: 'Harbour School: Sea', url: origin },
    achievement: { criteria: `${origin}/criteria`, image: `${origin}/badge.png` },
    validFrom: '2012-01-01T00:00:00Z',
  })
  const issuer = { ...assertion.badge.issuer, origin: 'https://navy.example' }
  site.put('/assertions/1', { ...assertion, badge: { ...assertion.badge, issuer } })
  t.match(await outcomes({ badgeUrl: foundAt }, worldOf(site)), {
    'issuer-key': 'origin-not-issuers',
  })
})

t.test('an issuer may have moved to 2.0 since a badge was given out', async (t) => {
  const { site, assertion } = earlier('1.1')
  const published = { ...site.assertion, recipient: { ...assertion.recipient, hashed: true } }
  site.put('/assertions/1', {
    ...published,
    issuedOn: '2017-07-19T00:22:10Z',
    evidence: [{ id: assertion.evidence }],
  })
  t.match(await outcomes({ credential: assertion }, worldOf(site)), valid)
  for (const changes of [
    { evidence: 'https://harbour.example/another' },
    { narrative: 'Captain.' },
    { expires: '2099-01-01' },
    { 'extensions:grade': 'A' },
  ]) {
    const credential = { ...assertion, ...changes }
    t.match(await outcomes({ credential }, worldOf(site)), { proof: 'differs' })
  }
})

t.test(
  'an earlier form does not get around what a profile of 2.0 says about its keys',
  async (t) => {
    // A host that keeps what its users upload, and says that its badges lie elsewhere.
    const site = makeSite()
    const { origin, put } = site
    const { publicKeyPem, privateKey } = rsaKeys(true)
    put('/uploads/key.pem', publicKeyPem)
    put('/issuer', { ...site.issuer, verification: { startsWith: `${origin}/assertions/` } })
    const forged = {
      '@context': context,
      type: 'Assertion',
      uid: 'forged-1',
      recipient: { type: 'email', hashed: true, identity: hash },
      badge: site.badgeClass.id,
      verify: { type: 'signed', url: `${origin}/uploads/key.pem` },
      issuedOn: '2017-07-19T00:22:10Z',
    }
    const found = await outcomes({ jwt: jwsOf(forged, privateKey) }, worldOf(site))
    t.match(found, { verdict: 'invalid', 'issuer-key': 'key-not-issuers' })
  },
)
