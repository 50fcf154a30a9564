// What is refused in documents of Open Badges 2.0, and that hostile ones come to an end.
import t from 'tap'
import type { JsonObject } from '../../../src/credentials/index.ts'
import { isOpenBadge2, verifyBadge } from '../../../src/verification/index.ts'
import { CONTEXT, EMAIL, makeSite, outcomes, without, worldOf } from './site.ts'

/** The site's badge with changes, published as it is presented. */
async function changed(changes: JsonObject, ...left: string[]) {
  const site = makeSite()
  const credential = { ...without(site.assertion, ...left), ...changes }
  site.put('/assertions/1', credential)
  return outcomes({ credential }, worldOf(site))
}

t.test('which documents are badges of 2.0 or before', async (t) => {
  const { assertion, badgeClass } = makeSite()
  for (const document of [assertion, badgeClass, without(assertion, '@context')]) {
    t.ok(isOpenBadge2(document))
  }
  const credential = { ...assertion, type: ['VerifiableCredential'] }
  for (const document of [null, 1, [], {}, { id: 'x' }, credential]) t.notOk(isOpenBadge2(document))
  const given = { credential: badgeClass }
  t.match(await outcomes(given, worldOf()), { verdict: 'invalid', shape: 'not-a-credential' })
  const endorsement = { '@context': CONTEXT, type: 'Endorsement' }
  t.match(await outcomes({ credential: endorsement }, worldOf()), {
    verdict: 'inconclusive',
    shape: 'endorsement-unsupported',
  })
})

t.test('shapes', async (t) => {
  const malformed = { verdict: 'invalid', shape: 'malformed' }
  for (const member of ['recipient', 'badge', 'verification', 'issuedOn', 'type']) {
    t.match(await changed({}, member), malformed, `without ${member}`)
  }
  const hash = `sha256$${'ab'.repeat(32)}`
  const recipients: Record<string, JsonObject> = {
    'an unknown kind': { type: 'shoe size', identity: '43', hashed: false },
    'no word on hashing': { type: 'email', identity: EMAIL },
    'a hash that is none': { type: 'email', identity: EMAIL, hashed: true },
    'a hash that says it is none': { type: 'email', identity: hash, hashed: false },
    'no e-mail address': { type: 'email', identity: 'Ada', hashed: false },
    'half a hash': { type: 'email', identity: 'sha256$28d5', hashed: true },
  }
  for (const [what, recipient] of Object.entries(recipients)) {
    t.match(await changed({ recipient }), malformed, what)
  }
  for (const changes of [
    { id: 'urn:uuid:a953081a-4bbd-4927-9653-7219bca00e3b' },
    { id: 'ftp://issuer.example/1' },
    { verification: { type: 'Blockchain' } },
    { evidence: [{ name: 1 }] },
    { image: { caption: 'no id' } },
    { narrative: 'a\u0000b' },
  ]) {
    t.match(await changed(changes), malformed, JSON.stringify(changes))
  }
})

t.test('contexts', async (t) => {
  const contexts = (...more: unknown[]) => changed({ '@context': [CONTEXT, ...more] })
  t.match(await contexts({ foo: 'https://x.example/foo', '@language': 'de' }), { verdict: 'valid' })
  t.match(await contexts('https://x.example/context'), { context: 'unknown-context' })
  t.match(await contexts({ expires: 'https://x.example/e' }), { context: 'redefined-term' })
  t.match(await contexts({ '@import': 'https://x.example/c' }), { context: 'inline-context' })
  t.match(await contexts(1), { context: 'inline-context' })
  const nested = { '@context': 'https://x.example/context', type: ['Extension'], '@id': 'x' }
  t.match(await changed({ 'extensions:thing': nested }), { verdict: 'valid' }, 'extensions')
  const { recipient } = makeSite().assertion
  const inside = { ...(recipient as JsonObject), '@context': { salt: 'https://x.example/s' } }
  t.match(await changed({ recipient: inside }), { context: 'redefined-term' })
  for (const name of [
    'obi:issueDate',
    'sec:expiration',
    'https://w3id.org/openbadges#badge',
    '@x',
  ]) {
    t.match(await changed({ [name]: '2020-01-01T00:00:00Z' }), { context: 'disguised-term' }, name)
  }
  t.match(await changed({ '@id': 'https://x.example' }), { shape: 'malformed' }, 'said twice')
})

t.test('recipients', async (t) => {
  const site = makeSite()
  const recipient = { type: 'email', identity: 'Ada@Example.org', hashed: false }
  const credential = { ...site.assertion, recipient }
  site.put('/assertions/1', credential)
  const about = (value: string) =>
    outcomes({ credential }, worldOf(site), { recipient: { type: 'email', value } })
  t.match(await about(EMAIL), { verdict: 'valid', recipient: 'passed' })
  t.match(await about('bob@example.org'), { verdict: 'invalid', recipient: 'recipient-mismatch' })
})

t.test('hostile documents', async (t) => {
  const nested = (depth: number) =>
    JSON.parse(`${'{"badge":'.repeat(depth)}1${'}'.repeat(depth)}`) as JsonObject
  const long = Array.from({ length: 200_000 }, () => ({ targetName: 'x' }))
  const hostile: Record<string, unknown> = {
    'deep nesting': { ...nested(100_000), '@context': CONTEXT, recipient: {} },
    'deep arrays': {
      '@context': CONTEXT,
      evidence: JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
    },
    'a long list': { '@context': CONTEXT, evidence: long },
    'a list of many problems': { '@context': CONTEXT, evidence: long.slice(0, 6_000) },
    'own prototype': JSON.parse(`{"@context":"${CONTEXT}","__proto__":{"id":"x"}}`),
    'half a character': { '@context': CONTEXT, id: '\ud800' },
  }
  for (const [what, credential] of Object.entries(hostile)) {
    const began = performance.now()
    const { verdict } = await outcomes({ credential }, worldOf())
    t.equal(verdict, 'invalid', what)
    t.ok(performance.now() - began < 2_000, `${what}, quickly`)
  }
  // Each problem is put into words, at a cost: so many are not looked for.
  const many = { credential: hostile['a list of many problems'] }
  const { report } = await verifyBadge(many, worldOf())
  t.match(report.checks[0], { detail: /has more in it than can be checked/ })
  const site = makeSite()
  const { assertion } = site
  site.put('/badge', { ...site.badgeClass, issuer: `${site.origin}/badge` })
  t.match(
    await outcomes({ credential: assertion }, worldOf(site)),
    { shape: 'malformed' },
    'a cycle',
  )
  for (let number = 0; number < 50; number += 1) {
    site.put(number === 0 ? '/issuer' : `/issuer-${number}`, {
      ...site.issuer,
      id: `${site.origin}/issuer-${number + 1}`,
    })
  }
  site.put('/badge', site.badgeClass)
  const world = worldOf(site)
  t.match(await outcomes({ credential: assertion }, world), { 'issuer-key': 'differs' })
  t.ok(world.asked.length < 8, 'a chain of profiles is not followed far')
})
