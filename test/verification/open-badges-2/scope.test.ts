// Open Badges 2.0, VerificationObject: where an issuer says that its badges are.
import t from 'tap'
import type { JsonObject } from '../../../src/credentials/index.ts'
import { makeSite, outcomes, worldOf } from './site.ts'

/** A badge on one site, of an issuer on another, whose profile says this about its badges. */
async function elsewhere(
  verification: JsonObject | undefined,
  { path = '/assertions/1', host = 'https://badges.example' } = {},
) {
  const issuing = makeSite('https://issuer.example')
  const hosting = makeSite(host)
  issuing.put('/issuer', { ...issuing.issuer, ...(verification && { verification }) })
  const id = `${host}${path}`
  const assertion = { ...hosting.assertion, id, badge: issuing.badgeClass.id }
  hosting.put(new URL(id).pathname, assertion)
  return outcomes({ credential: assertion }, worldOf(issuing, hosting))
}

const foreign = { verdict: 'invalid', proof: 'passed', 'issuer-key': 'origin-not-issuers' }
const fine = { verdict: 'valid', 'issuer-key': 'passed' }

t.test('unless it says otherwise, they are on its own host', async (t) => {
  t.match(await elsewhere(undefined), foreign)
  t.match(await elsewhere({ type: 'VerificationObject' }), foreign)
  t.match(await elsewhere(undefined, { host: 'https://issuer.example:8443' }), foreign)
  t.match(await elsewhere(undefined, { host: 'https://issuer.example.evil.example' }), foreign)
})

t.test('allowedOrigins', async (t) => {
  for (const allowedOrigins of [
    'badges.example',
    ['other.example', 'Badges.Example'],
    ['https://badges.example'],
  ]) {
    t.match(await elsewhere({ allowedOrigins }), fine, JSON.stringify(allowedOrigins))
  }
  for (const allowedOrigins of ['issuer.example', 'example', 'badges.example.org', ['x', 'y']]) {
    t.match(await elsewhere({ allowedOrigins }), foreign, JSON.stringify(allowedOrigins))
  }
})

t.test('startsWith', async (t) => {
  const at = (path: string) => ({ path, host: 'https://badges.example' })
  const harbour = { startsWith: 'https://badges.example/harbour/' }
  t.match(await elsewhere(harbour, at('/harbour/1')), fine)
  t.match(
    await elsewhere({ startsWith: ['https://x.example/', harbour.startsWith] }, at('/harbour/1')),
    fine,
  )
  t.match(await elsewhere(harbour, at('/other/1')), foreign)
  t.match(await elsewhere(harbour, at('/harbour/../other/1')), foreign, 'no way out of it')
  t.match(await elsewhere(harbour, at('/harbour/%2e%2e/other/1')), foreign)
  t.match(await elsewhere({ startsWith: 'https://badges' }, at('/1')), foreign, 'half a host')
  const both = { ...harbour, allowedOrigins: 'other.example' }
  t.match(await elsewhere(both, at('/harbour/1')), foreign, 'both have to hold')
})

t.test('a property other than the id is not known', async (t) => {
  t.match(await elsewhere({ verificationProperty: 'image' }), {
    verdict: 'inconclusive',
    'issuer-key': 'verification-unsupported',
  })
})

t.test('the description of the badge has to be on the issuer’s side too', async (t) => {
  const issuing = makeSite('https://issuer.example')
  const other = makeSite('https://evil.example')
  other.put('/badge', { ...other.badgeClass, name: 'Admiral', issuer: issuing.issuer.id })
  const assertion = { ...issuing.assertion, badge: other.badgeClass.id }
  issuing.put('/assertions/1', assertion)
  t.match(await outcomes({ credential: assertion }, worldOf(issuing, other)), foreign)
})

t.test('an issuer that is embedded is believed only as far as its own address tells', async (t) => {
  const victim = makeSite('https://issuer.example')
  const thief = makeSite('https://evil.example')
  const issuer = { ...victim.issuer, verification: { allowedOrigins: 'evil.example' } }
  const badge = { ...victim.badgeClass, issuer }
  const assertion: JsonObject = { ...thief.assertion, badge }
  thief.put('/assertions/1', assertion)
  t.match(await outcomes({ badgeUrl: String(assertion.id) }, worldOf(victim, thief)), foreign)
  const nameless = { ...assertion, badge: { ...badge, id: undefined } }
  thief.put('/assertions/1', nameless)
  t.match(await outcomes({ badgeUrl: String(assertion.id) }, worldOf(victim, thief)), foreign)
  const urn = 'urn:uuid:a953081a-4bbd-4927-9653-7219bca00e3b'
  thief.put('/assertions/1', {
    ...assertion,
    badge: { ...badge, id: urn, issuer: { ...issuer, id: urn } },
  })
  t.match(await outcomes({ badgeUrl: String(assertion.id) }, worldOf(victim, thief)), {
    verdict: 'inconclusive',
    'issuer-key': 'issuer-not-hosted',
  })
})

t.test('a redirect to another host shows nothing about the issuer', async (t) => {
  for (const path of ['/assertions/1', '/badge', '/issuer']) {
    const site = makeSite()
    const answer = site.answers.get(path) ?? { body: '' }
    const from = (url: string) => site.answers.set(path, { ...answer, from: url })
    from(`${site.origin}/elsewhere`)
    t.match(await outcomes({ credential: site.assertion }, worldOf(site)), fine, 'on its own')
    from('https://evil.example/assertions/1')
    t.match(
      await outcomes({ credential: site.assertion }, worldOf(site)),
      { verdict: 'inconclusive', 'issuer-key': 'redirected-elsewhere' },
      path,
    )
  }
  const site = makeSite()
  const verification = { allowedOrigins: ['issuer.example', 'cdn.example'] }
  site.put('/issuer', { ...site.issuer, verification })
  const { body = '' } = site.answers.get('/assertions/1') ?? {}
  site.answers.set('/assertions/1', { body, from: 'https://cdn.example/1' })
  t.match(await outcomes({ credential: site.assertion }, worldOf(site)), fine, 'one that it names')
})
